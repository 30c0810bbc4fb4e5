package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.unit.Conversion;
import io.mandi.engine.catalog.unit.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A price with the factor that was in force for its posting (UN-3).
 *
 * @param price for one rate unit
 * @param rateFactor base units of one rate unit
 * @param perBaseUnit the price for one base unit, {@value Conversion#INTERMEDIATE_SCALE} decimals HALF_UP (UN-4)
 */
public record UnitPrice(BigDecimal price, BigDecimal rateFactor, BigDecimal perBaseUnit) {

    public UnitPrice {
        perBaseUnit = perBaseUnit.setScale(Conversion.INTERMEDIATE_SCALE, RoundingMode.HALF_UP);
    }

    /** Flaws name the fields {@code price} and {@code rate_unit}. */
    public static Checked<UnitPrice> of(Decimal price, Unit rateUnit, Conversion conversion) {
        return conversion
                .pricePerBaseUnit(price, rateUnit)
                .map(perBaseUnit -> new UnitPrice(
                        price.toBigDecimal(),
                        conversion
                                .factors()
                                .factor(rateUnit, "rate_unit")
                                .asOptional()
                                .orElseThrow(),
                        perBaseUnit));
    }

    /** What a quantity costs: multiplied first, then rounded once, HALF_UP to {@value Conversion#MONEY_SCALE} decimals. */
    public BigDecimal value(BigDecimal baseQuantity) {
        return baseQuantity.multiply(price).divide(rateFactor, Conversion.MONEY_SCALE, RoundingMode.HALF_UP);
    }

    /**
     * This price for goods of which one base unit counts as {@code ratio} base units of what is wanted (RQ-7). What a
     * quantity costs is still rounded once.
     */
    UnitPrice dividedBy(BigDecimal ratio) {
        return new UnitPrice(
                price,
                rateFactor.multiply(ratio),
                perBaseUnit.divide(ratio, Conversion.INTERMEDIATE_SCALE, RoundingMode.HALF_UP));
    }
}
