package io.mandi.http.api;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.LotMatch;
import io.mandi.engine.lots.match.NeedMatch;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.trade.Trade;
import io.mandi.http.desk.Allocation;
import io.mandi.http.desk.Desk;
import io.mandi.http.desk.DeskReply;
import io.mandi.http.desk.Explained;
import io.mandi.http.desk.Filters;
import io.mandi.http.desk.Listing;
import io.mandi.http.desk.MatchFound;
import io.mandi.http.desk.NoticeView;
import io.mandi.http.desk.PostedLot;
import io.mandi.http.desk.PostedNeed;
import io.mandi.http.desk.ReservationView;
import io.mandi.http.desk.TradeView;
import io.mandi.persistence.reader.Stamped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers everything with what it was told to, and remembers what it was asked. */
final class FakeDesk implements Desk {
    /** A question, with all that came with it. */
    record Asked(String what, Caller caller, List<Object> with) {}

    /** Absent until the first question. */
    private Optional<Asked> last = Optional.empty();

    private CompletionStage<?> answer =
            CompletableFuture.failedStage(new IllegalStateException("not told what to answer"));

    /** Says what comes of whatever is asked next. */
    void answers(DeskReply<?> reply) {
        answer = CompletableFuture.completedStage(reply);
        last = Optional.empty();
    }

    /** Says what a list has. */
    void lists(List<?> items) {
        answer = CompletableFuture.completedStage(
                new Stamped<>(items, Instant.parse("2026-11-23T10:00:00Z"), "0/1", Stamped.Source.PRIMARY));
        last = Optional.empty();
    }

    void fails() {
        answer = CompletableFuture.failedStage(new IllegalStateException("the database is gone"));
        last = Optional.empty();
    }

    boolean wasAsked() {
        return last.isPresent();
    }

    Asked asked() {
        return last.orElseThrow(() -> new AssertionError("the desk was not asked"));
    }

    /** The part of this type of what was asked. */
    <T> T asked(Class<T> type) {
        return asked().with().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " in " + asked()));
    }

    @SuppressWarnings("unchecked")
    private <T> CompletionStage<T> ask(String what, Caller caller, Object... with) {
        last = Optional.of(new Asked(what, caller, List.of(with)));
        return (CompletionStage<T>) answer;
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> createLot(Caller caller, NewLot lot) {
        return ask("createLot", caller, lot);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> submitLot(Caller caller, ResourceId lot) {
        return ask("submitLot", caller, lot);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> approveLot(Caller caller, ResourceId lot, Optional<String> notes) {
        return ask("approveLot", caller, lot, notes.orElse(""));
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> rejectLot(Caller caller, ResourceId lot, String reason) {
        return ask("rejectLot", caller, lot, reason);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> editLot(Caller caller, ResourceId lot, LotPatch patch) {
        return ask("editLot", caller, lot, patch);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> cancelLot(Caller caller, ResourceId lot, String reason) {
        return ask("cancelLot", caller, lot, reason);
    }

    @Override
    public CompletionStage<DeskReply<PostedLot>> lot(Caller caller, ResourceId lot) {
        return ask("lot", caller, lot);
    }

    @Override
    public CompletionStage<Stamped<List<PostedLot>>> lots(Caller caller, Filters.Lots filter, Listing listing) {
        return ask("lots", caller, filter, listing);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> createNeed(Caller caller, NewNeed need) {
        return ask("createNeed", caller, need);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> publishNeed(Caller caller, ResourceId need) {
        return ask("publishNeed", caller, need);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> editNeed(Caller caller, ResourceId need, NeedPatch patch) {
        return ask("editNeed", caller, need, patch);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> cancelNeed(Caller caller, ResourceId need, String reason) {
        return ask("cancelNeed", caller, need, reason);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> closeNeed(Caller caller, ResourceId need) {
        return ask("closeNeed", caller, need);
    }

    @Override
    public CompletionStage<DeskReply<PostedNeed>> need(Caller caller, ResourceId need) {
        return ask("need", caller, need);
    }

    @Override
    public CompletionStage<Stamped<List<PostedNeed>>> needs(Caller caller, Filters.Needs filter, Listing listing) {
        return ask("needs", caller, filter, listing);
    }

    @Override
    public CompletionStage<DeskReply<List<MatchFound<LotMatch>>>> matchesOfNeed(
            Caller caller, ResourceId need, Optional<Decimal> minScore, int limit) {
        return ask("matchesOfNeed", caller, need, minScore, limit);
    }

    @Override
    public CompletionStage<DeskReply<List<MatchFound<NeedMatch>>>> matchesOfLot(
            Caller caller, ResourceId lot, Optional<Decimal> minScore, int limit) {
        return ask("matchesOfLot", caller, lot, minScore, limit);
    }

    @Override
    public CompletionStage<DeskReply<Match>> decideMatch(
            Caller caller, String token, Match.Decision decision, Optional<String> reason) {
        return ask("decideMatch", caller, token, decision, reason);
    }

    @Override
    public CompletionStage<List<NoticeView>> notices(Caller caller, Optional<String> partner, Listing listing) {
        return ask("notices", caller, partner, listing);
    }

    @Override
    public CompletionStage<DeskReply<Explained>> explain(Caller caller, ResourceId need, ResourceId lot) {
        return ask("explain", caller, need, lot);
    }

    @Override
    public CompletionStage<DeskReply<ReservationView>> reserve(Caller caller, NewReservation reservation) {
        return ask("reserve", caller, reservation);
    }

    @Override
    public CompletionStage<DeskReply<ReservationView>> release(Caller caller, ResourceId reservation, String reason) {
        return ask("release", caller, reservation, reason);
    }

    @Override
    public CompletionStage<DeskReply<ReservationView>> reservation(Caller caller, ResourceId reservation) {
        return ask("reservation", caller, reservation);
    }

    @Override
    public CompletionStage<Stamped<List<ReservationView>>> reservations(
            Caller caller, Filters.Reservations filter, Listing listing) {
        return ask("reservations", caller, filter, listing);
    }

    @Override
    public CompletionStage<DeskReply<Allocation>> allocate(Caller caller, ResourceId need) {
        return ask("allocate", caller, need);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> trade(Caller caller, NewTrade trade) {
        return ask("makeTrade", caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> trade(Caller caller, ResourceId trade) {
        return ask("trade", caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> confirmTrade(Caller caller, ResourceId trade) {
        return ask("confirmTrade", caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> completeTrade(Caller caller, ResourceId trade) {
        return ask("completeTrade", caller, trade);
    }

    @Override
    public CompletionStage<DeskReply<TradeView>> cancelTrade(Caller caller, ResourceId trade, String reason) {
        return ask("cancelTrade", caller, trade, reason);
    }

    @Override
    public CompletionStage<List<TradeView>> views(Caller caller, List<Trade> trades) {
        return ask("views", caller, trades);
    }
}
