package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.LotDraft;
import io.mandi.engine.lots.lot.LotPatch;
import io.mandi.engine.lots.match.LotMatch;
import io.mandi.engine.lots.match.NeedMatch;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.need.NeedDraft;
import io.mandi.engine.lots.need.NeedPatch;
import io.mandi.engine.trade.Trade;
import io.mandi.persistence.reader.Stamped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Lots, needs, matches, reservations and trades, as the routes ask for them.
 *
 * <p>A caller says who asks, with which idempotency key, and which version it has seen of what it changes. Ids are of the kind that
 * the name of the parameter says and of the caller's organisation: the routes have checked that. Whether what they name is the
 * caller's is for the desk, and the book behind it, to check (TEN-2).
 *
 * <p>A stage that fails means the same as {@link DeskReply.OutcomeUnknown} where something is changed, and that the answer cannot
 * be told now where something is read.
 */
public interface Desk {

    // --------------------------------------------------------------------------------------------------------------
    // lots

    /**
     * @param commodity of the kind COMMODITY
     * @param seller partner id; a partner's user names its own
     * @param draft whether it is not to be offered yet
     * @param allowDuplicate AV-5
     */
    record NewLot(ResourceId commodity, String seller, LotDraft lot, boolean draft, boolean allowDuplicate) {}

    CompletionStage<DeskReply<PostedLot>> createLot(Caller caller, NewLot lot);

    CompletionStage<DeskReply<PostedLot>> submitLot(Caller caller, ResourceId lot);

    CompletionStage<DeskReply<PostedLot>> approveLot(Caller caller, ResourceId lot, Optional<String> notes);

    CompletionStage<DeskReply<PostedLot>> rejectLot(Caller caller, ResourceId lot, String reason);

    CompletionStage<DeskReply<PostedLot>> editLot(Caller caller, ResourceId lot, LotPatch patch);

    CompletionStage<DeskReply<PostedLot>> cancelLot(Caller caller, ResourceId lot, String reason);

    /** For its seller and for staff; a lot that its book has forgotten is still found. */
    CompletionStage<DeskReply<PostedLot>> lot(Caller caller, ResourceId lot);

    CompletionStage<Stamped<List<PostedLot>>> lots(Caller caller, Filters.Lots filter, Listing listing);

    // -------------------------------------------------------------------------------------------------------------
    // needs

    /**
     * @param commodity of the kind COMMODITY
     * @param buyer partner id; a partner's user names its own
     * @param allowDuplicate RQ-6
     */
    record NewNeed(ResourceId commodity, String buyer, NeedDraft need, boolean allowDuplicate) {}

    CompletionStage<DeskReply<PostedNeed>> createNeed(Caller caller, NewNeed need);

    CompletionStage<DeskReply<PostedNeed>> publishNeed(Caller caller, ResourceId need);

    CompletionStage<DeskReply<PostedNeed>> editNeed(Caller caller, ResourceId need, NeedPatch patch);

    CompletionStage<DeskReply<PostedNeed>> cancelNeed(Caller caller, ResourceId need, String reason);

    CompletionStage<DeskReply<PostedNeed>> closeNeed(Caller caller, ResourceId need);

    /** For its buyer and for staff; a need that its book has forgotten is still found. */
    CompletionStage<DeskReply<PostedNeed>> need(Caller caller, ResourceId need);

    CompletionStage<Stamped<List<PostedNeed>>> needs(Caller caller, Filters.Needs filter, Listing listing);

    // -----------------------------------------------------------------------------------------------------------
    // matches

    /**
     * The best first (MT-5), for the need's buyer and for staff.
     *
     * @param minScore 0 to 1, with 4 decimals at most; that of the category is asked for anyway
     * @param limit most matches
     */
    CompletionStage<DeskReply<List<MatchFound<LotMatch>>>> matchesOfNeed(
            Caller caller, ResourceId need, Optional<Decimal> minScore, int limit);

    /** The best first (MT-6), for the lot's seller and for staff. */
    CompletionStage<DeskReply<List<MatchFound<NeedMatch>>>> matchesOfLot(
            Caller caller, ResourceId lot, Optional<Decimal> minScore, int limit);

    /** For the owners of both, and for staff. */
    CompletionStage<DeskReply<Explained>> explain(Caller caller, ResourceId need, ResourceId lot);

    /** For staff (MT-11); said again, it changes nothing. */
    CompletionStage<DeskReply<Match>> decideMatch(
            Caller caller, String token, Match.Decision decision, Optional<String> reason);

    /**
     * What a partner is told of new matches (section 7.8), or what all are told.
     *
     * @param partner id
     */
    CompletionStage<List<NoticeView>> notices(Caller caller, Optional<String> partner, Listing listing);

    // ------------------------------------------------------------------------------------------------------
    // reservations

    /**
     * @param holder partner id; a partner's user names its own, staff may leave it to be the buyer of the need
     * @param unit code of the unit of the quantity; the lot's when absent
     * @param hours for how long; 24 when absent
     * @param need that it is for
     */
    record NewReservation(
            LotReference lot,
            Optional<String> holder,
            Decimal quantity,
            Optional<String> unit,
            Optional<Integer> hours,
            Optional<ResourceId> need) {}

    CompletionStage<DeskReply<ReservationView>> reserve(Caller caller, NewReservation reservation);

    CompletionStage<DeskReply<ReservationView>> release(Caller caller, ResourceId reservation, String reason);

    /** For its holder, for the seller of its lot, and for staff; one that its book has forgotten is still found. */
    CompletionStage<DeskReply<ReservationView>> reservation(Caller caller, ResourceId reservation);

    CompletionStage<Stamped<List<ReservationView>>> reservations(
            Caller caller, Filters.Reservations filter, Listing listing);

    /** Reserves for the need what there is, the best first (MT-7). */
    CompletionStage<DeskReply<Allocation>> allocate(Caller caller, ResourceId need);

    // -------------------------------------------------------------------------------------------------------- trades

    /**
     * @param price for one rate unit of the lot; absent where it is the reserved one
     * @param shipToLocation of the catalogue
     * @param shipToPlace in place of a location
     * @param approves whether the caller may let pass a risk of WARN (MT-11)
     */
    record NewTrade(
            ResourceId reservation,
            Optional<Decimal> price,
            Optional<ResourceId> shipToLocation,
            Optional<Place> shipToPlace,
            boolean approves) {}

    /** Makes a trade of a reservation; what is answered may still be under way (TR-9). */
    CompletionStage<DeskReply<TradeView>> trade(Caller caller, NewTrade trade);

    /** For the two, and for staff. */
    CompletionStage<DeskReply<TradeView>> trade(Caller caller, ResourceId trade);

    CompletionStage<DeskReply<TradeView>> confirmTrade(Caller caller, ResourceId trade);

    CompletionStage<DeskReply<TradeView>> completeTrade(Caller caller, ResourceId trade);

    CompletionStage<DeskReply<TradeView>> cancelTrade(Caller caller, ResourceId trade, String reason);

    /** Trades that the caller may see, with who makes them, in the same order. */
    CompletionStage<List<TradeView>> views(Caller caller, List<Trade> trades);
}
