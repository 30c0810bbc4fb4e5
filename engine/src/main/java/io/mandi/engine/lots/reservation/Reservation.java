package io.mandi.engine.lots.reservation;

import java.time.Instant;
import java.util.Optional;

/**
 * A quantity of a lot, kept for one holder until a fixed moment (5.4).
 *
 * @param number within its book
 * @param lot number of the lot
 * @param holder partner id
 * @param requirementId of the need that it is for
 * @param quantity thousandths of the lot's unit
 * @param reverted whether it was sold, and the sale taken back
 * @param changedAt when its status was last changed
 * @param version of its last change
 */
public record Reservation(
        long number,
        long lot,
        String holder,
        Optional<String> requirementId,
        long quantity,
        Agreement agreement,
        Instant reservedAt,
        Instant expiresAt,
        ReservationStatus status,
        Optional<String> tradeId,
        boolean reverted,
        Instant changedAt,
        long version) {

    public boolean isHeld() {
        return status == ReservationStatus.HELD;
    }

    /** Whether the quantity is sold, and stays so. */
    public boolean isSold() {
        return status == ReservationStatus.CONVERTED && !reverted;
    }

    /** Whether nothing can become of it any more. */
    public boolean isOver() {
        return !isHeld() && !isSold();
    }

    /** It ends without a sale. */
    public Reservation ended(ReservationStatus how, Instant at, long newVersion) {
        return new Reservation(
                number,
                lot,
                holder,
                requirementId,
                quantity,
                agreement,
                reservedAt,
                expiresAt,
                how,
                tradeId,
                false,
                at,
                newVersion);
    }

    public Reservation converted(String trade, Instant at, long newVersion) {
        return new Reservation(
                number,
                lot,
                holder,
                requirementId,
                quantity,
                agreement,
                reservedAt,
                expiresAt,
                ReservationStatus.CONVERTED,
                Optional.of(trade),
                false,
                at,
                newVersion);
    }

    public Reservation takenBack(Instant at, long newVersion) {
        return new Reservation(
                number,
                lot,
                holder,
                requirementId,
                quantity,
                agreement,
                reservedAt,
                expiresAt,
                status,
                tradeId,
                true,
                at,
                newVersion);
    }
}
