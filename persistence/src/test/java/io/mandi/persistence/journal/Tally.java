package io.mandi.persistence.journal;

import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** The smallest entity: counts its events, and saves the count every 40. */
final class Tally extends EventSourcedBehavior<Tally.Command, String, Integer> {

    sealed interface Command {}

    record Add(ActorRef<Done> replyTo) implements Command {}

    record Get(ActorRef<Integer> replyTo) implements Command {}

    Tally(String id) {
        super(PersistenceId.ofUniqueId(id));
    }

    @Override
    public Integer emptyState() {
        return 0;
    }

    @Override
    public CommandHandler<Command, String, Integer> commandHandler() {
        return (state, command) -> switch (command) {
            case Add add ->
                Effect().persist("added").thenRun(() -> add.replyTo().tell(Done.getInstance()));
            case Get get -> Effect().none().thenRun(() -> get.replyTo().tell(state));
        };
    }

    @Override
    public EventHandler<Integer, String> eventHandler() {
        return (state, event) -> state + 1;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(40, 1);
    }
}
