package io.mandi.engine.lots.match;

/** What a buyer wants matches for (RQ-10). All of them are matched alike. */
public enum Intent {
    DIRECT_BUY,
    NEGOTIATION,
    PRICE_DISCOVERY_ONLY;

    /** Whether anything may be reserved for the need, by anybody. */
    public boolean isAllocatable() {
        return this != PRICE_DISCOVERY_ONLY;
    }

    /** Whether the best lots are reserved without being asked for, where the need wants it ({@code auto_allocate}). */
    public boolean isAllocatedByItself() {
        return this == DIRECT_BUY;
    }
}
