package io.mandi.engine.lots;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.reservation.Reservation;
import java.time.Instant;
import java.util.List;

/**
 * A book of lots at one moment; a shortcut for recovery.
 *
 * @param sequence of the last event
 * @param lastNumber of a lot, need or reservation
 * @param lastAt of the last transition
 * @param lots by number, rising
 * @param needs by number, rising
 * @param reservations by number, rising
 * @param memory in the order of the transitions
 * @param forgottenAt of the newest transition whose key is no longer remembered
 */
public record LotBookSnapshot(
        long sequence,
        long lastNumber,
        Instant lastAt,
        List<Lot> lots,
        List<Need> needs,
        List<Reservation> reservations,
        List<Remembered> memory,
        Instant forgottenAt) {
    public LotBookSnapshot {
        lots = List.copyOf(lots);
        needs = List.copyOf(needs);
        reservations = List.copyOf(reservations);
        memory = List.copyOf(memory);
    }

    /** How a command was answered. */
    public record Remembered(Idempotency.Scope scope, String fingerprint, Instant at, LotAnswer answer) {}
}
