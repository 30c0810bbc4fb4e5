package io.mandi.engine.actor;

import io.mandi.engine.actor.OrderBookMessage.Batch;
import io.mandi.engine.actor.OrderBookMessage.Execute;
import io.mandi.engine.actor.OrderBookMessage.Queued;
import io.mandi.engine.actor.OrderBookMessage.ReadOrder;
import io.mandi.engine.actor.OrderBookMessage.ReadQueues;
import io.mandi.engine.actor.OrderBookMessage.ReadState;
import io.mandi.engine.actor.OrderBookReply.PhaseIs;
import io.mandi.engine.book.Actor;
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
import io.mandi.engine.event.EventCodec;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import io.mandi.engine.trace.Traces.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final IsolationViolations violations;
    private final Traces traces;
    private final ActorRef<OrderBookMessage> coalescer;
    private final ActorContext<Batch> context;

    private JournaledOrderBook(
            ActorContext<Batch> context,
            PersistenceId persistenceId,
            BookId id,
            OrderBookSettings settings,
            InstantSource clock,
            Executor answering,
            IsolationViolations violations,
            Traces traces,
            ActorRef<OrderBookMessage> coalescer) {
        super(persistenceId);
        this.violations = violations;
        this.traces = traces;
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
            IsolationViolations violations,
            Traces traces,
            ActorRef<OrderBookMessage> coalescer) {
        return Behaviors.setup(context -> new JournaledOrderBook(
                context, persistenceId, id, settings, clock, answering, violations, traces, coalescer));
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
        long now = now();
        doWhatIsDue(book, now, events);
        return switch (message) {
            case OrderBookMessage.PassTime ignored -> new OrderBookReply.TimePassed(book.nextDue());
            case Execute execute -> execute(book, execute, now, events, stored);
            case ReadOrder read -> find(book, read);
            case ReadQueues read ->
                new OrderBookReply.FoundQueues(
                        book.queues(read.depth(), read.caller().actor().partner()));
            case ReadState ignored -> new OrderBookReply.FoundState(book.sequence(), StateHash.of(book.snapshot()));
        };
    }

    private OrderBookReply find(OrderBook book, ReadOrder read) {
        Optional<String> scope = read.caller().actor().partner();
        noteIfOfAnother(book, read.caller(), read.orderId());
        Optional<OrderState> found = book.order(read.orderId())
                .filter(order ->
                        scope.isEmpty() || scope.get().equals(order.terms().partnerId()));
        return found.isPresent()
                ? new OrderBookReply.FoundOrder(book.instrument().orElseThrow(), found.get())
                : new OrderBookReply.NotFound();
    }

    /** Nobody meets an order whose time is over, however late the schedule is. */
    private static void doWhatIsDue(OrderBook book, long now, List<RecordedEvent> events) {
        for (Optional<BookCommand> due = book.due(now); due.isPresent(); due = book.due(now)) {
            // Of no request: who comes first then has nothing to do with it.
            String correlationId = "due-" + book.nextDue().orElseThrow();
            CommandContext clock = new CommandContext(now, Actor.system(), correlationId, Optional.empty());
            if (!(book.execute(due.get(), clock) instanceof Decision.Accept accept)) {
                throw new IllegalStateException("a book does not do what is due: " + due.get());
            }
            events.add(accept.event());
        }
    }

    private OrderBookReply execute(OrderBook book, Execute execute, long now, List<RecordedEvent> events, long stored) {
        boolean opened = book.instrument().isPresent();
        return switch (decide(book, execute, now)) {
            case Decision.Accept(RecordedEvent recorded, List<OrderResult> results) -> {
                events.add(recorded);
                long last = stored + events.size();
                if (execute.command() instanceof BookCommand.ChangePhase) {
                    yield phaseIs(book, recorded, false, last);
                }
                yield switch (recorded.event()) {
                    case BookEvent.InstrumentDefined defined ->
                        new OrderBookReply.Defined(defined.instrument(), defined.sequence(), !opened, last);
                    case BookEvent.OrdersCancelled cancelled ->
                        new OrderBookReply.OrdersCancelled(cancelled.orderIds(), last);
                    case BookEvent.OrderExecuted ignored -> executed(book, results, false, last);
                    case BookEvent.OrderCancelled ignored -> executed(book, results, false, last);
                    case BookEvent.OrderAmended ignored -> executed(book, results, false, last);
                    case BookEvent.OrdersExpired ignored ->
                        throw new IllegalStateException("nobody asks for what a book does by itself");
                    case BookEvent.BatchExecuted ignored -> executed(book, results, false, last);
                    case BookEvent.OrderTriggered unexpected -> throw unasked(unexpected);
                    case BookEvent.PhaseChanged unexpected -> throw unasked(unexpected);
                    case BookEvent.AuctionUncrossed unexpected -> throw unasked(unexpected);
                };
            }
            case Decision.Repeat repeat -> repeated(book, execute.command(), repeat, stored + events.size());
            case Decision.Unchanged ignored -> unchanged(book, execute.command(), stored + events.size());
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

    private static IllegalStateException unasked(BookEvent event) {
        return new IllegalStateException("no order asks for " + event);
    }

    /** @param event what the change of the phase has led to */
    private static OrderBookReply phaseIs(OrderBook book, RecordedEvent event, boolean repeated, long last) {
        return PhaseIs.of(book.instrument().orElseThrow(), event, repeated, last)
                .orElseThrow(() -> new IllegalStateException("no phase was changed by " + event.event()));
    }

    private static OrderBookReply repeated(OrderBook book, BookCommand command, Decision.Repeat repeat, long last) {
        return command instanceof BookCommand.ChangePhase
                ? phaseIs(book, repeat.event(), true, last)
                : executed(book, repeat.results(), true, last);
    }

    private static OrderBookReply unchanged(OrderBook book, BookCommand command, long last) {
        return switch (command) {
            case BookCommand.DefineInstrument ignored ->
                new OrderBookReply.Defined(book.instrument().orElseThrow(), book.instrumentVersion(), false, last);
            case BookCommand.ChangePhase change ->
                new PhaseIs(book.instrument().orElseThrow(), change.phase(), Optional.empty(), List.of(), false, last);
            default -> new OrderBookReply.OrdersCancelled(List.of(), last);
        };
    }

    /** An order of another that the command names; the book itself only says that there is none for this user. */
    private void noteOrderOfAnother(OrderBook book, Execute execute) {
        switch (execute.command()) {
            case BookCommand.CancelOrder cancel -> noteIfOfAnother(book, execute.caller(), cancel.orderId());
            case BookCommand.AmendOrder amend -> noteIfOfAnother(book, execute.caller(), amend.orderId());
            default -> {}
        }
    }

    private void noteIfOfAnother(OrderBook book, Caller caller, long orderId) {
        Optional<String> scope = caller.actor().partner();
        if (scope.isPresent()
                && book.order(orderId)
                        .filter(order -> !order.terms().partnerId().equals(scope.get()))
                        .isPresent()) {
            violations.note(caller, new ResourceId(ResourceId.Kind.ORDER, orderId, id).toString());
        }
    }

    private Decision decide(OrderBook book, Execute execute, long now) {
        noteOrderOfAnother(book, execute);
        Optional<TraceContext> parent = execute.caller().trace();
        Optional<Span> span =
                parent.isPresent() ? traces.begin("book decide", Kind.INTERNAL, parent.get()) : Optional.empty();
        Decision decision = book.execute(execute.command(), context(execute.caller(), now));
        if (span.isPresent()) {
            describe(span.get(), decision);
            span.get().end();
        }
        return decision;
    }

    private static void describe(Span span, Decision decision) {
        span.set("mandi.decision", decision.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        switch (decision) {
            case Decision.Accept accept ->
                span.set("mandi.event.type", EventCodec.typeOf(accept.event().event()));
            case Decision.Reject reject ->
                span.set("mandi.rejection", reject.rejection().code().name().toLowerCase(Locale.ROOT));
            case Decision.RejectAll ignored -> {}
            case Decision.Repeat ignored -> {}
            case Decision.Unchanged ignored -> {}
            case Decision.Forgotten ignored -> {}
        }
    }

    private static OrderBookReply executed(OrderBook book, List<OrderResult> results, boolean repeated, long last) {
        return new OrderBookReply.Executed(book.instrument(), results, repeated, last);
    }

    /** In microseconds since the epoch. */
    private long now() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    private static CommandContext context(Caller caller, long now) {
        return new CommandContext(
                now,
                caller.actor(),
                caller.correlationId(),
                caller.idempotency(),
                caller.expectedVersion(),
                caller.lookedUpTo(),
                caller.trace());
    }

    @Override
    public SignalHandler<OrderBook> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(
                        RecoveryCompleted.instance(),
                        book -> coalescer.tell(new OrderBookMessage.Recovered(book.view(settings.viewDepth()))))
                .onSignal(
                        RecoveryFailed.class,
                        (book, failed) -> DamagedHistoryException.reason(failed.getFailure())
                                .ifPresent(reason -> coalescer.tell(new OrderBookMessage.Damaged(reason))))
                .build();
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
