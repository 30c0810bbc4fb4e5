package io.mandi.engine.book;

import io.mandi.engine.id.TraceContext;
import java.util.Optional;

/**
 * An event with the circumstances it came from: what the journal holds.
 *
 * @param at microseconds since the epoch; never less than that of the event before
 * @param correlationId of the request
 * @param idempotency the request's idempotency key, where it had one
 * @param trace the span that it comes from, where that is sampled
 */
public record RecordedEvent(
        long at,
        Actor actor,
        String correlationId,
        Optional<Idempotency> idempotency,
        BookEvent event,
        Optional<TraceContext> trace) {

    /** An event that belongs to no trace. */
    public RecordedEvent(
            long at, Actor actor, String correlationId, Optional<Idempotency> idempotency, BookEvent event) {
        this(at, actor, correlationId, idempotency, event, Optional.empty());
    }

    /** What a book remembers of it: to be watched changes nothing. */
    RecordedEvent untraced() {
        return trace.isEmpty() ? this : new RecordedEvent(at, actor, correlationId, idempotency, event);
    }

    /** Without a trace, it has no word of one: {@link StateHash} is made of this, and stays what it was. */
    @Override
    public String toString() {
        return "RecordedEvent[at=" + at + ", actor=" + actor + ", correlationId=" + correlationId + ", idempotency="
                + idempotency + ", event=" + event
                + trace.map(context -> ", trace=" + context).orElse("") + "]";
    }
}
