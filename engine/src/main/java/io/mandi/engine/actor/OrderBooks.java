package io.mandi.engine.actor;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.id.BookId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.scaladsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.util.Timeout;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.util.Try;

/** The order books of the cluster. Whichever node is asked, the one that has the book answers. */
public final class OrderBooks {
    /** The entity type; also the first part of a book's persistence id in the journal. */
    public static final String ENTITY_TYPE = "OrderBook";

    private static final EntityTypeKey<OrderBookMessage> KEY =
            EntityTypeKey.create(OrderBookMessage.class, ENTITY_TYPE);
    private static final String DISPATCHER = "mandi.engine.dispatcher";

    private final ActorRef<ShardingEnvelope<OrderBookMessage>> region;
    private final Scheduler scheduler;
    private final OrderBookSettings settings;

    private OrderBooks(
            ActorRef<ShardingEnvelope<OrderBookMessage>> region, Scheduler scheduler, OrderBookSettings settings) {
        this.region = region;
        this.scheduler = scheduler;
        this.settings = settings;
    }

    /** Makes this node take its share of the books. */
    public static OrderBooks start(
            ActorSystem<?> system, OrderBookSettings settings, Quarantine quarantine, InstantSource clock) {
        Executor answering = system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
        ActorRef<ShardingEnvelope<OrderBookMessage>> region = ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                context -> entity(
                                        BookId.ofEntity(context.getEntityId()), settings, quarantine, clock, answering))
                        .withStopMessage(OrderBookMessage.Stop.INSTANCE)
                        .withEntityProps(DispatcherSelector.fromConfig(DISPATCHER)));
        return new OrderBooks(region, system.scheduler(), settings);
    }

    /** The behavior of one book's entity. */
    static Behavior<OrderBookMessage> entity(
            BookId id, OrderBookSettings settings, Quarantine quarantine, InstantSource clock, Executor answering) {
        return Coalescer.create(
                id,
                settings,
                quarantine,
                coalescer -> JournaledOrderBook.create(persistenceId(id), id, settings, clock, answering, coalescer));
    }

    /** The name of a book's stream in the journal. */
    public static PersistenceId persistenceId(BookId id) {
        return PersistenceId.of(ENTITY_TYPE, id.entityId());
    }

    /** Does a command for a caller that begins to wait now. */
    public CompletionStage<OrderBookReply> execute(BookId id, Caller caller, BookCommand command) {
        return execute(id, caller, command, System.nanoTime());
    }

    /**
     * Does a command. No answer in time is {@link OrderBookReply.OutcomeUnknown}. The answer comes on the book's own
     * thread: who has much to do with it, does so elsewhere. The same holds for the questions below.
     *
     * @param since {@link System#nanoTime} since when the caller waits; it does so for the ask timeout
     */
    public CompletionStage<OrderBookReply> execute(BookId id, Caller caller, BookCommand command, long since) {
        return ask(id, since, (patience, replyTo) -> new OrderBookMessage.Execute(caller, command, patience, replyTo));
    }

    /** Looks at an order. */
    public CompletionStage<OrderBookReply> readOrder(BookId id, Caller caller, long orderId, long since) {
        return ask(
                id, since, (patience, replyTo) -> new OrderBookMessage.ReadOrder(caller, orderId, patience, replyTo));
    }

    /** Looks at a book as it was after its last commit. */
    public CompletionStage<OrderBookReply> readBook(BookId id, Caller caller, long since) {
        return ask(id, since, (patience, replyTo) -> new OrderBookMessage.ReadBook(caller, replyTo));
    }

    /** Brings a book up, where it is not: whoever comes next finds it in memory. */
    public CompletionStage<OrderBookReply> wake(BookId id) {
        Caller nobody = new Caller(id.organization(), Actor.staff(""), "", Optional.empty());
        return readBook(id, nobody, System.nanoTime());
    }

    /** Asks for the fingerprint of a book's state. */
    public CompletionStage<OrderBookReply> readState(BookId id, Caller caller, long since) {
        return ask(id, since, (patience, replyTo) -> new OrderBookMessage.ReadState(caller, patience, replyTo));
    }

    /** Makes a message of the milliseconds that the asker still waits and of where it does. */
    private interface Question {
        OrderBookMessage of(long patienceMillis, ActorRef<OrderBookReply> replyTo);
    }

    private CompletionStage<OrderBookReply> ask(BookId id, long since, Question question) {
        long nanosLeft = settings.askTimeout().toNanos() - (System.nanoTime() - since);
        if (nanosLeft <= 0) {
            // Nobody waits any more. Not started, so that it is as if it had never come.
            return CompletableFuture.completedStage(new OrderBookReply.Overloaded());
        }
        long patienceMillis = TimeUnit.NANOSECONDS.toMillis(nanosLeft);
        CompletableFuture<OrderBookReply> answer = new CompletableFuture<>();
        // By the region itself, for which no reference has to be made, and as a Scala future: what is chained to the
        // Java one goes through the JVM's common pool, one hop for each answer and a pool that is nobody's.
        Future<OrderBookReply> asked = new AskPattern.Askable<>(region)
                .ask(
                        replyTo -> new ShardingEnvelope<>(id.entityId(), question.of(patienceMillis, replyTo)),
                        Timeout.create(Duration.ofNanos(nanosLeft)),
                        scheduler);
        asked.onComplete(result -> complete(answer, result), ExecutionContext.parasitic$.MODULE$);
        return answer;
    }

    private static boolean complete(CompletableFuture<OrderBookReply> answer, Try<OrderBookReply> result) {
        if (result.isSuccess()) {
            return answer.complete(result.get());
        }
        Throwable failure = result.failed().get();
        return failure instanceof TimeoutException
                ? answer.complete(new OrderBookReply.OutcomeUnknown())
                : answer.completeExceptionally(failure);
    }
}
