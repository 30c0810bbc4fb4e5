package io.mandi.engine.lots;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that one command has done to a book of lots, with the circumstances.
 *
 * @param at to the microsecond; never before that of the transition before
 * @param firstSequence of the first event; each one after it has the next number. The book's first event has 1
 * @param events one or more
 */
public record LotTransition(
        Instant at,
        Actor actor,
        String correlationId,
        Optional<Idempotency> idempotency,
        Optional<TraceContext> trace,
        long firstSequence,
        List<LotEvent> events) {
    public LotTransition {
        events = List.copyOf(events);
        if (events.isEmpty() || firstSequence < 1) {
            throw new IllegalArgumentException("a transition has events, which count from 1");
        }
    }
}
