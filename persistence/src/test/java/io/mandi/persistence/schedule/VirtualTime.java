package io.mandi.persistence.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** A clock that stands still until it is moved on, and all that happens meanwhile, on the thread of the test. */
final class VirtualTime implements InstantSource, Alarm, Executor {
    private record Ring(long at, Runnable task) {}

    private final PriorityQueue<Ring> alarms = new PriorityQueue<>(Comparator.comparingLong(Ring::at));
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    /** What has passed since the start; alarms do not go by the clock. */
    private long passed;

    private long start = 1_700_000_000_000_000L;

    /** Microseconds since the epoch. */
    long now() {
        return start + passed;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(now(), ChronoUnit.MICROS);
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(Duration wait, Runnable task) {
        alarms.add(new Ring(passed + wait.toNanos() / 1_000, task));
    }

    int alarms() {
        return alarms.size();
    }

    /** What can be done without time. */
    void settle() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    void pass(Duration time) {
        long end = passed + time.toNanos() / 1_000;
        settle();
        while (!alarms.isEmpty() && alarms.peek().at() <= end) {
            Ring ring = alarms.remove();
            passed = Math.max(passed, ring.at());
            ring.task().run();
            settle();
        }
        passed = end;
    }

    /** The clock is put right, and no time passes. */
    void put(Duration ahead) {
        start += ahead.toNanos() / 1_000;
    }
}
