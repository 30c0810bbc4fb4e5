package io.mandi.engine.book;

import java.math.BigInteger;
import java.util.Optional;

/**
 * An order at one moment.
 *
 * @param price in ticks; 0 for a MARKET order
 * @param quantity in lots, what is asked for in all; amendments change it
 * @param remaining in lots, what still may trade; 0 once the order is closed
 * @param filled in lots; {@code quantity = filled + remaining + cancelled}
 * @param filledValue sum of price in ticks times quantity in lots over the order's trades
 * @param reason present exactly when the order is CANCELLED
 * @param sequence of the book when the order last changed
 * @param createdAt microseconds since the epoch
 * @param updatedAt microseconds since the epoch
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
        long updatedAt) {

    /** The order right after its arrival. */
    static OrderState onArrival(BookEvent.OrderExecuted executed, long at) {
        long filled = 0;
        BigInteger value = BigInteger.ZERO;
        for (Fill fill : executed.fills()) {
            filled += fill.quantity();
            value = value.add(BigInteger.valueOf(fill.price()).multiply(BigInteger.valueOf(fill.quantity())));
        }
        OrderTerms terms = executed.order();
        return new OrderState(
                terms,
                terms.price(),
                terms.quantity(),
                executed.status().isOpen() ? terms.quantity() - filled : 0,
                filled,
                value,
                executed.status(),
                executed.reason(),
                executed.sequence(),
                at,
                at);
    }

    /** In lots; what was taken from the order without a trade. */
    public long cancelled() {
        return quantity - filled - remaining;
    }
}
