package io.mandi.engine.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What makes money of a price times a quantity where the two are counted in different units: both in base units of the
 * goods, so that their ratio is kept exactly (UN-4).
 *
 * @param quantity base units that one of the quantity's unit is, more than 0
 * @param price base units that one of the price's unit is, more than 0
 */
public record ValueFactor(BigDecimal quantity, BigDecimal price) {
    /** Decimals of money. */
    public static final int MONEY_SCALE = 2;

    public ValueFactor {
        if (quantity.signum() <= 0 || price.signum() <= 0) {
            throw new IllegalArgumentException("not a factor of a value: " + quantity + " / " + price);
        }
        quantity = plain(quantity);
        price = plain(price);
    }

    private static BigDecimal plain(BigDecimal factor) {
        BigDecimal stripped = factor.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** What a price times a quantity comes to: multiplied first, rounded once. */
    BigDecimal money(BigDecimal priceTimesQuantity) {
        return priceTimesQuantity.multiply(quantity).divide(price, MONEY_SCALE, RoundingMode.HALF_UP);
    }
}
