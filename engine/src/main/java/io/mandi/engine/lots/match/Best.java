package io.mandi.engine.lots.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the first few of many in an order. */
final class Best<T> {
    private final int limit;
    private final Comparator<T> order;
    private final PriorityQueue<T> worstFirst;

    /** @param limit at least 1 */
    Best(int limit, Comparator<T> order) {
        this.limit = limit;
        this.order = order;
        worstFirst = new PriorityQueue<>(order.reversed());
    }

    boolean isFull() {
        return worstFirst.size() == limit;
    }

    /** The last of those that are kept; there must be some. */
    T worst() {
        return worstFirst.element();
    }

    void offer(T candidate) {
        if (!isFull()) {
            worstFirst.add(candidate);
        } else if (order.compare(candidate, worst()) < 0) {
            worstFirst.remove();
            worstFirst.add(candidate);
        }
    }

    List<T> inOrder() {
        List<T> sorted = new ArrayList<>(worstFirst);
        sorted.sort(order);
        return sorted;
    }
}
