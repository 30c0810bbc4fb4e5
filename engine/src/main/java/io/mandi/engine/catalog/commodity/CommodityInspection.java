package io.mandi.engine.catalog.commodity;

import static io.mandi.engine.catalog.Inspection.PRICE_SCALE;
import static io.mandi.engine.catalog.Inspection.QUANTITY_SCALE;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a commodity of one draft, or says all that is wrong with it. */
final class CommodityInspection {
    private static final Pattern CATEGORY = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");
    private static final Pattern HSN_CODE = Pattern.compile("[0-9]{4}([0-9]{2}){0,2}");
    private static final Pattern HS_CODE = Pattern.compile("[0-9]{6}");
    private static final Pattern VARIETY_CODE = Pattern.compile("[A-Z0-9][A-Z0-9_-]{0,39}");
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toSet());

    /** Chapters of the tariff that goods of a category are in (COM-3). */
    private static final Map<String, String> CHAPTERS = Map.of("COTTON", "52", "SYNTHETIC", "55");

    /** The rates of the goods and services tax, in percent (COM-3). */
    private static final List<BigDecimal> TAX_RATES =
            Stream.of("0", "0.25", "3", "5", "18", "40").map(BigDecimal::new).toList();

    private final Inspection inspection = new Inspection();
    private final CommodityDraft draft;

    CommodityInspection(CommodityDraft draft) {
        this.draft = draft;
    }

    Checked<Commodity> commodity(String id, boolean active) {
        String name = inspection.text("name", draft.name(), Commodity.MAX_NAME_LENGTH);
        checkCodes();
        String currency = draft.currency().orElse(Commodity.DEFAULT_CURRENCY);
        inspection.require(CURRENCIES.contains(currency), "currency", "must be three letters of ISO 4217, as INR");
        Optional<BaseUnit> base = BaseUnit.parse(draft.baseUnit());
        if (base.isEmpty()) {
            inspection.note(FlawCode.UNKNOWN_UNIT, "base_unit", "must be KG, METER, LITER, PIECE or SQ_METER");
        }
        Map<Unit, BigDecimal> factors = factors(base);
        Optional<Unit> tradeUnit = unit("trade_unit", draft.tradeUnit(), base, factors);
        Optional<Unit> rateUnit = unit("rate_unit", draft.rateUnit(), base, factors);
        checkNumbers();
        List<TaxRate> taxRates = taxRates();
        List<Variety> varieties = varieties();
        List<Parameter> parameters = parameters();
        return inspection.result(() -> new Commodity(
                id,
                name,
                draft.category(),
                draft.hsnCode(),
                draft.hsCode6Digit(),
                base.orElseThrow(),
                tradeUnit.orElseThrow(),
                rateUnit.orElseThrow(),
                factors,
                currency,
                taxRates,
                draft.standardLotSize(),
                draft.minOrderQuantity(),
                draft.deliveryTolerancePct(),
                draft.weightTolerancePct(),
                varieties,
                parameters,
                draft.reverseChargeFromAgriculturist(),
                draft.referencePrice(),
                active));
    }

    private void checkCodes() {
        inspection.require(CATEGORY.matcher(draft.category()).matches(), "category", "must be of the form " + CATEGORY);
        boolean hsn = HSN_CODE.matcher(draft.hsnCode()).matches();
        inspection.require(hsn, "hsn_code", "must be 4, 6 or 8 digits");
        draft.hsCode6Digit()
                .ifPresent(code ->
                        inspection.require(HS_CODE.matcher(code).matches(), "hs_code_6digit", "must be 6 digits"));
        String chapter = CHAPTERS.get(draft.category());
        if (hsn && chapter != null && !draft.hsnCode().startsWith(chapter)) {
            inspection.note(
                    FlawCode.UNUSUAL_HSN_CODE,
                    "hsn_code",
                    "goods of the category " + draft.category() + " are in chapter " + chapter);
        }
    }

    private Map<Unit, BigDecimal> factors(Optional<BaseUnit> base) {
        Map<Unit, BigDecimal> factors = new EnumMap<>(Unit.class);
        draft.unitFactors().forEach((code, given) -> {
            Optional<Unit> unit = inspection.take("unit_factors/" + code, UnitFactors.unit(code));
            if (base.isPresent() && unit.isPresent()) {
                inspection
                        .take("unit_factors", UnitFactors.checkOverride(base.get(), unit.get(), given.toBigDecimal()))
                        .ifPresent(factor -> inspection.require(
                                factors.put(unit.get(), factor) == null,
                                "unit_factors/" + code,
                                "must name each unit once"));
            }
        });
        return factors;
    }

    /** COM-1; a package that only the commodity can size needs its size here (UN-2). */
    private Optional<Unit> unit(String field, String code, Optional<BaseUnit> base, Map<Unit, BigDecimal> overrides) {
        Optional<Unit> unit = inspection.take(field, UnitFactors.unit(code));
        if (base.isPresent() && unit.isPresent()) {
            inspection.take(UnitFactors.of(base.get(), Map.of(), overrides).factor(unit.get(), field));
        }
        return unit;
    }

    private void checkNumbers() {
        draft.standardLotSize().ifPresent(size -> inspection.positive("standard_lot_size", size, QUANTITY_SCALE));
        draft.minOrderQuantity().ifPresent(size -> inspection.positive("min_order_quantity", size, QUANTITY_SCALE));
        draft.deliveryTolerancePct().ifPresent(share -> inspection.percentage("delivery_tolerance_pct", share));
        draft.weightTolerancePct().ifPresent(share -> inspection.percentage("weight_tolerance_pct", share));
        draft.referencePrice()
                .ifPresent(known -> inspection.positive("reference_price/price", known.price(), PRICE_SCALE));
    }

    private List<TaxRate> taxRates() {
        inspection.size("tax_rates", draft.taxRates().size(), Commodity.MAX_TAX_RATES);
        requireDistinct("tax_rates", "valid_from", draft.taxRates(), TaxRate::validFrom);
        for (int i = 0; i < draft.taxRates().size(); i++) {
            TaxRate rate = draft.taxRates().get(i);
            String field = "tax_rates/" + i + "/";
            checkTaxRate(field + "rate", rate.rate());
            rate.prePackedRate().ifPresent(prePacked -> checkTaxRate(field + "pre_packed_rate", prePacked));
        }
        return draft.taxRates().stream()
                .sorted(Comparator.comparing(TaxRate::validFrom))
                .toList();
    }

    private void checkTaxRate(String field, Decimal rate) {
        inspection.percentage(field, rate);
        if (TAX_RATES.stream().noneMatch(usual -> usual.compareTo(rate.toBigDecimal()) == 0)) {
            inspection.note(FlawCode.UNUSUAL_TAX_RATE, field, "rates of this tax are 0, 0.25, 3, 5, 18 and 40");
        }
    }

    private List<Variety> varieties() {
        inspection.size("varieties", draft.varieties().size(), Commodity.MAX_VARIETIES);
        requireDistinct("varieties", "code", draft.varieties(), Variety::code);
        List<Variety> varieties = new ArrayList<>();
        for (int i = 0; i < draft.varieties().size(); i++) {
            Variety variety = draft.varieties().get(i);
            String field = "varieties/" + i + "/";
            String name = inspection.text(field + "name", variety.name(), Commodity.MAX_NAME_LENGTH);
            inspection.require(
                    VARIETY_CODE.matcher(variety.code()).matches(),
                    field + "code",
                    "must be of the form " + VARIETY_CODE);
            varieties.add(new Variety(name, variety.code(), variety.standard()));
        }
        return varieties;
    }

    private List<Parameter> parameters() {
        inspection.size("parameters", draft.parameters().size(), Commodity.MAX_PARAMETERS);
        requireDistinct("parameters", "code", draft.parameters(), Parameter::code);
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < draft.parameters().size(); i++) {
            inspection
                    .take("parameters/" + i, draft.parameters().get(i).check())
                    .ifPresent(parameters::add);
        }
        parameters.sort(Comparator.comparingInt(Parameter::displayOrder));
        return parameters;
    }

    private <T> void requireDistinct(String field, String part, List<T> elements, Function<T, Object> key) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            inspection.require(
                    seen.add(key.apply(elements.get(i))), field + "/" + i + "/" + part, "stands there twice");
        }
    }
}
