package io.mandi.persistence.log;

import io.mandi.engine.id.EntityId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Tells every node which entities have been changed in their tables, so that it forgets what it has of them in memory. Those of the node
 * that made the change know it before anybody is told that it is made; the others know it some milliseconds later. A message may be lost:
 * nobody keeps such things for long.
 */
public final class EntityNews {
    private final LogNews log;
    private final List<Consumer<EntityId>> listeners = new CopyOnWriteArrayList<>();
    private final ActorRef<Topic.Command<EntityChanged>> topic;

    /** @param log is told as well */
    public EntityNews(ActorSystem<?> system, LogNews log) {
        this.log = log;
        this.topic = system.systemActorOf(Topic.create(EntityChanged.class, "entities"), "entity-news", Props.empty());
        topic.tell(Topic.subscribe(system.systemActorOf(listening(), "entity-news-listener", Props.empty())));
    }

    private Behavior<EntityChanged> listening() {
        return Behaviors.receiveMessage(message -> {
            tellListeners(message.persistenceId());
            return Behaviors.same();
        });
    }

    private void tellListeners(String persistenceId) {
        EntityId.parse(persistenceId).ifPresent(entity -> listeners.forEach(listener -> listener.accept(entity)));
    }

    /** From now on told of what is changed, on any node; on any thread, and it must not wait. */
    public void listen(Consumer<EntityId> listener) {
        listeners.add(listener);
    }

    /** The change of an entity is committed. */
    public void changed(String persistenceId) {
        tellListeners(persistenceId);
        log.stored(persistenceId);
        topic.tell(Topic.publish(new EntityChanged(persistenceId)));
    }
}
