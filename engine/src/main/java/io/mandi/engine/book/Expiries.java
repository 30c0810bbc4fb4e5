package io.mandi.engine.book;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** The resting orders that end by themselves, by time and then by age. Other orders are not here, and cost nothing. */
final class Expiries {
    /** There is no such order. */
    static final long NEVER = Long.MAX_VALUE;

    private final TreeSet<Order> orders = new TreeSet<>(
            Comparator.<Order>comparingLong(order -> order.expiresAt).thenComparingLong(order -> order.id));

    /** Kept beside the orders, because every command asks for it. */
    private long next = NEVER;

    /** When the next one ends, in microseconds since the epoch. */
    long next() {
        return next;
    }

    /** The order's time must not change while it is here. */
    void add(Order order) {
        orders.add(order);
        next = orders.first().expiresAt;
    }

    void remove(Order order) {
        orders.remove(order);
        next = orders.isEmpty() ? NEVER : orders.first().expiresAt;
    }

    /** The ids of those whose time is over, at most so many. */
    List<Long> over(long now, int most) {
        List<Long> ids = new ArrayList<>();
        for (Order order : orders) {
            if (order.expiresAt > now || ids.size() == most) {
                break;
            }
            ids.add(order.id);
        }
        return ids;
    }
}
