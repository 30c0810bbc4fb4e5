package io.mandi.http.node;

import io.mandi.cluster.NodeSettings;
import io.mandi.cluster.NodeSettings.WebhookSettings;
import io.mandi.engine.actor.Webhooks;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.webhook.WebhookSender;
import io.mandi.http.api.WebhookAdministration;
import io.mandi.integrations.webhook.EndpointChallenge;
import io.mandi.integrations.webhook.HttpWebhookSender;
import io.mandi.integrations.webhook.WebhookTargets;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.trail.TrailProjection;
import io.mandi.persistence.webhook.PostgresWebhookStore;
import io.mandi.persistence.webhook.PostgresWebhooks;
import io.mandi.persistence.webhook.SecretCipher;
import io.mandi.persistence.webhook.WebhookWaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A node's share of the webhooks. Events are sent when they are in the trail: the node that follows a slice of the log looks, after
 * each turn, for endpoints that have something to do.
 */
record NodeWebhooks(WebhookWaker waker, WebhookAdministration administration) {

    /**
     * @param secret that tokens are signed with
     * @param blocking whose threads may wait
     */
    static NodeWebhooks start(
            ActorSystem<?> system,
            NodeSettings node,
            String secret,
            DatabasePool pool,
            EventCatalogue catalogue,
            MeterRegistry registry,
            Executor blocking) {
        WebhookSettings settings = node.webhooks();
        InstantSource clock = InstantSource.system();
        DataSource connections = pool.dataSource();
        OrganizationReader reader = new OrganizationReader(connections, blocking);
        SecretCipher cipher = new SecretCipher(settings.key().orElse(secret));
        WebhookTargets targets = new WebhookTargets(settings.allowLoopback(), blocking);
        WebhookSender sender =
                new MeteredWebhookSender(new HttpWebhookSender(system, targets, settings.timeout(), clock), registry);
        Webhooks webhooks = Webhooks.start(
                system,
                new PostgresWebhookStore(connections, blocking, reader, catalogue, cipher, clock),
                sender,
                settings.policy(),
                clock);
        return new NodeWebhooks(
                new WebhookWaker(connections, blocking, EventLog.SLICES, webhooks::wake, settings.keep(), clock),
                new WebhookAdministration(
                        new PostgresWebhooks(connections, blocking, reader, cipher, clock),
                        targets,
                        new EndpointChallenge(sender, clock),
                        webhooks::wake,
                        settings.maxEndpoints()));
    }

    /** A projection has had a turn in a slice. */
    void afterTurn(Projection projection, int slice) {
        if (projection instanceof TrailProjection) {
            waker.look(slice);
        }
    }
}
