package io.mandi.engine.actor;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.PastRequest;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.id.BookId;
import io.mandi.engine.trace.Traces;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The order books of the cluster. Whichever node is asked, the one that has the book answers. */
public final class OrderBooks {
    private static final Logger LOG = LoggerFactory.getLogger(OrderBooks.class);

    /** The entity type; also the first part of a book's persistence id in the journal. */
    public static final String ENTITY_TYPE = "OrderBook";

    private static final EntityTypeKey<OrderBookMessage> KEY =
            EntityTypeKey.create(OrderBookMessage.class, ENTITY_TYPE);
    private static final String DISPATCHER = "mandi.engine.dispatcher";

    private final ActorRef<ShardingEnvelope<OrderBookMessage>> region;
    private final ShardAsk<OrderBookMessage, OrderBookReply> books;
    private final OrderBookSettings settings;
    private final PastRequests past;
    private final InstantSource clock;
    /** Books that cannot tell which keys they have forgotten, and to when every key has to be looked up. */
    private final Map<BookId, Long> forgetting = new ConcurrentHashMap<>();

    private OrderBooks(
            ActorRef<ShardingEnvelope<OrderBookMessage>> region,
            Scheduler scheduler,
            OrderBookSettings settings,
            PastRequests past,
            InstantSource clock) {
        this.region = region;
        this.books = new ShardAsk<>(
                region,
                scheduler,
                settings.askTimeout(),
                // Not started, so that it is as if it had never come.
                new OrderBookReply.Overloaded(),
                new OrderBookReply.OutcomeUnknown());
        this.settings = settings;
        this.past = past;
        this.clock = clock;
    }

    /** Makes this node take its share of the books. */
    public static OrderBooks start(
            ActorSystem<?> system,
            OrderBookSettings settings,
            Quarantine quarantine,
            IsolationViolations violations,
            PastRequests past,
            InstantSource clock,
            Traces traces) {
        Executor answering = system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
        ActorRef<ShardingEnvelope<OrderBookMessage>> region = ClusterSharding.get(system)
                .init(Entity.of(
                                KEY,
                                context -> entity(
                                        BookId.ofEntity(context.getEntityId()),
                                        settings,
                                        quarantine,
                                        violations,
                                        clock,
                                        answering,
                                        traces))
                        .withStopMessage(OrderBookMessage.Stop.INSTANCE)
                        .withEntityProps(DispatcherSelector.fromConfig(DISPATCHER)));
        return new OrderBooks(region, system.scheduler(), settings, past, clock);
    }

    /** The behavior of one book's entity. */
    static Behavior<OrderBookMessage> entity(
            BookId id,
            OrderBookSettings settings,
            Quarantine quarantine,
            IsolationViolations violations,
            InstantSource clock,
            Executor answering,
            Traces traces) {
        return Coalescer.create(
                id,
                settings,
                quarantine,
                traces,
                coalescer -> JournaledOrderBook.create(
                        persistenceId(id), id, settings, clock, answering, violations, traces, coalescer));
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
        Long lookUpTo = forgetting.get(id);
        return caller.idempotency().isEmpty() || lookUpTo == null || lookUpTo <= oldestKey()
                ? executeNow(id, caller, command, since)
                : lookUp(id, caller, command, since, lookUpTo);
    }

    private CompletionStage<OrderBookReply> executeNow(BookId id, Caller caller, BookCommand command, long since) {
        return ask(id, since, (patience, replyTo) -> new OrderBookMessage.Execute(caller, command, patience, replyTo))
                .thenCompose(reply -> {
                    if (reply instanceof OrderBookReply.KeyForgotten(long lookUpTo, boolean anyKey)) {
                        if (anyKey) {
                            // The next ones need not be told.
                            forgetting.merge(id, lookUpTo, Math::max);
                        }
                        return lookUp(id, caller, command, since, lookUpTo);
                    }
                    return CompletableFuture.completedStage(reply);
                });
    }

