package io.mandi.http.api;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a request that was refused because there are too many is told so. A few are told at once; when more come than a
 * node is to spend its time on, each has to wait for its turn. A connection has one request at a time, so that a client
 * that sends again and again without heeding {@code Retry-After} is held up by its own refusals, and what it could take
 * from the others is bounded.
 */
final class RefusalPace {
    /** Turns that were not taken for this long are still there for those who come next. */
    private static final long SAVED = TimeUnit.MILLISECONDS.toNanos(100);

    private final long gap;
    private final long longest;
    /** The next turn that is free, in the time of {@link System#nanoTime}. */
    private final AtomicLong next;

    /**
     * @param perSecond refusals that are told in a second
     * @param longest wait of any; those who come when there is no turn within it wait for as long
     * @param now {@link System#nanoTime}
     */
    RefusalPace(int perSecond, Duration longest, long now) {
        this.gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.longest = longest.toNanos();
        this.next = new AtomicLong(now - SAVED);
    }

    /**
     * Takes a turn.
     *
     * @param now {@link System#nanoTime}
     * @return nanoseconds until then; not negative
     */
    long delay(long now) {
        while (true) {
            long free = next.get();
            long turn = free - (now - SAVED) > 0 ? free : now - SAVED;
            long delay = Math.max(0, turn - now);
            if (delay >= longest) {
                return longest;
            }
            if (next.compareAndSet(free, turn + gap)) {
                return delay;
            }
        }
    }
}
