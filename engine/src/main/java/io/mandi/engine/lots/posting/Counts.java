package io.mandi.engine.lots.posting;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.unit.Conversion;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers as counters have them: whole numbers of the smallest step. Quantities of a lot are counted in thousandths of its unit
 * (AV-3), those of a need in millionths of the base unit (RQ-4), money in hundredths. What is larger than a {@code long} is a flaw.
 */
public final class Counts {
    private Counts() {}

    /** Thousandths, rounded down. */
    public static Checked<Long> thousandths(String field, BigDecimal quantity) {
        return count(field, quantity, Inspection.QUANTITY_SCALE, RoundingMode.DOWN);
    }

    /** Millionths, HALF_UP. */
    public static Checked<Long> millionths(String field, BigDecimal baseQuantity) {
        return count(field, baseQuantity, Conversion.BASE_SCALE, RoundingMode.HALF_UP);
    }

    /** Hundredths, HALF_UP. */
    public static Checked<Long> hundredths(String field, BigDecimal money) {
        return count(field, money, Conversion.MONEY_SCALE, RoundingMode.HALF_UP);
    }

    private static Checked<Long> count(String field, BigDecimal number, int scale, RoundingMode rounding) {
        BigDecimal counted = number.setScale(scale, rounding);
        return counted.signum() < 0 || counted.unscaledValue().bitLength() > Long.SIZE - 1
                ? Checked.invalid(FlawCode.NUMBER_OUT_OF_RANGE, field, "comes to more than can be counted")
                : Checked.valid(counted.unscaledValue().longValue());
    }

    /** A quantity of a lot, in its unit. */
    public static Decimal ofThousandths(long thousandths) {
        return new Decimal(thousandths, Inspection.QUANTITY_SCALE);
    }

    /** A quantity in base units. */
    public static Decimal ofMillionths(long millionths) {
        return new Decimal(millionths, Conversion.BASE_SCALE);
    }

    /** An amount of money. */
    public static Decimal ofHundredths(long hundredths) {
        return new Decimal(hundredths, Conversion.MONEY_SCALE);
    }

    /** Whether the sum is more than a counter holds. */
    public static boolean overflows(long a, long b) {
        return a > Long.MAX_VALUE - b;
    }
}
