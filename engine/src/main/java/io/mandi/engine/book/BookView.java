package io.mandi.engine.book;

import io.mandi.engine.catalog.Instrument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What everyone may see of a book after a change; immutable.
 *
 * @param instrument absent until the book is opened
 * @param instrumentVersion sequence of the event that defined the instrument last; 0 without one
 * @param bids best first
 * @param asks best first
 * @param lastPrice in ticks, of the last trade
 * @param openOrders number of orders resting on both sides; how many wait for a price is nobody's business
 * @param trades the last ones, newest first
 * @param phase that the book is in; only in {@link Phase#AUCTION} bids may be as high as asks
 * @param auction what would trade if the auction ended now, as far as no orders of one partner meet; absent when nothing would, and
 *     in any other phase
 */
public record BookView(
        Optional<Instrument> instrument,
        long instrumentVersion,
        long sequence,
        List<Level> bids,
        List<Level> asks,
        OptionalLong lastPrice,
        int openOrders,
        List<Trade> trades,
        PhaseState phase,
        Optional<AuctionPrice> auction) {

    /** Of a book in continuous trading. */
    public BookView(
            Optional<Instrument> instrument,
            long instrumentVersion,
            long sequence,
            List<Level> bids,
            List<Level> asks,
            OptionalLong lastPrice,
            int openOrders,
            List<Trade> trades) {
        this(
                instrument,
                instrumentVersion,
                sequence,
                bids,
                asks,
                lastPrice,
                openOrders,
                trades,
                PhaseState.CONTINUOUS,
                Optional.empty());
    }

    public static final BookView EMPTY =
            new BookView(Optional.empty(), 0, 0, List.of(), List.of(), OptionalLong.empty(), 0, List.of());

    /** The same with at most so many levels of each side. */
    public BookView top(int depth) {
        return bids.size() <= depth && asks.size() <= depth
                ? this
                : new BookView(
                        instrument,
                        instrumentVersion,
                        sequence,
                        bids.subList(0, Math.min(depth, bids.size())),
                        asks.subList(0, Math.min(depth, asks.size())),
                        lastPrice,
                        openOrders,
                        trades,
                        phase,
                        auction);
    }

    /** Sequence of the newest trade that is seen here; 0 when none is. */
    public long lastTrade() {
        return trades.isEmpty() ? 0 : trades.getFirst().sequence();
    }

    /**
     * A price level.
     *
     * @param price in ticks
     * @param quantity in lots, sum over the orders
     * @param orders how many
     */
    public record Level(long price, long quantity, int orders) {}
}
