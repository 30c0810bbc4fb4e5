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

    /** Of each entry the id, and the next entry of the chain or of the free ones: side by side, since both are needed. */
    private long[] links = new long[2 * INITIAL_CAPACITY];

    private Order[] orders = new Order[INITIAL_CAPACITY];

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

    private long id(int entry) {
        return links[2 * entry];
    }

    private int next(int entry) {
        return (int) links[2 * entry + 1];
    }

    /** @return null when there is none */
    Order get(long id) {
        for (int entry = heads[chain(id)]; entry != NONE; entry = next(entry)) {
            if (id(entry) == id) {
                return orders[entry];
            }
        }
        return null;
    }

    /** The order's id must be new. */
    void put(Order order) {
        int entry = free;
        if (entry != NONE) {
            free = next(entry);
        } else {
            if (used == orders.length) {
                grow();
            }
            entry = used++;
        }
        orders[entry] = order;
        links[2 * entry] = order.id;
        chainIn(entry);
    }

    private void chainIn(int entry) {
        int chain = chain(id(entry));
        links[2 * entry + 1] = heads[chain];
        heads[chain] = entry;
    }

    void remove(long id) {
        int chain = chain(id);
        int before = NONE;
        for (int entry = heads[chain]; entry != NONE; entry = next(entry)) {
            if (id(entry) == id) {
                if (before == NONE) {
                    heads[chain] = next(entry);
                } else {
                    links[2 * before + 1] = next(entry);
                }
                orders[entry] = null;
                links[2 * entry + 1] = free;
                free = entry;
                return;
            }
            before = entry;
        }
    }

    /** Only when every entry is in use. */
    private void grow() {
        int capacity = orders.length * 2;
        orders = Arrays.copyOf(orders, capacity);
        links = Arrays.copyOf(links, 2 * capacity);
        heads = chains(capacity);
        for (int entry = 0; entry < used; entry++) {
            chainIn(entry);
        }
    }
}
