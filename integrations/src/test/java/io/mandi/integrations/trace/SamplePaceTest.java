package io.mandi.integrations.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplePaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** From a time close to where the clock's numbers turn round. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 3})
    void letsNoMoreThroughThanTheRateAndWhatIsInHand(long start) {
        SamplePace pace = new SamplePace(100, start);
        int taken = 0;
        for (long millis = 0; millis < 10_000; millis++) {
            for (int i = 0; i < 5; i++) {
                if (pace.take(start + TimeUnit.MILLISECONDS.toNanos(millis))) {
                    taken++;
                }
            }
        }
        assertThat(taken).isBetween(1_000, 1_010);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void letsEveryoneThroughWhoKeepsToTheRate(int perSecond) {
        SamplePace pace = new SamplePace(perSecond, 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.take(SECOND / perSecond * i)).isTrue();
        }
    }
}
