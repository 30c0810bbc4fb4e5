package io.mandi.engine.actor;

import io.mandi.engine.actor.OrderBookMessage.Batch;
import io.mandi.engine.actor.OrderBookMessage.Execute;
import io.mandi.engine.actor.OrderBookMessage.Queued;
import io.mandi.engine.actor.OrderBookMessage.ReadOrder;
import io.mandi.engine.actor.OrderBookMessage.ReadState;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.StateHash;
import io.mandi.engine.id.BookId;
import java.io.NotSerializableException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Holds one order book and writes its journal. It takes one batch at a time from the {@link Coalescer}, decides it in
 * order, commits all its events together and only then answers.
 *
 * <p>The book is changed while a batch is decided, before the commit. Nobody sees it: every answer and view goes out
 * after the commit, and when the commit fails this actor stops and is built anew from the journal.
 */
final class JournaledOrderBook extends EventSourcedBehavior<Batch, RecordedEvent, OrderBook> {
    private final BookId id;
    private final OrderBookSettings settings;
    private final InstantSource clock;
    private final Executor answering;
    private final ActorRef<OrderBookMessage> coalescer;
    private final ActorContext<Batch> context;

    private JournaledOrderBook(
            ActorContext<Batch> context,
            PersistenceId persistenceId,
            BookId id,
            OrderBookSettings settings,
            InstantSource clock,
            Executor answering,
            ActorRef<OrderBookMessage> coalescer) {
        super(persistenceId);
        this.context = context;
        this.answering = answering;
        this.id = id;
        this.settings = settings;
        this.clock = clock;
        this.coalescer = coalescer;
    }

    /** @param answering sends the answers: what becomes of one is done on its thread, and must not be done on the book's */
    static Behavior<Batch> create(
            PersistenceId persistenceId,
            BookId id,
            OrderBookSettings settings,
            InstantSource clock,
            Executor answering,
            ActorRef<OrderBookMessage> coalescer) {
        return Behaviors.setup(
                context -> new JournaledOrderBook(context, persistenceId, id, settings, clock, answering, coalescer));
    }

    /** A new one for every start: it changes, so that one kept from a failed start would not be empty. */
    @Override
    public OrderBook emptyState() {
        return new OrderBook(settings.limits());
    }

    @Override
    public CommandHandler<Batch, RecordedEvent, OrderBook> commandHandler() {
        return this::onBatch;
    }

    /** During recovery this builds the book; live, the book has taken the events in already and passes over them. */
    @Override
    public EventHandler<OrderBook, RecordedEvent> eventHandler() {
        return (book, event) -> {
            try {
                book.apply(event);
            } catch (IllegalStateException e) {
                throw new DamagedHistoryException(e);
            }
            return book;
        };
    }

