package io.mandi.persistence.replica;

/**
 * What is known of the primary. Its time goes on when it cannot be reached any more, with this machine's steady clock: neither a
 * clock that was set nor a primary that is away makes a replica look younger than it is.
 *
 * @param systemIdentifier the number that a database system and all its copies have
 * @param micros the primary's time, in microseconds since the epoch
 * @param nanos {@link System#nanoTime} from before the primary told it
 */
public record PrimaryClock(long systemIdentifier, long micros, long nanos) {
    private static final long NANOS_PER_MICRO = 1_000;

    /** The latest that it can be on the primary, in microseconds since the epoch. */
    long at(long nanoTime) {
        return micros + Math.max(0, nanoTime - nanos) / NANOS_PER_MICRO;
    }
}
