package io.mandi.engine.book;

import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.List;
import java.util.Optional;

/**
 * What an incoming quantity meets on the other side of the book - price, then time, at the makers' prices - and how the
 * order stands after it.
 *
 * @param fills those that happen, in order
 * @param prevented matches with orders of its own partner, in order
 * @param reason present exactly when the status is CANCELLED
 */
record Matching(List<Fill> fills, List<PreventedTrade> prevented, OrderStatus status, Optional<CancelReason> reason) {
    private static final Matching NONE = new Matching(FillList.EMPTY, List.of(), OrderStatus.OPEN, Optional.empty());
    private static final Matching WAITING =
            new Matching(FillList.EMPTY, List.of(), OrderStatus.PENDING_TRIGGER, Optional.empty());

    /**
     * What an order has behind it when a quantity of it comes in; both are 0 of a new one.
     *
     * @param filled in lots, what it has traded
     * @param lost in lots, what self-trade prevention has taken from it
     */
    record Past(long filled, long lost) {
        static final Past NEW = new Past(0, 0);

        static Past of(Order order) {
            return new Past(order.filled, order.lost());
        }
    }

    /**
     * Nothing is met: the order keeps its place.
     *
     * @param remaining in lots
     */
    static Matching none(long remaining, Past past) {
        if (remaining == 0) {
            return past.lost == 0
                    ? new Matching(FillList.EMPTY, List.of(), OrderStatus.FILLED, Optional.empty())
                    : cancelled(CancelReason.SELF_TRADE_PREVENTED);
        }
        return past.filled == 0
                ? NONE
                : new Matching(FillList.EMPTY, List.of(), OrderStatus.PARTIALLY_FILLED, Optional.empty());
    }

    /** Nothing is met: the order waits for a price. */
    static Matching waiting() {
        return WAITING;
    }

    /** Comes to rest, or ends where it would trade; of an order or a phase that wants it so. */
    static Matching resting(long limit, long quantity, Past past, BookSide makers) {
        return makers.levelCount() > 0 && makers.crosses(makers.level(0), limit)
                ? cancelled(CancelReason.POST_ONLY_WOULD_CROSS)
                : none(quantity, past);
    }

    /** Prices of the order are not taken any more. */
    static Matching outsideBand() {
        return cancelled(CancelReason.PRICE_BAND_REACHED);
    }

    private static Matching cancelled(CancelReason reason) {
        return new Matching(FillList.EMPTY, List.of(), OrderStatus.CANCELLED, Optional.of(reason));
    }

    /**
     * Walks the other side; changes nothing.
     *
     * @param limit in ticks, the worst price that the order takes
     * @param quantity in lots, what comes in
     */
    static Matching of(OrderTerms taker, long limit, long quantity, Past past, BookSide makers) {
        if (taker.conditions().postOnly()) {
            return resting(limit, quantity, past, makers);
        }
        boolean avoidsSelf = taker.selfTradePrevention() != SelfTradePrevention.NONE;
        Walk walk = new Walk(taker, quantity);
        int rank = 0;
        for (; walk.goesOn() && rank < makers.levelCount(); rank++) {
            PriceLevel level = makers.level(rank);
            if (!makers.crosses(level, limit)) {
                break;
            }
            if (level.icebergs > 0) {
                walk.aroundIcebergs(level);
                continue;
            }
            for (Order maker = level.head; walk.goesOn() && maker != null; maker = maker.next) {
                if (avoidsSelf && maker.terms.partnerId().equals(taker.partnerId())) {
                    walk.meetOwn(maker, maker.remaining, maker.remaining);
                } else {
                    walk.meet(maker.id, level.price, maker.remaining);
                }
            }
        }
        FillList fills = walk.met.build();
        if (walk.remaining == 0 && walk.lost + past.lost == 0) {
            return new Matching(fills, walk.prevented, OrderStatus.FILLED, Optional.empty());
        }
        Optional<CancelReason> reason = reason(taker, walk, rank < makers.levelCount());
        if (reason.isPresent()) {
            return taker.timeInForce() == TimeInForce.FOK
                    ? cancelled(reason.get())
                    : new Matching(fills, walk.prevented, OrderStatus.CANCELLED, reason);
        }
        if (fills.isEmpty() && walk.prevented.isEmpty()) {
            return none(walk.remaining, past);
        }
        OrderStatus status = fills.isEmpty() && past.filled == 0 ? OrderStatus.OPEN : OrderStatus.PARTIALLY_FILLED;
        return new Matching(fills, walk.prevented, status, Optional.empty());
    }

    /**
     * Why what remains does not rest, if it does not.
     *
     * @param moreBeyond whether there are levels at prices that the order does not take
     */
    private static Optional<CancelReason> reason(OrderTerms terms, Walk walk, boolean moreBeyond) {
        if (walk.stopped || walk.remaining == 0) {
            return Optional.of(CancelReason.SELF_TRADE_PREVENTED);
        }
        if (terms.timeInForce() == TimeInForce.FOK) {
            return Optional.of(walk.lost > 0 ? CancelReason.SELF_TRADE_PREVENTED : CancelReason.FOK_NOT_FILLABLE);
        }
        if (!terms.type().hasLimit()) {
            return Optional.of(moreBeyond ? CancelReason.PRICE_BAND_REACHED : CancelReason.NO_LIQUIDITY);
        }
        return terms.timeInForce() == TimeInForce.IOC ? Optional.of(CancelReason.IOC_REMAINDER) : Optional.empty();
    }
}
