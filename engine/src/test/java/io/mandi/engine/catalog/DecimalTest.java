package io.mandi.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    private static final Pattern FORM = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,8})?");

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.0",
                "0.00000001",
                "1",
                "10",
                "100.50",
                "5.0",
                "999999999999999",
                "9999999999.99999999",
                "92233720368.54775807"
            })
    void showsANumberAsItWasWritten(String text) {
        assertThat(decimal(text)).hasToString(text);
        assertThat(decimal(text).toBigDecimal()).isEqualTo(new BigDecimal(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1.",
                ".5",
                "-1",
                "+1",
                "1e3",
                "1E3",
                "01",
                "00",
                "00.5",
                "1,5",
                " 1",
                "1 ",
                "1_000",
                "0x10",
                "NaN",
                "1.000000000",
                "1000000000000000",
                "1000000000000000.5",
                "1..2",
                "1.2.3",
                "--1",
                "1-",
                "١",
                "½"
            })
    void readsNoOtherForm(String text) {
        assertThat(Decimal.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "999999999999999.9999.999",
                "999999999999999.99999.99",
                "999999999999999.9999999.",
                "999999999999999.9999999-",
                "999999999999999.9999999e"
            })
    void readsNoOtherFormHoweverLateTheMistakeComes(String text) {
        assertThat(Decimal.parse(text)).isEmpty();
    }

    @Test
    void readsTwentyThreeDigitsWhereTheLastOnesAreZeros() {
        assertThat(decimal("999999999999999.00000000")).isEqualByComparingTo(decimal("999999999999999"));
        assertThat(decimal("100000000000000.50000000")).isEqualByComparingTo(decimal("100000000000000.5"));
        assertThat(decimal("922337203685477.58070000").toBigDecimal()).isEqualByComparingTo("922337203685477.5807");
    }

    @Test
    void doesNotHoldNumbersOfMoreDigitsThanALong() {
        assertThat(Decimal.parse("999999999999999.99999999")).isEmpty();
        assertThat(Decimal.parse("92233720368.54775808")).isEmpty();
        assertThat(decimal("92233720368.54775807").unscaled()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"1, 1.0, 0", "1, 1.00000000, 0", "0, 0.00, 0", "0.1, 0.01, 1", "9, 10, -1", "100.5, 100.50, 0"})
    void comparesValuesNotNotations(String one, String other, int sign) {
        assertThat(Integer.signum(decimal(one).compareTo(decimal(other)))).isEqualTo(sign);
        assertThat(Integer.signum(decimal(other).compareTo(decimal(one)))).isEqualTo(-sign);
    }

    @Test
    void keepsTheNotationInEquality() {
        assertThat(decimal("1.0")).isNotEqualTo(decimal("1"));
    }

    @Test
    void knowsZeroInEveryNotation() {
        assertThat(decimal("0").isZero()).isTrue();
        assertThat(decimal("0.00000000").isZero()).isTrue();
        assertThat(decimal("0.00000001").isZero()).isFalse();
    }

    @Test
    void hasNoSignAndNoMoreThanEightDecimals() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Decimal(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Decimal(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Decimal(1, 9));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.000000000, 0",
        "12.50, 12.50",
        "1E+3, 1000",
        "1.500000000000, 1.5",
        "9223372036854775807, 9223372036854775807",
        "0.00000001, 0.00000001"
    })
    void takesOverWhatItCanHold(BigDecimal number, String decimal) {
        assertThat(Decimal.of(number))
                .hasValueSatisfying(held -> assertThat(held).hasToString(decimal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.01", "0.000000001", "9223372036854775808", "1E+999999999", "1E-999999999"})
    void takesOverNothingElse(BigDecimal number) {
        assertThat(Decimal.of(number)).isEmpty();
    }

    @Test
    void answersWhateverTextComes() {
        SplittableRandom random = new SplittableRandom(20);
        String letters = "0123456789..-+eE ,";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(digits(random, 17));
            if (random.nextBoolean()) {
                text.append('.').append(digits(random, 10));
            }
            if (random.nextInt(3) == 0 && !text.isEmpty()) {
                text.setCharAt(random.nextInt(text.length()), letters.charAt(random.nextInt(letters.length())));
            }
            assertReads(text.toString());
        }
    }

    private static String digits(SplittableRandom random, int most) {
        StringBuilder digits = new StringBuilder();
        boolean zeros = random.nextInt(4) == 0;
        for (int length = random.nextInt(most + 1); length > 0; length--) {
            digits.append(zeros ? 0 : random.nextInt(10));
        }
        return digits.toString();
    }

    /** In plain code: AssertJ would take a second for so many. */
    private static void assertReads(String text) {
        boolean fits = FORM.matcher(text).matches()
                && new BigDecimal(text).stripTrailingZeros().unscaledValue().bitLength() <= 63;
        Optional<Decimal> read = parse(text);
        if (read.isPresent() != fits || (fits && read.get().toBigDecimal().compareTo(new BigDecimal(text)) != 0)) {
            throw new AssertionError("'" + text + "' is read as " + read);
        }
    }

    private static Optional<Decimal> parse(String text) {
        try {
            return Decimal.parse(text);
        } catch (RuntimeException e) {
            throw new AssertionError("'" + text + "' is too much to read", e);
        }
    }
}
