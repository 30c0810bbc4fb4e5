package io.mandi.engine.actor;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who asks for something, as the token and the request say. The entity itself checks it against what it owns.
 *
 * @param organization the tenant
 * @param correlationId of the request
 * @param idempotency the request's idempotency key, where it has one
 * @param expectedVersion the version that the caller has seen of what it changes, where it matters to the caller
 */
public record Caller(
        String organization,
        Actor actor,
        String correlationId,
        Optional<Idempotency> idempotency,
        OptionalLong expectedVersion) {

    /** A caller that expects no version. */
    public Caller(String organization, Actor actor, String correlationId, Optional<Idempotency> idempotency) {
        this(organization, actor, correlationId, idempotency, OptionalLong.empty());
    }
}
