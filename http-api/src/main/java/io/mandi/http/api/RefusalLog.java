package io.mandi.http.api;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Tells in the log of requests that were refused because there are too many, a line for many of them. */
final class RefusalLog {
    /** Lines are at least this far apart. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private static final int TENANT = 429;

    private final Logger log;
    private final LongSupplier clock;
    private final LongAdder node = new LongAdder();
    private final LongAdder tenants = new LongAdder();
    private final AtomicLong next;

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    RefusalLog(Logger log, LongSupplier clock) {
        this.log = log;
        this.clock = clock;
        this.next = new AtomicLong(clock.getAsLong());
    }

    /** @param status 429 where one organisation has too many requests, 503 where the node or a book has */
    void note(int status) {
        (status == TENANT ? tenants : node).increment();
        long now = clock.getAsLong();
        long due = next.get();
        // The first refusal is told at once; those after it with the first one behind the pause.
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE.toNanos())) {
            log.warn(
                    "Refused {} requests because of load, and {} because their organisation has too many in flight",
                    node.sumThenReset(),
                    tenants.sumThenReset());
        }
    }
}
