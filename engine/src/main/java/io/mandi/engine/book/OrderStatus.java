package io.mandi.engine.book;

/** Where an order is in its life. */
public enum OrderStatus {
    OPEN,
    PARTIALLY_FILLED,
    FILLED,
    CANCELLED,
    /** Its time is over. */
    EXPIRED;

    public boolean isOpen() {
        return this == OPEN || this == PARTIALLY_FILLED;
    }
}
