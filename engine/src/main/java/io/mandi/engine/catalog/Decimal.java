package io.mandi.engine.catalog;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * An exact, non-negative decimal number: {@code unscaled × 10^-scale}. It keeps the scale it was written with, so that
 * a tick size of {@code 0.50} shows prices with two decimals; {@link #compareTo} ignores the scale.
 *
 * @param unscaled the digits, 0 or more
 * @param scale how many of them stand behind the decimal point, 0 to {@value #MAX_SCALE}
 */
public record Decimal(long unscaled, int scale) implements Comparable<Decimal> {
    /** Digits behind the point that the wire format allows. */
    public static final int MAX_SCALE = 8;
    /** Digits in front of the point that the wire format allows. */
    public static final int MAX_INTEGER_DIGITS = 15;

    /** Digits of the largest {@code long}. */
    private static final int MAX_LONG_DIGITS = 19;

    private static final long[] POWERS_OF_TEN = {
        1L, 10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L, 10_000_000L, 100_000_000L
    };

    public Decimal {
        if (unscaled < 0 || scale < 0 || scale > MAX_SCALE) {
            throw new IllegalArgumentException("not a decimal of this range: " + unscaled + " scale " + scale);
        }
    }

    /**
     * Reads the form {@code (0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?}.
     *
     * @return empty when the text has another form: a sign, an exponent, a leading zero, too many digits
     */
    public static Optional<Decimal> parse(String text) {
        int length = text.length();
        int point = text.indexOf('.');
        int integerDigits = point < 0 ? length : point;
        int fractionDigits = point < 0 ? 0 : length - point - 1;
        if (integerDigits < 1
                || integerDigits > MAX_INTEGER_DIGITS
                || fractionDigits > MAX_SCALE
                || (point >= 0 && fractionDigits == 0)
                || (integerDigits > 1 && text.charAt(0) == '0')) {
            return Optional.empty();
        }
        long digits = 0;
        for (int i = 0; i < length; i++) {
            if (i == point) {
                continue;
            }
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Optional.empty();
            }
            // At most 23 digits: the multiplication can leave the range of a long, the digits before it cannot.
            if (digits > (Long.MAX_VALUE - (c - '0')) / 10) {
                return parseWide(text, point);
            }
            digits = digits * 10 + (c - '0');
        }
        return Optional.of(new Decimal(digits, fractionDigits));
    }

    /** Numbers of more than 18 digits fit only when what is too much is trailing zeros. */
    private static Optional<Decimal> parseWide(String text, int point) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i != point && (c < '0' || c > '9')) {
                return Optional.empty();
            }
        }
        return of(stripped(new BigDecimal(text)));
    }

    /** @return empty when the number is negative, or has more digits than this type holds */
    public static Optional<Decimal> of(BigDecimal number) {
        if (number.signum() < 0 || number.precision() - number.scale() > MAX_LONG_DIGITS) {
            return Optional.empty();
        }
        BigDecimal plain = number.scale() < 0 || number.scale() > MAX_SCALE ? stripped(number) : number;
        return plain.scale() > MAX_SCALE || plain.unscaledValue().bitLength() > 63
                ? Optional.empty()
                : Optional.of(new Decimal(plain.unscaledValue().longValue(), plain.scale()));
    }

    private static BigDecimal stripped(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** @return the value in units of {@code 10^-targetScale}, or -1 when it is not a whole number of them or too large */
    long unscaledAt(int targetScale) {
        if (targetScale >= scale) {
            long factor = POWERS_OF_TEN[targetScale - scale];
            return unscaled > Long.MAX_VALUE / factor ? -1 : unscaled * factor;
        }
        long factor = POWERS_OF_TEN[scale - targetScale];
        return unscaled % factor == 0 ? unscaled / factor : -1;
    }

    public boolean isZero() {
        return unscaled == 0;
    }

    public BigDecimal toBigDecimal() {
        return BigDecimal.valueOf(unscaled, scale);
    }

    @Override
    public int compareTo(Decimal other) {
        return toBigDecimal().compareTo(other.toBigDecimal());
    }

    /** The plain form with exactly {@link #scale} digits behind the point; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return format(unscaled, scale);
    }

    static String format(long unscaled, int scale) {
        String digits = Long.toString(unscaled);
        if (scale == 0) {
            return digits;
        }
        int integerDigits = digits.length() - scale;
        return integerDigits > 0
                ? digits.substring(0, integerDigits) + "." + digits.substring(integerDigits)
                : "0." + "0".repeat(-integerDigits) + digits;
    }
}
