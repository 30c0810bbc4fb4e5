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
 * @param icebergSlices in how many slices an order may show itself at most
 * @param expiresWithin how far ahead an order may name the time at which it ends
 * @param expiredTogether most orders that end by one event because their time is over
 * @param stopOrders most orders of a book that wait for a price: one trade may trigger them all
 */
public record BookLimits(
        int openOrders,
        int openOrdersPerPartner,
        int remembered,
        Duration rememberedFor,
        int recentTrades,
        int icebergSlices,
        Duration expiresWithin,
        int expiredTogether,
        int stopOrders) {
    private static final int USUAL_ICEBERG_SLICES = 100;
    private static final Duration USUAL_EXPIRES_WITHIN = Duration.ofDays(366);
    private static final int USUAL_EXPIRED_TOGETHER = 1_000;
    private static final int USUAL_STOP_ORDERS = 10_000;

    public static final BookLimits DEFAULT = new BookLimits(1_000_000, 200_000, 200_000, Duration.ofHours(24), 500);

    /** With the usual bounds for orders that end by themselves or wait for a price. */
    public BookLimits(
            int openOrders,
            int openOrdersPerPartner,
            int remembered,
            Duration rememberedFor,
            int recentTrades,
            int icebergSlices) {
        this(
                openOrders,
                openOrdersPerPartner,
                remembered,
                rememberedFor,
                recentTrades,
                icebergSlices,
                USUAL_EXPIRES_WITHIN,
                USUAL_EXPIRED_TOGETHER,
                USUAL_STOP_ORDERS);
    }

    /** With the usual number of slices. */
    public BookLimits(
            int openOrders, int openOrdersPerPartner, int remembered, Duration rememberedFor, int recentTrades) {
        this(openOrders, openOrdersPerPartner, remembered, rememberedFor, recentTrades, USUAL_ICEBERG_SLICES);
    }

    public BookLimits {
        if (openOrders < 1
                || openOrdersPerPartner < 1
                || icebergSlices < 1
                || expiredTogether < 1
                || expiresWithin.isNegative()
                || stopOrders < 1
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

    /** How far ahead an order may name the time at which it ends, in microseconds. */
    public long expiresWithinMicros() {
        return expiresWithin.toSeconds() * 1_000_000 + expiresWithin.toNanosPart() / 1_000;
    }
}
