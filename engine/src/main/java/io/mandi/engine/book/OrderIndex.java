package io.mandi.engine.book;

import java.util.Arrays;

/**
 * Orders by id: a chained hash table in arrays of primitives. Ids that were given one after the other are neighbours in
 * it, so that the table is written and cleared along the order of time, and what was long ago is forgotten without
 * touching the order itself, which has left the processor's caches by then.
 */
final class OrderIndex {
    private static final int INITIAL_CAPACITY = 1024;
    /** Ends a chain. */
    private static final int NONE = -1;

    /** First entry of each chain; a power of two of them. */
    private int[] heads = chains(INITIAL_CAPACITY);

    private long[] ids = new long[INITIAL_CAPACITY];
    private Order[] orders = new Order[INITIAL_CAPACITY];
    /** The next entry of the chain, or of the free ones. */
    private int[] next = new int[INITIAL_CAPACITY];

    /** How many entries were ever used; those behind are free. */
    private int used;
    /** First of the entries that became free again. */
    private int free = NONE;

    private static int[] chains(int capacity) {
        int[] chains = new int[capacity];
        Arrays.fill(chains, NONE);
        return chains;
    }

    /** Of ids of different microseconds the microsecond decides, of ids of the same one the counter. */
    private int chain(long id) {
        return (int) ((id >>> OrderBook.ID_COUNTER_BITS) + (id & OrderBook.ID_COUNTER_MASK)) & (heads.length - 1);
    }

    /** @return null when there is none */
    Order get(long id) {
        for (int entry = heads[chain(id)]; entry != NONE; entry = next[entry]) {
            if (ids[entry] == id) {
                return orders[entry];
            }
        }
        return null;
    }

    /** The order's id must be new. */
    void put(Order order) {
        int entry = free;
        if (entry != NONE) {
            free = next[entry];
        } else {
            if (used == ids.length) {
                grow();
            }
            entry = used++;
        }
        int chain = chain(order.id);
        ids[entry] = order.id;
        orders[entry] = order;
        next[entry] = heads[chain];
        heads[chain] = entry;
    }

    void remove(long id) {
        int chain = chain(id);
        int before = NONE;
        for (int entry = heads[chain]; entry != NONE; entry = next[entry]) {
            if (ids[entry] == id) {
                if (before == NONE) {
                    heads[chain] = next[entry];
                } else {
                    next[before] = next[entry];
                }
                orders[entry] = null;
                next[entry] = free;
                free = entry;
                return;
            }
            before = entry;
        }
    }

    /** Only when every entry is in use. */
    private void grow() {
        int capacity = ids.length * 2;
        ids = Arrays.copyOf(ids, capacity);
        orders = Arrays.copyOf(orders, capacity);
        next = Arrays.copyOf(next, capacity);
        heads = chains(capacity);
        for (int entry = 0; entry < used; entry++) {
            int chain = chain(ids[entry]);
            next[entry] = heads[chain];
            heads[chain] = entry;
        }
    }
}
