package io.mandi.engine.book;

/** What happens when an order meets an order of its own partner. The mode of the incoming order decides. */
public enum SelfTradePrevention {
    /** The incoming order ends: what it has not traded by then is cancelled. */
    CANCEL_TAKER,
    /** The two trade like any others. */
    NONE
}
