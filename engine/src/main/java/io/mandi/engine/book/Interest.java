package io.mandi.engine.book;

import java.util.Arrays;

/**
 * What one side of an auction wants: quantities in lots, by prices in ticks, best first.
 *
 * @param market at any price
 * @param prices each once
 * @param quantities at the price with the same index
 */
record Interest(long market, long[] prices, long[] quantities) {

    /** Collects the orders of a side in their order: those without a price, then by price. */
    static final class Builder {
        private long market;
        private long[] prices = new long[16];
        private long[] quantities = new long[16];
        private int size;

        /** @param price 0 for any */
        void add(long price, long quantity) {
            if (price == 0) {
                market += quantity;
            } else if (size > 0 && prices[size - 1] == price) {
                quantities[size - 1] += quantity;
            } else {
                if (size == prices.length) {
                    prices = Arrays.copyOf(prices, size * 2);
                    quantities = Arrays.copyOf(quantities, size * 2);
                }
                prices[size] = price;
                quantities[size] = quantity;
                size++;
            }
        }

        Interest build() {
            return new Interest(market, Arrays.copyOf(prices, size), Arrays.copyOf(quantities, size));
        }
    }

    long total() {
        return market + Arrays.stream(quantities).sum();
    }
}
