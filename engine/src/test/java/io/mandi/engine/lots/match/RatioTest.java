package io.mandi.engine.lots.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatioTest {
    private static final int ROUNDS = 200_000;

    @Test
    void isWhatDecimalsComeTo() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < ROUNDS; i++) {
            long whole = 1 + (random.nextLong() >>> 1 + random.nextInt(63)) % Long.MAX_VALUE;
            compare(random.nextLong(whole), whole);
            compare(whole, whole);
            compare(0, whole);
        }
    }

    @Test
    void isRoundedUpFromTheMiddleOn() {
        // 0.00000000005 and just below, with a whole for each number of steps.
        for (long whole :
                new long[] {20_000_000_000L, 200_000_000_000_000L, 600_000_000_000_000_000L, 9_000_000_000_000_000_000L
                }) {
            long middle = whole / 20_000_000_000L;
            assertThat(Ratio.of(middle, whole)).isEqualTo(1);
            assertThat(Ratio.of(middle - 1, whole)).isZero();
        }
        assertThat(Ratio.of(1, 20_000)).isEqualTo(500_000);
        assertThat(Ratio.of(2, 3)).isEqualTo(6_666_666_667L);
    }

    private static void compare(long part, long whole) {
        BigDecimal expected = BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 10, RoundingMode.HALF_UP);
        assertThat(Ratio.decimal(Ratio.of(part, whole))).isEqualTo(expected);
    }
}
