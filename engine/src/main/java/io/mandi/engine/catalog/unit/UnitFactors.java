package io.mandi.engine.catalog.unit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.ValueFactor;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many base units each unit of one commodity is. Whoever has to keep to the factors of a moment keeps this value
 * (UN-3).
 *
 * @param base the unit that the factors count
 * @param factors more than 0 each, without zeros at the end; one for every unit that the commodity can be measured in
 */
public record UnitFactors(BaseUnit base, Map<Unit, BigDecimal> factors) {
    /** Most digits of a factor behind the point: as many as an ounce has. */
    public static final int MAX_SCALE = 12;
    /** Most digits of a factor in front of the point. */
    public static final int MAX_INTEGER_DIGITS = 9;

    public UnitFactors {
        EnumMap<Unit, BigDecimal> copy = new EnumMap<>(Unit.class);
        factors.forEach((unit, factor) -> copy.put(unit, plain(factor)));
        factors = Collections.unmodifiableMap(copy);
    }

    private static BigDecimal plain(BigDecimal factor) {
        BigDecimal stripped = factor.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /**
     * The factors in force for a commodity.
     *
     * @param organization what the organisation has set; units that it says nothing of have their defaults
     * @param overrides what the commodity says itself, without a flaw that {@link #checkOverride} finds (UN-2)
     */
    public static UnitFactors of(BaseUnit base, Map<Unit, BigDecimal> organization, Map<Unit, BigDecimal> overrides) {
        EnumMap<Unit, BigDecimal> factors = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            if (overrides.containsKey(unit)) {
                factors.put(unit, overrides.get(unit));
            } else if (unit.base() == base) {
                factors.put(unit, organization.getOrDefault(unit, unit.defaultFactor()));
            }
        }
        return new UnitFactors(base, factors);
    }

    /** The factors of a dimension where nobody has set any. */
    public static UnitFactors standard(BaseUnit base) {
        return of(base, Map.of(), Map.of());
    }

    /**
     * Reads what {@link #toMap} has made.
     *
     * @param factors by the codes of units
     */
    public static Checked<UnitFactors> fromMap(BaseUnit base, Map<String, BigDecimal> factors) {
        Inspection inspection = new Inspection();
        EnumMap<Unit, BigDecimal> read = new EnumMap<>(Unit.class);
        factors.forEach((code, factor) -> {
            Optional<Unit> unit = inspection.take(code, unit(code));
            checkFactor(inspection, code, factor);
            unit.ifPresent(known -> {
                if (!known.measures(base)) {
                    inspection.take(mismatch(base, known, code));
                }
                read.put(known, factor);
            });
        });
        return inspection.result(() -> new UnitFactors(base, read));
    }

    /** By the codes of units, in the order of {@link Unit}. */
    public Map<String, BigDecimal> toMap() {
        Map<String, BigDecimal> map = new LinkedHashMap<>();
        factors.forEach((unit, factor) -> map.put(unit.name(), factor));
        return map;
    }

    /** The unit of this code; the flaw has no field of its own. */
    public static Checked<Unit> unit(String code) {
        return Unit.parse(code)
                .map(Checked::valid)
                .orElseGet(() -> Checked.invalid(FlawCode.UNKNOWN_UNIT, "", "there is no unit " + shortened(code)));
    }

    private static String shortened(String code) {
        return code.length() <= 20 ? code : code.substring(0, 20) + "…";
    }

    /** What a commodity says of a unit (UN-2). */
    public static Checked<BigDecimal> checkOverride(BaseUnit base, Unit unit, BigDecimal factor) {
        if (unit.kind() == Unit.Kind.FIXED) {
            return Checked.invalid(FlawCode.UNIT_FACTOR_FIXED, unit.name(), "a " + unit + " is the same for all goods");
        }
        if (!unit.measures(base)) {
            return mismatch(base, unit, unit.name());
        }
        Inspection inspection = new Inspection();
        checkFactor(inspection, unit.name(), factor);
        return inspection.result(() -> plain(factor));
    }

    private static void checkFactor(Inspection inspection, String field, BigDecimal factor) {
        BigDecimal plain = factor.stripTrailingZeros();
        if (plain.signum() <= 0 || plain.precision() - plain.scale() > MAX_INTEGER_DIGITS) {
            inspection.note(
                    FlawCode.NUMBER_OUT_OF_RANGE,
                    field,
                    "must be more than 0, with at most " + MAX_INTEGER_DIGITS + " digits before the point");
        }
        if (plain.scale() > MAX_SCALE) {
            inspection.note(FlawCode.TOO_MANY_DECIMALS, field, "must have at most " + MAX_SCALE + " decimals");
        }
    }

    /** The base units that one of the unit is; a flaw of {@code field} when goods are not measured in it (UN-5). */
    public Checked<BigDecimal> factor(Unit unit, String field) {
        BigDecimal factor = factors.get(unit);
        if (factor != null) {
            return Checked.valid(factor);
        }
        return unit.measures(base)
                ? Checked.invalid(
                        FlawCode.UNIT_FACTOR_MISSING,
                        field,
                        "the commodity does not say how many " + base + " a " + unit + " is")
                : mismatch(base, unit, field);
    }

    /** What makes money of quantities in one unit and prices in another; absent where one of them is not known (UN-4). */
    public Optional<ValueFactor> valueFactor(Unit quantityUnit, Unit priceUnit) {
        return Optional.ofNullable(factors.get(quantityUnit))
                .flatMap(quantity ->
                        Optional.ofNullable(factors.get(priceUnit)).map(price -> new ValueFactor(quantity, price)));
    }

    private static <T> Checked<T> mismatch(BaseUnit base, Unit unit, String field) {
        return Checked.invalid(
                FlawCode.UNIT_DIMENSION_MISMATCH, field, unit + " does not measure goods that are counted in " + base);
    }
}
