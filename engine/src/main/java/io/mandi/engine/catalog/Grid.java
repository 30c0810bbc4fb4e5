package io.mandi.engine.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The steps on which prices (ticks) or quantities (lots) of an instrument lie. The book computes in whole steps only;
 * this is the one place where decimals become steps and steps become decimals again.
 *
 * @param step the size of one step, more than zero
 * @param maxSteps the largest number of steps a value may have
 */
public record Grid(Decimal step, long maxSteps) {
    /** A value that lies between two steps. */
    public static final long OFF_GRID = -1;
    /** A value of more steps than allowed, or too large to compute with. */
    public static final long OUT_OF_RANGE = -2;

    /** Decimals of an average; more than any price has, so that it can be told from a price. */
    private static final int AVERAGE_SCALE = 8;

    public Grid {
        if (step.isZero()) {
            throw new IllegalArgumentException("a step must be more than zero");
        }
    }

    /** @return the number of steps, {@link #OFF_GRID} or {@link #OUT_OF_RANGE} */
    public long stepsOf(Decimal value) {
        if (value.scale() == step.scale()) {
            return stepsOf(value.unscaled(), step.unscaled());
        }
        // Trailing zeros carry no information about the grid: 5.0 lies on a grid of 1.
        int scale = Math.max(step.scale(), value.scale());
        long units = value.unscaledAt(scale);
        long stepUnits = step.unscaledAt(scale);
        if (units < 0 || stepUnits < 0) {
            return wideStepsOf(value);
        }
        return stepsOf(units, stepUnits);
    }

    private long stepsOf(long units, long stepUnits) {
        long steps = units / stepUnits;
        if (steps * stepUnits != units) {
            return OFF_GRID;
        }
        return steps > maxSteps ? OUT_OF_RANGE : steps;
    }

    private long wideStepsOf(Decimal value) {
        BigDecimal[] quotient = value.toBigDecimal().divideAndRemainder(step.toBigDecimal());
        if (quotient[1].signum() != 0) {
            return OFF_GRID;
        }
        return quotient[0].compareTo(BigDecimal.valueOf(maxSteps)) > 0 ? OUT_OF_RANGE : quotient[0].longValueExact();
    }

    /** The decimal form of a number of steps, with as many decimals as the step was written with. */
    public String format(long steps) {
        long high = Math.multiplyHigh(steps, step.unscaled());
        long low = steps * step.unscaled();
        return high == 0 && low >= 0
                ? Decimal.format(low, step.scale())
                : BigDecimal.valueOf(steps).multiply(step.toBigDecimal()).toPlainString();
    }

    /**
     * The average of values whose sum, in steps times weight, is known: HALF_UP to 8 decimals, shown with at least the
     * step's decimals and no further trailing zeros.
     */
    public String formatAverage(BigInteger weightedSum, long weight) {
        BigDecimal average = new BigDecimal(weightedSum)
                .multiply(step.toBigDecimal())
                .divide(BigDecimal.valueOf(weight), AVERAGE_SCALE, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return average.setScale(Math.max(average.scale(), step.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}
