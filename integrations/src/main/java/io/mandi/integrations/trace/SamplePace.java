package io.mandi.integrations.trace;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets so many through in a second, with a tenth of a second's worth in hand. */
final class SamplePace {
    private final long interval;
    private final long inHand;
    /** When the next one is due, as {@link System#nanoTime}. */
    private final AtomicLong next;

    SamplePace(int perSecond, long now) {
        this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.inHand = Math.max(interval, TimeUnit.MILLISECONDS.toNanos(100)) - interval;
        this.next = new AtomicLong(now - inHand);
    }

    /** @param now {@link System#nanoTime} */
    boolean take(long now) {
        while (true) {
            long due = next.get();
            if (due - now > 0) {
                return false;
            }
            long from = now - inHand - due > 0 ? now - inHand : due;
            if (next.compareAndSet(due, from + interval)) {
                return true;
            }
        }
    }
}
