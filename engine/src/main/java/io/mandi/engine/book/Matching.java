package io.mandi.engine.book;

import java.util.List;
import java.util.Optional;

/**
 * What an incoming quantity meets on the other side of the book - price, then time, at the makers' prices - and how the
 * order stands after it.
 *
 * @param fills those that happen, in order
 * @param reason present exactly when the status is CANCELLED
 */
record Matching(List<Fill> fills, OrderStatus status, Optional<CancelReason> reason) {
    private static final Matching NONE = new Matching(FillList.EMPTY, OrderStatus.OPEN, Optional.empty());

    /**
     * Nothing is met: the order keeps its place.
     *
     * @param remaining in lots
     * @param filledBefore in lots, what the order had traded before
     */
    static Matching none(long remaining, long filledBefore) {
        if (remaining == 0) {
            return new Matching(FillList.EMPTY, OrderStatus.FILLED, Optional.empty());
        }
        return filledBefore == 0 ? NONE : new Matching(FillList.EMPTY, OrderStatus.PARTIALLY_FILLED, Optional.empty());
    }

    /**
     * Walks the other side; changes nothing.
     *
     * @param filledBefore in lots, what the order had traded before
     */
    static Matching of(OrderTerms taker, long price, long quantity, long filledBefore, BookSide makers) {
        boolean limited = taker.type() == OrderType.LIMIT;
        boolean avoidsSelf = taker.selfTradePrevention() == SelfTradePrevention.CANCEL_TAKER;
        boolean stopped = false;
        long remaining = quantity;
        FillList.Builder met = new FillList.Builder();
        walk:
        for (int rank = 0; remaining > 0 && rank < makers.levelCount(); rank++) {
            PriceLevel level = makers.level(rank);
            if (limited && !makers.crosses(level, price)) {
                break;
            }
            for (Order maker = level.head; remaining > 0 && maker != null; maker = maker.next) {
                if (avoidsSelf && maker.terms.partnerId().equals(taker.partnerId())) {
                    stopped = true;
                    break walk;
                }
                long lots = Math.min(remaining, maker.remaining);
                met.add(maker.id, level.price, lots);
                remaining -= lots;
            }
        }
        FillList fills = met.build();
        if (remaining == 0) {
            return new Matching(fills, OrderStatus.FILLED, Optional.empty());
        }
        Optional<CancelReason> reason = reason(taker, stopped);
        if (reason.isPresent()) {
            List<Fill> kept = taker.timeInForce() == TimeInForce.FOK ? FillList.EMPTY : fills;
            return new Matching(kept, OrderStatus.CANCELLED, reason);
        }
        return fills.isEmpty()
                ? none(remaining, filledBefore)
                : new Matching(fills, OrderStatus.PARTIALLY_FILLED, Optional.empty());
    }

    /** Why what remains does not rest, if it does not. */
    private static Optional<CancelReason> reason(OrderTerms terms, boolean stopped) {
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
