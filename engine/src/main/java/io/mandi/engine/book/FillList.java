package io.mandi.engine.book;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/** Fills, packed into one array: an order that goes through many others leaves one object behind and not one for each. */
final class FillList extends AbstractList<Fill> implements RandomAccess {
    static final FillList EMPTY = new FillList(new long[0]);

    private static final int COLUMNS = 3;

    /** Of each fill the maker, the price and the quantity. */
    private final long[] packed;

    private final int size;

    private FillList(long[] packed) {
        this.packed = packed;
        this.size = packed.length / COLUMNS;
    }

    /** Collects the fills of one order. */
    static final class Builder {
        private long[] packed = EMPTY.packed;
        private int length;

        void add(long makerOrderId, long price, long quantity) {
            if (length == packed.length) {
                // Most orders that trade do so once, and that one needs no copy.
                packed = Arrays.copyOf(packed, length == 0 ? COLUMNS : length * 4);
            }
            packed[length] = makerOrderId;
            packed[length + 1] = price;
            packed[length + 2] = quantity;
            length += COLUMNS;
        }

        /** How many there are so far. */
        int size() {
            return length / COLUMNS;
        }

        FillList build() {
            if (length == 0) {
                return EMPTY;
            }
            return new FillList(length == packed.length ? packed : Arrays.copyOf(packed, length));
        }
    }

    @Override
    public Fill get(int index) {
        int start = Objects.checkIndex(index, size) * COLUMNS;
        return new Fill(packed[start], packed[start + 1], packed[start + 2]);
    }

    @Override
    public int size() {
        return size;
    }
}
