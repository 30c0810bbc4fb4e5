package io.mandi.engine.actor;

import io.mandi.engine.actor.OrderBookMessage.Batch;
import io.mandi.engine.actor.OrderBookMessage.Committed;
import io.mandi.engine.actor.OrderBookMessage.Damaged;
import io.mandi.engine.actor.OrderBookMessage.Execute;
import io.mandi.engine.actor.OrderBookMessage.Follow;
import io.mandi.engine.actor.OrderBookMessage.Queued;
import io.mandi.engine.actor.OrderBookMessage.ReadBook;
import io.mandi.engine.actor.OrderBookMessage.Recovered;
import io.mandi.engine.actor.OrderBookMessage.Restart;
import io.mandi.engine.actor.OrderBookMessage.Stop;
import io.mandi.engine.actor.OrderBookMessage.Unfollow;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.BookId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The sharded entity of an order book: a bounded line in front of the {@link JournaledOrderBook}, which is its child.
 *
 * <p>While a batch is being committed, new messages gather; the next batch takes all of them, up to a limit. So a hot
 * book commits many commands at once, and an idle one commits each at once, without any timer. When the line is full the
 * answer is {@link OrderBookReply.Overloaded}; nothing is dropped in silence.
 *
 * <p>When the child fails, its batch is answered {@link OrderBookReply.OutcomeUnknown}, since it may have been committed,
 * and the child is started anew after a pause. The line waits for it. A child that cannot understand what is stored puts
 * the book in quarantine: everyone is told at once, and it is tried again from time to time, since a damaged record can
 * be mended while the node runs.
 */
final class Coalescer extends AbstractMatchingBehavior<OrderBookMessage> {
    private final BookId id;
    private final OrderBookSettings settings;
    private final Quarantine quarantine;
    private final Function<ActorRef<OrderBookMessage>, Behavior<Batch>> book;
    private final TimerScheduler<OrderBookMessage> timers;

    private final ArrayDeque<Waiting> line = new ArrayDeque<>();
    /** Go before the commands: a question never waits for more than the one commit under way. */
    private final ArrayDeque<Waiting> questions = new ArrayDeque<>();

    private final ArrayDeque<ReadBook> firstReaders = new ArrayDeque<>();
    private final Followers followers = new Followers();
    private final Set<Idempotency.Scope> keysInProgress = new HashSet<>();
    private int lineWeight;
    private List<Queued> inFlight = List.of();

    /** @param since {@link System#nanoTime} of its arrival */
    private record Waiting(Queued message, long since) {
        boolean inTime() {
            return System.nanoTime() - since <= TimeUnit.MILLISECONDS.toNanos(message.patienceMillis());
        }
    }

    private Optional<ActorRef<Batch>> child = Optional.empty();
    private boolean ready;
    private boolean stopping;
    private boolean quarantined;
    private int failuresInARow;
    /** As of the last commit; absent until the first recovery. */
    private Optional<BookView> view = Optional.empty();

    private Coalescer(
            ActorContext<OrderBookMessage> context,
            TimerScheduler<OrderBookMessage> timers,
            BookId id,
            OrderBookSettings settings,
            Quarantine quarantine,
            Function<ActorRef<OrderBookMessage>, Behavior<Batch>> book) {
        super(context);
        this.timers = timers;
        this.id = id;
        this.settings = settings;
        this.quarantine = quarantine;
        this.book = book;
        context.setLoggerName(Coalescer.class);
        startChild();
    }

