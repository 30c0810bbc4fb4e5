package io.mandi.engine.lots;

import java.time.Duration;

/**
 * Bounds of one book's memory.
 *
 * @param postings most lots and needs, together, whether open or only remembered
 * @param openPostingsPerPartner most lots and needs, together, of one partner that are open
 * @param reservationsPerPosting most reservations of a lot, and parts of a need, that are held or sold
 * @param closedPostings most lots and needs that are remembered after they have closed without a sale
 * @param closedFor how long they are
 * @param soldFor how long postings with a sale are remembered: until then the sale can be reverted
 * @param endedReservations most reservations that are remembered after they have ended without a sale
 * @param remembered most answered commands that are remembered
 * @param rememberedFor how long they are
 * @param endedAtOnce most postings and reservations that one {@link LotCommand.TimePassed} ends
 */
public record LotBookLimits(
        int postings,
        int openPostingsPerPartner,
        int reservationsPerPosting,
        int closedPostings,
        Duration closedFor,
        Duration soldFor,
        int endedReservations,
        int remembered,
        Duration rememberedFor,
        int endedAtOnce) {

    public static final LotBookLimits DEFAULT = new LotBookLimits(
            50_000,
            5_000,
            1_000,
            10_000,
            Duration.ofDays(30),
            Duration.ofDays(400),
            10_000,
            20_000,
            Duration.ofHours(24),
            500);

    public LotBookLimits {
        if (postings < 1
                || openPostingsPerPartner < 1
                || reservationsPerPosting < 1
                || closedPostings < 0
                || closedFor.isNegative()
                || soldFor.isNegative()
                || endedReservations < 0
                || remembered < 0
                || rememberedFor.isNegative()
                || endedAtOnce < 1) {
            throw new IllegalArgumentException("limits of a book must not be negative, and leave room for something");
        }
    }
}
