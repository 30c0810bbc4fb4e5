package io.mandi.engine.lots.match;

import java.time.Instant;
import java.util.Optional;

/** Times in microseconds since the epoch, to which all of Mandi counts; what is finer is dropped. */
final class Moments {
    /** Before every time. */
    static final long NEVER_BEGAN = Long.MIN_VALUE;
    /** After every time. */
    static final long NEVER_ENDS = Long.MAX_VALUE;

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    /** Tens of thousands of years from now. Two times that are no further apart than both are from 1970 fit in a long. */
    private static final long MAX_SECOND = 2_000_000_000_000L;

    private Moments() {}

    static long micros(Instant time) {
        long second = Math.clamp(time.getEpochSecond(), -MAX_SECOND, MAX_SECOND);
        return second * MICROS_PER_SECOND + time.getNano() / NANOS_PER_MICRO;
    }

    static long from(Window window) {
        return micros(window.from(), NEVER_BEGAN);
    }

    static long until(Window window) {
        return micros(window.until(), NEVER_ENDS);
    }

    private static long micros(Optional<Instant> time, long otherwise) {
        return time.isPresent() ? micros(time.get()) : otherwise;
    }
}