    /** Nobody may repeat a request that is older, in microseconds since the epoch. */
    private long oldestKey() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant())
                - settings.limits().rememberedMicros();
    }

    /** A key that the book may not know any more is looked for in what is recorded, and only then is anything done. */
    private CompletionStage<OrderBookReply> lookUp(
            BookId id, Caller caller, BookCommand command, long since, long lookUpTo) {
        Idempotency key = caller.idempotency().orElseThrow();
        // To look changes nothing: who has waited in vain is told that nothing was done, which is the truth.
        return past.find(id, key.scope(caller.actor().user()), lookUpTo)
                .toCompletableFuture()
                .orTimeout(books.nanosLeft(since), TimeUnit.NANOSECONDS)
                .exceptionally(failure -> {
                    LOG.warn("A request of {} cannot be looked for: {}", id.entityId(), failure.toString());
                    return new PastRequests.Found.NotYet();
                })
                .thenCompose(found -> switch (found) {
                    case PastRequests.Found.Done(PastRequest request)
                    when request.event().at() > oldestKey() -> CompletableFuture.completedStage(repeat(request, key));
                    case PastRequests.Found.Done ignored -> executeNow(id, caller.lookedUp(lookUpTo), command, since);
                    case PastRequests.Found.Nothing ignored ->
                        executeNow(id, caller.lookedUp(lookUpTo), command, since);
                    // Nothing was done, and the client comes again.
                    case PastRequests.Found.NotYet ignored ->
                        CompletableFuture.completedStage(new OrderBookReply.Overloaded());
                });
    }

    private static OrderBookReply repeat(PastRequest request, Idempotency key) {
        boolean sameBody = request.event()
                .idempotency()
                .filter(first -> first.fingerprint().equals(key.fingerprint()))
                .isPresent();
        if (!sameBody) {
            return new OrderBookReply.Rejected(Rejection.keyReused());
        }
        Optional<OrderBookReply.PhaseIs> phase =
                OrderBookReply.PhaseIs.of(request.instrument(), request.event(), true, request.journalSequence());
        return phase.isPresent()
                ? phase.get()
                : new OrderBookReply.Executed(
                        Optional.of(request.instrument()), request.results(), true, request.journalSequence());
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

    /**
     * Looks at the orders of a book in their queues.
     *
     * @param depth most orders of each side
     */
    public CompletionStage<OrderBookReply> readQueues(BookId id, Caller caller, int depth, long since) {
        return ask(id, since, (patience, replyTo) -> new OrderBookMessage.ReadQueues(caller, depth, patience, replyTo));
    }

    /** Brings a book up, where it is not: whoever comes next finds it in memory. */
    public CompletionStage<OrderBookReply> wake(BookId id) {
        Caller nobody = new Caller(id.organization(), Actor.staff(""), "", Optional.empty());
        return readBook(id, nobody, System.nanoTime());
    }

    /** Makes a book do what is due by now, in the name of the program. */
    public CompletionStage<OrderBookReply> passTime(BookId id, Caller clock) {
        return ask(
                id, System.nanoTime(), (patience, replyTo) -> new OrderBookMessage.PassTime(clock, patience, replyTo));
    }

    /** Asks for the fingerprint of a book's state. */
    public CompletionStage<OrderBookReply> readState(BookId id, Caller caller, long since) {
        return ask(id, since, (patience, replyTo) -> new OrderBookMessage.ReadState(caller, patience, replyTo));
    }

    /**
     * Asks a book for what comes behind a sequence; see {@link OrderBookMessage.Follow}. There may be no answer at all: who
     * follows a book asks again from time to time.
     *
     * @param seen sequence of the book as the follower has it; -1 when it has none
     */
    public void follow(BookId id, int depth, long seen, ActorRef<BookNews> follower) {
        region.tell(new ShardingEnvelope<>(id.entityId(), new OrderBookMessage.Follow(depth, seen, follower)));
    }

    /** Ends what {@link #follow} began. */
    public void unfollow(BookId id, ActorRef<BookNews> follower) {
        region.tell(new ShardingEnvelope<>(id.entityId(), new OrderBookMessage.Unfollow(follower)));
    }

    private CompletionStage<OrderBookReply> ask(
            BookId id, long since, ShardAsk.Question<OrderBookMessage, OrderBookReply> question) {
        return books.ask(id.entityId(), since, question);
    }
}
