package io.mandi.engine.actor;

import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.Delivery;
import io.mandi.engine.webhook.WebhookStore;
import java.util.Optional;

/** What the deliverer of a webhook endpoint understands. */
public sealed interface WebhookMessage {

    /** There may be something to do: events, a change of the endpoint, deliveries that are due. It may be lost. */
    record Wake() implements WebhookMessage, EngineMessage {}

    /** Stop; what is under way is begun anew elsewhere. */
    enum Stop implements WebhookMessage {
        INSTANCE
    }

    /** From the store. */
    record Opened(Optional<WebhookStore.Opened> opened) implements WebhookMessage {}

    /** From the store. */
    record Taken(WebhookStore.Taken taken) implements WebhookMessage {}

    /** From the store. */
    record Recorded(WebhookStore.Kept kept) implements WebhookMessage {}

    /** From the store. */
    record StoreFailed(Throwable cause) implements WebhookMessage {}

    /** From the sender. */
    record Sent(Delivery delivery, Attempt attempt) implements WebhookMessage {}

    /** From the timer: something is due. */
    enum Due implements WebhookMessage {
        INSTANCE
    }

    /** From the timer: the store is to be asked again. */
    enum Resume implements WebhookMessage {
        INSTANCE
    }

    /** From the timer: there was nothing to do for long. */
    enum Idle implements WebhookMessage {
        INSTANCE
    }
}
