package io.mandi.engine.actor;

import io.mandi.engine.actor.LotBookMessage.Batch;
import io.mandi.engine.actor.LotBookMessage.Execute;
import io.mandi.engine.actor.LotBookMessage.Queued;
import io.mandi.engine.actor.LotBookMessage.Read;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotBook;
import io.mandi.engine.lots.LotBookSnapshot;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotDecision;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotTransition;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.publication.LotEffects;
import io.mandi.engine.publication.UnknownEventTypeException;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import io.mandi.engine.trace.Traces.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;
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
 * Holds one book of lots and writes its journal. It takes one batch at a time from the {@link LotBookEntity}, decides it in
 * order, commits all its events together and only then answers. When the commit fails this actor stops and is built anew from
 * the journal: the book was changed while the batch was decided, and nobody has seen it.
 */
final class JournaledLotBook extends EventSourcedBehavior<Batch, LotTransition, LotBook> {
    private final EntityId id;
    private final LotBookSettings settings;
    private final InstantSource clock;
    private final Executor answering;
    private final IsolationViolations violations;
    private final Traces traces;
    private final ActorRef<LotBookMessage> entity;
    private final ActorRef<Matchmaker.Message> matchmaker;
    private final ActorContext<Batch> context;

    private JournaledLotBook(
            ActorContext<Batch> context,
            EntityId id,
            LotBookSettings settings,
            InstantSource clock,
            Executor answering,
            IsolationViolations violations,
            Traces traces,
            ActorRef<LotBookMessage> entity,
            ActorRef<Matchmaker.Message> matchmaker) {
        super(PersistenceId.ofUniqueId(id.persistenceId()));
        this.context = context;
        this.id = id;
        this.settings = settings;
        this.clock = clock;
        this.answering = answering;
        this.violations = violations;
        this.traces = traces;
        this.entity = entity;
        this.matchmaker = matchmaker;
    }

    /** @param answering sends the answers: what becomes of one is done on its thread, and must not be done on the book's */
    static Behavior<Batch> create(
            EntityId id,
            LotBookSettings settings,
            InstantSource clock,
            Executor answering,
            IsolationViolations violations,
            Traces traces,
            ActorRef<LotBookMessage> entity,
            ActorRef<Matchmaker.Message> matchmaker) {
        return Behaviors.setup(context ->
                new JournaledLotBook(context, id, settings, clock, answering, violations, traces, entity, matchmaker));
    }

    /** A new one for every start: it changes, so that one kept from a failed start would not be empty. */
    @Override
    public LotBook emptyState() {
        return new LotBook(id, settings.limits());
    }

    @Override
    public CommandHandler<Batch, LotTransition, LotBook> commandHandler() {
        return this::onBatch;
    }

    /** During recovery this builds the book; live, the book has taken the transitions in already and passes over them. */
    @Override
    public EventHandler<LotBook, LotTransition> eventHandler() {
        return (book, transition) -> {
            try {
                book.apply(transition);
            } catch (IllegalStateException e) {
                throw new DamagedHistoryException(e);
            }
            return book;
        };
    }

    private record Answer(ActorRef<LotBookReply> replyTo, LotBookReply reply) {}

    /** What comes of a batch. */
    private static final class Outcome {
        final List<LotTransition> transitions = new ArrayList<>();
        final List<Answer> answers = new ArrayList<>();
        final Set<ResourceId> touched = new LinkedHashSet<>();

        void happens(LotTransition transition) {
            transitions.add(transition);
            transition.events().forEach(event -> touched.add(event.posting()));
        }
    }

    private Effect<LotTransition, LotBook> onBatch(LotBook book, Batch batch) {
        Outcome outcome = new Outcome();
        long stored = lastSequenceNumber(context);
        for (Queued message : batch.messages()) {
            LotBookReply reply = answer(book, message, outcome, stored);
            outcome.answers.add(new Answer(message.replyTo(), reply));
        }
        return Effect().persist(outcome.transitions).thenRun(committed -> {
            // First, so that whoever has an answer finds matches that show it, and the key free for a repetition.
            tellMatchmaker(committed, outcome.touched);
            entity.tell(LotBookMessage.Committed.INSTANCE);
            answering.execute(
                    () -> outcome.answers.forEach(answer -> answer.replyTo().tell(answer.reply())));
        });
    }

