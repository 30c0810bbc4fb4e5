package io.mandi.engine.book;

import io.mandi.engine.book.BookView.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is different between two views of a book that show the same number of levels: whoever has the first makes the second
 * of it.
 *
 * @param from sequence of the first view
 * @param to sequence of the second one
 * @param bids levels that are new or other than they were, best first; those with a quantity of 0 are no longer seen
 * @param asks the same
 * @param trades those that the first view does not have, oldest first; some are missing when more were made than a view shows
 */
public record BookChange(
        long from,
        long to,
        List<Level> bids,
        List<Level> asks,
        OptionalLong lastPrice,
        int openOrders,
        List<Trade> trades,
        PhaseState phase,
        Optional<AuctionPrice> auction) {

    /** What has to be done to one view to get another, later one. */
    public static BookChange between(BookView before, BookView after) {
        return new BookChange(
                before.sequence(),
                after.sequence(),
                changed(before.bids(), after.bids(), Side.BUY),
                changed(before.asks(), after.asks(), Side.SELL),
                after.lastPrice(),
                after.openOrders(),
                tradesSince(before.lastTrade(), after),
                after.phase(),
                after.auction());
    }

    private static boolean isBetter(Level one, Level other, Side side) {
        return side == Side.BUY ? one.price() > other.price() : one.price() < other.price();
    }

    private static List<Level> changed(List<Level> before, List<Level> after, Side side) {
        List<Level> changed = new ArrayList<>();
        int old = 0;
        for (Level level : after) {
            while (old < before.size() && isBetter(before.get(old), level, side)) {
                changed.add(gone(before.get(old++)));
            }
            if (old < before.size() && before.get(old).price() == level.price()) {
                if (!before.get(old).equals(level)) {
                    changed.add(level);
                }
                old++;
            } else {
                changed.add(level);
            }
        }
        while (old < before.size()) {
            changed.add(gone(before.get(old++)));
        }
        return changed;
    }

    private static Level gone(Level level) {
        return new Level(level.price(), 0, 0);
    }

    private static List<Trade> tradesSince(long last, BookView after) {
        List<Trade> trades = new ArrayList<>();
        for (Trade trade : after.trades()) {
            if (trade.sequence() <= last) {
                break;
            }
            trades.add(trade);
        }
        return trades.reversed();
    }

    /**
     * The view after the change.
     *
     * @param view as it was before
     * @param recentTrades how many trades it shows at most
     */
    public BookView applyTo(BookView view, int recentTrades) {
        if (view.sequence() != from) {
            throw new IllegalArgumentException("a change of " + from + " does not fit a view of " + view.sequence());
        }
        List<Trade> newest = new ArrayList<>(trades.reversed());
        newest.addAll(view.trades());
        return new BookView(
                view.instrument(),
                view.instrumentVersion(),
                to,
                merged(view.bids(), bids, Side.BUY),
                merged(view.asks(), asks, Side.SELL),
                lastPrice,
                openOrders,
                List.copyOf(newest.subList(0, Math.min(recentTrades, newest.size()))),
                phase,
                auction);
    }

    private static List<Level> merged(List<Level> before, List<Level> changed, Side side) {
        if (changed.isEmpty()) {
            return before;
        }
        List<Level> merged = new ArrayList<>(before.size() + changed.size());
        int old = 0;
        for (Level level : changed) {
            while (old < before.size() && isBetter(before.get(old), level, side)) {
                merged.add(before.get(old++));
            }
            if (old < before.size() && before.get(old).price() == level.price()) {
                old++;
            }
            if (level.quantity() > 0) {
                merged.add(level);
            }
        }
        merged.addAll(before.subList(old, before.size()));
        return List.copyOf(merged);
    }
}
