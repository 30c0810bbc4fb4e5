package io.mandi.engine.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The prices that a market takes.
 *
 * @param lowest in ticks
 * @param highest in ticks
 */
public record PriceBand(long lowest, long highest) {
    private static final int PERCENT_SCALE = 2;

    /** The whole ticks that lie no further than so many percent from the reference price. */
    static PriceBand around(Decimal reference, Decimal percent, Decimal tick) {
        BigDecimal middle = reference.toBigDecimal();
        BigDecimal distance = middle.multiply(percent.toBigDecimal()).movePointLeft(PERCENT_SCALE);
        BigDecimal lowest = middle.subtract(distance).divide(tick.toBigDecimal(), 0, RoundingMode.CEILING);
        BigDecimal highest = middle.add(distance).divide(tick.toBigDecimal(), 0, RoundingMode.FLOOR);
        return new PriceBand(
                lowest.max(BigDecimal.ONE).longValueExact(),
                highest.min(BigDecimal.valueOf(Instrument.MAX_TICKS)).longValueExact());
    }
}