    private void tellMatchmaker(LotBook book, Set<ResourceId> touched) {
        if (touched.isEmpty()) {
            return;
        }
        List<Lot> lots = new ArrayList<>();
        List<Need> needs = new ArrayList<>();
        // What has closed may be forgotten by now: then it is on offer no more, either.
        List<ResourceId> forgotten = new ArrayList<>();
        for (ResourceId posting : touched) {
            Optional<Lot> lot =
                    posting.kind() == ResourceId.Kind.AVAILABILITY ? book.lot(posting.number()) : Optional.empty();
            Optional<Need> need =
                    posting.kind() == ResourceId.Kind.REQUIREMENT ? book.need(posting.number()) : Optional.empty();
            lot.ifPresent(lots::add);
            need.ifPresent(needs::add);
            if (lot.isEmpty() && need.isEmpty()) {
                forgotten.add(posting);
            }
        }
        matchmaker.tell(new Matchmaker.Changed(lots, needs, forgotten));
    }

    /** @param stored number of the last event in the journal, behind which those of the outcome come */
    private LotBookReply answer(LotBook book, Queued message, Outcome outcome, long stored) {
        if (!message.caller().organization().equals(id.organization())) {
            return new LotBookReply.NotFound();
        }
        return switch (message) {
            case Execute execute -> execute(book, execute, outcome, stored);
            case Read read -> find(book, read);
            case LotBookMessage.FindHeld find -> find(book, find);
        };
    }

    private LotBookReply execute(LotBook book, Execute execute, Outcome outcome, long stored) {
        LotDecision decision = decide(book, execute);
        long before = stored + outcome.transitions.size();
        return switch (decision) {
            case LotDecision.Accept accept -> {
                outcome.happens(accept.transition());
                yield new LotBookReply.Done(accept.answer(), false, before + 1);
            }
            case LotDecision.Refuse refuse -> {
                outcome.happens(refuse.transition());
                yield new LotBookReply.Rejected(refuse.rejection(), false);
            }
            case LotDecision.Repeat(LotAnswer answer) ->
                answer.rejection().isPresent()
                        ? new LotBookReply.Rejected(answer.rejection().get(), true)
                        : new LotBookReply.Done(answer, true, before);
            case LotDecision.Unchanged(LotAnswer answer) -> new LotBookReply.Done(answer, false, before);
            case LotDecision.Forgotten(Instant lookUpTo, boolean anyKey) ->
                new LotBookReply.KeyForgotten(lookUpTo, anyKey);
            case LotDecision.Reject(LotRejection rejection) -> {
                if (rejection.violation()) {
                    violations.note(execute.caller(), named(execute.command()));
                }
                yield new LotBookReply.Rejected(rejection, false);
            }
        };
    }

    private LotDecision decide(LotBook book, Execute execute) {
        Optional<TraceContext> parent = execute.caller().trace();
        Optional<Span> span =
                parent.isPresent() ? traces.begin("book decide", Kind.INTERNAL, parent.get()) : Optional.empty();
        LotDecision decision = book.execute(execute.command(), context(execute.caller()));
        if (span.isPresent()) {
            describe(span.get(), decision);
            span.get().end();
        }
        return decision;
    }

