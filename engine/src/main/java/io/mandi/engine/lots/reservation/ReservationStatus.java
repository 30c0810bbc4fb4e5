package io.mandi.engine.lots.reservation;

/** Where a reservation is in its life; HELD is the only open status. */
public enum ReservationStatus {
    HELD,
    RELEASED,
    EXPIRED,
    /** Sold. */
    CONVERTED
}
