package io.mandi.engine.actor;

import io.mandi.engine.book.BookCommand;
import io.mandi.engine.id.BookId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.persistence.typed.PersistenceId;

/** The order books of the cluster. Whichever node is asked, the one that has the book answers. */
public final class OrderBooks {
    /** The entity type; also the first part of a book's persistence id in the journal. */
    public static final String ENTITY_TYPE = "OrderBook";

    private static final EntityTypeKey<OrderBookMessage> KEY =
            EntityTypeKey.create(OrderBookMessage.class, ENTITY_TYPE);
    private static final String DISPATCHER = "mandi.engine.dispatcher";

    private final ClusterSharding sharding;
    private final OrderBookSettings settings;

    private OrderBooks(ClusterSharding sharding, OrderBookSettings settings) {
        this.sharding = sharding;
        this.settings = settings;
    }

    /** Makes this node take its share of the books. */
    public static OrderBooks start(
            ClusterSharding sharding, OrderBookSettings settings, Quarantine quarantine, InstantSource clock) {
        sharding.init(Entity.of(
                        KEY,
                        context -> entity(BookId.ofEntity(context.getEntityId()), settings, quarantine, clock))
                .withStopMessage(OrderBookMessage.Stop.INSTANCE)
                .withEntityProps(DispatcherSelector.fromConfig(DISPATCHER)));
        return new OrderBooks(sharding, settings);
    }

    /** The behavior of one book's entity. */
    static Behavior<OrderBookMessage> entity(
            BookId id, OrderBookSettings settings, Quarantine quarantine, InstantSource clock) {
        return Coalescer.create(
                id,
                settings,
                quarantine,
                coalescer -> JournaledOrderBook.create(persistenceId(id), id, settings, clock, coalescer));
    }

    /** The name of a book's stream in the journal. */
    public static PersistenceId persistenceId(BookId id) {
        return PersistenceId.of(ENTITY_TYPE, id.entityId());
    }

    /** Does a command. No answer in time is {@link OrderBookReply.OutcomeUnknown}. */
    public CompletionStage<OrderBookReply> execute(BookId id, Caller caller, BookCommand command) {
        return ask(id, replyTo -> new OrderBookMessage.Execute(caller, command, patience(), replyTo));
    }

    /** Looks at an order. */
    public CompletionStage<OrderBookReply> readOrder(BookId id, Caller caller, long orderId) {
        return ask(id, replyTo -> new OrderBookMessage.ReadOrder(caller, orderId, patience(), replyTo));
    }

    /** Looks at a book as it was after its last commit. */
    public CompletionStage<OrderBookReply> readBook(BookId id, Caller caller) {
        return ask(id, replyTo -> new OrderBookMessage.ReadBook(caller, replyTo));
    }

    /** Brings a book up, where it is not: whoever comes next finds it in memory. */
    public CompletionStage<OrderBookReply> wake(BookId id) {
        Caller nobody = new Caller(id.organization(), "", Optional.empty(), "", Optional.empty());
        return readBook(id, nobody);
    }

    /** Asks for the fingerprint of a book's state. */
    public CompletionStage<OrderBookReply> readState(BookId id, Caller caller) {
        return ask(id, replyTo -> new OrderBookMessage.ReadState(caller, patience(), replyTo));
    }

    private long patience() {
        return settings.askTimeout().toMillis();
    }

    private CompletionStage<OrderBookReply> ask(
            BookId id, Function<ActorRef<OrderBookReply>, OrderBookMessage> message) {
        EntityRef<OrderBookMessage> book = sharding.entityRefFor(KEY, id.entityId());
        return book.ask(message, settings.askTimeout()).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof TimeoutException) {
                return new OrderBookReply.OutcomeUnknown();
            }
            throw failure instanceof CompletionException known ? known : new CompletionException(failure);
        });
    }
}
