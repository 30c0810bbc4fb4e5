package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalPaceTest {
    /** As the clock of the JVM, which may pass through its largest number. */
    private static final long START = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(50);

    private static final int PER_SECOND = 100;

    private final RefusalPace pace = new RefusalPace(PER_SECOND, Duration.ofMillis(500), START);

    private static long millis(int count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    @Test
    void tellsTheFirstAtOnceAndTheOthersInTurn() {
        for (int i = 0; i <= 10; i++) {
            assertThat(pace.delay(START)).as("refusal %d", i).isZero();
        }
        for (int i = 1; i < 50; i++) {
            assertThat(pace.delay(START)).isEqualTo(millis(10 * i));
        }
    }

    @Test
    void nobodyWaitsLongerThanTheLongestAndWhoDoesTakesNoTurn() {
        for (int i = 0; i < 60; i++) {
            pace.delay(START);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.delay(START)).isEqualTo(millis(500));
        }
        // Ten turns later ten are free again.
        for (int i = 0; i < 10; i++) {
            assertThat(pace.delay(START + millis(100))).isLessThan(millis(500));
        }
        assertThat(pace.delay(START + millis(100))).isEqualTo(millis(500));
    }

    @Test
    void fewRefusalsNeverWait() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.delay(START + millis(10 * i))).isZero();
        }
    }

    @Test
    void anHourOfQuietSavesNoMoreThanATenthOfASecondOfTurns() {
        long later = START + TimeUnit.HOURS.toNanos(1);
        for (int i = 0; i <= 10; i++) {
            assertThat(pace.delay(later)).isZero();
        }
        assertThat(pace.delay(later)).isEqualTo(millis(10));
    }

    @Test
    void withoutALongestWaitNobodyWaits() {
        RefusalPace none = new RefusalPace(1, Duration.ZERO, START);
        for (int i = 0; i < 100; i++) {
            assertThat(none.delay(START)).isZero();
        }
    }
}
