package io.mandi.persistence.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Tells those who follow the log, on whatever node, that there is more. The journal says so after every commit; what is told
 * is gathered for some milliseconds, so that a busy journal costs a message for many commits. A message may be lost: who
 * follows the log looks by itself from time to time.
 */
public final class LogNews implements Extension {
    private static final Duration GATHERING = Duration.ofMillis(5);
    private static final Duration BUSY = Duration.ofMillis(20);

    private static final ExtensionId<LogNews> ID = new ExtensionId<>() {
        @Override
        public LogNews createExtension(ActorSystem<?> system) {
            return new LogNews(system);
        }
    };

    private final ActorSystem<?> system;
    private final ActorRef<Topic.Command<LogGrown>> topic;
    /** A bit for each slice that has grown and was not told of yet. */
    private final AtomicInteger grown = new AtomicInteger();
    /** {@link System#nanoTime} when this node last stored events. */
    private volatile long lastStored = System.nanoTime() - BUSY.toNanos();

    private LogNews(ActorSystem<?> system) {
        this.system = system;
        this.topic = system.systemActorOf(Topic.create(LogGrown.class, "event-log"), "event-log-news", Props.empty());
    }

    /** The one of an actor system. */
    public static LogNews get(ActorSystem<?> system) {
        return system.registerExtension(ID);
    }

    /** The one of an actor system. */
    public static LogNews get(org.apache.pekko.actor.ActorSystem system) {
        return get(Adapter.toTyped(system));
    }

    /** Events of this entity are in the journal. */
    public void stored(String persistenceId) {
        lastStored = System.nanoTime();
        int slice = 1 << EventLog.sliceOf(persistenceId);
        if (grown.getAndUpdate(before -> before | slice) == 0) {
            system.scheduler().scheduleOnce(GATHERING, this::tell, system.executionContext());
        }
    }

    /** Whether this node has stored events only just now, and so probably goes on doing so. */
    public boolean isBusy() {
        return System.nanoTime() - lastStored < BUSY.toNanos();
    }

    private void tell() {
        topic.tell(Topic.publish(new LogGrown(grown.getAndSet(0))));
    }

    /** From now on told of what is stored, on any node. */
    public void subscribe(ActorRef<LogGrown> follower) {
        topic.tell(Topic.subscribe(follower));
    }
}
