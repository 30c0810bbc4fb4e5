package io.mandi.engine.webhook;

import java.util.concurrent.CompletionStage;

/** Sends messages to endpoints. */
public interface WebhookSender {

    /**
     * A message.
     *
     * @param id the same at every attempt
     */
    record Message(String id, String body) {}

    /** Sends once, within a limited time. The stage does not fail: what goes wrong is told by the attempt. */
    CompletionStage<Attempt> send(WebhookEndpoint endpoint, Message message);
}
