package io.mandi.engine.actor;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.TraceContext;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who asks for something, as the token and the request say. The entity itself checks it against what it owns.
 *
 * @param organization the tenant
 * @param correlationId of the request
 * @param idempotency the request's idempotency key, where it has one
 * @param expectedVersion the version that the caller has seen of what it changes, where it matters to the caller
 * @param lookedUpTo no event of the book before this time, in microseconds since the epoch, has the idempotency key; 0 when nobody
 *     has looked
 * @param trace the span that asks, where that is sampled
 */
public record Caller(
        String organization,
        Actor actor,
        String correlationId,
        Optional<Idempotency> idempotency,
        OptionalLong expectedVersion,
        long lookedUpTo,
        Optional<TraceContext> trace) {

    /** A caller that expects no version. */
    public Caller(String organization, Actor actor, String correlationId, Optional<Idempotency> idempotency) {
        this(organization, actor, correlationId, idempotency, OptionalLong.empty(), 0, Optional.empty());
    }

    Caller lookedUp(long to) {
        return new Caller(organization, actor, correlationId, idempotency, expectedVersion, to, trace);
    }

    /** The same, within a trace or none. */
    public Caller within(Optional<TraceContext> span) {
        return new Caller(organization, actor, correlationId, idempotency, expectedVersion, lookedUpTo, span);
    }
}
