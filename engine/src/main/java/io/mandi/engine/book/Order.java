package io.mandi.engine.book;

import io.mandi.engine.book.OrderBook.OpenOrders;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/** An order as the book works with it: mutable, and a link of its price level's queue. */
final class Order {
    final OrderTerms terms;
    final long id;
    final long createdAt;

    long price;
    /** In ticks; 0 of an order that waits for no price. */
    long stopPrice;

    long quantity;
    long remaining;
    /** In lots, the part of what remains that the market does not see; 0 unless the order rests. */
    long hidden;
    /** Microseconds since the epoch; 0 for an order that does not end by itself. */
    long expiresAt;

    long filled;
    OrderStatus status = OrderStatus.OPEN;
    /** Null unless the order is cancelled. */
    CancelReason reason;

    long sequence;
    long updatedAt;

    /** Sum of price times quantity of the trades, as one number of 128 bits: a long would overflow on large orders. */
    private long filledValueHigh;

    private long filledValueLow;

    /** Null unless the order is open. */
    OpenOrders owner;

    /** Null unless the order rests, as are the neighbours. */
    PriceLevel level;

    Order previous;
    Order next;

    Order(OrderTerms terms, long sequence, long createdAt) {
        this.terms = terms;
        this.id = terms.id();
        this.createdAt = createdAt;
        this.price = terms.price();
        this.stopPrice = terms.conditions().stopPrice();
        this.quantity = terms.quantity();
        this.remaining = terms.quantity();
        this.expiresAt = terms.conditions().expiresAt();
        this.sequence = sequence;
        this.updatedAt = createdAt;
    }

    static Order of(OrderState state) {
        Order order = new Order(state.terms(), state.sequence(), state.createdAt());
        order.price = state.price();
        order.stopPrice = state.stopPrice().orElse(0);
        order.quantity = state.quantity();
        order.remaining = state.remaining();
        order.filled = state.filled();
        order.hidden =
                state.shown().isPresent() ? state.remaining() - state.shown().getAsLong() : 0;
        order.filledValueHigh = state.filledValue().shiftRight(64).longValueExact();
        order.filledValueLow = state.filledValue().longValue();
        order.status = state.status();
        order.reason = state.reason().orElse(null);
        order.updatedAt = state.updatedAt();
        order.expiresAt = state.expiresAt().orElse(0);
        return order;
    }

    boolean isOpen() {
        return owner != null;
    }

    boolean isWaiting() {
        return status == OrderStatus.PENDING_TRIGGER;
    }

    void fill(long fillPrice, long lots) {
        remaining -= lots;
        filled += lots;
        long low = fillPrice * lots;
        filledValueLow += low;
        filledValueHigh += Math.multiplyHigh(fillPrice, lots) + (Long.compareUnsigned(filledValueLow, low) < 0 ? 1 : 0);
        if (remaining > 0) {
            status = OrderStatus.PARTIALLY_FILLED;
        } else if (filled == quantity) {
            status = OrderStatus.FILLED;
        } else {
            cancel(CancelReason.SELF_TRADE_PREVENTED);
        }
    }

    /** Self-trade prevention takes a part of the order; the order ends when nothing remains. */
    void lose(long lots) {
        remaining -= lots;
        showSlice();
        if (remaining == 0) {
            cancel(CancelReason.SELF_TRADE_PREVENTED);
        }
    }

    /** In lots, what self-trade prevention has taken from an order that is open. */
    long lost() {
        return quantity - filled - remaining;
    }

    boolean isIceberg() {
        return terms.conditions().displayQuantity() > 0;
    }

    /** In lots, what the market sees while the order rests. */
    long shown() {
        return remaining - hidden;
    }

    /** Hides what is more than the order shows at a time. */
    void showSlice() {
        hidden = isIceberg() ? Math.max(0, remaining - terms.conditions().displayQuantity()) : 0;
    }

    /** What is taken away is taken of the hidden part first; what is added is shown. */
    void resize(long newQuantity) {
        long more = newQuantity - quantity;
        quantity = newQuantity;
        remaining += more;
        hidden = Math.max(0, hidden + Math.min(0, more));
    }

    void cancel(CancelReason why) {
        remaining = 0;
        hidden = 0;
        status = OrderStatus.CANCELLED;
        reason = why;
    }

    void expire() {
        remaining = 0;
        hidden = 0;
        status = OrderStatus.EXPIRED;
    }

    void touch(long bookSequence, long at) {
        sequence = bookSequence;
        updatedAt = at;
    }

    BigInteger filledValue() {
        if (filledValueHigh == 0 && filledValueLow >= 0) {
            return BigInteger.valueOf(filledValueLow);
        }
        BigInteger low =
                BigInteger.valueOf(filledValueLow >>> 1).shiftLeft(1).or(BigInteger.valueOf(filledValueLow & 1));
        return BigInteger.valueOf(filledValueHigh).shiftLeft(64).or(low);
    }

    OrderState state() {
        return new OrderState(
                terms,
                price,
                quantity,
                remaining,
                filled,
                filledValue(),
                status,
                Optional.ofNullable(reason),
                sequence,
                createdAt,
                updatedAt,
                isIceberg() && status.rests() ? OptionalLong.of(shown()) : OptionalLong.empty(),
                OrderState.timeOf(expiresAt),
                stop());
    }

    /** In ticks; absent of an order that waits for no price. */
    OptionalLong stop() {
        return stopPrice == 0 ? OptionalLong.empty() : OptionalLong.of(stopPrice);
    }
}
