package io.mandi.engine.catalog;

/** What happens when an order meets an order of its own partner. The mode of the incoming order decides. */
public enum SelfTradePrevention {
    /** The incoming order ends: what it has not traded by then is cancelled. */
    CANCEL_TAKER,
    /** The two trade like any others. */
    NONE,
    /** The resting order is cancelled; the incoming one goes on. */
    CANCEL_MAKER,
    /** Both end. */
    CANCEL_BOTH,
    /** What would have traded is taken from both; the smaller one ends, the larger one goes on with the rest. */
    DECREMENT
}
