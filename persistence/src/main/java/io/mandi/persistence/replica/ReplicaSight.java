package io.mandi.persistence.replica;

import java.time.Duration;
import java.util.Optional;

/**
 * What a database shows of itself that should be a replica.
 *
 * @param inRecovery whether it replays the log of another one
 * @param beatAt the newest heartbeat that it has replayed, in microseconds since the epoch; 0 for none
 */
public record ReplicaSight(boolean inRecovery, long systemIdentifier, long beatAt) {
    private static final long NANOS_PER_MICRO = 1_000;
    /** By which a steady clock may have fallen behind the primary's. */
    private static final long DRIFT_MICROS = 1_000_000;

    /** How far it is behind, at most: it has everything that was committed longer ago than this. */
    public Duration lag(PrimaryClock primary, long nanoTime) {
        return Duration.ofNanos(Math.max(0, primary.at(nanoTime) - beatAt) * NANOS_PER_MICRO);
    }

    /**
     * Why it must not be read from; empty when it may.
     *
     * @param primary empty while nothing is known of it
     * @param maxStaleness how far it may be behind
     */
    public Optional<ReplicaOutage> flaw(Optional<PrimaryClock> primary, long nanoTime, Duration maxStaleness) {
        if (primary.isEmpty()) {
            return Optional.of(ReplicaOutage.NOT_SEEN);
        }
        if (systemIdentifier != primary.get().systemIdentifier()) {
            return Optional.of(ReplicaOutage.OTHER_SYSTEM);
        }
        if (!inRecovery) {
            return Optional.of(ReplicaOutage.NOT_A_REPLICA);
        }
        // A heartbeat from a time that has not come was written before the primary's clock was set back.
        boolean impossible = beatAt > primary.get().at(nanoTime) + DRIFT_MICROS;
        return impossible || lag(primary.get(), nanoTime).compareTo(maxStaleness) > 0
                ? Optional.of(ReplicaOutage.STALE)
                : Optional.empty();
    }
}
