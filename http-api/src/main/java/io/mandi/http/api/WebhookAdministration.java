package io.mandi.http.api;

import io.mandi.engine.webhook.EndpointId;
import io.mandi.integrations.webhook.EndpointChallenge;
import io.mandi.integrations.webhook.WebhookTargets;
import io.mandi.persistence.webhook.PostgresWebhooks;
import java.util.function.Consumer;

/**
 * What the routes of webhooks need.
 *
 * @param wake told of endpoints that were changed
 * @param mostEndpoints that an organisation can have
 */
public record WebhookAdministration(
        PostgresWebhooks webhooks,
        WebhookTargets targets,
        EndpointChallenge challenge,
        Consumer<EndpointId> wake,
        int mostEndpoints) {}
