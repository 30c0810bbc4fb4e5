package io.mandi.engine.webhook;

import java.util.OptionalLong;

/**
 * How an endpoint has answered of late.
 *
 * @param failures in a row
 * @param openUntil microseconds since the epoch; nothing is sent before. Then one delivery tries whether it answers again
 * @param failingSince microseconds since the epoch when the first of the failures in a row was; absent when there is none
 */
public record EndpointHealth(int failures, long openUntil, OptionalLong failingSince) {
    /** Of an endpoint that nothing was sent to. */
    public static final EndpointHealth GOOD = new EndpointHealth(0, 0, OptionalLong.empty());

    EndpointHealth after(Attempt attempt, long now, DeliveryPolicy policy) {
        if (attempt.isSuccess()) {
            return GOOD;
        }
        int more = failures == Integer.MAX_VALUE ? failures : failures + 1;
        return new EndpointHealth(
                more,
                more >= policy.breakerFailures() ? now + DeliveryPolicy.micros(policy.breakerPause()) : openUntil,
                failingSince.isPresent() ? failingSince : OptionalLong.of(attempt.startedAt()));
    }

    /** Whether failures in a row have opened the breaker, and no success has closed it. */
    public boolean isBroken(DeliveryPolicy policy) {
        return failures >= policy.breakerFailures();
    }

    /** Whether it has only failed for so long that it is given up. */
    boolean isHopeless(long now, DeliveryPolicy policy) {
        return failingSince.isPresent()
                && now - failingSince.getAsLong() >= DeliveryPolicy.micros(policy.disableAfter());
    }
}
