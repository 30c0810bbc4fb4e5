package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ParameterType;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import io.mandi.engine.lots.match.DeliveryPlace;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.Window;
import io.mandi.engine.lots.posting.Deadline;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.posting.PostingInspection;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the content of a need of a draft, in the steps of AV-7, between which others have their say. Each step answers what is
 * wrong; the next one is taken when nothing is.
 */
public final class NeedInspection {
    private static final BigDecimal LOW_SHARE = new BigDecimal("0.70");
    private static final String MAX_BUDGET = "max_budget_per_unit";
    private static final String PREFERRED_PRICE = "preferred_price_per_unit";
    private static final String AUCTION_REQUEST = "AUCTION_REQUEST";
    private static final String EQUIVALENTS = "commodity_equivalents/";
    private static final String QUALITY = "quality_requirements/";

    private final NeedDraft draft;
    private final Market market;
    private final UnitFactors factors;
    private final Instant now;
    private final List<Flaw> warnings = new ArrayList<>();

    private Unit unit;
    private Unit rateUnit;
    private String currency;
    private Intent intent;
    private ZoneId timezone;
    private List<DeliveryPlace> deliveries = List.of();

    /**
     * @param factors of the need, where it keeps some already; else those in force
     * @param now when the need is created; one that is edited keeps its end
     */
    public NeedInspection(NeedDraft draft, Market market, UnitFactors factors, Instant now) {
        this.draft = draft;
        this.market = market;
        this.factors = factors;
        this.now = now;
        this.timezone = market.timezone();
    }

    /** Units, and whatever has a form of its own (RQ-1, RQ-10). */
    public List<Flaw> form() {
        Inspection inspection = new Inspection();
        PostingInspection posting = new PostingInspection(market, inspection);
        Optional<Unit> quantityUnit =
                posting.unit("quantity_unit", draft.unit(), market.commodity().tradeUnit());
        Optional<Unit> priceUnit =
                posting.unit("rate_unit", draft.rateUnit(), market.commodity().rateUnit());
        checkQuantities(inspection, posting);
        checkIntent(inspection);
        checkMoney(inspection, posting);
        currency = posting.currency(draft.currency());
        checkEquivalents(inspection);
        posting.window(
                "delivery_window_end",
                draft.deliveryWindow().from(),
                draft.deliveryWindow().until(),
                true);
        draft.flexibilityHours()
                .ifPresent(hours -> inspection.require(
                        hours >= 0 && hours <= NeedContent.MAX_FLEXIBILITY_HOURS,
                        "delivery_flexibility_hours",
                        "must be 0 to " + NeedContent.MAX_FLEXIBILITY_HOURS));
        posting.codes("preferred_delivery_terms", draft.deliveryTerms(), market.terms()::delivery);
        posting.codes("preferred_payment_terms", draft.paymentTerms(), market.terms()::payment);
        draft.incoterm().ifPresent(term -> posting.incoterms("preferred_incoterm", List.of(term)));
        posting.audience(draft.audience(), "invited_seller_ids");
        inspection.text("buyer_branch_id", draft.buyerBranch(), PostingInspection.MAX_ID_LENGTH);
        quantityUnit.ifPresent(known -> unit = known);
        priceUnit.ifPresent(known -> rateUnit = known);
        return flaws(inspection);
    }

    private void checkQuantities(Inspection inspection, PostingInspection posting) {
        posting.quantity("min_quantity", draft.min());
        posting.quantity("max_quantity", draft.max());
        inspection.require(
                draft.min().compareTo(draft.max()) <= 0, "max_quantity", "must not be less than min_quantity");
        draft.preferred().ifPresent(preferred -> {
            posting.quantity("preferred_quantity", preferred);
            inspection.require(
                    preferred.compareTo(draft.min()) >= 0 && preferred.compareTo(draft.max()) <= 0,
                    "preferred_quantity",
                    "must be min_quantity to max_quantity");
        });
        draft.minLot().ifPresent(least -> {
            posting.quantity("min_lot_quantity", least);
            inspection.require(
                    least.compareTo(draft.max()) <= 0, "min_lot_quantity", "must not be more than max_quantity");
        });
    }

    private void checkIntent(Inspection inspection) {
        if (draft.intent().equals(AUCTION_REQUEST)) {
            inspection.note(FlawCode.INTENT_NOT_SUPPORTED, "intent", "auctions are not held yet");
            return;
        }
        Arrays.stream(Intent.values())
                .filter(known -> known.name().equals(draft.intent()))
                .findAny()
                .ifPresentOrElse(
                        known -> intent = known,
                        () -> inspection.require(
                                false, "intent", "must be one of " + Arrays.toString(Intent.values())));
    }

