package io.mandi.engine.webhook;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Keeps endpoints and their deliveries. One deliverer at a time: whoever opens an endpoint has it until somebody else does, and is
 * told so by {@link NotTheOwnerException}. A stage also fails when the database does.
 */
public interface WebhookStore {

    /**
     * An endpoint as it is kept.
     *
     * @param health as it was after the last attempt, or good when its owner has activated it since
     */
    record Kept(WebhookEndpoint endpoint, EndpointHealth health) {}

    /**
     * An endpoint that was opened.
     *
     * @param epoch what its deliverer shows with each call
     */
    record Opened(long epoch, Kept kept) {}

    /**
     * What is to be sent.
     *
     * @param deliveries unfinished ones that the caller did not know, in their order
     * @param more whether there may be more than were asked for
     */
    record Taken(Kept kept, List<Delivery> deliveries, boolean more) {}

    /** Somebody else delivers to the endpoint now, or it is gone. */
    final class NotTheOwnerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotTheOwnerException(EndpointId id) {
            super(id.entityId() + " is delivered to by somebody else", null, false, false);
        }
    }

    /** Begins to deliver to an endpoint; empty when there is none. */
    CompletionStage<Optional<Opened>> open(EndpointId id);

    /**
     * Unfinished deliveries; events that were not taken before become such.
     *
     * @param known positions of those that the caller has
     * @param room how many more it can have
     */
    CompletionStage<Taken> take(EndpointId id, long epoch, Set<Long> known, int room);

    /**
     * Keeps what attempts have come to.
     *
     * @param version of the endpoint that the health is of; after a change of the endpoint what is kept stays
     * @param disabled why the endpoint is given up, when it is
     */
    CompletionStage<Kept> record(
            EndpointId id,
            long epoch,
            List<Outcome> outcomes,
            long version,
            EndpointHealth health,
            Optional<WebhookEndpoint.DisabledReason> disabled);
}
