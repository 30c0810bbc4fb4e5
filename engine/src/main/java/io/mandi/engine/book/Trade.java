package io.mandi.engine.book;

import java.util.ArrayList;
import java.util.List;

/**
 * A trade as the book reports it.
 *
 * @param id unique in the book, rising with time
 * @param sequence counts the book's trades from 1 without a gap
 * @param price in ticks
 * @param quantity in lots
 * @param executedAt microseconds since the epoch
 */
public record Trade(
        long id,
        long sequence,
        long price,
        long quantity,
        Side takerSide,
        long takerOrderId,
        long makerOrderId,
        long executedAt) {

    /** The trades of an auction. */
    static List<Trade> of(BookEvent.AuctionUncrossed uncrossed, long executedAt) {
        List<Trade> trades = new ArrayList<>(uncrossed.fills().size());
        for (int i = 0; i < uncrossed.fills().size(); i++) {
            AuctionFill fill = uncrossed.fills().get(i);
            trades.add(new Trade(
                    uncrossed.id() + 1 + i,
                    uncrossed.firstTradeSequence() + i,
                    uncrossed.price(),
                    fill.quantity(),
                    fill.buyOrderId() > fill.sellOrderId() ? Side.BUY : Side.SELL,
                    Math.max(fill.buyOrderId(), fill.sellOrderId()),
                    Math.min(fill.buyOrderId(), fill.sellOrderId()),
                    executedAt));
        }
        return trades;
    }

    /**
     * The trades of one matching. Their ids follow the id of the event that caused them, which the book keeps free.
     *
     * @param eventId id of the order's acceptance or amendment
     * @param firstSequence sequence of the first trade
     */
    static List<Trade> of(long eventId, long firstSequence, OrderTerms taker, List<Fill> fills, long executedAt) {
        List<Trade> trades = new ArrayList<>(fills.size());
        for (int i = 0; i < fills.size(); i++) {
            Fill fill = fills.get(i);
            trades.add(new Trade(
                    eventId + 1 + i,
                    firstSequence + i,
                    fill.price(),
                    fill.quantity(),
                    taker.side(),
                    taker.id(),
                    fill.makerOrderId(),
                    executedAt));
        }
        return trades;
    }
}
