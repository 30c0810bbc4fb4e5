package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotCommand.Exposure;
import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.PairRules;
import io.mandi.engine.lots.disclosure.Counterparty.Side;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Market;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.lots.reservation.ReservationStatus;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeDecision;
import io.mandi.engine.trade.TradeOffer;
import io.mandi.engine.trade.TradeRefusal;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeTerms;
import io.mandi.http.desk.Desk.NewTrade;
import io.mandi.persistence.ledger.Pair;
import io.mandi.persistence.trade.PostgresTrades;
import io.mandi.persistence.trade.TradeOutcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Trades: section 8 is asked once more, the terms are fixed, and then the steps are done (section 9.2). Whoever asks waits for them as long as
 * is set; the trade goes on without.
 */
final class TradeDesk {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final DeskParts parts;
    private final PostgresTrades trades;
    private final TradeSteps steps;
    private final MatchApprovals approvals;
    private final Duration patience;
    private final Executor blocking;

    /**
     * @param patience how long somebody waits for the steps at most (TR-9)
     * @param blocking whose threads may wait for the database
     */
    TradeDesk(
            DeskParts parts,
            PostgresTrades trades,
            TradeSteps steps,
            MatchApprovals approvals,
            Duration patience,
            Executor blocking) {
        this.parts = parts;
        this.trades = trades;
        this.steps = steps;
        this.approvals = approvals;
        this.patience = patience;
        this.blocking = blocking;
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedStage(value);
    }

    private static <T> CompletionStage<DeskReply<T>> rejected(LotRejectionCode code, String detail) {
        return rejected(new LotRejection(code, detail, List.of(), false));
    }

    private static <T> CompletionStage<DeskReply<T>> rejected(LotRejection rejection) {
        return now(new DeskReply.Rejected<>(rejection, false));
    }

    // ------------------------------------------------------------------------------------------------------ making

    /** What is to become of which reservation. */
    private record Request(
            Caller caller,
            NewTrade wanted,
            Reservation reservation,
            Lot lot,
            Optional<Need> need,
            Market market,
            Map<String, Partner> records) {

        Optional<Partner> buyer() {
            return Optional.ofNullable(records.get(reservation.holder()));
        }

        Optional<Partner> seller() {
            return Optional.ofNullable(records.get(lot.seller()));
        }

        ResourceId lotId() {
            return new ResourceId(
                    ResourceId.Kind.AVAILABILITY,
                    lot.number(),
                    wanted.reservation().owner());
        }
    }

    CompletionStage<DeskReply<TradeView>> trade(Caller caller, NewTrade wanted) {
        ResourceId id = ResourceId.ofTrade(wanted.reservation());
        return trades.find(id, caller)
                .thenCompose(found -> found.isPresent() ? again(caller, found.get()) : fresh(caller, wanted));
    }

    /** One reservation, one trade: a second attempt finds the first (TR-3). */
    private CompletionStage<DeskReply<TradeView>> again(Caller caller, Trade first) {
        return caller.actor().mayTouch(first.terms().buyer().partnerId())
                ? trades.change(caller, first.id(), (trade, at) -> new TradeDecision.Repeated())
                        .thenCompose(outcome -> carriedOut(caller, outcome))
                : notHolder();
    }

    private static CompletionStage<DeskReply<TradeView>> notHolder() {
        return rejected(
                LotRejectionCode.NOT_HOLDER, "only the holder of the reservation, or staff, makes a trade of it");
    }

    private CompletionStage<DeskReply<TradeView>> fresh(Caller caller, NewTrade wanted) {
        ResourceId id = wanted.reservation();
        return parts.books().read(id.owner(), caller, id, System.nanoTime()).thenCompose(reply -> {
            if (!(reply instanceof LotBookReply.FoundReservation(Reservation reservation, Lot lot))) {
                return now(DeskParts.<TradeView>other(reply));
            }
            if (!caller.actor().mayTouch(reservation.holder())) {
                return notHolder();
            }
            Optional<DeskReply<TradeView>> over = over(reservation);
            return over.isPresent() ? now(over.get()) : withNeed(caller, wanted, reservation, lot);
        });
    }