    private void checkMoney(Inspection inspection, PostingInspection posting) {
        Optional<Decimal> max = draft.maxBudget();
        max.ifPresent(price -> posting.price(MAX_BUDGET, price));
        inspection.require(
                max.isPresent() || intent == Intent.PRICE_DISCOVERY_ONLY || intent == null,
                MAX_BUDGET,
                "must be given for this intent");
        draft.preferredPrice().ifPresent(price -> {
            posting.price(PREFERRED_PRICE, price);
            inspection.require(
                    max.isPresent() && price.compareTo(max.get()) <= 0,
                    PREFERRED_PRICE,
                    "must stand with max_budget_per_unit, and not be more");
        });
        draft.totalBudget().ifPresent(total -> {
            inspection.positive("total_budget", total, Conversion.MONEY_SCALE);
            inspection.require(max.isPresent(), "total_budget", "must stand with max_budget_per_unit");
        });
    }

    private void checkEquivalents(Inspection inspection) {
        inspection.size("commodity_equivalents", draft.equivalents().size(), NeedContent.MAX_EQUIVALENTS);
        draft.equivalents().forEach((commodity, ratio) -> {
            inspection.require(
                    !commodity.equals(market.commodity().id()), EQUIVALENTS + commodity, "must be another commodity");
            inspection.require(
                    !commodity.isBlank() && commodity.length() <= PostingInspection.MAX_ID_LENGTH,
                    EQUIVALENTS + commodity,
                    "must be the id of a commodity");
            inspection.positive(EQUIVALENTS + commodity + "/ratio", ratio, Conversion.BASE_SCALE);
        });
    }

    /** Where the goods are wanted; the first place decides the timezone of AV-16. */
    public List<Flaw> locations() {
        Inspection inspection = new Inspection();
        PostingInspection posting = new PostingInspection(market, inspection);
        inspection.size("delivery_locations", draft.deliveries().size(), NeedContent.MAX_DELIVERIES);
        List<DeliveryPlace> places = new ArrayList<>();
        for (int i = 0; i < draft.deliveries().size(); i++) {
            DeliveryDraft delivery = draft.deliveries().get(i);
            String field = "delivery_locations/" + i;
            Optional<PostingInspection.Sited> sited = posting.site(field, delivery.locationId(), delivery.place());
            delivery.maxDistanceKm()
                    .ifPresent(km -> inspection.positive(field + "/max_distance_km", km, Conversion.BASE_SCALE));
            if (sited.isPresent()) {
                if (places.isEmpty()) {
                    timezone = sited.get().timezone();
                }
                places.add(new DeliveryPlace(sited.get().site(), delivery.maxDistanceKm()));
            }
        }
        deliveries = List.copyOf(places);
        checkValidity(inspection);
        return flaws(inspection);
    }

    /** Instead of {@link #locations}: the goods are wanted where they were, whatever has become of the locations since. */
    public List<Flaw> locationsStay(List<DeliveryPlace> places) {
        deliveries = List.copyOf(places);
        Inspection inspection = new Inspection();
        checkValidity(inspection);
        return flaws(inspection);
    }

    private void checkValidity(Inspection inspection) {
        inspection.require(validUntil().isAfter(now), "valid_until", "must be in the future");
        inspection.require(validFrom().isBefore(validUntil()), "valid_until", "must be after valid_from");
    }

    private Instant validFrom() {
        return Micros.recorded(draft.validFrom().orElse(now));
    }

    private Instant validUntil() {
        Instant since = validFrom().isAfter(now) ? validFrom() : now;
        return Micros.recorded(
                Deadline.of(draft.validUntil(), draft.deliveryWindow().until(), since, timezone));
    }

    /** Whether quantities and money can be counted in base units, and the total is enough for the least (RQ-1). */
    public List<Flaw> conversion() {
        Inspection inspection = new Inspection();
        Optional<NeedAmounts> amounts = inspection.take(NeedAmounts.of(content(), factors));
        if (amounts.isPresent() && amounts.get().totalBudget().isPresent()) {
            BigDecimal least = new Conversion(factors)
                    .amount(draft.min(), unit, draft.maxBudget().orElseThrow(), rateUnit)
                    .asOptional()
                    .orElse(BigDecimal.ZERO);
            inspection.require(
                    draft.totalBudget().orElseThrow().toBigDecimal().compareTo(least) >= 0,
                    "total_budget",
                    "must pay for min_quantity at max_budget_per_unit: at least " + least.toPlainString());
        }
        warnOfLowBudget(inspection);
        return flaws(inspection);
    }

