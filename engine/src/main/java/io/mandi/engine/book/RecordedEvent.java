package io.mandi.engine.book;

import java.util.Optional;

/**
 * An event with the circumstances it came from: what the journal holds.
 *
 * @param at microseconds since the epoch; never less than that of the event before
 * @param correlationId of the request
 * @param idempotency the request's idempotency key, where it had one
 */
public record RecordedEvent(
        long at, Actor actor, String correlationId, Optional<Idempotency> idempotency, BookEvent event) {}
