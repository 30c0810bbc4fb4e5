package io.mandi.engine.webhook;

import io.mandi.engine.id.TraceContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sends messages to endpoints. */
public interface WebhookSender {

    /**
     * A message.
     *
     * @param id the same at every attempt
     * @param attempts how often it was sent before
     * @param trace the span that it comes from, where that is sampled
     */
    record Message(String id, String body, int attempts, Optional<TraceContext> trace) {

        /** A message that belongs to no trace. */
        public Message(String id, String body) {
            this(id, body, 0, Optional.empty());
        }
    }

    /** Sends once, within a limited time. The stage does not fail: what goes wrong is told by the attempt. */
    CompletionStage<Attempt> send(WebhookEndpoint endpoint, Message message);
}
