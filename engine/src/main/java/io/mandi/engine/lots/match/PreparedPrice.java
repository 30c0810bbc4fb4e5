package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.unit.Conversion;
import java.math.BigDecimal;

/**
 * A price with what it comes to for one base unit as a {@code long}.
 *
 * @param scaled in units of {@code 10^-10}; {@link #WIDE} when it is too large for computing with it
 */
record PreparedPrice(UnitPrice price, long scaled) {
    /** More than any price that is a {@code long}. */
    static final long WIDE = Long.MAX_VALUE;

    static PreparedPrice of(UnitPrice price) {
        return new PreparedPrice(price, scaled(price.perBaseUnit()));
    }

    static long scaled(BigDecimal perBaseUnit) {
        BigDecimal aligned = perBaseUnit.setScale(Conversion.INTERMEDIATE_SCALE);
        // Unscaled numbers of so many digits are less than a tenth of what a long holds.
        return aligned.precision() > 17 ? WIDE : aligned.unscaledValue().longValueExact();
    }

    boolean isAbove(PreparedPrice other) {
        return scaled != WIDE && other.scaled != WIDE
                ? scaled > other.scaled
                : price.perBaseUnit().compareTo(other.price.perBaseUnit()) > 0;
    }

    /** {@code (max - this) / (max - preferred)}; this is between the two, and they differ. */
    long share(PreparedPrice preferred, PreparedPrice max) {
        return max.scaled != WIDE
                ? Ratio.of(max.scaled - scaled, max.scaled - preferred.scaled)
                : Ratio.of(
                        max.price.perBaseUnit().subtract(price.perBaseUnit()),
                        max.price.perBaseUnit().subtract(preferred.price.perBaseUnit()));
    }
}
