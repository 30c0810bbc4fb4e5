package io.mandi.integrations.trace;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many spans wait to be sent, and what became of the others. */
final class SpanCounts {
    private final int limit;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder exported = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /** @param limit most that wait */
    SpanCounts(int limit) {
        this.limit = limit;
    }

    /** @return whether there is room for another one; otherwise it is lost */
    boolean enter() {
        if (waiting.incrementAndGet() <= limit) {
            return true;
        }
        waiting.decrementAndGet();
        lost.increment();
        return false;
    }

    void sent(int count, boolean arrived) {
        waiting.addAndGet(-count);
        (arrived ? exported : lost).add(count);
    }

    long exported() {
        return exported.sum();
    }

    long lost() {
        return lost.sum();
    }
}
