package io.mandi.engine.actor;

import io.mandi.engine.webhook.DeliveryPolicy;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.WebhookSender;
import io.mandi.engine.webhook.WebhookStore;
import java.time.InstantSource;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The deliverers of all webhook endpoints of the cluster: one for each endpoint, on one of the nodes. */
public final class Webhooks {
    private static final EntityTypeKey<WebhookMessage> KEY =
            EntityTypeKey.create(WebhookMessage.class, "WebhookEndpoint");

    private final ActorRef<ShardingEnvelope<WebhookMessage>> region;

    private Webhooks(ActorRef<ShardingEnvelope<WebhookMessage>> region) {
        this.region = region;
    }

    /** Makes this node take its share of the endpoints. */
    public static Webhooks start(
            ActorSystem<?> system,
            WebhookStore store,
            WebhookSender sender,
            DeliveryPolicy policy,
            InstantSource clock) {
        return new Webhooks(ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                context -> WebhookDeliverer.create(
                                        EndpointId.ofEntity(context.getEntityId()),
                                        store,
                                        sender,
                                        policy,
                                        clock,
                                        self -> () -> context.getShard()
                                                .tell(new ClusterSharding.Passivate<>(self.getSelf()))))
                        .withStopMessage(WebhookMessage.Stop.INSTANCE)));
    }

    /** There may be something to do for an endpoint. It may be lost: whoever looks after all endpoints says it again. */
    public void wake(EndpointId id) {
        region.tell(new ShardingEnvelope<>(id.entityId(), new WebhookMessage.Wake()));
    }
}
