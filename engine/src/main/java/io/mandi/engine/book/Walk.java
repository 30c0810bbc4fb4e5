package io.mandi.engine.book;

import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An incoming order on its way along the other side of the book: what it has met so far. The book is not changed. */
final class Walk {
    private final OrderTerms taker;
    final FillList.Builder met = new FillList.Builder();
    List<PreventedTrade> prevented = List.of();
    /** In lots. */
    long remaining;
    /** In lots, what self-trade prevention has taken. */
    long lost;
    /** Whether self-trade prevention has ended the order. */
    boolean stopped;

    Walk(OrderTerms taker, long quantity) {
        this.taker = taker;
        this.remaining = quantity;
    }

    boolean goesOn() {
        return remaining > 0 && !stopped;
    }

    /**
     * Trades with an order.
     *
     * @param offered in lots, what the order has to give
     * @return how much it was, in lots
     */
    long meet(long makerId, long price, long offered) {
        long lots = Math.min(remaining, offered);
        met.add(makerId, price, lots);
        remaining -= lots;
        return lots;
    }

    /**
     * Does not trade with an order of the same partner.
     *
     * @param open in lots, all that remains of that order
     * @param offered in lots, what of it would have traded at most
     * @return how much remains of that order, in lots
     */
    long meetOwn(Order maker, long open, long offered) {
        return switch (taker.selfTradePrevention()) {
            case CANCEL_TAKER -> {
                stopped = true;
                yield open;
            }
            case CANCEL_MAKER -> {
                prevent(maker, open, 0);
                yield 0;
            }
            case CANCEL_BOTH -> {
                prevent(maker, open, 0);
                stopped = true;
                yield 0;
            }
            case DECREMENT -> {
                long lots = Math.min(remaining, offered);
                prevent(maker, lots, lots);
                remaining -= lots;
                lost += lots;
                yield open - lots;
            }
            case NONE -> throw new IllegalStateException("the two trade");
        };
    }

    private void prevent(Order maker, long makerQuantity, long takerQuantity) {
        if (prevented.isEmpty()) {
            prevented = new ArrayList<>();
        }
        prevented.add(new PreventedTrade(met.size(), maker.id, makerQuantity, takerQuantity));
    }

    /** An order that has come to the end of its level with a new slice. */
    private record Again(Order order, long open) {
        long shown() {
            return Math.min(order.terms.conditions().displayQuantity(), open);
        }
    }

    /** Along a level where the spent slices of some orders are refilled at its end. */
    void aroundIcebergs(PriceLevel level) {
        Deque<Again> refilled = new ArrayDeque<>();
        for (Order maker = level.head; goesOn() && maker != null; maker = maker.next) {
            slice(maker, maker.remaining, maker.shown(), level.price, refilled);
        }
        while (goesOn() && !refilled.isEmpty()) {
            Again again = refilled.removeFirst();
            slice(again.order, again.open, again.shown(), level.price, refilled);
        }
    }

    private void slice(Order maker, long open, long shown, long price, Deque<Again> refilled) {
        boolean own = taker.selfTradePrevention() != SelfTradePrevention.NONE
                && maker.terms.partnerId().equals(taker.partnerId());
        long left = own ? meetOwn(maker, open, shown) : open - meet(maker.id, price, shown);
        if (left > 0 && open - left == shown) {
            refilled.addLast(new Again(maker, left));
        }
    }
}
