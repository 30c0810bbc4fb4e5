package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.event.Effect;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.WebhookEndpoint;
import java.util.List;
import java.util.Locale;

/** What happens to webhook endpoints. Deliveries are no events: each endpoint has its log of them. */
public final class WebhookEffects {
    private static final String CREATED = "webhook.endpoint_created.v1";
    private static final String UPDATED = "webhook.endpoint_updated.v1";
    private static final String VERIFIED = "webhook.endpoint_verified.v1";
    private static final String SECRET_ROTATED = "webhook.secret_rotated.v1";
    private static final String DISABLED = "webhook.endpoint_disabled.v1";
    private static final String DELETED = "webhook.endpoint_deleted.v1";
    private static final String REDELIVERY_REQUESTED = "webhook.redelivery_requested.v1";
    private static final String RECOVERY_REQUESTED = "webhook.recovery_requested.v1";

    /** The types of all of them. */
    static final List<String> TYPES = List.of(
            CREATED, UPDATED, VERIFIED, SECRET_ROTATED, DISABLED, DELETED, REDELIVERY_REQUESTED, RECOVERY_REQUESTED);

    private WebhookEffects() {}

    /** There is a new endpoint. */
    public static Effect created(WebhookEndpoint endpoint) {
        ObjectNode data = data(endpoint.id());
        put(data, endpoint);
        return effect(CREATED, endpoint.id(), data);
    }

    /** Its owner has changed it; to what is in the data. */
    public static Effect updated(WebhookEndpoint endpoint) {
        ObjectNode data = data(endpoint.id());
        put(data, endpoint);
        return effect(UPDATED, endpoint.id(), data);
    }

    private static void put(ObjectNode data, WebhookEndpoint endpoint) {
        data.put("url", endpoint.url());
        ArrayNode types = data.putArray("event_types");
        endpoint.eventTypes().forEach(types::add);
        data.put("description", endpoint.description().orElse(null));
        data.put("active", endpoint.active());
        data.put("max_attempts", endpoint.maxAttempts());
    }

    /** The address has answered a challenge. */
    public static Effect verified(EndpointId id, String url) {
        return effect(VERIFIED, id, data(id).put("url", url));
    }

    /** @param oldValidUntil microseconds since the epoch */
    public static Effect secretRotated(EndpointId id, long oldValidUntil) {
        return effect(SECRET_ROTATED, id, data(id).put("old_valid_until", Timestamp.of(oldValidUntil)));
    }

    /** Nothing is sent to it until its owner activates it anew. */
    public static Effect disabled(EndpointId id, WebhookEndpoint.DisabledReason reason) {
        return effect(DISABLED, id, data(id).put("reason", reason.name().toLowerCase(Locale.ROOT)));
    }

    /** It is gone, with all its deliveries. */
    public static Effect deleted(EndpointId id) {
        return effect(DELETED, id, data(id));
    }

    /** One delivery begins anew. */
    public static Effect redeliveryRequested(EndpointId id, String eventId) {
        return effect(REDELIVERY_REQUESTED, id, data(id).put("event_id", eventId));
    }

    /**
     * Deliveries begin anew.
     *
     * @param since microseconds since the epoch: those of events from then on
     * @param deliveries how many
     */
    public static Effect recoveryRequested(EndpointId id, long since, long deliveries) {
        return effect(
                RECOVERY_REQUESTED,
                id,
                data(id).put("since", Timestamp.of(since)).put("deliveries", deliveries));
    }

    private static ObjectNode data(EndpointId id) {
        return JsonNodeFactory.instance.objectNode().put("webhook_id", id.endpoint());
    }

    private static Effect effect(String type, EndpointId id, ObjectNode data) {
        return new Effect(type, List.of(id.createdAt()), data);
    }
}
