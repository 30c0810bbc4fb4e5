package io.mandi.http.node;

import io.mandi.cluster.NodeSettings;
import io.mandi.cluster.NodeSettings.WebhookSettings;
import io.mandi.engine.actor.Webhooks;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.trace.Traces;
import io.mandi.engine.webhook.WebhookSender;
import io.mandi.http.api.WebhookAdministration;
import io.mandi.integrations.webhook.EndpointChallenge;
import io.mandi.integrations.webhook.HttpWebhookSender;
import io.mandi.integrations.webhook.WebhookTargets;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogNews;
import io.mandi.persistence.pool.DatabasePools;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.trail.TrailProjection;
import io.mandi.persistence.webhook.PostgresWebhookStore;
import io.mandi.persistence.webhook.PostgresWebhooks;
import io.mandi.persistence.webhook.SecretCipher;
import io.mandi.persistence.webhook.WebhookWaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A node's share of the webhooks. Events are sent when they are in the trail: the node that follows a slice of the log looks, after
 * each turn, for endpoints that have something to do.
 */
record NodeWebhooks(WebhookWaker waker, WebhookAdministration administration) {
    private static final int LOOK_UPS = 16;
    private static final int WAITING_LOOK_UPS = 256;

    /**
     * @param secret that tokens are signed with
     * @param blocking whose threads may wait
     */
    static NodeWebhooks start(
            ActorSystem<?> system,
            NodeSettings node,
            String secret,
            DatabasePools pools,
            EventCatalogue catalogue,
            MeterRegistry registry,
            Traces traces,
            Executor blocking) {
        WebhookSettings settings = node.webhooks();
        InstantSource clock = InstantSource.system();
        DataSource connections = pools.webhooks().dataSource();
        // Owners wait for answers: deliveries do not keep them from connections, and neither the other way round.
        DataSource queries = pools.queries().dataSource();
        OrganizationReader reader = new OrganizationReader(connections, blocking);
        SecretCipher cipher = new SecretCipher(settings.key().orElse(secret));
        WebhookTargets targets = new WebhookTargets(settings.allowLoopback(), lookUps(system));
        WebhookSender sender = new TracedWebhookSender(
                new MeteredWebhookSender(new HttpWebhookSender(system, targets, settings.timeout(), clock), registry),
                traces);
        Webhooks webhooks = Webhooks.start(
                system,
                new PostgresWebhookStore(
                        new EntityJournal(connections, LogNews.get(system)::stored, clock),
                        connections,
                        blocking,
                        reader,
                        catalogue,
                        cipher,
                        clock),
                sender,
                settings.policy(),
                clock);
        return new NodeWebhooks(
                new WebhookWaker(
                        connections,
                        blocking,
                        EventLog.SLICES,
                        webhooks::wake,
                        settings.policy().window(),
                        settings.keep(),
                        clock),
                new WebhookAdministration(
                        new PostgresWebhooks(
                                new EntityJournal(queries, LogNews.get(system)::stored, clock),
                                queries,
                                blocking,
                                new OrganizationReader(queries, blocking),
                                cipher,
                                clock),
                        targets,
                        new EndpointChallenge(sender, clock),
                        webhooks::wake,
                        settings.maxEndpoints()));
    }

    /** Threads for the name service alone: whoever names hosts decides how long it takes. */
    private static Executor lookUps(ActorSystem<?> system) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                LOOK_UPS,
                LOOK_UPS,
                60,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_LOOK_UPS),
                Thread.ofPlatform().daemon().name("webhook-host-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        system.getWhenTerminated().whenComplete((done, failure) -> threads.shutdownNow());
        return threads;
    }

    /** A projection has had a turn in a slice. */
    void afterTurn(Projection projection, int slice) {
        if (projection instanceof TrailProjection) {
            waker.look(slice);
        }
    }
}
