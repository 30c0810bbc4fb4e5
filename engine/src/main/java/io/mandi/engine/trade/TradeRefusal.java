package io.mandi.engine.trade;

/** Why something cannot be done with a trade now. */
public enum TradeRefusal {
    /** Only the seller, or staff, confirms. */
    NOT_SELLER,
    /** Only staff does this. */
    NOT_STAFF,
    /** It has not come so far, or too far. */
    STATE,
    /** Something else is under way with it. */
    UNDER_WAY
}
