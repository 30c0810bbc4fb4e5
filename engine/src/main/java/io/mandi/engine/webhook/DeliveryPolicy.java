package io.mandi.engine.webhook;

import java.time.Duration;

/**
 * When an attempt is repeated, and when an endpoint is left alone.
 *
 * @param retryFirst wait after the first failed attempt; it doubles with each
 * @param retryMost longest wait of the schedule
 * @param retryJitterPercent largest random part that is added to a wait
 * @param retryAfterMost longest wait that a receiver can ask for
 * @param breakerFailures so many failures in a row open the breaker
 * @param breakerPause how long it stays open
 * @param disableAfter an endpoint that has only failed for so long is given up
 * @param parallel most attempts under way at one endpoint
 * @param window most unfinished deliveries of one endpoint in memory
 */
public record DeliveryPolicy(
        Duration retryFirst,
        Duration retryMost,
        int retryJitterPercent,
        Duration retryAfterMost,
        int breakerFailures,
        Duration breakerPause,
        Duration disableAfter,
        int parallel,
        int window) {

    public static final DeliveryPolicy DEFAULT = new DeliveryPolicy(
            Duration.ofSeconds(60),
            Duration.ofSeconds(3_600),
            10,
            Duration.ofHours(24),
            5,
            Duration.ofSeconds(60),
            Duration.ofDays(5),
            4,
            256);

    private static final int MOST_DOUBLINGS = 30;

    /**
     * How long to wait after a failed attempt.
     *
     * @param attempts that have failed, 1 or more
     * @param random 0 to 1
     * @return microseconds
     */
    long wait(int attempts, Attempt attempt, double random) {
        long base = Math.min(
                micros(retryFirst) << Math.min(attempts - 1, MOST_DOUBLINGS),
                Math.max(micros(retryMost), micros(retryFirst)));
        long wait = base + (long) (base * random * retryJitterPercent / 100);
        return Math.max(wait, Math.min(attempt.retryAfterMicros().orElse(0), micros(retryAfterMost)));
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