    /** @param book makes the behavior of the journalled book, given where it reports to */
    static Behavior<OrderBookMessage> create(
            BookId id,
            OrderBookSettings settings,
            Quarantine quarantine,
            Function<ActorRef<OrderBookMessage>, Behavior<Batch>> book) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new Coalescer(context, timers, id, settings, quarantine, book)));
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
                ready = true;
                quarantined = false;
                failuresInARow = 0;
                quarantine.leave(id);
                publish(recovered.view());
            }
            case Committed committed -> {
                inFlight.forEach(this::release);
                inFlight = List.of();
                publish(committed.view());
            }
            case Damaged damaged -> quarantine(damaged.reason());
            case Restart ignored -> startChild();
            case Stop ignored -> stopping = true;
        }
        return proceed();
    }

    @Override
    public Behavior<OrderBookMessage> onSignal(Signal signal) {
        if (signal instanceof Terminated terminated) {
            if (child.isEmpty() || !terminated.getRef().equals(child.get())) {
                followers.leave(terminated.getRef().unsafeUpcast());
                return Behaviors.same();
            }
            onChildStopped();
            return proceed();
        }
        return Behaviors.same();
    }

    private void enqueue(Queued message) {
        if (quarantined) {
            message.replyTo().tell(new OrderBookReply.Quarantined());
            return;
        }
        // An empty line takes any message, however large: otherwise one above the capacity would never be served.
        boolean full = lineWeight > 0 && lineWeight + message.weight() > settings.queueCapacity();
        if (stopping || full) {
            message.replyTo().tell(new OrderBookReply.Overloaded());
            return;
        }
        if (!key(message).map(keysInProgress::add).orElse(true)) {
            message.replyTo().tell(new OrderBookReply.InProgress());
            return;
        }
        ArrayDeque<Waiting> place = message instanceof Execute ? line : questions;
        place.addLast(new Waiting(message, System.nanoTime()));
        lineWeight += message.weight();
    }

    private static Optional<Idempotency.Scope> key(Queued message) {
        return message instanceof Execute execute
                ? execute.caller()
                        .idempotency()
                        .map(key -> key.scope(execute.caller().actor().user()))
                : Optional.empty();
    }

    private void release(Queued message) {
        key(message).ifPresent(keysInProgress::remove);
    }

    private void readBook(ReadBook read) {
        if (view.isPresent()) {
            read.replyTo().tell(new OrderBookReply.FoundBook(view.get()));
        } else if (quarantined) {
            read.replyTo().tell(new OrderBookReply.Quarantined());
        } else if (firstReaders.size() < settings.queueCapacity()) {
            firstReaders.addLast(read);
        } else {
            read.replyTo().tell(new OrderBookReply.Overloaded());
        }
    }

    private void follow(Follow question) {
        if (stopping) {
            question.replyTo().tell(new BookNews.Moved());
        } else if (quarantined) {
            question.replyTo().tell(new BookNews.Unreadable());
        } else if (view.isPresent()) {
            if (followers.follow(question, view.get())) {
                getContext().watch(question.replyTo());
            }
        }
        // Otherwise the book comes up just now; the follower asks again.
    }

    private void quarantine(String reason) {
        if (!quarantined) {
            getContext().getLog().error("The order book {} is quarantined: {}", id.entityId(), reason);
        }
        quarantined = true;
        quarantine.enter(id, reason);
        answerAll(questions, new OrderBookReply.Quarantined());
        answerAll(line, new OrderBookReply.Quarantined());
        firstReaders.forEach(read -> read.replyTo().tell(new OrderBookReply.Quarantined()));
        firstReaders.clear();
    }

    private void answerAll(ArrayDeque<Waiting> waiting, OrderBookReply reply) {
        while (!waiting.isEmpty()) {
            Queued message = waiting.removeFirst().message();
            lineWeight -= message.weight();
            release(message);
            message.replyTo().tell(reply);
        }
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

    private Behavior<OrderBookMessage> proceed() {
        if (!inFlight.isEmpty()) {
            return Behaviors.same();
        }
        if (ready) {
            sendBatch();
        }
        if (stopping && inFlight.isEmpty()) {
            // Not started, so that a refusal is the truth; a book that cannot recover must not hold up the shard.
            answerAll(questions, new OrderBookReply.Overloaded());
            answerAll(line, new OrderBookReply.Overloaded());
            firstReaders.forEach(read -> read.replyTo().tell(new OrderBookReply.Overloaded()));
            followers.moved();
            return Behaviors.stopped();
        }
        return Behaviors.same();
    }

    private void sendBatch() {
        List<Queued> batch = new ArrayList<>();
        take(questions, batch);
        take(line, batch);
        if (!batch.isEmpty()) {
            inFlight = batch;
            child.orElseThrow().tell(new Batch(batch));
        }
    }

    private void take(ArrayDeque<Waiting> place, List<Queued> batch) {
        int weight = 0;
        while (!place.isEmpty()
                && (weight == 0 || weight + place.peekFirst().message().weight() <= settings.maxBatch())) {
            Waiting waiting = place.removeFirst();
            Queued message = waiting.message();
            lineWeight -= message.weight();
            if (waiting.inTime()) {
                batch.add(message);
                weight += message.weight();
            } else {
                // Nobody waits for it any more. Not started, so that a retry finds it as if it had never come.
                release(message);
                message.replyTo().tell(new OrderBookReply.Overloaded());
            }
        }
    }

    private void startChild() {
        ActorRef<Batch> started =
                getContext().spawnAnonymous(book.apply(getContext().getSelf()));
        getContext().watch(started);
        child = Optional.of(started);
    }

    private void onChildStopped() {
        child = Optional.empty();
        ready = false;
        inFlight.forEach(message -> {
            release(message);
            message.replyTo().tell(new OrderBookReply.OutcomeUnknown());
        });
        inFlight = List.of();
        if (!stopping) {
            Duration pause = quarantined ? settings.quarantineRetry() : pause();
            getContext()
                    .getLog()
                    .warn("The order book {} stopped; it is started again in {} ms", id.entityId(), pause.toMillis());
            timers.startSingleTimer(Restart.INSTANCE, pause);
            failuresInARow++;
        }
    }

    private Duration pause() {
        long doubled = settings.restartMin().toMillis() << Math.min(failuresInARow, 20);
        long bounded = Math.min(doubled, settings.restartMax().toMillis());
        // Spread, so that the books of a node do not all come back at one moment.
        return Duration.ofMillis(bounded + ThreadLocalRandom.current().nextLong(bounded / 5 + 1));
    }
}
