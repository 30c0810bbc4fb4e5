package io.mandi.engine.schedule;

import java.time.Duration;

/**
 * How a node wakes what is due.
 *
 * @param poll how often the node looks when it knows of nothing that is due sooner
 * @param batch most wake-ups that a node has claimed and not begun with
 * @param parallel most that it is woken for at one time; of one organisation three quarters of them
 * @param lease how long a node has them for itself; whoever takes longer is woken again, by whatever node
 * @param retryMost longest pause after failures; the first is a second, and each doubles
 * @param drain how long a node that stops waits for those it has woken
 */
public record SchedulePolicy(
        Duration poll, int batch, int parallel, Duration lease, Duration retryMost, Duration drain) {

    /** With these, what a node had claimed when it was killed is fired within five seconds too. */
    public static final SchedulePolicy DEFAULT = new SchedulePolicy(
            Duration.ofSeconds(1), 100, 16, Duration.ofSeconds(3), Duration.ofMinutes(1), Duration.ofSeconds(5));

    /** Clocks of nodes differ by milliseconds, and now and then by more: a pause is no longer than all before it. */
    private static final Duration FIRST_NOT_YET = Duration.ofMillis(100);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 20;
    private static final double JITTER = 0.1;

    /** Most of one organisation at one time, so that one in which everything takes long leaves room for the others. */
    public int parallelOfOne() {
        return parallel - parallel / 4;
    }

    /**
     * The pause before whoever has failed is woken again.
     *
     * @param attempts 1 or more
     * @param random 0 to 1: many that have failed together do not come together again
     * @return microseconds
     */
    public long afterFailure(int attempts, double random) {
        return pause(FIRST_RETRY, attempts, random);
    }

    /**
     * The pause before whoever was not due yet is woken again.
     *
     * @param attempts 1 or more
     * @param random 0 to 1
     * @return microseconds
     */
    public long afterNotYet(int attempts, double random) {
        return pause(FIRST_NOT_YET, attempts, random);
    }

    private long pause(Duration first, int attempts, double random) {
        long doubled = micros(first) << Math.min(attempts - 1, MOST_DOUBLINGS);
        return (long) (Math.min(doubled, micros(retryMost)) * (1 + JITTER * random));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
