package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.LedgerRefusal;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotCommand.Exposure;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotCommand.Sight;
import io.mandi.engine.lots.LotCommand.Target;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.OpenPostings;
import io.mandi.engine.lots.Quote;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Fill;
import io.mandi.engine.lots.match.LotMatch;
import io.mandi.engine.lots.match.OpenNeed;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.partner.Partner;
import io.mandi.http.desk.Desk.NewReservation;
import io.mandi.persistence.ledger.Deal;
import io.mandi.persistence.ledger.LedgerAnswer;
import io.mandi.persistence.ledger.Pair;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reservations: the buyer's ledger takes a hold, then the book decides (TR-1). What the book refuses is undone; whether it is undone or
 * not, when something fails on the way, a hold or dealing that leads to no reservation is ended by the schedule.
 */
final class ReservationDesk {
    /** Most lots that one fill looks at. */
    private static final int FILL_LOTS = 50;
    /** Times that a request is decided anew, with a hold of its own each time, after it was refused. */
    private static final int MOST_HOLDS = 100;

    private static final int DIGEST_BYTES = 16;
    /** Books remember requests for longer (PL-2). */
    private static final Duration SURELY_REMEMBERED = Duration.ofHours(23);

    private final DeskParts parts;
    private final MatchDesk matches;

    ReservationDesk(DeskParts parts, MatchDesk matches) {
        this.parts = parts;
        this.matches = matches;
    }

    // ------------------------------------------------------------------------------------------------ reserving

