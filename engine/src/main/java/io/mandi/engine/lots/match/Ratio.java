package io.mandi.engine.lots.match;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Shares of a whole, in units of {@code 10^-10}, rounded HALF_UP: what parts of a score are counted in (section 7.5). */
final class Ratio {
    /** Decimals. */
    static final int SCALE = 10;
    /** The whole. */
    static final long ONE = 10_000_000_000L;

    static final long HALF = ONE / 2;

    /** A remainder below this can be shifted by ten decimals at once. */
    private static final long ONE_STEP = Long.MAX_VALUE / ONE;

    private static final long HALF_SHIFT = 100_000;
    private static final long TWO_STEPS = Long.MAX_VALUE / HALF_SHIFT;
    private static final long TEN_STEPS = Long.MAX_VALUE / 10;

    private Ratio() {}

    /**
     * {@code part / whole}, by long division in as few steps as the whole leaves room for.
     *
     * @param part 0 to {@code whole}
     * @param whole more than 0
     */
    static long of(long part, long whole) {
        if (whole > TEN_STEPS) {
            return of(BigDecimal.valueOf(part), BigDecimal.valueOf(whole));
        }
        long quotient = 0;
        long rest = part;
        if (whole <= ONE_STEP) {
            long shifted = rest * ONE;
            quotient = shifted / whole;
            rest = shifted - quotient * whole;
        } else if (whole <= TWO_STEPS) {
            for (int i = 0; i < 2; i++) {
                long shifted = rest * HALF_SHIFT;
                long digits = shifted / whole;
                quotient = quotient * HALF_SHIFT + digits;
                rest = shifted - digits * whole;
            }
        } else {
            for (int i = 0; i < SCALE; i++) {
                long shifted = rest * 10;
                long digit = shifted / whole;
                quotient = quotient * 10 + digit;
                rest = shifted - digit * whole;
            }
        }
        return rest >= whole - rest ? quotient + 1 : quotient;
    }

    /** The same for numbers of any size. */
    static long of(BigDecimal part, BigDecimal whole) {
        return part.divide(whole, SCALE, RoundingMode.HALF_UP).unscaledValue().longValueExact();
    }

    static BigDecimal decimal(long ratio) {
        return BigDecimal.valueOf(ratio, SCALE);
    }
}
