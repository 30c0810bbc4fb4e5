package io.mandi.engine.lots.lot;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.match.PriceType;
import io.mandi.engine.lots.match.Site;
import io.mandi.engine.lots.posting.Counts;
import io.mandi.engine.lots.posting.Deadline;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.posting.PostingInspection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes the content of a lot of a draft, in the steps of AV-7, between which others have their say. Each step answers what is
 * wrong; the next one is taken when nothing is.
 */
public final class LotInspection {
    private static final Pattern URL =
            Pattern.compile("https?://[\\x21-\\x7E]{1," + (LotContent.MAX_URL_LENGTH - 8) + "}");
    private static final String TOTAL = "total_quantity";
    private static final String MIN_ORDER = "min_order_quantity";
    private static final String EXPIRES_AT = "expires_at";

    private final LotDraft draft;
    private final Market market;
    private final UnitFactors factors;
    private final Instant now;
    private final List<Flaw> warnings = new ArrayList<>();

    private Unit unit;
    private Unit rateUnit;
    private String currency;
    private PostingInspection.Sited sited;
    private Map<String, QualityValue> quality;

    /**
     * @param factors of the lot, where it keeps some already; else those in force
     * @param now when the lot is created; one that is edited keeps its end
     */
    public LotInspection(LotDraft draft, Market market, UnitFactors factors, Instant now) {
        this.draft = draft;
        this.market = market;
        this.factors = factors;
        this.now = now;
    }

    /** Units, and whatever has a form of its own (AV-0). */
    public List<Flaw> form() {
        Inspection inspection = new Inspection();
        PostingInspection posting = new PostingInspection(market, inspection);
        Optional<Unit> quantityUnit =
                posting.unit("quantity_unit", draft.unit(), market.commodity().tradeUnit());
        Optional<Unit> priceUnit =
                posting.unit("rate_unit", draft.rateUnit(), market.commodity().rateUnit());
        posting.quantity(TOTAL, draft.total());
        draft.minOrder().ifPresent(least -> {
            posting.quantity(MIN_ORDER, least);
            inspection.require(least.compareTo(draft.total()) <= 0, MIN_ORDER, "must not be more than total_quantity");
        });
        checkPrice(inspection, posting);
        currency = posting.currency(draft.currency());
        posting.codes("payment_term_options", draft.paymentTerms(), market.terms()::payment);
        posting.codes("delivery_term_options", draft.deliveryTerms(), market.terms()::delivery);
        posting.code("passing_term", draft.passingTerm(), market.terms()::passing);
        posting.code("weighment_term", draft.weighmentTerm(), market.terms()::weighment);
        posting.incoterms("supported_incoterms", draft.incoterms());
        posting.audience(draft.audience(), "allowed_partner_ids");
        posting.window("available_until", draft.availableFrom(), draft.availableUntil(), false);
        checkTexts(inspection);
        quantityUnit.ifPresent(known -> unit = known);
        priceUnit.ifPresent(known -> rateUnit = known);
        return flaws(inspection);
    }

    private void checkPrice(Inspection inspection, PostingInspection posting) {
        AskingPrice.Given price = draft.price();
        price.base().ifPresent(base -> posting.price("base_price", base));
        inspection.size("price_options", price.options().size(), LotContent.MAX_PRICE_OPTIONS);
        for (int i = 0; i < price.options().size(); i++) {
            AskingPrice.GivenOption option = price.options().get(i);
            String field = "price_options/" + i;
            posting.price(field + "/price", option.price());
            posting.code(field + "/payment_term", option.paymentTerm(), market.terms()::payment);
            posting.code(field + "/delivery_term", option.deliveryTerm(), market.terms()::delivery);
        }
        inspection.require(
                price.type() != PriceType.FIXED
                        || price.base().isPresent()
                        || !price.options().isEmpty(),
                "base_price",
                "must be given for a FIXED price, or price_options");
        inspection.require(
                price.type() != PriceType.MATRIX || price.matrix().isPresent(),
                "price_matrix",
                "must be given for the price type MATRIX");
        price.matrix().ifPresent(matrix -> checkMatrix(inspection, posting, matrix));
    }

    private void checkMatrix(Inspection inspection, PostingInspection posting, PriceMatrix matrix) {
        inspection.require(
                market.commodity().parameter(matrix.parameter()).isPresent(),
                "price_matrix/parameter",
                "must be a parameter of the commodity");
        inspection.size("price_matrix/rows", matrix.rows().size(), LotContent.MAX_MATRIX_ROWS);
        for (int i = 0; i < matrix.rows().size(); i++) {
            String field = "price_matrix/rows/" + i;
            inspection.text(field + "/value", matrix.rows().get(i).value(), 120);
            posting.price(field + "/price", matrix.rows().get(i).price());
        }
    }

    private void checkTexts(Inspection inspection) {
        inspection.text("seller_branch_id", draft.sellerBranch(), PostingInspection.MAX_ID_LENGTH);
        draft.variety()
                .filter(code -> market.commodity().variety(code).isEmpty())
                .ifPresent(code ->
                        inspection.note(FlawCode.UNKNOWN_VARIETY, "variety_code", "the commodity has no such variety"));
        draft.testReportUrl().ifPresent(url -> checkUrl(inspection, "test_report_url", url));
        inspection.size("media_urls", draft.mediaUrls().size(), LotContent.MAX_MEDIA);
        for (int i = 0; i < draft.mediaUrls().size(); i++) {
            checkUrl(inspection, "media_urls/" + i, draft.mediaUrls().get(i));
        }
    }

