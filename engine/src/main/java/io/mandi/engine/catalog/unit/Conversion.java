package io.mandi.engine.catalog.unit;

import static io.mandi.engine.catalog.Inspection.PRICE_SCALE;
import static io.mandi.engine.catalog.Inspection.QUANTITY_SCALE;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What quantities and prices of one commodity come to in other units (UN-4). Everything is exact until the one rounding
 * of the result. Quantities given have at most 3 decimals and prices 2, and both are more than 0 (UN-5). What would have
 * more than 15 digits before the point, or rounds to 0, is a flaw. Flaws name the fields {@code quantity}, {@code unit},
 * {@code price} and {@code rate_unit}.
 */
public record Conversion(UnitFactors factors) {
    /** Decimals of a quantity in base units. */
    public static final int BASE_SCALE = 6;
    /** Decimals of what is computed on the way: billing quantities and prices for one base unit. */
    public static final int INTERMEDIATE_SCALE = 10;
    /** Decimals of an amount of money. */
    public static final int MONEY_SCALE = 2;

    private static final String QUANTITY = "quantity";
    private static final String UNIT = "unit";
    private static final String PRICE = "price";
    private static final String RATE_UNIT = "rate_unit";
    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(Decimal.MAX_INTEGER_DIGITS);

    /** The quantity in base units: 6 decimals, HALF_UP. */
    public Checked<BigDecimal> baseQuantity(Decimal quantity, Unit unit) {
        Inspection inspection = new Inspection();
        checkQuantity(inspection, quantity);
        Optional<BigDecimal> factor = inspection.take(factors.factor(unit, UNIT));
        return compute(
                inspection,
                QUANTITY,
                () -> quantity.toBigDecimal()
                        .multiply(factor.orElseThrow())
                        .setScale(BASE_SCALE, RoundingMode.HALF_UP));
    }

    /** How many units a price is for, in this quantity: 10 decimals, HALF_UP. */
    public Checked<BigDecimal> billingQuantity(Decimal quantity, Unit unit, Unit rateUnit) {
        return inUnit(quantity, unit, rateUnit, RATE_UNIT, INTERMEDIATE_SCALE, RoundingMode.HALF_UP);
    }

    /**
     * The quantity in another unit, as counters of lots and needs have it: 3 decimals, rounded down, so that nobody gets
     * more than there is (AV-3). Flaws of the other unit name the field {@code to}.
     */
    public Checked<Decimal> convert(Decimal quantity, Unit unit, Unit to) {
        return inUnit(quantity, unit, to, "to", QUANTITY_SCALE, RoundingMode.DOWN)
                .map(converted -> Decimal.of(converted).orElseThrow());
    }

    private Checked<BigDecimal> inUnit(
            Decimal quantity, Unit unit, Unit other, String otherField, int scale, RoundingMode rounding) {
        Inspection inspection = new Inspection();
        checkQuantity(inspection, quantity);
        Optional<BigDecimal> factor = inspection.take(factors.factor(unit, UNIT));
        Optional<BigDecimal> otherFactor = inspection.take(factors.factor(other, otherField));
        return compute(
                inspection,
                QUANTITY,
                () -> quantity.toBigDecimal()
                        .multiply(factor.orElseThrow())
                        .divide(otherFactor.orElseThrow(), scale, rounding));
    }

    /** What the quantity costs: multiplied first, then rounded once, HALF_UP to 2 decimals. */
    public Checked<BigDecimal> amount(Decimal quantity, Unit unit, Decimal price, Unit rateUnit) {
        Inspection inspection = new Inspection();
        checkQuantity(inspection, quantity);
        inspection.positive(PRICE, price, PRICE_SCALE);
        Optional<BigDecimal> factor = inspection.take(factors.factor(unit, UNIT));
        Optional<BigDecimal> rateFactor = inspection.take(factors.factor(rateUnit, RATE_UNIT));
        return compute(
                inspection,
                QUANTITY,
                () -> quantity.toBigDecimal()
                        .multiply(factor.orElseThrow())
                        .multiply(price.toBigDecimal())
                        .divide(rateFactor.orElseThrow(), MONEY_SCALE, RoundingMode.HALF_UP));
    }

    /** The price for one base unit: 10 decimals, HALF_UP. */
    public Checked<BigDecimal> pricePerBaseUnit(Decimal price, Unit rateUnit) {
        Inspection inspection = new Inspection();
        inspection.positive(PRICE, price, PRICE_SCALE);
        Optional<BigDecimal> rateFactor = inspection.take(factors.factor(rateUnit, RATE_UNIT));
        return compute(
                inspection,
                PRICE,
                () -> price.toBigDecimal().divide(rateFactor.orElseThrow(), INTERMEDIATE_SCALE, RoundingMode.HALF_UP));
    }

    private static void checkQuantity(Inspection inspection, Decimal quantity) {
        inspection.positive(QUANTITY, quantity, QUANTITY_SCALE);
    }

    private static Checked<BigDecimal> compute(Inspection inspection, String field, Supplier<BigDecimal> computation) {
        Checked<BigDecimal> result = inspection.result(computation);
        return result.asOptional()
                .filter(number -> number.signum() == 0 || number.compareTo(LIMIT) >= 0)
                .map(number -> Checked.<BigDecimal>invalid(
                        FlawCode.NUMBER_OUT_OF_RANGE,
                        field,
                        number.signum() == 0 ? "is too small to count" : "comes to more than can be counted"))
                .orElse(result);
    }
}
