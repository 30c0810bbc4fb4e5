package io.mandi.engine.event;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.TraceContext;
import java.util.List;
import java.util.Optional;

/**
 * All that one command has done to an entity, with the circumstances: what the journal holds of every entity but an order book.
 *
 * @param at microseconds since the epoch; never less than that of the transition before
 * @param correlationId of the request
 * @param idempotency the request's idempotency key, where it had one
 * @param trace of the request, where it was sampled
 * @param firstSequence of the first effect; each one after it has the next number. An entity's first effect has 1
 * @param effects one or more
 */
public record Transition(
        long at,
        Actor actor,
        String correlationId,
        Optional<Idempotency> idempotency,
        Optional<TraceContext> trace,
        long firstSequence,
        List<Effect> effects) {

    public Transition {
        effects = List.copyOf(effects);
        if (effects.isEmpty() || firstSequence < 1) {
            throw new IllegalArgumentException("a transition has effects, which count from 1");
        }
    }

    /** Of the effect after the last one. */
    public long nextSequence() {
        return firstSequence + effects.size();
    }
}