    private static void checkUrl(Inspection inspection, String field, String url) {
        inspection.require(URL.matcher(url).matches(), field, "must be an address that begins with https://");
    }

    /** Where the goods are; it decides the timezone of AV-16. */
    public List<Flaw> location() {
        Inspection inspection = new Inspection();
        new PostingInspection(market, inspection)
                .site("", draft.locationId(), draft.place())
                .ifPresent(found -> sited = found);
        if (sited != null) {
            inspection.require(expiresAt().isAfter(now), EXPIRES_AT, "must be in the future");
        }
        return flaws(inspection);
    }

    /** Instead of {@link #location}: the goods are where they were, whatever has become of the location since. */
    public List<Flaw> locationStays(Site site) {
        sited = new PostingInspection.Sited(site, market.timezone());
        Inspection inspection = new Inspection();
        inspection.require(expiresAt().isAfter(now), EXPIRES_AT, "must be in the future");
        return flaws(inspection);
    }

    /** Where the goods are, after {@link #location} has found nothing wrong. */
    public PostingInspection.Sited sited() {
        return sited;
    }

    private Instant expiresAt() {
        return Micros.recorded(Deadline.of(draft.expiresAt(), draft.availableUntil(), now, sited.timezone()));
    }

    /** Whether quantities and prices can be counted in base units. */
    public List<Flaw> conversion() {
        Inspection inspection = new Inspection();
        Conversion conversion = new Conversion(factors);
        Optional<BigDecimal> base =
                inspection.take(named(conversion.baseQuantity(draft.total(), unit), "quantity", TOTAL));
        base.ifPresent(quantity -> inspection.take(Counts.millionths(TOTAL, quantity)));
        draft.minOrder()
                .ifPresent(
                        least -> inspection.take(named(conversion.baseQuantity(least, unit), "quantity", MIN_ORDER)));
        highestPrice()
                .ifPresent(price -> inspection.take(
                        named(conversion.amount(draft.total(), unit, price, rateUnit), "quantity", TOTAL)));
        return flaws(inspection);
    }

    private Optional<Decimal> highestPrice() {
        List<Decimal> prices = new ArrayList<>(draft.price().options().stream()
                .map(AskingPrice.GivenOption::price)
                .toList());
        draft.price().base().ifPresent(prices::add);
        draft.price().matrix().ifPresent(matrix -> matrix.rows().forEach(row -> prices.add(row.price())));
        return prices.stream().max(Decimal::compareTo);
    }

    private static <T> Checked<T> named(Checked<T> checked, String field, String as) {
        return switch (checked) {
            case Checked.Valid<T> valid -> valid;
            case Checked.Invalid<T> invalid ->
                new Checked.Invalid<>(invalid.flaws().stream()
                        .map(flaw -> flaw.field().equals(field) ? new Flaw(flaw.code(), as, flaw.detail()) : flaw)
                        .toList());
        };
    }

    /** COM-2, and whether a price matrix has a row for this lot (AV-13). */
    public List<Flaw> quality() {
        Inspection inspection = new Inspection();
        if (draft.quality().isEmpty()) {
            inspection.note(FlawCode.QUALITY_MISSING, "quality_params", "must not be empty");
            return flaws(inspection);
        }
        inspection
                .take("quality_params", market.commodity().qualities(draft.quality()))
                .ifPresent(values -> quality = values);
        if (inspection.isClean()) {
            inspection.take(
                    AskingPrice.of(draft.price(), rateUnit, new Conversion(factors), quality, Optional.empty()));
        }
        return flaws(inspection);
    }

    private List<Flaw> flaws(Inspection inspection) {
        Checked<Boolean> result = inspection.result(() -> true);
        warnings.addAll(result.warnings());
        return result.flaws();
    }

    /** What is remarkable about what the steps have seen. */
    public List<Flaw> warnings() {
        return List.copyOf(warnings);
    }

    /** After all steps, none of which has found anything wrong. */
    public LotContent content() {
        return new LotContent(
                draft.sellerBranch().map(String::strip),
                draft.variety(),
                quality,
                draft.prePacked(),
                draft.testReportUrl(),
                draft.mediaUrls(),
                sited.site(),
                counted(draft.total()),
                unit,
                draft.minOrder().map(LotInspection::counted),
                draft.partialOrders(),
                draft.price(),
                rateUnit,
                currency,
                draft.paymentTerms(),
                draft.deliveryTerms(),
                draft.passingTerm(),
                draft.weighmentTerm(),
                draft.incoterms(),
                draft.audience(),
                draft.availableFrom().map(Micros::recorded),
                draft.availableUntil().map(Micros::recorded),
                expiresAt());
    }

    private static Decimal counted(Decimal quantity) {
        return Counts.ofThousandths(
                Counts.thousandths("", quantity.toBigDecimal()).asOptional().orElseThrow());
    }
}
