package io.mandi.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulePolicyTest {
    private static final SchedulePolicy POLICY = new SchedulePolicy(
            Duration.ofSeconds(1), 100, 16, Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5));

    @Test
    void pausesDoubleUpToTheLongest() {
        LongStream pauses = IntStream.of(1, 2, 3, 4, 5, 6, 7, 1_000_000).mapToLong(n -> POLICY.afterFailure(n, 0));
        assertThat(pauses.map(micros -> micros / 1_000_000)).containsExactly(1L, 2L, 4L, 8L, 16L, 20L, 20L, 20L);
    }

    @Test
    void whatIsNotDueYetIsAskedAgainSooner() {
        assertThat(POLICY.afterNotYet(1, 0)).isEqualTo(100_000);
        assertThat(POLICY.afterNotYet(3, 0)).isEqualTo(400_000);
        assertThat(POLICY.afterNotYet(30, 0)).isEqualTo(20_000_000);
    }

    @Test
    void aPauseHasARandomTenth() {
        assertThat(POLICY.afterFailure(2, 1)).isEqualTo(2_200_000);
        assertThat(POLICY.afterFailure(2, 0.5)).isEqualTo(2_100_000);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "4,3", "16,12", "100,75"})
    void leavesAQuarterOfThePlacesToOtherOrganizations(int parallel, int ofOne) {
        SchedulePolicy policy = new SchedulePolicy(
                POLICY.poll(), POLICY.batch(), parallel, POLICY.lease(), POLICY.retryMost(), POLICY.drain());
        assertThat(policy.parallelOfOne()).isEqualTo(ofOne);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Partner", "1st", "partner-document", "partner document", "_partner"})
    void refusesAKindWithAnotherName(String name) {
        assertThatThrownBy(() -> new WakeUp.Kind(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
