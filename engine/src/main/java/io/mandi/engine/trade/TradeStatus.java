package io.mandi.engine.trade;

/** How far a trade has come (TR-3). */
public enum TradeStatus {
    /** The steps that make it are under way. */
    PENDING,
    /** Binding. */
    CREATED,
    /** The seller has acknowledged it. */
    CONFIRMED,
    /** Settled. */
    COMPLETED,
    /** A step was refused, and everything was undone. */
    FAILED,
    CANCELLED;

    /** Whether there is a trade between the two. */
    public boolean isBinding() {
        return this == CREATED || this == CONFIRMED || this == COMPLETED;
    }
}