    /** A look that saves work: the book decides when the reservation is sold. */
    private Optional<DeskReply<TradeView>> over(Reservation reservation) {
        boolean expired = !parts.clock().instant().isBefore(reservation.expiresAt());
        if (reservation.isHeld() && !expired) {
            return Optional.empty();
        }
        LotRejectionCode code = reservation.isHeld() || reservation.status() == ReservationStatus.EXPIRED
                ? LotRejectionCode.RESERVATION_EXPIRED
                : LotRejectionCode.STATE_CONFLICT;
        String detail = code == LotRejectionCode.RESERVATION_EXPIRED
                ? "the reservation is past its expires_at"
                : "the reservation is " + reservation.status();
        return Optional.of(new DeskReply.Rejected<>(new LotRejection(code, detail, List.of(), false), false));
    }

    private CompletionStage<DeskReply<TradeView>> withNeed(
            Caller caller, NewTrade wanted, Reservation reservation, Lot lot) {
        Optional<ResourceId> needId =
                reservation.requirementId().flatMap(text -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, text));
        if (needId.isEmpty()) {
            return withMarket(caller, wanted, reservation, lot, Optional.empty());
        }
        return parts.books()
                .read(needId.get().owner(), DeskParts.system(caller), needId.get(), System.nanoTime())
                .thenCompose(reply -> switch (reply) {
                    case LotBookReply.FoundNeed(Need need) ->
                        withMarket(caller, wanted, reservation, lot, Optional.of(need));
                    case LotBookReply.NotFound ignored ->
                        rejected(LotRejectionCode.STATE_CONFLICT, "the need is not known any more");
                    default -> now(DeskParts.<TradeView>other(reply));
                });
    }

    private CompletionStage<DeskReply<TradeView>> withMarket(
            Caller caller, NewTrade wanted, Reservation reservation, Lot lot, Optional<Need> need) {
        List<String> locations =
                wanted.shipToLocation().map(ResourceId::toString).stream().toList();
        return parts.withMarket(
                DeskParts.commodity(wanted.reservation().owner()),
                locations,
                market -> parts.partners()
                        .records(caller.organization(), Set.of(reservation.holder(), lot.seller()))
                        .thenCompose(records ->
                                fixed(new Request(caller, wanted, reservation, lot, need, market, records))));
    }

    private CompletionStage<DeskReply<TradeView>> fixed(Request request) {
        // A partner without a record is no valid party (8.1).
        if (request.buyer().isEmpty() || request.seller().isEmpty()) {
            return rejected(LotRejectionCode.CAPABILITY_MISSING, "one of the two is no partner any more");
        }
        NewTrade wanted = request.wanted();
        TradeOffer offer = new TradeOffer(
                request.lotId().toString(),
                request.lot(),
                request.reservation(),
                request.need(),
                request.buyer().get(),
                request.seller().get(),
                request.market(),
                request.caller().actor().mayTouchAll(),
                wanted.price(),
                wanted.shipToLocation().map(ResourceId::toString),
                wanted.shipToPlace(),
                parts.clock().instant());
        return switch (offer.fix()) {
            case TradeOffer.Result.Refused(LotRejection rejection) -> rejected(rejection);
            case TradeOffer.Result.Fixed(TradeTerms terms) -> assessed(request, terms);
        };
    }

    /** Section 8, by what the tables say now: related, circular, risk (RK-3). */
    private CompletionStage<DeskReply<TradeView>> assessed(Request request, TradeTerms terms) {
        Pair pair = new Pair(
                terms.buyer().partnerId(),
                terms.seller().partnerId(),
                Optional.of(terms.shipFrom().place().country()),
                Optional.of(terms.shipTo().place().country()),
                terms.commodity(),
                Optional.of(request.lot().createdAt()),
                request.need().map(Need::createdAt),
                terms.taxable().toBigDecimal(),
                terms.holdKey());
        return parts.directory()
                .pairVerdicts(request.caller().organization(), pair, Exposure.HELD)
                .thenCompose(said -> {
                    Optional<LotRejection> refusal = PairRules.refusal(said);
                    return refusal.isPresent()
                            ? rejected(refusal.get())
                            : approved(request, said)
                                    .thenCompose(approved -> approved
                                            ? begun(request, terms)
                                            : rejected(
                                                    LotRejectionCode.APPROVAL_REQUIRED,
                                                    "the risk of the two is a WARN: staff approves the match,"
                                                            + " or makes the trade"));
                });
    }

    /** MT-11: by the risk of now, and by that on which was reserved. */
    private CompletionStage<Boolean> approved(Request request, PairVerdicts said) {
        boolean warned = request.reservation().agreement().risk() == RiskStatus.WARN
                || said.risk().filter(risk -> risk.status() == RiskStatus.WARN).isPresent();
        if (!warned || request.wanted().approves()) {
            return now(true);
        }
        return request.reservation()
                .requirementId()
                .flatMap(text -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, text))
                .map(need -> approvals.isApproved(request.caller().organization(), request.lotId(), need))
                .orElse(now(false));
    }

    private CompletionStage<DeskReply<TradeView>> begun(Request request, TradeTerms terms) {
        return trades.begin(request.caller(), request.wanted().reservation(), terms)
                .thenCompose(outcome -> carriedOut(request.caller(), outcome));
    }

    // ---------------------------------------------------------------------------------------------------- changing

    CompletionStage<DeskReply<TradeView>> confirm(Caller caller, ResourceId id) {
        return change(caller, id, (trade, at) -> TradeRules.confirm(trade, caller.actor(), at));
    }

    CompletionStage<DeskReply<TradeView>> complete(Caller caller, ResourceId id) {
        return change(
                caller, id, (trade, at) -> TradeRules.complete(trade, caller.actor(), caller.correlationId(), at));
    }

    /** A lot that its book has forgotten takes nothing back. */
    CompletionStage<DeskReply<TradeView>> cancel(Caller caller, ResourceId id, String reason) {
        ResourceId reservation = id.reservation();
        return trades.find(id, caller).thenCompose(found -> {
            if (found.isEmpty() || !found.get().status().isBinding()) {
                return decideCancel(caller, id, reason);
            }
            return parts.books()
                    .read(reservation.owner(), DeskParts.system(caller), reservation, System.nanoTime())
                    .thenCompose(reply -> switch (reply) {
                        case LotBookReply.FoundReservation ignored -> decideCancel(caller, id, reason);
                        case LotBookReply.NotFound ignored ->
                            rejected(
                                    LotRejectionCode.STATE_CONFLICT,
                                    "the lot was sold too long ago: it takes nothing back any more");
                        default -> now(DeskParts.<TradeView>other(reply));
                    });
        });
    }

    private CompletionStage<DeskReply<TradeView>> decideCancel(Caller caller, ResourceId id, String reason) {
        return change(
                caller,
                id,
                (trade, at) -> TradeRules.cancel(trade, caller.actor(), reason, caller.correlationId(), at));
    }

    private CompletionStage<DeskReply<TradeView>> change(
            Caller caller, ResourceId id, PostgresTrades.Decision decision) {
        return trades.change(caller, id, decision).thenCompose(outcome -> carriedOut(caller, outcome));
    }

    // ------------------------------------------------------------------------------------------------------ answers

    private CompletionStage<DeskReply<TradeView>> carriedOut(Caller caller, TradeOutcome outcome) {
        return switch (outcome) {
            case TradeOutcome.Done(Trade trade, boolean repeated) ->
                awaited(trade)
                        .thenCompose(now -> view(caller, now))
                        .thenApply(view -> new DeskReply.Done<>(view, List.<Flaw>of(), repeated, 0));
            case TradeOutcome.Refused(TradeRefusal reason) -> rejected(rejection(reason));
            case TradeOutcome.Conflict(long version) ->
                rejected(LotRejectionCode.PRECONDITION_FAILED, "it was changed since; its version is " + version);
            case TradeOutcome.NotThere ignored -> now(new DeskReply.NotFound<>(false));
            case TradeOutcome.KeyReused ignored -> rejected(LotRejection.keyReused());
        };
    }

    private static LotRejection rejection(TradeRefusal reason) {
        return switch (reason) {
            case NOT_SELLER ->
                new LotRejection(
                        LotRejectionCode.PERMISSION_DENIED, "the seller, or staff, confirms", List.of(), false);
            case NOT_STAFF -> new LotRejection(LotRejectionCode.PERMISSION_DENIED, "staff does this", List.of(), false);
            case STATE ->
                new LotRejection(
                        LotRejectionCode.STATE_CONFLICT, "the status of the trade does not allow it", List.of(), false);
            case UNDER_WAY ->
                new LotRejection(
                        LotRejectionCode.STATE_CONFLICT, "something else is under way with it", List.of(), false);
        };
    }

    /** The trade when nothing is under way with it any more, or as far as it has come by then (TR-9). */
    private CompletionStage<Trade> awaited(Trade trade) {
        long end = System.nanoTime() + patience.toNanos();
        CompletableFuture<Trade> done = steps.carryOn(trade)
                .thenCompose(carried -> settled(carried.orElse(trade), end))
                .toCompletableFuture();
        // Nobody is told that it failed: what is begun goes on, and says so itself.
        return done.copy()
                .completeOnTimeout(trade, patience.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(failure -> trade)
                .thenCompose(known -> known.run().isEmpty()
                        ? now(known)
                        : trades.find(known.id()).thenApply(found -> found.orElse(known)));
    }

    private CompletionStage<Trade> settled(Trade trade, long end) {
        if (trade.run().isEmpty() || System.nanoTime() + LOOK_AGAIN.toNanos() - end > 0) {
            return now(trade);
        }
        Executor later = CompletableFuture.delayedExecutor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS, blocking);
        return CompletableFuture.supplyAsync(() -> trade.id(), later)
                .thenCompose(trades::find)
                .thenCompose(found -> settled(found.orElse(trade), end));
    }

    // ------------------------------------------------------------------------------------------------------ reading

    CompletionStage<DeskReply<TradeView>> trade(Caller caller, ResourceId id) {
        return trades.find(id, caller)
                .thenCompose(found -> found.isEmpty()
                        ? now(new DeskReply.NotFound<>(false))
                        : view(caller, found.get())
                                .thenApply(view -> new DeskReply.Done<>(view, List.<Flaw>of(), false, 0)));
    }

    private CompletionStage<TradeView> view(Caller caller, Trade trade) {
        return views(caller, List.of(trade)).thenApply(List::getFirst);
    }

    CompletionStage<List<TradeView>> views(Caller caller, List<Trade> found) {
        Set<String> parties = new HashSet<>();
        for (Trade trade : found) {
            parties.add(trade.terms().buyer().partnerId());
            parties.add(trade.terms().seller().partnerId());
        }
        return parts.partners()
                .records(caller.organization(), parties)
                .thenApply(records ->
                        found.stream().map(trade -> view(trade, records)).toList());
    }

    private static TradeView view(Trade trade, Map<String, Partner> records) {
        TradeTerms terms = trade.terms();
        String seller = terms.seller().partnerId();
        String buyer = terms.buyer().partnerId();
        Place from = terms.shipFrom().place();
        Place to = terms.shipTo().place();
        return new TradeView(
                trade,
                TradeView.stage(trade),
                Counterparties.trading(seller, Side.SELLER, from, Optional.ofNullable(records.get(seller))),
                Counterparties.trading(buyer, Side.BUYER, to, Optional.ofNullable(records.get(buyer))));
    }
}
