package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.commodity.QualityValue;
import java.math.BigDecimal;

/**
 * What a lot has of a parameter, made ready for comparison.
 *
 * @param numeric whether it is a number or a range; otherwise {@code text} counts
 * @param low of a range; the number itself otherwise
 * @param middle of a range
 * @param text tidied
 */
record PreparedQuality(boolean numeric, Grade low, Grade middle, Grade high, String text) {
    private static final BigDecimal TWO = BigDecimal.TWO;

    static PreparedQuality of(QualityValue value) {
        return switch (value) {
            case QualityValue.Numeric(var number) -> number(Grade.of(number.toBigDecimal()));
            case QualityValue.Range(var min, var max) ->
                new PreparedQuality(
                        true,
                        Grade.of(min.toBigDecimal()),
                        Grade.of(min.toBigDecimal().add(max.toBigDecimal()).divide(TWO)),
                        Grade.of(max.toBigDecimal()),
                        "");
            case QualityValue.Text(String text) ->
                new PreparedQuality(false, Grade.NONE, Grade.NONE, Grade.NONE, Texts.tidy(text));
        };
    }

    private static PreparedQuality number(Grade grade) {
        return new PreparedQuality(true, grade, grade, grade, "");
    }

    boolean isNarrow() {
        return middle.narrow() && low.narrow() && high.narrow();
    }

    /** For people. */
    String shown() {
        if (!numeric) {
            return text;
        }
        String least = low.number().toPlainString();
        return low.number().equals(high.number())
                ? least
                : least + ".." + high.number().toPlainString();
    }

    /**
     * A number, also in units of {@code 10^-9} where that leaves room for computing with it; the middle between two
     * decimals of the wire has no more digits.
     */
    record Grade(BigDecimal number, boolean narrow, long nanos) {
        static final Grade NONE = new Grade(BigDecimal.ZERO, true, 0);

        private static final int SCALE = 9;
        /** Four times this, in nanos, still fits in what {@link Ratio} divides by steps. */
        private static final BigDecimal NARROW = BigDecimal.valueOf(200_000_000);

        static Grade of(BigDecimal number) {
            boolean narrow = number.abs().compareTo(NARROW) < 0;
            return new Grade(
                    number,
                    narrow,
                    narrow ? number.setScale(SCALE).unscaledValue().longValueExact() : 0);
        }
    }
}
