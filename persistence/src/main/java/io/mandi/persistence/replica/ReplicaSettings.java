package io.mandi.persistence.replica;

import java.time.Duration;

/**
 * How a replica is used.
 *
 * @param maxStaleness how far it may be behind; one that is further counts as failed
 * @param heartbeat how often it is looked at, and time is stored on the primary for it to show
 * @param fallback what is done when it cannot be used
 */
public record ReplicaSettings(Duration maxStaleness, Duration heartbeat, Fallback fallback) {

    /** What is done with a read when the replica cannot be used. */
    public enum Fallback {
        /** It goes to the primary. */
        PRIMARY,
        /** It is refused, so that the primary is spared. */
        REFUSE
    }
}
