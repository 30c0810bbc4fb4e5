package io.mandi.engine.webhook;

import io.mandi.engine.webhook.Delivery.State;
import io.mandi.engine.webhook.WebhookEndpoint.DisabledReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The unfinished deliveries of one endpoint, as many as are in memory: which of them go out now, and what an attempt makes of them.
 * Not safe for use by several threads.
 */
public final class DeliveryQueue {
    private final DeliveryPolicy policy;
    private final TreeMap<Long, Delivery> deliveries = new TreeMap<>();
    private final Set<Long> underWay = new HashSet<>();
    private EndpointHealth health = EndpointHealth.GOOD;
    private Optional<DisabledReason> disabled = Optional.empty();

    public DeliveryQueue(DeliveryPolicy policy) {
        this.policy = policy;
    }

    /** Takes over how the endpoint is, from where that is kept. */
    public void restore(EndpointHealth kept) {
        health = kept;
        disabled = Optional.empty();
    }

    /** Adds unfinished deliveries; one that is there already stays as it is. */
    public void add(List<Delivery> more) {
        more.forEach(delivery -> deliveries.putIfAbsent(delivery.position(), delivery));
    }

    /** Leaves out what is not under way: it is kept elsewhere. */
    public void clear() {
        deliveries.keySet().retainAll(underWay);
    }

    /** The positions of the deliveries that are there. */
    public Set<Long> positions() {
        return Set.copyOf(deliveries.keySet());
    }

    /** How many more may be added. */
    public int room() {
        return Math.max(0, policy.window() - deliveries.size());
    }

    public int underWay() {
        return underWay.size();
    }

    public EndpointHealth health() {
        return health;
    }

    /** Why the endpoint is to be given up, when it is. */
    public Optional<DisabledReason> disabled() {
        return disabled;
    }

    /**
     * Begins what may go out now: the first delivery of each aggregate when it is due, and while the breaker is not open. Half open,
     * it lets one through.
     *
     * @param now microseconds since the epoch
     */
    public List<Delivery> begin(long now) {
        List<Delivery> begun = new ArrayList<>();
        int room = slots();
        if (disabled.isPresent() || now < health.openUntil()) {
            return begun;
        }
        Set<String> aggregates = new HashSet<>();
        for (Delivery delivery : deliveries.values()) {
            if (begun.size() >= room) {
                break;
            }
            boolean first = aggregates.add(delivery.aggregateId());
            if (first && delivery.dueAt() <= now && !underWay.contains(delivery.position())) {
                begun.add(delivery);
            }
        }
        begun.forEach(delivery -> underWay.add(delivery.position()));
        return begun;
    }

    private int slots() {
        return (health.isBroken(policy) ? 1 : policy.parallel()) - underWay.size();
    }

    /** When {@link #begin} may have something without another attempt ending first; absent when it will not. */
    public OptionalLong nextDue() {
        if (disabled.isPresent() || slots() <= 0) {
            return OptionalLong.empty();
        }
        Set<String> aggregates = new HashSet<>();
        long next = Long.MAX_VALUE;
        for (Delivery delivery : deliveries.values()) {
            if (aggregates.add(delivery.aggregateId()) && !underWay.contains(delivery.position())) {
                next = Math.min(next, delivery.dueAt());
            }
        }
        return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(Math.max(next, health.openUntil()));
    }

    /**
     * An attempt has ended.
     *
     * @param maxAttempts of the endpoint
     * @param now microseconds since the epoch
     * @param random 0 to 1, for the wait
     */
    public Outcome end(Delivery delivery, Attempt attempt, int maxAttempts, long now, double random) {
        underWay.remove(delivery.position());
        health = health.after(attempt, now, policy);
        if (attempt.isGone()) {
            disabled = Optional.of(DisabledReason.GONE);
        } else if (health.isHopeless(now, policy)) {
            disabled = Optional.of(DisabledReason.FAILING);
        }
        Delivery after = after(delivery, attempt, maxAttempts, now, random);
        if (after.state().isFinal()) {
            deliveries.remove(delivery.position());
        } else {
            deliveries.put(delivery.position(), after);
        }
        return new Outcome(after, attempt);
    }

    private Delivery after(Delivery delivery, Attempt attempt, int maxAttempts, long now, double random) {
        int attempts = delivery.attempts() + 1;
        if (attempt.isSuccess()) {
            return delivery.after(State.SUCCESS, attempts, now);
        }
        return attempts >= maxAttempts
                ? delivery.after(State.DEAD_LETTER, attempts, now)
                : delivery.after(State.RETRYING, attempts, now + policy.wait(attempts, attempt, random));
    }
}
