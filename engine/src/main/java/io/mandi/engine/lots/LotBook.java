package io.mandi.engine.lots;

import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.ForgottenKeys;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotBookSnapshot.Remembered;
import io.mandi.engine.lots.LotCommand.ApproveLot;
import io.mandi.engine.lots.LotCommand.CancelLot;
import io.mandi.engine.lots.LotCommand.CancelNeed;
import io.mandi.engine.lots.LotCommand.CloseNeed;
import io.mandi.engine.lots.LotCommand.Convert;
import io.mandi.engine.lots.LotCommand.CreateLot;
import io.mandi.engine.lots.LotCommand.CreateNeed;
import io.mandi.engine.lots.LotCommand.EditLot;
import io.mandi.engine.lots.LotCommand.EditNeed;
import io.mandi.engine.lots.LotCommand.GiveBackRoom;
import io.mandi.engine.lots.LotCommand.KeepRoom;
import io.mandi.engine.lots.LotCommand.PublishNeed;
import io.mandi.engine.lots.LotCommand.RecordPurchase;
import io.mandi.engine.lots.LotCommand.RejectLot;
import io.mandi.engine.lots.LotCommand.Release;
import io.mandi.engine.lots.LotCommand.Reserve;
import io.mandi.engine.lots.LotCommand.RevertPurchase;
import io.mandi.engine.lots.LotCommand.RevertSale;
import io.mandi.engine.lots.LotCommand.SubmitLot;
import io.mandi.engine.lots.LotCommand.TimePassed;
import io.mandi.engine.lots.LotDecision.Touched;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All lots, needs and reservations of one commodity of an organisation, so that stock and room are decided in one place.
 * Single-threaded and deterministic; time is an argument.
 *
 * <p>{@link #execute} decides a command and takes its effects into the book, so that the next command of the same batch sees
 * them; the transition that it answers has to be recorded before anyone is told. {@link #apply} takes a recorded transition into
 * the book; it is the only code that changes the book, live or in a replay, and passes over transitions that the book has seen.
 */
public final class LotBook {
    private final EntityId id;
    private final LotBookLimits limits;
    private final Postings postings;
    /** Answered commands, the oldest first. */
    private final Map<Idempotency.Scope, Remembered> memory = new LinkedHashMap<>();

    private final ForgottenKeys forgottenKeys;

    private long sequence;
    private Instant lastAt = Instant.EPOCH;
    private Instant forgottenAt = Instant.EPOCH;

    /** An empty book. */
    public LotBook(EntityId id, LotBookLimits limits) {
        if (id.kind() != EntityId.Kind.LOT_BOOK) {
            throw new IllegalArgumentException("no book of lots: " + id);
        }
        this.id = id;
        this.limits = limits;
        this.postings = new Postings(id, limits);
        this.forgottenKeys =
                new ForgottenKeys(limits.remembered(), limits.rememberedFor().toNanos() / 1_000);
    }

    /** The book as it was when the snapshot was taken. */
    public LotBook(EntityId id, LotBookLimits limits, LotBookSnapshot snapshot) {
        this(id, limits);
        postings.restore(snapshot);
        snapshot.memory().forEach(remembered -> memory.put(remembered.scope(), remembered));
        sequence = snapshot.sequence();
        lastAt = snapshot.lastAt();
        forgottenAt = snapshot.forgottenAt();
        forgottenKeys.beginAfter(Micros.of(forgottenAt));
    }

    /** Everything that the book knows, for any thread. */
    public LotBookSnapshot snapshot() {
        return new LotBookSnapshot(
                sequence,
                postings.lastNumber(),
                lastAt,
                List.copyOf(postings.lots()),
                List.copyOf(postings.needs()),
                List.copyOf(postings.reservations()),
                List.copyOf(memory.values()),
                forgottenAt);
    }

    // ---------------------------------------------------------------------------------------------------- deciding

    /** Decides a command; when it is accepted, its effects are in the book on return. */
    public LotDecision execute(LotCommand command, CommandContext context) {
        Instant now = now(context);
        Optional<Idempotency.Scope> scope =
                context.idempotency().map(key -> key.scope(context.actor().user()));
        if (scope.isPresent()) {
            Optional<LotDecision> known = recall(scope.get(), context, now);
            if (known.isPresent()) {
                return known.get();
            }
        }
        Ruling ruling = rule(command, new Standing(context, now));
        return switch (ruling) {
            case Ruling.Refused(LotRejection rejection) -> new LotDecision.Reject(rejection);
            case Ruling.Nothing(LotAnswer answer) -> new LotDecision.Unchanged(answer);
            case Ruling.Recorded(LotEvent.ReservationRejected event) -> {
                LotTransition transition = transition(List.of(event), context, now);
                take(transition);
                yield new LotDecision.Refuse(transition, rejection(event));
            }
            case Ruling.Happens(List<LotEvent> events) -> {
                LotTransition transition = transition(events, context, now);
                LotAnswer answer = take(transition);
                yield new LotDecision.Accept(transition, answer, touched(events));
            }
        };
    }

    /** Clocks of two nodes may differ; the time of a book's transitions never goes back. */
    private Instant now(CommandContext context) {
        Instant at = Micros.at(context.at());
        return at.isBefore(lastAt) ? lastAt : at;
    }

    private Optional<LotDecision> recall(Idempotency.Scope scope, CommandContext context, Instant now) {
        Remembered remembered = memory.get(scope);
        if (remembered != null) {
            boolean sameBody = remembered
                    .fingerprint()
                    .equals(context.idempotency().orElseThrow().fingerprint());
            return Optional.of(
                    sameBody
                            ? new LotDecision.Repeat(remembered.answer())
                            : new LotDecision.Reject(LotRejection.keyReused()));
        }
        return forgotten(scope, now, Micros.at(context.lookedUpTo()));
    }

    /** Whether a key that is not remembered may be one of those that are forgotten, and younger than a key is kept for. */
    private Optional<LotDecision> forgotten(Idempotency.Scope scope, Instant now, Instant lookedUpTo) {
        Instant oldest = now.minus(limits.rememberedFor());
        if (forgottenAt.isAfter(oldest)
                && !forgottenAt.isBefore(lookedUpTo)
                && forgottenKeys.mayContain(scope, Micros.of(oldest))) {
            return Optional.of(new LotDecision.Forgotten(Micros.after(forgottenAt), false));
        }
        Instant unknownTo = Micros.at(forgottenKeys.unknownTo());
        return unknownTo.isAfter(oldest) && !unknownTo.isBefore(lookedUpTo)
                ? Optional.of(new LotDecision.Forgotten(Micros.after(unknownTo), true))
                : Optional.empty();
    }

    private LotTransition transition(List<LotEvent> events, CommandContext context, Instant now) {
        return new LotTransition(
                now,
                context.actor(),
                context.correlationId(),
                context.idempotency(),
                context.trace(),
                sequence + 1,
                events);
    }

    private Ruling rule(LotCommand command, Standing standing) {
        LotRules lots = new LotRules(postings, limits, standing);
        NeedRules needs = new NeedRules(postings, limits, standing);
        StockRules stock = new StockRules(postings, limits, standing);
        RoomRules room = new RoomRules(postings, limits, standing);
        return switch (command) {
            case CreateLot create -> lots.create(create);
            case SubmitLot submit -> lots.submit(submit);
            case ApproveLot approve -> lots.approve(approve);
            case RejectLot reject -> lots.reject(reject);
            case EditLot edit -> lots.edit(edit);
            case CancelLot cancel -> lots.cancel(cancel);
            case CreateNeed create -> needs.create(create);
            case PublishNeed publish -> needs.publish(publish);
            case EditNeed edit -> needs.edit(edit);
            case CancelNeed cancel -> needs.cancel(cancel);
            case CloseNeed close -> needs.close(close);
            case Reserve reserve -> stock.reserve(reserve);
            case Release release -> stock.release(release);
            case Convert convert -> stock.convert(convert);
            case RevertSale revert -> stock.revertSale(revert);
            case KeepRoom keep -> room.keep(keep);
            case GiveBackRoom giveBack -> room.giveBack(giveBack);
            case RecordPurchase purchase -> room.recordPurchase(purchase);
            case RevertPurchase revert -> room.revertPurchase(revert);
            case TimePassed passed -> passed(standing, stock);
        };
    }

    /** What is due is over, up to a number; whoever asks looks at {@link #nextDue} again. */
    private Ruling passed(Standing standing, StockRules stock) {
        Optional<LotRejection> refusal = standing.refusalUnlessSystem();
        if (refusal.isPresent()) {
            return Ruling.refused(refusal.get());
        }
        List<LotEvent> events = new ArrayList<>();
        Map<Long, Integer> endedOf = new LinkedHashMap<>();
        int ended = 0;
        for (Postings.Timed next : postings.due()) {
            if (next.at().isAfter(standing.now()) || ended == limits.endedAtOnce()) {
                break;
            }
            ended++;
            switch (next.what()) {
                case RESERVATION -> {
                    Reservation reservation =
                            postings.reservation(next.number()).orElseThrow();
                    endedOf.merge(reservation.lot(), 1, Integer::sum);
                    events.addAll(stock.ended(reservation, "reservation expired", ReservationStatus.EXPIRED));
                }
                case LOT -> {
                    Lot lot = postings.lot(next.number()).orElseThrow();
                    events.add(stock.expired(lot, endedOf.getOrDefault(lot.number(), 0)));
                }
                case NEED ->
                    events.add(RoomRules.expired(
                            postings.needId(next.number()),
                            postings.need(next.number()).orElseThrow()));
            }
        }
        return events.isEmpty() ? new Ruling.Nothing(LotAnswer.none()) : new Ruling.Happens(events);
    }

    private static LotRejection rejection(LotEvent.ReservationRejected event) {
        return LotRejection.of(event.code(), event.detail());
    }

    // ---------------------------------------------------------------------------------------------------- applying

    /** Takes a recorded transition into the book, unless it is there already. */
    public void apply(LotTransition transition) {
        if (transition.firstSequence() > sequence + 1) {
            throw new IllegalStateException(
                    "a transition at " + transition.firstSequence() + " does not follow " + sequence);
        }
        if (transition.firstSequence() == sequence + 1) {
            take(transition);
        }
    }

    private LotAnswer take(LotTransition transition) {
        for (LotEvent event : transition.events()) {
            sequence++;
            postings.apply(event, transition.at(), sequence);
        }
        lastAt = transition.at();
        LotAnswer answer = answer(transition.events());
        transition
                .idempotency()
                .ifPresent(key -> remember(new Remembered(
                        key.scope(transition.actor().user()), key.fingerprint(), transition.at(), answer)));
        forget(transition.at());
        postings.forget(transition.at());
        return answer;
    }

    /** What the transition is about, as it is now. */
    private LotAnswer answer(List<LotEvent> events) {
        Optional<Lot> lot = Optional.empty();
        Optional<Need> need = Optional.empty();
        Optional<Reservation> reservation = Optional.empty();
        Optional<LotRejection> refused = Optional.empty();
        List<Flaw> warnings = List.of();
        for (LotEvent event : events) {
            switch (event) {
                case LotEvent.OfLot ofLot -> {
                    lot = lot.or(() -> postings.lot(ofLot.availabilityId().number()));
                    if (ofLot instanceof LotEvent.OfStock stock) {
                        reservation = reservation.or(
                                () -> postings.reservation(stock.reservationId().number()));
                    }
                }
                case LotEvent.OfNeed ofNeed ->
                    need = need.or(() -> postings.need(ofNeed.requirementId().number()));
                case LotEvent.ReservationRejected rejected -> refused = Optional.of(rejection(rejected));
            }
            warnings = warnings.isEmpty() ? warnings(event) : warnings;
        }
        return new LotAnswer(lot, need, reservation, warnings, refused);
    }

    private static List<Flaw> warnings(LotEvent event) {
        return switch (event) {
            case LotEvent.LotCreated created -> created.warnings();
            case LotEvent.LotUpdated updated -> updated.warnings();
            case LotEvent.NeedCreated created -> created.warnings();
            case LotEvent.NeedUpdated updated -> updated.warnings();
            default -> List.of();
        };
    }

    private void remember(Remembered remembered) {
        memory.put(remembered.scope(), remembered);
    }

    private void forget(Instant now) {
        Instant oldest = now.minus(limits.rememberedFor());
        var line = memory.values().iterator();
        while (line.hasNext()) {
            Remembered first = line.next();
            if (memory.size() <= limits.remembered() && !first.at().isBefore(oldest)) {
                break;
            }
            forgottenAt = first.at();
            line.remove();
            if (!first.at().isBefore(oldest)) {
                forgottenKeys.add(first.scope(), Micros.of(first.at()));
            }
        }
    }

    /** The postings that changed, and whether any match may come or go by that (7.7). */
    private List<Touched> touched(List<LotEvent> events) {
        Set<ResourceId> changed = new LinkedHashSet<>();
        Set<ResourceId> matched = new LinkedHashSet<>();
        for (LotEvent event : events) {
            changed.add(event.posting());
            if (isTrigger(event)) {
                matched.add(event.posting());
            }
        }
        return changed.stream()
                .map(posting -> new Touched(posting, matched.contains(posting) && isMatchable(posting)))
                .toList();
    }

    private static boolean isTrigger(LotEvent event) {
        return switch (event) {
            case LotEvent.LotActivated activated -> true;
            case LotEvent.LotUpdated updated -> LotEdits.areMatchedBy(updated.changedFields());
            case LotEvent.Released released -> true;
            case LotEvent.ReservationExpired expired -> true;
            case LotEvent.SaleReverted reverted -> true;
            case LotEvent.NeedPublished published -> true;
            case LotEvent.NeedUpdated updated -> NeedEdits.areMatchedBy(updated.changedFields());
            case LotEvent.CommitmentReleased released -> true;
            case LotEvent.PurchaseReverted reverted -> true;
            default -> false;
        };
    }

    /** What was edited as a draft, or is closed, has no matches. */
    private boolean isMatchable(ResourceId posting) {
        return posting.kind() == ResourceId.Kind.AVAILABILITY
                ? postings.lot(posting.number())
                        .filter(lot -> lot.isOnOffer(lastAt))
                        .isPresent()
                : postings.need(posting.number())
                        .filter(need -> need.status().isMatchable())
                        .isPresent();
    }

    // ---------------------------------------------------------------------------------------------------- reading

    public EntityId id() {
        return id;
    }

    /** Of the last event; 0 before the first one. */
    public long sequence() {
        return sequence;
    }

    /** When something ends by itself next. {@link TimePassed} ends it, at that time or later. */
    public Optional<Instant> nextDue() {
        return postings.due().isEmpty()
                ? Optional.empty()
                : Optional.of(postings.due().first().at());
    }

    public Optional<Lot> lot(long number) {
        return postings.lot(number);
    }

    public Optional<Need> need(long number) {
        return postings.need(number);
    }

    public Optional<Reservation> reservation(long number) {
        return postings.reservation(number);
    }

    /** By number: open ones, and those that are remembered. */
    public Collection<Lot> lots() {
        return List.copyOf(postings.lots());
    }

    /** By number: open ones, and those that are remembered. */
    public Collection<Need> needs() {
        return List.copyOf(postings.needs());
    }

    /** Those of a lot that are remembered, by number. */
    public List<Reservation> reservationsOf(long lot) {
        return postings.reservationsOf(lot);
    }
}