    /** RQ-11. */
    private void warnOfLowBudget(Inspection inspection) {
        Optional<Decimal> reference = market.referencePrice(now);
        if (reference.isEmpty() || draft.maxBudget().isEmpty()) {
            return;
        }
        BigDecimal usualFactor = factors.factors().get(market.commodity().rateUnit());
        BigDecimal factor = factors.factors().get(rateUnit);
        if (usualFactor == null || factor == null) {
            return;
        }
        // Multiplied instead of divided, so that nothing is rounded.
        BigDecimal budget = draft.maxBudget().get().toBigDecimal().multiply(usualFactor);
        BigDecimal usual = reference.get().toBigDecimal().multiply(factor);
        if (budget.compareTo(usual.multiply(LOW_SHARE)) < 0) {
            inspection.note(FlawCode.LOW_BUDGET, MAX_BUDGET, "is more than 30 % below what the commodity costs today");
        }
    }

    /** Whether what is asked of the goods can be asked of this commodity. Codes that are no parameter are left out. */
    public List<Flaw> quality() {
        Inspection inspection = new Inspection();
        draft.quality()
                .forEach((code, wish) -> market.commodity()
                        .parameter(code)
                        .ifPresentOrElse(
                                parameter -> checkWish(inspection, parameter, wish),
                                () -> inspection.note(
                                        FlawCode.UNKNOWN_PARAMETER,
                                        "quality_requirements/" + code,
                                        "the commodity has no such parameter; it was left out")));
        return flaws(inspection);
    }

    private static void checkWish(Inspection inspection, Parameter parameter, QualityWish wish) {
        String field = QUALITY + parameter.code();
        inspection.size(field + "/accepted", wish.accepted().size(), NeedContent.MAX_ACCEPTED);
        boolean text = parameter.type() == ParameterType.TEXT;
        boolean limited = wish.min().isPresent() || wish.max().isPresent();
        if (text) {
            inspection.require(!limited, field, "a text has no least and no most");
            inspection.text(field + "/preferred", wish.preferred(), Parameter.MAX_TEXT_LENGTH);
            inspection.text(field + "/exact", wish.exact(), Parameter.MAX_TEXT_LENGTH);
        } else {
            number(inspection, field + "/preferred", wish.preferred());
            number(inspection, field + "/exact", wish.exact());
        }
        inspection.require(
                wish.exact().isEmpty() || (!limited && wish.accepted().isEmpty()),
                field + "/exact",
                "leaves no room for min, max and accepted");
        if (wish.min().isPresent() && wish.max().isPresent()) {
            inspection.require(
                    wish.min().get().compareTo(wish.max().get()) <= 0, field + "/max", "must not be less than min");
        }
        for (int i = 0; i < wish.accepted().size(); i++) {
            inspection.text(field + "/accepted/" + i, wish.accepted().get(i), Parameter.MAX_TEXT_LENGTH);
        }
    }

    private static void number(Inspection inspection, String field, Optional<String> text) {
        inspection.require(
                text.stream().allMatch(given -> Decimal.parse(given).isPresent()),
                field,
                "must be a decimal number in a string");
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

    /** Where the goods are wanted, after {@link #locations} has found nothing wrong. */
    public List<DeliveryPlace> deliveries() {
        return deliveries;
    }

    /** After all steps, none of which has found anything wrong. */
    public NeedContent content() {
        Map<String, QualityWish> known = new java.util.LinkedHashMap<>(draft.quality());
        known.keySet().removeIf(code -> market.commodity().parameter(code).isEmpty());
        return new NeedContent(
                draft.buyerBranch().map(String::strip),
                draft.equivalents(),
                draft.min(),
                draft.max(),
                draft.preferred(),
                draft.minLot(),
                unit,
                known,
                draft.maxBudget(),
                draft.preferredPrice(),
                rateUnit,
                draft.totalBudget(),
                currency,
                deliveries,
                new Window(
                        draft.deliveryWindow().from().map(Micros::recorded),
                        draft.deliveryWindow().until().map(Micros::recorded)),
                draft.flexibilityHours().orElse(NeedContent.DEFAULT_FLEXIBILITY_HOURS),
                draft.deliveryTerms(),
                draft.paymentTerms(),
                draft.incoterm(),
                draft.audience(),
                draft.urgency(),
                intent,
                draft.autoAllocate(),
                validFrom(),
                validUntil());
    }
}