    private static void describe(Span span, LotDecision decision) {
        span.set("mandi.decision", decision.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        switch (decision) {
            case LotDecision.Accept accept ->
                span.set(
                        "mandi.event.type",
                        accept.transition().events().getFirst().family());
            case LotDecision.Refuse refuse ->
                span.set("mandi.rejection", refuse.rejection().code().code());
            case LotDecision.Reject reject ->
                span.set("mandi.rejection", reject.rejection().code().code());
            case LotDecision.Repeat ignored -> {}
            case LotDecision.Unchanged ignored -> {}
            case LotDecision.Forgotten ignored -> {}
        }
    }

    private LotBookReply find(LotBook book, Read read) {
        Caller caller = read.caller();
        long number = read.what().number();
        return switch (read.what().kind()) {
            case AVAILABILITY -> {
                Optional<Lot> lot = book.lot(number);
                yield lot.isPresent() && isFor(caller, read.what(), lot.get().seller())
                        ? new LotBookReply.FoundLot(lot.get())
                        : new LotBookReply.NotFound();
            }
            case REQUIREMENT -> {
                Optional<Need> need = book.need(number);
                yield need.isPresent() && isFor(caller, read.what(), need.get().buyer())
                        ? new LotBookReply.FoundNeed(need.get())
                        : new LotBookReply.NotFound();
            }
            case RESERVATION -> {
                Optional<Reservation> reservation = book.reservation(number);
                Optional<Lot> lot = reservation.flatMap(found -> book.lot(found.lot()));
                yield lot.isPresent()
                                && isFor(
                                        caller,
                                        read.what(),
                                        reservation.get().holder(),
                                        lot.get().seller())
                        ? new LotBookReply.FoundReservation(reservation.get(), lot.get())
                        : new LotBookReply.NotFound();
            }
            default -> new LotBookReply.NotFound();
        };
    }

    private static LotBookReply find(LotBook book, LotBookMessage.FindHeld find) {
        Optional<Lot> lot = book.lot(find.lot());
        if (lot.isEmpty() || !find.caller().actor().isSystem()) {
            return new LotBookReply.NotFound();
        }
        return book.reservationsOf(find.lot()).stream()
                .filter(reservation -> reservation.agreement().holdKey().equals(Optional.of(find.holdKey())))
                .findFirst()
                .<LotBookReply>map(reservation -> new LotBookReply.FoundReservation(reservation, lot.get()))
                .orElse(new LotBookReply.NotFound());
    }

    private boolean isFor(Caller caller, ResourceId what, String... owners) {
        for (String owner : owners) {
            if (caller.actor().mayTouch(owner)) {
                return true;
            }
        }
        violations.note(caller, what.toString());
        return false;
    }

    /** The id of what a command is about. */
    private String named(LotCommand command) {
        return switch (command) {
            case LotCommand.CreateLot create -> create.seller();
            case LotCommand.SubmitLot submit -> lot(submit.lot());
            case LotCommand.ApproveLot approve -> lot(approve.lot());
            case LotCommand.RejectLot reject -> lot(reject.lot());
            case LotCommand.EditLot edit -> lot(edit.lot());
            case LotCommand.CancelLot cancel -> lot(cancel.lot());
            case LotCommand.CreateNeed create -> create.buyer();
            case LotCommand.PublishNeed publish -> need(publish.need());
            case LotCommand.EditNeed edit -> need(edit.need());
            case LotCommand.CancelNeed cancel -> need(cancel.need());
            case LotCommand.CloseNeed close -> need(close.need());
            case LotCommand.Reserve reserve -> lot(reserve.lot());
            case LotCommand.Release release -> reservation(release.reservation());
            case LotCommand.Convert convert -> reservation(convert.reservation());
            case LotCommand.RevertSale revert -> reservation(revert.reservation());
            case LotCommand.KeepRoom keep -> need(keep.need());
            case LotCommand.GiveBackRoom back -> need(back.need());
            case LotCommand.RecordPurchase purchase -> need(purchase.need());
            case LotCommand.RevertPurchase revert -> need(revert.need());
            case LotCommand.TimePassed ignored -> id.aggregateId();
        };
    }

    private String lot(long number) {
        return new ResourceId(ResourceId.Kind.AVAILABILITY, number, id).toString();
    }

    private String need(long number) {
        return new ResourceId(ResourceId.Kind.REQUIREMENT, number, id).toString();
    }

    private String reservation(long number) {
        return new ResourceId(ResourceId.Kind.RESERVATION, number, id).toString();
    }

    private CommandContext context(Caller caller) {
        Instant now = clock.instant();
        return new CommandContext(
                now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000,
                caller.actor(),
                caller.correlationId(),
                caller.idempotency(),
                caller.expectedVersion(),
                caller.lookedUpTo(),
                caller.trace());
    }

    @Override
    public SignalHandler<LotBook> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), book -> {
                    matchmaker.tell(new Matchmaker.Recovered(List.copyOf(book.lots()), List.copyOf(book.needs())));
                    entity.tell(LotBookMessage.Recovered.INSTANCE);
                })
                .onSignal(
                        RecoveryFailed.class,
                        (book, failed) -> DamagedHistoryException.reason(failed.getFailure())
                                .ifPresent(reason -> entity.tell(new LotBookMessage.Damaged(reason))))
                .build();
    }

    @Override
    public EventAdapter<LotTransition, Transition> eventAdapter() {
        return new EventAdapter<>() {
            @Override
            public Transition toJournal(LotTransition transition) {
                return LotEffects.of(transition);
            }

            @Override
            public String manifest(LotTransition transition) {
                return "";
            }

            @Override
            public EventSeq<LotTransition> fromJournal(Transition transition, String manifest) {
                try {
                    return EventSeq.single(LotEffects.read(transition));
                } catch (UnknownEventTypeException | IllegalArgumentException e) {
                    throw new DamagedHistoryException(e);
                }
            }
        };
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), settings.snapshotsKept());
    }

    @Override
    public SnapshotAdapter<LotBook> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(LotBook book) {
                return book.snapshot();
            }

            @Override
            public LotBook fromJournal(Object snapshot) {
                return new LotBook(id, settings.limits(), (LotBookSnapshot) snapshot);
            }
        };
    }
}
