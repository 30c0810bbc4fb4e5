package io.mandi.engine.book;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An order at one moment.
 *
 * @param price in ticks; 0 for an order without a limit
 * @param quantity in lots, what is asked for in all; amendments change it
 * @param remaining in lots, what still may trade; 0 once the order is closed
 * @param filled in lots; {@code quantity = filled + remaining + cancelled}
 * @param filledValue sum of price in ticks times quantity in lots over the order's trades
 * @param reason present exactly when the order is CANCELLED
 * @param sequence of the book when the order last changed
 * @param createdAt microseconds since the epoch
 * @param updatedAt microseconds since the epoch
 * @param shown in lots, what the market sees of what remains; absent unless the order has a display quantity and rests on the book
 * @param expiresAt when what rests of it ends by itself, in microseconds since the epoch; absent when it does not
 * @param stopPrice in ticks, as amendments have left it; absent for an order that has none
 */
public record OrderState(
        OrderTerms terms,
        long price,
        long quantity,
        long remaining,
        long filled,
        BigInteger filledValue,
        OrderStatus status,
        Optional<CancelReason> reason,
        long sequence,
        long createdAt,
        long updatedAt,
        OptionalLong shown,
        OptionalLong expiresAt,
        OptionalLong stopPrice) {

    /** An order that shows all of itself, does not end by itself and has waited for no price. */
    public OrderState(
            OrderTerms terms,
            long price,
            long quantity,
            long remaining,
            long filled,
            BigInteger filledValue,
            OrderStatus status,
            Optional<CancelReason> reason,
            long sequence,
            long createdAt,
            long updatedAt) {
        this(
                terms,
                price,
                quantity,
                remaining,
                filled,
                filledValue,
                status,
                reason,
                sequence,
                createdAt,
                updatedAt,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** The order right after its arrival. */
    static OrderState onArrival(BookEvent.OrderExecuted executed, long at) {
        long filled = 0;
        BigInteger value = BigInteger.ZERO;
        for (Fill fill : executed.fills()) {
            filled += fill.quantity();
            value = value.add(BigInteger.valueOf(fill.price()).multiply(BigInteger.valueOf(fill.quantity())));
        }
        OrderTerms terms = executed.order();
        boolean open = executed.status().isOpen();
        long lost = 0;
        for (PreventedTrade prevented : executed.prevented()) {
            lost += prevented.takerQuantity();
        }
        long remaining = open ? terms.quantity() - filled - lost : 0;
        long display = terms.conditions().displayQuantity();
        return new OrderState(
                terms,
                terms.price(),
                terms.quantity(),
                remaining,
                filled,
                value,
                executed.status(),
                executed.reason(),
                executed.sequence(),
                at,
                at,
                executed.status().rests() && display > 0
                        ? OptionalLong.of(Math.min(display, remaining))
                        : OptionalLong.empty(),
                timeOf(terms.conditions().expiresAt()),
                terms.conditions().stop());
    }

    /** @param expiresAt 0 when it does not end by itself */
    static OptionalLong timeOf(long expiresAt) {
        return expiresAt == 0 ? OptionalLong.empty() : OptionalLong.of(expiresAt);
    }

    /** In lots; what was taken from the order without a trade. */
    public long cancelled() {
        return quantity - filled - remaining;
    }
}