    /** The events can be read, and do not make a history. */
    private static final class DamagedHistoryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DamagedHistoryException(IllegalStateException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private record Answer(ActorRef<OrderBookReply> replyTo, OrderBookReply reply) {}

    private Effect<RecordedEvent, OrderBook> onBatch(OrderBook book, Batch batch) {
        List<RecordedEvent> events = new ArrayList<>(batch.messages().size());
        List<Answer> answers = new ArrayList<>(batch.messages().size());
        long stored = lastSequenceNumber(context);
        for (Queued message : batch.messages()) {
            answers.add(new Answer(message.replyTo(), answer(book, message, events, stored)));
        }
        return Effect().persist(events).thenRun(committed -> {
            // First, so that whoever has an answer finds the view that shows it, and the key free for a repetition.
            coalescer.tell(new OrderBookMessage.Committed(committed.view(settings.viewDepth())));
            answering.execute(() -> answers.forEach(answer -> answer.replyTo().tell(answer.reply())));
        });
    }

    /** @param stored number of the last event in the journal, behind which {@code events} come */
    private OrderBookReply answer(OrderBook book, Queued message, List<RecordedEvent> events, long stored) {
        if (!message.caller().organization().equals(id.organization())) {
            return new OrderBookReply.NotFound();
        }
        return switch (message) {
            case Execute execute -> execute(book, execute, events, stored);
            case ReadOrder read -> find(book, read);
            case ReadState ignored -> new OrderBookReply.FoundState(book.sequence(), StateHash.of(book.snapshot()));
        };
    }

    private static OrderBookReply find(OrderBook book, ReadOrder read) {
        Optional<String> scope = read.caller().actor().partner();
        Optional<OrderState> found = book.order(read.orderId())
                .filter(order ->
                        scope.isEmpty() || scope.get().equals(order.terms().partnerId()));
        return found.isPresent()
                ? new OrderBookReply.FoundOrder(book.instrument().orElseThrow(), found.get())
                : new OrderBookReply.NotFound();
    }

    private OrderBookReply execute(OrderBook book, Execute execute, List<RecordedEvent> events, long stored) {
        boolean opened = book.instrument().isPresent();
        return switch (book.execute(execute.command(), context(execute.caller()))) {
            case Decision.Accept(RecordedEvent recorded, List<OrderResult> results) -> {
                events.add(recorded);
                long last = stored + events.size();
                yield switch (recorded.event()) {
                    case BookEvent.InstrumentDefined defined ->
                        new OrderBookReply.Defined(defined.instrument(), defined.sequence(), !opened, last);
                    case BookEvent.OrdersCancelled cancelled ->
                        new OrderBookReply.OrdersCancelled(cancelled.orderIds(), last);
                    case BookEvent.OrderExecuted ignored -> executed(book, results, false, last);
                    case BookEvent.OrderCancelled ignored -> executed(book, results, false, last);
                    case BookEvent.OrderAmended ignored -> executed(book, results, false, last);
                    case BookEvent.BatchExecuted ignored -> executed(book, results, false, last);
                };
            }
            case Decision.Repeat repeat -> executed(book, repeat.results(), true, stored + events.size());
            case Decision.Unchanged ignored ->
                execute.command() instanceof BookCommand.DefineInstrument define
                        ? new OrderBookReply.Defined(
                                define.instrument(), book.instrumentVersion(), false, stored + events.size())
                        : new OrderBookReply.OrdersCancelled(List.of(), stored + events.size());
            case Decision.Forgotten forgotten ->
                new OrderBookReply.KeyForgotten(forgotten.lookUpTo(), forgotten.anyKey());
            case Decision.Reject reject -> new OrderBookReply.Rejected(reject.rejection());
            case Decision.RejectAll reject -> {
                List<OrderResult> refusals = new ArrayList<>(reject.rejections().size());
                reject.rejections().forEach(rejection -> refusals.add(new OrderResult.Refused(rejection)));
                yield executed(book, refusals, false, stored + events.size());
            }
        };
    }

    private static OrderBookReply executed(OrderBook book, List<OrderResult> results, boolean repeated, long last) {
        return new OrderBookReply.Executed(book.instrument(), results, repeated, last);
    }

    private CommandContext context(Caller caller) {
        Instant now = clock.instant();
        return new CommandContext(
                now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000,
                caller.actor(),
                caller.correlationId(),
                caller.idempotency(),
                caller.expectedVersion(),
                caller.lookedUpTo());
    }

    @Override
    public SignalHandler<OrderBook> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(),
                        book -> coalescer.tell(new OrderBookMessage.Recovered(book.view(settings.viewDepth()))))
                .onSignal(
                        RecoveryFailed.class,
                        (book, failed) -> damage(failed.getFailure())
                                .ifPresent(reason -> coalescer.tell(new OrderBookMessage.Damaged(reason))))
                .build();
    }

    /**
     * What is damaged, where that is why a recovery failed. Everything else passes: a database that is away, a limit of
     * time.
     */
    private static Optional<String> damage(Throwable failure) {
        String context = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotSerializableException || cause instanceof DamagedHistoryException) {
                return Optional.of(context + cause.getMessage());
            }
            context = cause.getMessage() == null ? "" : cause.getMessage() + ": ";
        }
        return Optional.empty();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), settings.snapshotsKept());
    }

    @Override
    public SnapshotAdapter<OrderBook> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(OrderBook book) {
                return book.snapshot();
            }

            @Override
            public OrderBook fromJournal(Object snapshot) {
                return new OrderBook(settings.limits(), (BookSnapshot) snapshot);
            }
        };
    }
}
