package io.mandi.engine.book;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an incoming quantity meets on the other side of the book: price, then time, at the makers' prices.
 *
 * @param fills in the order in which they happen
 * @param remaining in lots, what met nobody
 * @param stopped whether it ended at an order of its own partner
 */
record Matching(List<Fill> fills, long remaining, boolean stopped) {

    /**
     * How the order stands after it.
     *
     * @param fills those that happen
     * @param reason present exactly when the status is CANCELLED
     */
    record Ending(List<Fill> fills, OrderStatus status, Optional<CancelReason> reason) {}

    /** Nothing is met: the order keeps its place. */
    static Matching none(long remaining) {
        return new Matching(List.of(), remaining, false);
    }

    /** Walks the other side; changes nothing. */
    static Matching of(OrderTerms taker, long price, long quantity, BookSide makers) {
        boolean limited = taker.type() == OrderType.LIMIT;
        boolean avoidsSelf = taker.selfTradePrevention() == SelfTradePrevention.CANCEL_TAKER;
        List<Fill> fills = List.of();
        long remaining = quantity;
        for (int rank = 0; remaining > 0 && rank < makers.levelCount(); rank++) {
            PriceLevel level = makers.level(rank);
            if (limited && !makers.crosses(level, price)) {
                break;
            }
            if (fills.isEmpty()) {
                fills = new ArrayList<>();
            }
            for (Order maker = level.head; remaining > 0 && maker != null; maker = maker.next) {
                if (avoidsSelf && maker.terms.partnerId().equals(taker.partnerId())) {
                    return new Matching(fills, remaining, true);
                }
                long lots = Math.min(remaining, maker.remaining);
                fills.add(new Fill(maker.terms.id(), level.price, lots));
                remaining -= lots;
            }
        }
        return new Matching(fills, remaining, false);
    }

    /** @param filledBefore in lots, what the order had traded before this */
    Ending ending(OrderTerms terms, long filledBefore) {
        if (remaining == 0) {
            return new Ending(fills, OrderStatus.FILLED, Optional.empty());
        }
        Optional<CancelReason> reason = reason(terms);
        if (reason.isPresent()) {
            List<Fill> kept = terms.timeInForce() == TimeInForce.FOK ? List.of() : fills;
            return new Ending(kept, OrderStatus.CANCELLED, reason);
        }
        boolean untouched = fills.isEmpty() && filledBefore == 0;
        return new Ending(fills, untouched ? OrderStatus.OPEN : OrderStatus.PARTIALLY_FILLED, Optional.empty());
    }

    /** Why what remains does not rest, if it does not. */
    private Optional<CancelReason> reason(OrderTerms terms) {
        if (stopped) {
            return Optional.of(CancelReason.SELF_TRADE_PREVENTED);
        }
        if (terms.timeInForce() == TimeInForce.FOK) {
            return Optional.of(CancelReason.FOK_NOT_FILLABLE);
        }
        if (terms.type() == OrderType.MARKET) {
            return Optional.of(CancelReason.NO_LIQUIDITY);
        }
        return terms.timeInForce() == TimeInForce.IOC ? Optional.of(CancelReason.IOC_REMAINDER) : Optional.empty();
    }
}
