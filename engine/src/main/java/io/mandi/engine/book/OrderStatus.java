package io.mandi.engine.book;

/** Where an order is in its life. */
public enum OrderStatus {
    OPEN,
    PARTIALLY_FILLED,
    FILLED,
    CANCELLED,
    /** Its time is over. */
    EXPIRED,
    /** Waits until the market has traded at its stop price; not on the book yet. */
    PENDING_TRIGGER;

    /** Whether it may still trade. */
    public boolean isOpen() {
        return rests() || this == PENDING_TRIGGER;
    }

    /** Whether it stands on the book. */
    public boolean rests() {
        return this == OPEN || this == PARTIALLY_FILLED;
    }
}
