package io.mandi.engine.actor;

import io.mandi.engine.actor.LotBookMessage.Batch;
import io.mandi.engine.actor.LotBookMessage.Queued;
import io.mandi.engine.actor.LotBookMessage.Search;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The sharded entity of a book of lots: the line in front of the {@link JournaledLotBook}, which decides, and the {@link
 * Matchmaker}, which knows the postings on offer as of the last commit. So a search delays no reservation.
 */
final class LotBookEntity extends LinedEntity<LotBookMessage, Queued, Batch> {
    private final EntityId id;
    private final int waitingAtMost;
    private final ActorRef<Matchmaker.Message> matchmaker;
    /** Until the book has recovered for the first time. */
    private final ArrayDeque<Search> waiting = new ArrayDeque<>();

    private boolean recoveredOnce;

    private LotBookEntity(
            ActorContext<LotBookMessage> context,
            TimerScheduler<LotBookMessage> timers,
            EntityId id,
            LotBookSettings settings,
            Quarantine quarantine,
            Traces traces,
            ActorRef<Matchmaker.Message> matchmaker,
            BiFunction<ActorRef<LotBookMessage>, ActorRef<Matchmaker.Message>, Behavior<Batch>> book) {
        super(context, timers, id, settings.line(), quarantine, traces, entity -> book.apply(entity, matchmaker));
        this.id = id;
        this.matchmaker = matchmaker;
        waitingAtMost = settings.queueCapacity();
    }

    /** @param book makes the behavior of the journalled book, given where it reports to */
    static Behavior<LotBookMessage> create(
            EntityId id,
            LotBookSettings settings,
            Quarantine quarantine,
            Traces traces,
            Behavior<Matchmaker.Message> matchmaker,
            BiFunction<ActorRef<LotBookMessage>, ActorRef<Matchmaker.Message>, Behavior<Batch>> book) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new LotBookEntity(
                context,
                timers,
                id,
                settings,
                quarantine,
                traces,
                // A search takes as long as a thousand decisions: not on the threads of the books.
                context.spawn(matchmaker, "matchmaker", DispatcherSelector.defaultDispatcher()),
                book)));
    }

    @Override
    public Behavior<LotBookMessage> onMessage(LotBookMessage message) {
        switch (message) {
            case Queued queued -> enqueue(queued);
            case Search search -> search(search);
            case LotBookMessage.Recovered ignored -> {
                recovered();
                recoveredOnce = true;
                while (!waiting.isEmpty()) {
                    matchmaker.tell(new Matchmaker.Asked(waiting.removeFirst()));
                }
            }
            case LotBookMessage.Committed ignored -> committed();
            case LotBookMessage.Damaged damaged -> damaged(damaged.reason());
            case LotBookMessage.Restart ignored -> restart();
            case LotBookMessage.Stop ignored -> stop();
        }
        return proceed();
    }

    private void search(Search search) {
        if (!search.caller().organization().equals(id.organization())) {
            search.replyTo().tell(new LotBookReply.NotFound());
        } else if (isQuarantined()) {
            search.replyTo().tell(new LotBookReply.Quarantined());
        } else if (recoveredOnce) {
            matchmaker.tell(new Matchmaker.Asked(search));
        } else if (waiting.size() < waitingAtMost) {
            waiting.addLast(search);
        } else {
            search.replyTo().tell(new LotBookReply.Overloaded());
        }
    }

    @Override
    Batch batch(List<Queued> messages) {
        return new Batch(messages);
    }

    @Override
    void describe(Span span) {
        span.set("mandi.commodity", id.key());
    }

    @Override
    LotBookMessage restartMessage() {
        return LotBookMessage.Restart.INSTANCE;
    }

    @Override
    void watchedStopped(ActorRef<Void> watched) {}

    @Override
    void refuseReaders(LineRefusal why) {
        waiting.forEach(search -> search.replyTo().tell(LotBookReply.of(why)));
        waiting.clear();
    }

    @Override
    void beforeStop() {}
}
