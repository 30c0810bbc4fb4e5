package io.mandi.engine.book;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Open orders that wait until the market has traded at their stop price: nobody sees them, and nobody trades with them. */
final class StopOrders {
    /** By stop price, and by id, which is the order in which they came. */
    private final NavigableMap<Long, NavigableMap<Long, Order>> buys = new TreeMap<>();

    private final NavigableMap<Long, NavigableMap<Long, Order>> sells = new TreeMap<>();
    private int size;

    /** Whether an order with this stop price waits no longer once the market has traded at a price; 0 when it has not traded. */
    static boolean isReached(Side side, long stopPrice, long lastPrice) {
        return lastPrice > 0 && (side == Side.BUY ? lastPrice >= stopPrice : lastPrice <= stopPrice);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    private NavigableMap<Long, NavigableMap<Long, Order>> side(Order order) {
        return order.terms.side() == Side.BUY ? buys : sells;
    }

    void add(Order order) {
        side(order).computeIfAbsent(order.stopPrice, first -> new TreeMap<>()).put(order.id, order);
        size++;
    }

    void remove(Order order) {
        NavigableMap<Long, Order> same = side(order).get(order.stopPrice);
        same.remove(order.id);
        if (same.isEmpty()) {
            side(order).remove(order.stopPrice);
        }
        size--;
    }

    List<Order> inOrderOfArrival() {
        List<Order> all = new ArrayList<>(size);
        collect(buys.values(), all);
        collect(sells.values(), all);
        return sorted(all);
    }

    private static void collect(Collection<NavigableMap<Long, Order>> levels, List<Order> to) {
        levels.forEach(level -> to.addAll(level.values()));
    }

    private static List<Order> sorted(List<Order> orders) {
        orders.sort(Comparator.comparingLong(order -> order.id));
        return orders;
    }

    /** What one command triggers. */
    Run run() {
        return new Run();
    }

    /**
     * An order that waits no longer.
     *
     * @param price in ticks, that of the trade which triggered it
     */
    record Reached(Order order, long price) {}

    /** The line of those that enter one after the other. None stands in it twice: beyond the prices that were looked at are others. */
    final class Run {
        private final Deque<Reached> line = new ArrayDeque<>();
        private long highest = Long.MIN_VALUE;
        private long lowest = Long.MAX_VALUE;

        private Run() {}

        /** Lines up those whom these trades trigger. */
        void add(List<Fill> fills) {
            for (int i = 0; i < fills.size(); i++) {
                add(fills.get(i).price());
            }
        }

        /** Lines up those whom a trade at this price triggers. */
        void add(long price) {
            List<Order> reached = new ArrayList<>();
            if (price > highest) {
                collect(buys.subMap(highest, false, price, true).values(), reached);
                highest = price;
            }
            if (price < lowest) {
                collect(sells.subMap(price, true, lowest, false).values(), reached);
                lowest = price;
            }
            sorted(reached).forEach(order -> line.addLast(new Reached(order, price)));
        }

        /** @return null when nobody waits in the line */
        Reached next() {
            return line.pollFirst();
        }
    }
}
