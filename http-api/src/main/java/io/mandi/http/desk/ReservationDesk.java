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
import io.mandi.engine.lots.LotCommand.Held;
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
import io.mandi.engine.lots.match.UnitPrice;
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
import java.time.Instant;
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

        /** A need of another commodity. */
        Optional<ResourceId> elsewhere() {
            return needId.filter(id -> !id.owner().equals(lotId.owner()));
        }

        /** What one base unit of the lot's commodity stands for; empty when it does not count for the need. */
        Optional<BigDecimal> ratio() {
            return elsewhere().isEmpty()
                    ? Optional.of(BigDecimal.ONE)
                    : need.flatMap(wanted -> Optional.ofNullable(
                                    wanted.content().equivalents().get(commodity())))
                            .map(Decimal::toBigDecimal);
        }

        String organization() {
            return caller.organization();
        }

        String commodity() {
            return market.commodity().id();
        }

        String hold(int attempt) {
            return new HoldKey(lotId, digest(), attempt, elsewhere()).toString();
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
        Optional<Terms> terms = terms(request);
        BigDecimal value = terms.map(Terms::value).orElse(BigDecimal.ZERO);
        CompletionStage<PairVerdicts> verdicts =
                parts.directory().pairVerdicts(request.organization(), pair(request, value), Exposure.REFUSED);
        CompletionStage<Optional<Region>> region = parts.directory()
                .parties(request.organization())
                .thenApply(parties -> parties.principalRegion(request.holder()));
        return verdicts.thenCombine(
                        region,
                        (said, from) -> judged(new Asked(request, terms, said, new Sight(request.byToken(), from))))
                .thenCompose(Function.identity());
    }

    private CompletionStage<DeskReply<ReservationView>> judged(Asked asked) {
        Request request = asked.request();
        if (request.elsewhere().isPresent()) {
            // The need's book, which comes first then, does not know who may see the lot.
            if (!request.caller().actor().mayTouchAll() && !asked.sight().shows(request.lot(), request.holder())) {
                return CompletableFuture.completedStage(new DeskReply.NotFound<>(true));
            }
            if (request.ratio().isEmpty()) {
                return rejected(
                        LotRejectionCode.COMMODITY_MISMATCH,
                        "requirement_id",
                        "must be a need of the lot's commodity, or one that takes it as an equivalent");
            }
        }
        PairVerdicts said = asked.verdicts();
        boolean refused = asked.terms().isEmpty()
                || said.capability().isPresent()
                || said.related().isPresent()
                || said.circular().isPresent()
                || said.risk()
                        .filter(found -> found.status() != RiskStatus.FAIL)
                        .isEmpty();
        // What is refused for another reason needs no hold; nothing is granted without one.
        return refused
                ? decide(asked, Optional.empty())
                : held(asked, asked.terms().get(), 0, false);
    }

    /** A request, and what was said of it. */
    private record Asked(Request request, Optional<Terms> terms, PairVerdicts verdicts, Sight sight) {
        Asked with(Optional<Reason> circular, Exposure exposure) {
            return new Asked(
                    request,
                    terms,
                    new PairVerdicts(verdicts.capability(), verdicts.related(), circular, verdicts.risk(), exposure),
                    sight);
        }
    }

    /**
     * What is reserved, and what it comes to.
     *
     * @param base in base units of the lot's commodity
     * @param price absent for an open one
     * @param reference what the commodity costs today, for one rate unit of the lot
     * @param until when a hold that is taken now stands for certain
     */
    private record Terms(
            BigDecimal base, Optional<UnitPrice> price, BigDecimal value, Optional<Decimal> reference, Instant until) {}

    private Optional<Terms> terms(Request request) {
        Instant now = parts.clock().instant();
        Optional<Decimal> reference = request.market().referencePrice(now);
        Lot lot = request.lot();
        BigDecimal ratio = request.ratio().orElse(BigDecimal.ONE);
        return Quote.thousandths(
                        lot, request.wanted().quantity(), request.wanted().unit())
                .flatMap(thousandths -> Quote.value(lot, thousandths, request.need(), ratio, reference)
                        .map(value -> new Terms(
                                lot.base(thousandths),
                                Quote.price(lot, request.need(), reference),
                                value,
                                reference,
                                // Half of the time is for clocks that differ.
                                now.plus(parts.settings().holdOrphanAfter().dividedBy(2)))));
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
    private CompletionStage<DeskReply<ReservationView>> held(Asked asked, Terms terms, int attempt, boolean another) {
        Request request = asked.request();
        String key = request.hold(attempt);
        return parts.ledgers()
                .holdAndDeal(
                        DeskParts.system(request.caller()),
                        money(terms.value()),
                        request.deal(key),
                        request.market().timezone())
                .thenCompose(kept -> switch (kept.hold()) {
                    case LedgerAnswer.Refused(LedgerRefusal reason)
                    when reason == LedgerRefusal.RELEASED -> oneMore(asked, terms, attempt, another);
                    // The room that is missing is what the other attempt holds, until it is answered or ended.
                    case LedgerAnswer.Refused ignored
                    when another -> CompletableFuture.completedStage(new DeskReply.InProgress<>());
                    case LedgerAnswer.Refused ignored -> decide(asked, Optional.empty());
                    case LedgerAnswer.Done done when done.repeated() -> ofAnother(asked, terms, attempt);
                    case LedgerAnswer.Done ignored ->
                        dealt(asked, terms, new Held(key, money(terms.value()), terms.until()), kept.circular());
                });
    }

    private CompletionStage<DeskReply<ReservationView>> oneMore(
            Asked asked, Terms terms, int attempt, boolean another) {
        return attempt < MOST_HOLDS
                ? held(asked, terms, attempt + 1, another)
                : CompletableFuture.completedStage(new DeskReply.InProgress<>());
    }

    /**
     * An earlier attempt of the same request holds this. When a reservation came of it, the book only has to say so once more, as long as
     * it remembers; otherwise whoever has taken the hold may give it back at any time, and this attempt needs one of its own.
     */
    private CompletionStage<DeskReply<ReservationView>> ofAnother(Asked asked, Terms terms, int attempt) {
        Request request = asked.request();
        String key = request.hold(attempt);
        return parts.books()
                .findHeld(request.lotId(), DeskParts.system(request.caller()), key, request.since())
                .thenCompose(reply -> switch (reply) {
                    case LotBookReply.FoundReservation found
                    when found.reservation()
                            .reservedAt()
                            .isAfter(parts.clock().instant().minus(SURELY_REMEMBERED)) ->
                        decide(asked, Optional.empty());
                    case LotBookReply.FoundReservation ignored -> oneMore(asked, terms, attempt, false);
                    case LotBookReply.NotFound ignored -> oneMore(asked, terms, attempt, true);
                    default -> CompletableFuture.completedStage(DeskParts.other(reply));
                });
    }

    private CompletionStage<DeskReply<ReservationView>> dealt(
            Asked asked, Terms terms, Held held, Optional<Reason> circular) {
        Asked dealt = asked.with(circular, Exposure.HELD);
        Optional<ResourceId> elsewhere = asked.request().elsewhere();
        return elsewhere.isPresent() && circular.isEmpty()
                ? roomKept(dealt, terms, elsewhere.get(), held)
                : decide(dealt, Optional.of(held));
    }

    private static Decimal money(BigDecimal value) {
        return Decimal.of(value.setScale(2, RoundingMode.HALF_UP)).orElseThrow();
    }

    private static Decimal decimal(BigDecimal value) {
        return Decimal.of(value).orElseThrow();
    }

    /** TR-1, step 2 for an equivalent commodity: the need's book keeps the room, before the lot's book decides. */
    private CompletionStage<DeskReply<ReservationView>> roomKept(Asked asked, Terms terms, ResourceId need, Held held) {
        Request request = asked.request();
        LotCommand.KeepRoom command = new LotCommand.KeepRoom(
                need.number(),
                held.key(),
                request.holder(),
                request.commodity(),
                decimal(terms.base()),
                decimal(request.lot().step()),
                terms.price(),
                request.lot().content().currency(),
                terms.until());
        return parts.books()
                .execute(need.owner(), DeskParts.system(request.caller()), command, request.since())
                .thenCompose(reply -> reply instanceof LotBookReply.Done
                        ? decide(asked, Optional.of(held))
                        : notReserved(request, Optional.of(held), reply));
    }

    /** TR-1, step 2. */
    private CompletionStage<DeskReply<ReservationView>> decide(Asked asked, Optional<Held> held) {
        Request request = asked.request();
        LotCommand.Reserve command = new LotCommand.Reserve(
                request.lotId().number(),
                request.holder(),
                request.needId().map(need -> target(asked, need, held)),
                request.wanted().quantity(),
                request.wanted().unit(),
                request.wanted().hours(),
                asked.sight(),
                asked.verdicts(),
                asked.terms().flatMap(Terms::reference),
                held);
        return parts.books()
                .execute(request.lotId().owner(), request.caller(), command, request.since())
                .thenCompose(reply -> reply instanceof LotBookReply.Done done
                        ? granted(request, done, held)
                        : notReserved(request, held, reply));
    }

    private static Target target(Asked asked, ResourceId needId, Optional<Held> held) {
        Request request = asked.request();
        Optional<Need> need =
                request.need().filter(ignored -> request.elsewhere().isPresent());
        if (need.isEmpty()) {
            return new Target.Here(needId.number());
        }
        return new Target.Elsewhere(
                needId.toString(),
                held.map(Held::key).orElse(""),
                need.get().content().deliveryTerms(),
                need.get().content().paymentTerms(),
                asked.terms()
                        .flatMap(terms -> Quote.atBudget(
                                need.get(), terms.base(), request.ratio().orElseThrow()))
                        .map(ReservationDesk::money));
    }

    private CompletionStage<DeskReply<ReservationView>> notReserved(
            Request request, Optional<Held> held, LotBookReply reply) {
        CompletionStage<Void> undone = switch (reply) {
            case LotBookReply.Rejected rejected ->
                undone(request, held, rejected.rejection().code().code());
            case LotBookReply.NotFound ignored -> undone(request, held, "not found");
            case LotBookReply.InProgress ignored -> undone(request, held, "the request was not taken");
            case LotBookReply.Overloaded ignored -> undone(request, held, "the request was not taken");
            // It may have been done.
            default -> CompletableFuture.completedStage(null);
        };
        return undone.thenApply(ignored -> DeskParts.other(reply));
    }

    private CompletionStage<Void> undone(Request request, Optional<Held> held, String reason) {
        return held.map(hold -> DeskParts.meanwhile(
                        "The end of the hold " + hold.key(),
                        parts.giveBack()
                                .of(
                                        DeskParts.system(request.caller()),
                                        request.deal(hold.key()),
                                        request.elsewhere().map(need -> new GiveBack.Room(need, hold.key())),
                                        reason)))
                .orElse(CompletableFuture.completedStage(null));
    }

    private CompletionStage<DeskReply<ReservationView>> granted(
            Request request, LotBookReply.Done done, Optional<Held> held) {
        Reservation reservation = done.answer().reservation().orElseThrow();
        // A repetition, whose first attempt has another hold.
        boolean isAnother = !held.map(Held::key).equals(reservation.agreement().holdKey());
        CompletionStage<Void> tidy = isAnother
                ? undone(request, held, "the reservation has another hold")
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
                        CompletionStage<Void> ended = DeskParts.meanwhile(
                                "What was kept for " + id,
                                parts.giveBack()
                                        .of(
                                                DeskParts.system(caller),
                                                book,
                                                reservation,
                                                answer.lot().orElseThrow().seller(),
                                                reason));
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
        BigDecimal thousandths = next.get().ofLot().divide(step, 0, RoundingMode.DOWN);
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
                        BigDecimal quantity = next.get()
                                .wanted(done.value()
                                        .reservation()
                                        .agreement()
                                        .baseQuantity()
                                        .toBigDecimal());
                        yield fill(
                                caller,
                                needId,
                                fill.granted(quantity.min(next.get().quantity())),
                                round,
                                more);
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
