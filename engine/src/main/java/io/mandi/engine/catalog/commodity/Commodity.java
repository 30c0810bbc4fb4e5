package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of goods that is traded, and how. {@link CommodityDraft} says what each part means; here it has passed the
 * checks.
 *
 * @param unitFactors base units of one unit, where the commodity differs from its organisation
 * @param taxRates by {@code validFrom}, rising
 * @param parameters by {@code displayOrder}, rising
 * @param active whether new postings are taken
 */
public record Commodity(
        String id,
        String name,
        String category,
        String hsnCode,
        Optional<String> hsCode6Digit,
        BaseUnit baseUnit,
        Unit tradeUnit,
        Unit rateUnit,
        Map<Unit, BigDecimal> unitFactors,
        String currency,
        List<TaxRate> taxRates,
        Optional<Decimal> standardLotSize,
        Optional<Decimal> minOrderQuantity,
        Optional<Decimal> deliveryTolerancePct,
        Optional<Decimal> weightTolerancePct,
        List<Variety> varieties,
        List<Parameter> parameters,
        boolean reverseChargeFromAgriculturist,
        Optional<ReferencePrice> referencePrice,
        boolean active) {

    public static final String DEFAULT_CURRENCY = "INR";
    /** Longest name. */
    public static final int MAX_NAME_LENGTH = 120;
    /** Most parameters. */
    public static final int MAX_PARAMETERS = 50;
    /** Most varieties. */
    public static final int MAX_VARIETIES = 200;
    /** Most tax rates, past and to come. */
    public static final int MAX_TAX_RATES = 50;

    public Commodity {
        EnumMap<Unit, BigDecimal> factors = new EnumMap<>(Unit.class);
        factors.putAll(unitFactors);
        unitFactors = Collections.unmodifiableMap(factors);
        taxRates = List.copyOf(taxRates);
        varieties = List.copyOf(varieties);
        parameters = List.copyOf(parameters);
    }

    /** Checks a draft; warnings are those of COM-3. */
    public static Checked<Commodity> of(String id, CommodityDraft draft) {
        return new CommodityInspection(draft).commodity(id, true);
    }

    /** This commodity as a draft of the same id wants it. What may not change is not looked at here. */
    public Checked<Commodity> as(CommodityDraft draft) {
        return new CommodityInspection(draft).commodity(id, active);
    }

    public Commodity withActive(boolean wanted) {
        return new Commodity(
                id,
                name,
                category,
                hsnCode,
                hsCode6Digit,
                baseUnit,
                tradeUnit,
                rateUnit,
                unitFactors,
                currency,
                taxRates,
                standardLotSize,
                minOrderQuantity,
                deliveryTolerancePct,
                weightTolerancePct,
                varieties,
                parameters,
                reverseChargeFromAgriculturist,
                referencePrice,
                wanted);
    }

    /** What it would be created of, for those who change parts of it. */
    public CommodityDraft draft() {
        Map<String, Decimal> factors = new LinkedHashMap<>();
        unitFactors.forEach(
                (unit, factor) -> factors.put(unit.name(), Decimal.of(factor).orElseThrow()));
        return new CommodityDraft(
                name,
                category,
                hsnCode,
                hsCode6Digit,
                baseUnit.name(),
                tradeUnit.name(),
                rateUnit.name(),
                factors,
                Optional.of(currency),
                taxRates,
                standardLotSize,
                minOrderQuantity,
                deliveryTolerancePct,
                weightTolerancePct,
                varieties,
                parameters,
                reverseChargeFromAgriculturist,
                referencePrice);
    }

    /** The factors in force now; a posting keeps them when it is activated (UN-3). */
    public UnitFactors factors(Map<Unit, BigDecimal> organization) {
        return UnitFactors.of(baseUnit, organization, unitFactors);
    }

    /** The tax rate of a business day; absent before the first one. */
    public Optional<TaxRate> taxRateOn(LocalDate day) {
        return taxRates.reversed().stream()
                .filter(rate -> !rate.validFrom().isAfter(day))
                .findFirst();
    }

    /** The reference price, if it is one of that day. */
    public Optional<Decimal> referencePriceOn(LocalDate day) {
        return referencePrice.filter(known -> known.date().equals(day)).map(ReferencePrice::price);
    }

    public Optional<Parameter> parameter(String code) {
        return parameters.stream().filter(known -> known.code().equals(code)).findFirst();
    }

    public Optional<Variety> variety(String code) {
        return varieties.stream().filter(known -> known.code().equals(code)).findFirst();
    }

    /** Why no new posting can be made, if none can (COM-4). */
    public Optional<Flaw> flawForPosting() {
        return active
                ? Optional.empty()
                : Optional.of(new Flaw(
                        FlawCode.COMMODITY_INACTIVE, "commodity_id", "no new postings of this commodity are taken"));
    }

    /**
     * What a lot says of its qualities (COM-2), in the order of the parameters. Codes that are no parameter are left out
     * with a warning. Fields are the codes.
     */
    public Checked<Map<String, QualityValue>> qualities(Map<String, GivenValue> given) {
        Inspection inspection = new Inspection();
        Map<String, QualityValue> qualities = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            GivenValue value = given.get(parameter.code());
            if (value != null) {
                inspection
                        .take(parameter.code(), parameter.read(value))
                        .ifPresent(quality -> qualities.put(parameter.code(), quality));
            } else if (parameter.mandatory()) {
                inspection.note(FlawCode.QUALITY_MISSING, parameter.code(), "each lot of this commodity must say it");
            }
        }
        given.keySet().stream()
                .filter(code -> parameter(code).isEmpty())
                .sorted()
                .forEach(code -> inspection.note(
                        FlawCode.UNKNOWN_PARAMETER, code, "the commodity has no such parameter; it was left out"));
        return inspection.result(() -> Collections.unmodifiableMap(qualities));
    }
}
