package io.mandi.engine.lots.posting;

import java.time.Instant;

/** Times to the microsecond, as they are recorded. */
public final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final long NANOS = 1_000;

    private Micros() {}

    /** @param micros since the epoch */
    public static Instant at(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }

    /** Since the epoch; what is finer is dropped. */
    public static long of(Instant time) {
        return time.getEpochSecond() * PER_SECOND + time.getNano() / NANOS;
    }

    /** What is finer is dropped. */
    public static Instant recorded(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond(), time.getNano() / NANOS * NANOS);
    }

    /** The first one after a time. */
    public static Instant after(Instant time) {
        return time.plusNanos(NANOS);
    }
}
