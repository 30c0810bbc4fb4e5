package io.mandi.engine.book;

import java.util.Optional;

/**
 * Who asks, and when.
 *
 * @param at microseconds since the epoch
 * @param actor the user
 * @param partnerScope the only partner whose orders the user may touch; empty for staff of the organisation
 * @param correlationId of the request
 * @param idempotency the request's idempotency key, where it has one
 */
public record CommandContext(
        long at, String actor, Optional<String> partnerScope, String correlationId, Optional<Idempotency> idempotency) {

    boolean mayTouch(String partnerId) {
        return partnerScope.isEmpty() || partnerScope.get().equals(partnerId);
    }
}
