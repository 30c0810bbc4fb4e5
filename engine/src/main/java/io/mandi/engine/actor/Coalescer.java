package io.mandi.engine.actor;

import io.mandi.engine.actor.OrderBookMessage.Batch;
import io.mandi.engine.actor.OrderBookMessage.Committed;
import io.mandi.engine.actor.OrderBookMessage.Damaged;
import io.mandi.engine.actor.OrderBookMessage.Follow;
import io.mandi.engine.actor.OrderBookMessage.Queued;
import io.mandi.engine.actor.OrderBookMessage.ReadBook;
import io.mandi.engine.actor.OrderBookMessage.Recovered;
import io.mandi.engine.actor.OrderBookMessage.Restart;
import io.mandi.engine.actor.OrderBookMessage.Stop;
import io.mandi.engine.actor.OrderBookMessage.Unfollow;
import io.mandi.engine.book.BookView;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The sharded entity of an order book: the line in front of the {@link JournaledOrderBook}, and the view of the book that readers
 * and followers have without standing in it.
 */
final class Coalescer extends LinedEntity<OrderBookMessage, Queued, Batch> {
    private final BookId id;
    private final int firstReadersAtMost;
    private final ArrayDeque<ReadBook> firstReaders = new ArrayDeque<>();
    private final Followers followers = new Followers();
    /** As of the last commit; absent until the first recovery. */
    private Optional<BookView> view = Optional.empty();

    private Coalescer(
            ActorContext<OrderBookMessage> context,
            TimerScheduler<OrderBookMessage> timers,
            BookId id,
            OrderBookSettings settings,
            Quarantine quarantine,
            Traces traces,
            Function<ActorRef<OrderBookMessage>, Behavior<Batch>> book) {
        super(context, timers, EntityId.of(id), settings.line(), quarantine, traces, book);
        this.id = id;
        firstReadersAtMost = settings.queueCapacity();
    }

    /** @param book makes the behavior of the journalled book, given where it reports to */
    static Behavior<OrderBookMessage> create(
            BookId id,
            OrderBookSettings settings,
            Quarantine quarantine,
            Traces traces,
            Function<ActorRef<OrderBookMessage>, Behavior<Batch>> book) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Coalescer(context, timers, id, settings, quarantine, traces, book)));
    }

    @Override
    public Behavior<OrderBookMessage> onMessage(OrderBookMessage message) {
        switch (message) {
            case Queued queued -> enqueue(queued);
            case ReadBook read -> readBook(read);
            case Follow follow -> follow(follow);
            case Unfollow unfollow -> {
                getContext().unwatch(unfollow.follower());
                followers.leave(unfollow.follower());
            }
            case Recovered recovered -> {
                recovered();
                publish(recovered.view());
            }
            case Committed committed -> {
                committed();
                publish(committed.view());
            }
            case Damaged damaged -> damaged(damaged.reason());
            case Restart ignored -> restart();
            case Stop ignored -> stop();
        }
        return proceed();
    }

    @Override
    Batch batch(List<Queued> messages) {
        return new Batch(messages);
    }

    @Override
    void describe(Span span) {
        span.set("mandi.instrument", id.symbol());
    }

    @Override
    OrderBookMessage restartMessage() {
        return Restart.INSTANCE;
    }

    @Override
    void watchedStopped(ActorRef<Void> watched) {
        followers.leave(watched.unsafeUpcast());
    }

    @Override
    void refuseReaders(LineRefusal why) {
        firstReaders.forEach(read -> read.replyTo().tell(OrderBookReply.of(why)));
        firstReaders.clear();
    }

    @Override
    void beforeStop() {
        followers.moved();
    }

    private void readBook(ReadBook read) {
        if (view.isPresent()) {
            read.replyTo().tell(new OrderBookReply.FoundBook(view.get()));
        } else if (isQuarantined()) {
            read.replyTo().tell(new OrderBookReply.Quarantined());
        } else if (firstReaders.size() < firstReadersAtMost) {
            firstReaders.addLast(read);
        } else {
            read.replyTo().tell(new OrderBookReply.Overloaded());
        }
    }

    private void follow(Follow question) {
        if (isStopping()) {
            question.replyTo().tell(new BookNews.Moved());
        } else if (isQuarantined()) {
            question.replyTo().tell(new BookNews.Unreadable());
        } else if (view.isPresent()) {
            if (followers.follow(question, view.get())) {
                getContext().watch(question.replyTo());
            }
        }
        // Otherwise the book comes up just now; the follower asks again.
    }

    private void publish(BookView newest) {
        view = Optional.of(newest);
        if (!followers.isEmpty()) {
            followers.published(newest);
        }
        while (!firstReaders.isEmpty()) {
            firstReaders.removeFirst().replyTo().tell(new OrderBookReply.FoundBook(newest));
        }
    }
}
