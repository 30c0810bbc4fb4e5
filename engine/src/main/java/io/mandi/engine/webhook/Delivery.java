package io.mandi.engine.webhook;

import io.mandi.engine.id.TraceContext;
import java.util.Optional;

/**
 * One event on its way to one endpoint.
 *
 * @param position of the event among those of its organisation
 * @param eventId the same at every attempt
 * @param type of the event, with its version
 * @param aggregateId deliveries of one aggregate go out in their order
 * @param body the message, the same bytes at every attempt
 * @param attempts since it was begun, or begun anew
 * @param dueAt microseconds since the epoch; no attempt is made before
 * @param trace the span that the event comes from, where that was sampled
 */
public record Delivery(
        long position,
        String eventId,
        String type,
        String aggregateId,
        String body,
        State state,
        int attempts,
        long dueAt,
        Optional<TraceContext> trace) {

    /** How far it is. An attempt under way is no state of its own: after a crash nobody could say whether it still is. */
    public enum State {
        /** It waits for the end of its first attempt. */
        PENDING,
        /** It waits for another attempt. */
        RETRYING,
        /** The receiver has it. */
        SUCCESS,
        /** It was given up after its last attempt. */
        DEAD_LETTER;

        /** Whether there is nothing more to do. */
        public boolean isFinal() {
            return this == SUCCESS || this == DEAD_LETTER;
        }
    }

    Delivery after(State next, int nextAttempts, long nextDueAt) {
        return new Delivery(position, eventId, type, aggregateId, body, next, nextAttempts, nextDueAt, trace);
    }
}
