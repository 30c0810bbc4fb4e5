package io.mandi.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static Grid grid(String step, long maxSteps) {
        return new Grid(decimal(step), maxSteps);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5, 5",
        "1, 5.0, 5",
        "1, 5.00000000, 5",
        "0.5, 100, 200",
        "0.50, 100.5, 201",
        "0.05, 0.1, 2",
        "5, 15, 3",
        "100, 54100, 541",
        "0.00000001, 0.00000001, 1",
        "0.00000001, 1, 100000000",
        "2.5, 7.5, 3",
        "1, 0, 0"
    })
    void countsTheStepsOfANumber(String step, String number, long steps) {
        assertThat(grid(step, Instrument.MAX_TICKS).stepsOf(decimal(number))).isEqualTo(steps);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.1",
        "1, 5.00000001",
        "0.5, 100.25",
        "5, 12",
        "100, 54150",
        "0.05, 0.04",
        "2.5, 1",
        "0.00000003, 0.00000001"
    })
    void tellsNumbersBetweenTwoSteps(String step, String number) {
        assertThat(grid(step, Instrument.MAX_TICKS).stepsOf(decimal(number))).isEqualTo(Grid.OFF_GRID);
    }

    @Test
    void tellsNumbersOfMoreStepsThanAllowed() {
        Grid grid = grid("0.5", 10);

        assertThat(grid.stepsOf(decimal("5"))).isEqualTo(10);
        assertThat(grid.stepsOf(decimal("5.5"))).isEqualTo(Grid.OUT_OF_RANGE);
        assertThat(grid.stepsOf(decimal("5.6"))).isEqualTo(Grid.OFF_GRID);
    }

    @Test
    void tellsNumbersThatOverflowAsOutOfRangeNotAsOffGrid() {
        // In units of the eighth decimal these need more than 63 bits.
        Grid fine = grid("0.00000001", Instrument.MAX_TICKS);

        assertThat(fine.stepsOf(decimal("999999999999999"))).isEqualTo(Grid.OUT_OF_RANGE);
        assertThat(fine.stepsOf(decimal("10000000"))).isEqualTo(Instrument.MAX_TICKS);
        assertThat(fine.stepsOf(decimal("10000000.00000001"))).isEqualTo(Grid.OUT_OF_RANGE);
    }

    @Test
    void countsExactlyWhereOnlyTheCommonUnitOverflows() {
        // 999999999999999 in units of 10^-8 overflows; in steps of 3.00000000 it does not.
        Grid grid = new Grid(new Decimal(300_000_000, 8), Instrument.MAX_TICKS);

        assertThat(grid.stepsOf(decimal("999999999999999"))).isEqualTo(333_333_333_333_333L);
        assertThat(grid.stepsOf(decimal("999999999999998"))).isEqualTo(Grid.OFF_GRID);
    }

    @Test
    void agreesWithExactArithmetic() {
        SplittableRandom random = new SplittableRandom(21);
        for (int i = 0; i < 200_000; i++) {
            Decimal step = new Decimal(1 + random.nextLong(1L << random.nextInt(1, 62)), random.nextInt(9));
            boolean multiple = random.nextBoolean();
            long count = random.nextLong(1L << random.nextInt(1, 40));
            Decimal number = multiple && Math.multiplyHigh(count, step.unscaled()) == 0 && count * step.unscaled() >= 0
                    ? new Decimal(count * step.unscaled(), step.scale())
                    : new Decimal(random.nextLong(1L << random.nextInt(1, 62)), random.nextInt(9));
            long most = random.nextLong(1, 1L << random.nextInt(1, 50));
            BigDecimal[] quotient = number.toBigDecimal().divideAndRemainder(step.toBigDecimal());
            long expected = quotient[1].signum() != 0
                    ? Grid.OFF_GRID
                    : quotient[0].compareTo(BigDecimal.valueOf(most)) > 0
                            ? Grid.OUT_OF_RANGE
                            : quotient[0].longValueExact();
            long steps = new Grid(step, most).stepsOf(number);
            if (steps != expected) {
                throw new AssertionError(
                        number + " in steps of " + step + ", at most " + most + ": " + steps + ", not " + expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.50, 201, 100.50",
        "0.5, 200, 100.0",
        "1, 7, 7",
        "100, 541, 54100",
        "0.00000001, 1, 0.00000001",
        "0.05, 1, 0.05",
        "0.05, 0, 0.00",
        "25, 4, 100"
    })
    void showsStepsWithTheDecimalsOfTheStep(String step, long steps, String shown) {
        assertThat(grid(step, Instrument.MAX_TICKS).format(steps)).isEqualTo(shown);
    }

    @Test
    void showsNumbersThatNeedMoreThanSixtyThreeBits() {
        assertThat(grid("999999.99999999", Instrument.MAX_TICKS).format(1_000_000_000_000_000L))
                .isEqualTo("999999999999990000000.00000000");
        // High word 0, but the low word has its topmost bit set.
        assertThat(grid("10", Long.MAX_VALUE).format(1_000_000_000_000_000_000L))
                .isEqualTo("10000000000000000000");
    }

    @Test
    void readsBackWhatItShows() {
        Grid grid = grid("0.05", Instrument.MAX_TICKS);

        for (long steps = 0; steps < 10_000; steps += 7) {
            assertThat(grid.stepsOf(decimal(grid.format(steps)))).isEqualTo(steps);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // step, weighted sum of steps, weight, average
        "1, 300, 3, 100",
        "0.50, 402, 2, 100.50",
        "1, 301, 3, 100.33333333",
        "1, 302, 3, 100.66666667",
        "0.5, 1, 2, 0.25",
        "0.50, 400, 2, 100.00",
        "100, 1, 3, 33.33333333",
        "100, 3, 1, 300",
        "0.00000001, 1, 2, 0.00000001",
        "0.00000001, 1, 3, 0.00000000"
    })
    void showsAveragesHalfUpToEightDecimals(String step, long sum, long weight, String average) {
        assertThat(grid(step, Instrument.MAX_TICKS).formatAverage(BigInteger.valueOf(sum), weight))
                .isEqualTo(average);
    }

    @Test
    void averagesSumsThatNoLongHolds() {
        BigInteger sum = BigInteger.valueOf(Instrument.MAX_TICKS).multiply(BigInteger.valueOf(Instrument.MAX_LOTS));

        assertThat(grid("0.05", Instrument.MAX_TICKS).formatAverage(sum, Instrument.MAX_LOTS))
                .isEqualTo("50000000000000.00");
    }

    @Test
    void needsAStep() {
        assertThatIllegalArgumentException().isThrownBy(() -> grid("0.00", 10));
    }
}
