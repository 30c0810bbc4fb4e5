package io.mandi.engine.book;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The price levels of one side, best last, in one sorted array. Most orders come, trade and go near the best price, so
 * that insertions move little and the best level is the array's end. The worst case, a new level far from the best on a
 * book of many levels, is one {@code System.arraycopy}.
 */
final class BookSide {
    private static final int INITIAL_CAPACITY = 64;

    private final Side side;
    /** Price for BUY, negated price for SELL: rising towards the best on either side. */
    private long[] keys = new long[INITIAL_CAPACITY];

    private PriceLevel[] levels = new PriceLevel[INITIAL_CAPACITY];
    private int size;
    /** Those without a price, which go before all others; only an auction has any. */
    private final PriceLevel unpriced;

    BookSide(Side side) {
        this.side = side;
        this.unpriced = new PriceLevel(this, 0);
    }

    private long key(long price) {
        return side == Side.BUY ? price : -price;
    }

    int levelCount() {
        return size;
    }

    /** @param rank 0 for the best level */
    PriceLevel level(int rank) {
        return levels[size - 1 - rank];
    }

    /** The order that trades next; null when there is none. */
    Order first() {
        return size == 0 ? null : levels[size - 1].head;
    }

    /** Whether an incoming order of the other side that may pay or take {@code limit} trades with a level's orders. */
    boolean crosses(PriceLevel level, long limit) {
        return key(level.price) >= key(limit);
    }

    void add(Order order) {
        if (order.price == 0) {
            unpriced.append(order);
            return;
        }
        long key = key(order.price);
        int index = size > 0 && keys[size - 1] == key ? size - 1 : Arrays.binarySearch(keys, 0, size, key);
        if (index < 0) {
            index = -index - 1;
            insert(index, key, new PriceLevel(this, order.price));
        }
        levels[index].append(order);
    }

    void remove(Order order) {
        PriceLevel level = order.level;
        level.unlink(order);
        if (level.orders == 0 && level != unpriced) {
            long key = key(level.price);
            delete(keys[size - 1] == key ? size - 1 : Arrays.binarySearch(keys, 0, size, key));
        }
    }

    /** The orders without a price. */
    PriceLevel unpriced() {
        return unpriced;
    }

    /** What the orders would bring to an auction that ended now, those left out that suit none of the other side. */
    Interest interest(BookSide other) {
        Interest.Builder interest = new Interest.Builder();
        interest.add(0, unpriced.whole());
        for (int rank = 0; rank < size && other.suits(this, level(rank)); rank++) {
            interest.add(level(rank).price, level(rank).whole());
        }
        return interest.build();
    }

    private boolean suits(BookSide other, PriceLevel level) {
        return unpriced.orders > 0 || (size > 0 && other.crosses(level, level(0).price));
    }

    /** Every order, the next to trade first. */
    void forEachOrder(Consumer<Order> visitor) {
        for (Order order = unpriced.head; order != null; order = order.next) {
            visitor.accept(order);
        }
        for (int rank = 0; rank < size; rank++) {
            for (Order order = level(rank).head; order != null; order = order.next) {
                visitor.accept(order);
            }
        }
    }

    private void insert(int index, long key, PriceLevel level) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            levels = Arrays.copyOf(levels, size * 2);
        }
        System.arraycopy(keys, index, keys, index + 1, size - index);
        System.arraycopy(levels, index, levels, index + 1, size - index);
        keys[index] = key;
        levels[index] = level;
        size++;
    }

    private void delete(int index) {
        size--;
        System.arraycopy(keys, index + 1, keys, index, size - index);
        System.arraycopy(levels, index + 1, levels, index, size - index);
        levels[size] = null;
    }
}