    /** What is reserved, of what, by whom. */
    private record Request(
            Caller caller,
            ResourceId lotId,
            Lot lot,
            Optional<ResourceId> needId,
            Optional<Need> need,
            String holder,
            boolean byToken,
            NewReservation wanted,
            Market market,
            long since) {

        String organization() {
            return caller.organization();
        }

        String commodity() {
            return market.commodity().id();
        }

        String hold(int attempt) {
            return "hold:" + lotId + ":" + digest() + (attempt == 0 ? "" : ":" + attempt);
        }

        private String digest() {
            String text = caller.idempotency()
                    .map(key -> String.join("\n", caller.actor().user(), key.operation(), key.key(), key.fingerprint()))
                    .orElseGet(() -> UUID.randomUUID().toString());
            try {
                byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(all, 0, DIGEST_BYTES);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        Deal deal(String key) {
            return new Deal(key, holder, lot.seller(), commodity());
        }
    }

    CompletionStage<DeskReply<ReservationView>> reserve(Caller caller, NewReservation wanted) {
        long since = System.nanoTime();
        ResourceId lotId;
        Optional<ResourceId> needId = wanted.need();
        boolean byToken = false;
        switch (wanted.lot()) {
            case LotReference.ById byId -> lotId = byId.lot();
            case LotReference.ByToken token -> {
                Optional<MatchTokens.Pair> pair = matches.read(token.token(), caller.organization());
                if (pair.isEmpty()
                        || needId.isPresent() && !needId.get().equals(pair.get().need())) {
                    return CompletableFuture.completedStage(new DeskReply.NotFound<>(false));
                }
                lotId = pair.get().lot();
                needId = Optional.of(pair.get().need());
                byToken = true;
            }
        }
        return reserve(caller, lotId, needId, byToken, wanted, since);
    }

    private CompletionStage<DeskReply<ReservationView>> reserve(
            Caller caller,
            ResourceId lotId,
            Optional<ResourceId> needId,
            boolean byToken,
            NewReservation wanted,
            long since) {
        CompletionStage<LotBookReply> ofLot = parts.books().read(lotId.owner(), DeskParts.system(caller), lotId, since);
        CompletionStage<Optional<LotBookReply>> ofNeed = needId.isEmpty()
                ? CompletableFuture.completedStage(Optional.empty())
                : parts.books()
                        .read(needId.get().owner(), caller, needId.get(), since)
                        .thenApply(Optional::of);
        CompletionStage<CompletionStage<DeskReply<ReservationView>>> both =
                ofLot.thenCombine(ofNeed, (lotReply, needReply) -> {
                    if (!(lotReply instanceof LotBookReply.FoundLot(Lot lot))) {
                        return CompletableFuture.completedStage(DeskParts.<ReservationView>other(lotReply));
                    }
                    Optional<Need> need = needReply
                            .filter(LotBookReply.FoundNeed.class::isInstance)
                            .map(found -> ((LotBookReply.FoundNeed) found).need());
                    if (needReply.isPresent() && need.isEmpty()) {
                        return CompletableFuture.completedStage(DeskParts.<ReservationView>other(needReply.get()));
                    }
                    Optional<String> holder =
                            caller.actor().partner().or(wanted::holder).or(() -> need.map(Need::buyer));
                    if (holder.isEmpty()) {
                        return rejected(
                                LotRejectionCode.VALIDATION_FAILED, "holder_partner_id", "who reserves must be told");
                    }
                    if (needId.isPresent() && !needId.get().owner().equals(lotId.owner())) {
                        return rejected(
                                LotRejectionCode.COMMODITY_MISMATCH,
                                "requirement_id",
                                "must be a need of the lot's own commodity");
                    }
                    return parts.<ReservationView>withMarket(
                            DeskParts.commodity(lotId.owner()),
                            List.of(),
                            market -> asked(new Request(
                                    caller, lotId, lot, needId, need, holder.get(), byToken, wanted, market, since)));
                });
        return both.thenCompose(Function.identity());
    }

    private static <T> CompletionStage<DeskReply<T>> rejected(LotRejectionCode code, String field, String detail) {
        return CompletableFuture.completedStage(new DeskReply.Rejected<>(
                new LotRejection(
                        code,
                        detail,
                        code == LotRejectionCode.VALIDATION_FAILED
                                ? List.of(new Flaw(FlawCode.VALIDATION_FAILED, field, detail))
                                : List.of(),
                        false),
                false));
    }

    /** Section 8, before the book decides. */
    private CompletionStage<DeskReply<ReservationView>> asked(Request request) {
        Optional<BigDecimal> value = value(request);
        CompletionStage<PairVerdicts> verdicts = parts.directory()
                .pairVerdicts(request.organization(), pair(request, value.orElse(BigDecimal.ZERO)), Exposure.REFUSED);
        CompletionStage<Optional<Region>> region = parts.directory()
                .parties(request.organization())
                .thenApply(parties -> parties.principalRegion(request.holder()));
        return verdicts.thenCombine(region, (said, from) -> {
                    Asked asked = new Asked(request, said, new Sight(request.byToken(), from));
                    boolean refused = value.isEmpty()
                            || said.capability().isPresent()
                            || said.related().isPresent()
                            || said.circular().isPresent()
                            || said.risk()
                                    .filter(found -> found.status() != RiskStatus.FAIL)
                                    .isEmpty();
                    // What is refused for another reason needs no hold; nothing is granted without one.
                    return refused ? decide(asked, Optional.empty(), false) : held(asked, value.get(), 0, false);
                })
                .thenCompose(Function.identity());
    }

    /** A request, and what was said of it. */
    private record Asked(Request request, PairVerdicts verdicts, Sight sight) {
        Asked with(Optional<Reason> circular, Exposure exposure) {
            return new Asked(
                    request,
                    new PairVerdicts(verdicts.capability(), verdicts.related(), circular, verdicts.risk(), exposure),
                    sight);
        }
    }

    private Optional<BigDecimal> value(Request request) {
        return Quote.thousandths(
                        request.lot(),
                        request.wanted().quantity(),
                        request.wanted().unit())
                .flatMap(thousandths -> Quote.value(
                        request.lot(),
                        thousandths,
                        request.need(),
                        request.market().referencePrice(parts.clock().instant())));
    }

    private static Pair pair(Request request, BigDecimal value) {
        String goods = request.lot().content().site().place().country();
        String delivery = request.need()
                .flatMap(need -> need.content().deliveries().stream()
                        .map(place -> place.site().place().country())
                        .findFirst())
                .orElse(goods);
        return new Pair(
                request.holder(),
                request.lot().seller(),
                Optional.of(goods),
                Optional.of(delivery),
                request.commodity(),
                Optional.of(request.lot().createdAt()),
                request.need().map(Need::createdAt),
                value,
                Optional.empty());
    }

    /** TR-1, step 1. What was released for good is followed by a hold of another key. */
    private CompletionStage<DeskReply<ReservationView>> held(
            Asked asked, BigDecimal value, int attempt, boolean another) {
        Request request = asked.request();
        String key = request.hold(attempt);
        return parts.ledgers()
                .hold(DeskParts.system(request.caller()), request.holder(), key, money(value))
                .thenCompose(answer -> switch (answer) {
                    case LedgerAnswer.Refused(LedgerRefusal reason)
                    when reason == LedgerRefusal.RELEASED && attempt < MOST_HOLDS ->
                        held(asked, value, attempt + 1, another);
                    // The room that is missing is what the other attempt holds, until it is answered or ended.
                    case LedgerAnswer.Refused ignored
                    when another -> CompletableFuture.completedStage(new DeskReply.InProgress<>());
                    case LedgerAnswer.Refused ignored -> decide(asked, Optional.empty(), false);
                    case LedgerAnswer.Done done
                    when done.repeated() && attempt < MOST_HOLDS -> ofAnother(asked, value, attempt);
                    case LedgerAnswer.Done done -> dealt(asked, key, !done.repeated());
                });
    }

    /**
     * An earlier attempt of the same request holds this. When a reservation came of it, the book only has to say so once more, as long as
     * it remembers; otherwise whoever has taken the hold may give it back at any time, and this attempt needs one of its own.
     */
    private CompletionStage<DeskReply<ReservationView>> ofAnother(Asked asked, BigDecimal value, int attempt) {
        Request request = asked.request();
        String key = request.hold(attempt);
        return parts.books()
                .findHeld(request.lotId(), DeskParts.system(request.caller()), key, request.since())
                .thenCompose(reply -> switch (reply) {
                    case LotBookReply.FoundReservation found
                    when found.reservation()
                            .reservedAt()
                            .isAfter(parts.clock().instant().minus(SURELY_REMEMBERED)) ->
                        decide(asked, Optional.empty(), false);
                    case LotBookReply.FoundReservation ignored -> held(asked, value, attempt + 1, false);
                    case LotBookReply.NotFound ignored -> held(asked, value, attempt + 1, true);
                    default -> CompletableFuture.completedStage(DeskParts.other(reply));
                });
    }

    /** @param own whether this attempt has taken the hold, so that nobody else counts on it */
    private CompletionStage<DeskReply<ReservationView>> dealt(Asked asked, String key, boolean own) {
        Request request = asked.request();
        return parts.ledgers()
                .deal(
                        DeskParts.system(request.caller()),
                        request.deal(key),
                        request.market().timezone())
                .thenCompose(circular -> decide(asked.with(circular, Exposure.HELD), Optional.of(key), own));
    }

    private static Decimal money(BigDecimal value) {
        return Decimal.of(value.setScale(2, RoundingMode.HALF_UP)).orElseThrow();
    }

    /** TR-1, step 2. */
    private CompletionStage<DeskReply<ReservationView>> decide(Asked asked, Optional<String> hold, boolean own) {
        Request request = asked.request();
        LotCommand.Reserve command = new LotCommand.Reserve(
                request.lotId().number(),
                request.holder(),
                request.needId().map(need -> new Target.Here(need.number())),
                request.wanted().quantity(),
                request.wanted().unit(),
                request.wanted().hours(),
                asked.sight(),
                asked.verdicts(),
                request.market().referencePrice(parts.clock().instant()),
                hold);
        return parts.books()
                .execute(request.lotId().owner(), request.caller(), command, request.since())
                .thenCompose(reply -> switch (reply) {
                    case LotBookReply.Done done -> granted(request, done, hold);
                    case LotBookReply.Rejected rejected ->
                        undone(
                                        request,
                                        hold.filter(key -> own),
                                        rejected.rejection().code().code())
                                .thenApply(ignored -> DeskParts.other(rejected));
                    // Nothing was done, and nobody else counts on this hold.
                    case LotBookReply.InProgress ignored when own -> takenBack(request, hold, reply);
                    case LotBookReply.Overloaded ignored when own -> takenBack(request, hold, reply);
                    default -> CompletableFuture.completedStage(DeskParts.other(reply));
                });
    }

    private CompletionStage<DeskReply<ReservationView>> takenBack(
            Request request, Optional<String> hold, LotBookReply reply) {
        return undone(request, hold, "the request was not taken").thenApply(done -> DeskParts.other(reply));
    }

    private CompletionStage<Void> undone(Request request, Optional<String> hold, String reason) {
        return hold.map(key -> ended(request.caller(), request.deal(key), reason))
                .orElse(CompletableFuture.completedStage(null));
    }

    private CompletionStage<Void> ended(Caller caller, Deal deal, String reason) {
        Caller system = DeskParts.system(caller);
        return DeskParts.meanwhile(
                "The end of the hold " + deal.key(),
                parts.ledgers()
                        .releaseHold(system, deal.buyer(), deal.key(), reason)
                        .thenCompose(ignored -> parts.ledgers().endDeal(system, deal)));
    }

    private CompletionStage<DeskReply<ReservationView>> granted(
            Request request, LotBookReply.Done done, Optional<String> hold) {
        Reservation reservation = done.answer().reservation().orElseThrow();
        Optional<String> kept = reservation.agreement().holdKey();
        // A repetition, whose first attempt has another hold.
        CompletionStage<Void> tidy = hold.isPresent() && !hold.equals(kept)
                ? undone(request, hold, "the reservation has another hold")
                : CompletableFuture.completedStage(null);
        return tidy.thenCompose(
                        ignored -> view(request.caller(), request.lotId().owner(), done.answer()))
                .thenApply(view ->
                        new DeskReply.Done<>(view, done.answer().warnings(), done.repeated(), done.journalSequence()));
    }

    // ------------------------------------------------------------------------------------------------- ending

    CompletionStage<DeskReply<ReservationView>> release(Caller caller, ResourceId id, String reason) {
        EntityId book = id.owner();
        return parts.books()
                .execute(book, caller, new LotCommand.Release(id.number(), reason), System.nanoTime())
                .thenCompose(reply -> {
                    if (!(reply instanceof LotBookReply.Done done)) {
                        return CompletableFuture.completedStage(DeskParts.<ReservationView>other(reply));
                    }
                    return withLot(caller, book, done.answer(), id).thenCompose(answer -> {
                        Reservation reservation = answer.reservation().orElseThrow();
                        CompletionStage<Void> ended = reservation
                                .agreement()
                                .holdKey()
                                .map(key -> ended(
                                        caller,
                                        new Deal(
                                                key,
                                                reservation.holder(),
                                                answer.lot().orElseThrow().seller(),
                                                DeskParts.commodity(book).toString()),
                                        reason))
                                .orElse(CompletableFuture.completedStage(null));
                        return ended.thenCompose(ignored -> view(caller, book, answer))
                                .thenApply(view -> new DeskReply.Done<>(
                                        view, List.<Flaw>of(), done.repeated(), done.journalSequence()));
                    });
                });
    }

    /** An answer that names no lot is completed by a look at it. */
    private CompletionStage<LotAnswer> withLot(Caller caller, EntityId book, LotAnswer answer, ResourceId id) {
        if (answer.lot().isPresent() && answer.reservation().isPresent()) {
            return CompletableFuture.completedStage(answer);
        }
        return parts.books()
                .read(book, DeskParts.system(caller), id, System.nanoTime())
                .thenApply(reply -> reply instanceof LotBookReply.FoundReservation found
                        ? new LotAnswer(
                                Optional.of(found.lot()),
                                answer.need(),
                                Optional.of(found.reservation()),
                                answer.warnings(),
                                answer.rejection())
                        : answer);
    }

    CompletionStage<DeskReply<ReservationView>> reservation(Caller caller, ResourceId id) {
        return parts.books().read(id.owner(), caller, id, System.nanoTime()).thenCompose(reply -> {
            if (!(reply instanceof LotBookReply.FoundReservation found)) {
                return CompletableFuture.completedStage(DeskParts.<ReservationView>other(reply));
            }
            return view(
                            caller,
                            id.owner(),
                            new LotAnswer(
                                    Optional.of(found.lot()),
                                    Optional.empty(),
                                    Optional.of(found.reservation()),
                                    List.of(),
                                    Optional.empty()))
                    .thenApply(view -> new DeskReply.Done<>(view, List.<Flaw>of(), false, 0));
        });
    }

    private CompletionStage<ReservationView> view(Caller caller, EntityId book, LotAnswer answer) {
        Reservation reservation = answer.reservation().orElseThrow();
        Lot lot = answer.lot().orElseThrow();
        return parts.partners()
                .records(caller.organization(), Set.of(reservation.holder(), lot.seller()))
                .thenApply(records -> view(book, reservation, lot, answer.need(), records));
    }

    static ReservationView view(
            EntityId book, Reservation reservation, Lot lot, Optional<Need> need, Map<String, Partner> records) {
        return new ReservationView(
                new ResourceId(ResourceId.Kind.RESERVATION, reservation.number(), book),
                reservation,
                lot.content().unit(),
                Stage.between(true, reservation.isHeld(), reservation.isSold()),
                Counterparties.seller(lot, Optional.ofNullable(records.get(lot.seller()))),
                Counterparties.holder(
                        reservation.holder(), need, Optional.ofNullable(records.get(reservation.holder()))));
    }

    // ------------------------------------------------------------------------------------------------- filling

    CompletionStage<DeskReply<Allocation>> allocate(Caller caller, ResourceId needId) {
        long since = System.nanoTime();
        return parts.books().read(needId.owner(), caller, needId, since).thenCompose(read -> {
            if (!(read instanceof LotBookReply.FoundNeed(Need need))) {
                return CompletableFuture.completedStage(DeskParts.<Allocation>other(read));
            }
            if (!need.content().intent().isAllocatable()) {
                return rejected(LotRejectionCode.INTENT_NOT_ALLOCATABLE, "intent", "the need only asks for prices");
            }
            if (caller.expectedVersion().isPresent() && caller.expectedVersion().getAsLong() != need.version()) {
                return rejected(
                        LotRejectionCode.PRECONDITION_FAILED,
                        "",
                        "it was changed since; its version is " + need.version());
            }
            return parts.<Allocation>withMarket(
                    DeskParts.commodity(needId.owner()),
                    List.of(),
                    market -> matches.forFill(caller, needId, need, FILL_LOTS).thenCompose(found -> switch (found) {
                        case MatchDesk.Search.Failed<LotMatch> failed ->
                            CompletableFuture.completedStage(DeskParts.<Allocation>other(failed.reply()));
                        case MatchDesk.Search.Hits<LotMatch> hits -> {
                            OpenNeed open =
                                    new OpenPostings(needId.owner(), market.commodity()).of(need, BigDecimal.ONE);
                            yield fill(caller, needId, Fill.plan(open, hits.found()), round(caller), List.of());
                        }
                    }));
        });
    }

    /** A fill that is asked for again with the same key goes on where it was. */
    private static Idempotency round(Caller caller) {
        return caller.idempotency()
                .orElseGet(() -> new Idempotency("allocate", UUID.randomUUID().toString(), ""));
    }

    /** MT-7, MT-8. */
    private CompletionStage<DeskReply<Allocation>> fill(
            Caller caller, ResourceId needId, Fill fill, Idempotency round, List<ReservationView> granted) {
        Optional<Fill.Ask> next = fill.next();
        if (next.isEmpty()) {
            return parts.books()
                    .read(needId.owner(), caller, needId, System.nanoTime())
                    .thenApply(read -> read instanceof LotBookReply.FoundNeed(Need need)
                            ? new DeskReply.Done<>(
                                    new Allocation(new PostedNeed(needId, need), fill.allocation(), granted),
                                    List.<Flaw>of(),
                                    false,
                                    0)
                            : DeskParts.other(read));
        }
        ResourceId lotId = ResourceId.parse(
                        ResourceId.Kind.AVAILABILITY, next.get().lot().id())
                .orElseThrow();
        BigDecimal step = next.get().lot().step();
        BigDecimal thousandths = next.get().quantity().divide(step, 0, RoundingMode.DOWN);
        if (thousandths.signum() == 0) {
            return fill(caller, needId, fill.refused(), round, granted);
        }
        Caller asking = new Caller(
                caller.organization(),
                caller.actor(),
                caller.correlationId(),
                Optional.of(new Idempotency(round.operation() + " " + lotId, round.key(), round.fingerprint())),
                OptionalLong.empty(),
                0,
                caller.trace());
        NewReservation wanted = new NewReservation(
                new LotReference.ById(lotId),
                Optional.empty(),
                Decimal.of(thousandths.movePointLeft(3)).orElseThrow(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(needId));
        return reserve(asking, lotId, Optional.of(needId), true, wanted, System.nanoTime())
                .thenCompose(reply -> switch (reply) {
                    case DeskReply.Done<ReservationView> done -> {
                        List<ReservationView> more = new ArrayList<>(granted);
                        more.add(done.value());
                        BigDecimal quantity = done.value()
                                .reservation()
                                .agreement()
                                .baseQuantity()
                                .toBigDecimal()
                                .min(next.get().quantity());
                        yield fill(caller, needId, fill.granted(quantity), round, more);
                    }
                    case DeskReply.Rejected<ReservationView> ignored ->
                        fill(caller, needId, fill.refused(), round, granted);
                    // What is granted so far stays; the same request goes on.
                    case DeskReply.NotFound<ReservationView> ignored ->
                        fill(caller, needId, fill.refused(), round, granted);
                    case DeskReply.UnknownCommodity<ReservationView> ignored ->
                        CompletableFuture.completedStage(new DeskReply.UnknownCommodity<>());
                    case DeskReply.Overloaded<ReservationView> ignored ->
                        CompletableFuture.completedStage(new DeskReply.Overloaded<>());
                    case DeskReply.InProgress<ReservationView> ignored ->
                        CompletableFuture.completedStage(new DeskReply.InProgress<>());
                    case DeskReply.OutcomeUnknown<ReservationView> ignored ->
                        CompletableFuture.completedStage(new DeskReply.OutcomeUnknown<>());
                    case DeskReply.Quarantined<ReservationView> ignored ->
                        CompletableFuture.completedStage(new DeskReply.Quarantined<>());
                });
    }
}
