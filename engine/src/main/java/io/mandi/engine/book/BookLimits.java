package io.mandi.engine.book;

import java.time.Duration;

/**
 * Bounds of one book's memory.
 *
 * @param openOrders most orders resting on the book
 * @param openOrdersPerPartner most orders of one partner resting on the book
 * @param remembered most closed orders and idempotency keys, together, that the book remembers
 * @param rememberedFor how long the book remembers them
 * @param recentTrades how many of the last trades the book shows
 */
public record BookLimits(
        int openOrders, int openOrdersPerPartner, int remembered, Duration rememberedFor, int recentTrades) {

    public static final BookLimits DEFAULT = new BookLimits(1_000_000, 200_000, 200_000, Duration.ofHours(24), 500);

    public BookLimits {
        if (openOrders < 1
                || openOrdersPerPartner < 1
                || remembered < 0
                || recentTrades < 0
                || rememberedFor.isNegative()) {
            throw new IllegalArgumentException("limits of a book must not be negative");
        }
    }

    /** How long a request can be repeated, in microseconds. */
    public long rememberedMicros() {
        return rememberedFor.toNanos() / 1_000;
    }
}
