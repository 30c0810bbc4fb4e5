package io.mandi.persistence.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which replica may be read from. */
class ReplicaSightTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long SYSTEM = 7_301;
    private static final long NOW = 1_800_000_000_000_000L;
    private static final long NANOS = -5;
    private static final long SECOND = 1_000_000;
    private static final Optional<PrimaryClock> PRIMARY = Optional.of(new PrimaryClock(SYSTEM, NOW, NANOS));

    private static Optional<ReplicaOutage> flaw(ReplicaSight sight, Duration later) {
        return sight.flaw(PRIMARY, NANOS + later.toNanos(), LIMIT);
    }

    @Test
    void oneThatKeepsUpMay() {
        ReplicaSight sight = new ReplicaSight(true, SYSTEM, NOW - 29 * SECOND);
        assertThat(flaw(sight, Duration.ZERO)).isEmpty();
        assertThat(sight.lag(PRIMARY.orElseThrow(), NANOS)).isEqualTo(Duration.ofSeconds(29));
    }

    @Test
    void oneThatIsBehindTheLimitMayNot() {
        assertThat(flaw(new ReplicaSight(true, SYSTEM, NOW - 30 * SECOND - 1), Duration.ZERO))
                .contains(ReplicaOutage.STALE);
    }

    @Test
    void ageGoesOnWhileThePrimaryIsSilent() {
        ReplicaSight sight = new ReplicaSight(true, SYSTEM, NOW - 10 * SECOND);
        assertThat(flaw(sight, Duration.ofSeconds(20))).isEmpty();
        assertThat(flaw(sight, Duration.ofSeconds(21))).contains(ReplicaOutage.STALE);
    }

    @Test
    void oneWithoutAHeartbeatMayNot() {
        assertThat(flaw(new ReplicaSight(true, SYSTEM, 0), Duration.ZERO)).contains(ReplicaOutage.STALE);
    }

    @Test
    void aHeartbeatFromTheFutureProvesNothing() {
        assertThat(flaw(new ReplicaSight(true, SYSTEM, NOW + SECOND), Duration.ZERO))
                .isEmpty();
        assertThat(flaw(new ReplicaSight(true, SYSTEM, NOW + SECOND + 1), Duration.ZERO))
                .contains(ReplicaOutage.STALE);
    }

    @Test
    void oneThatWasPromotedMayNotHoweverFreshItIs() {
        assertThat(flaw(new ReplicaSight(false, SYSTEM, NOW), Duration.ZERO)).contains(ReplicaOutage.NOT_A_REPLICA);
    }

    @Test
    void oneOfAnotherSystemMayNotHoweverFreshItIs() {
        assertThat(flaw(new ReplicaSight(true, SYSTEM + 1, NOW), Duration.ZERO)).contains(ReplicaOutage.OTHER_SYSTEM);
    }

    @Test
    void noneMayWhileNothingIsKnownOfThePrimary() {
        assertThat(new ReplicaSight(true, SYSTEM, NOW).flaw(Optional.empty(), NANOS, LIMIT))
                .contains(ReplicaOutage.NOT_SEEN);
    }
}
