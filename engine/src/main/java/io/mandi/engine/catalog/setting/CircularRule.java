package io.mandi.engine.catalog.setting;

/** When a partner may not both buy and sell a commodity. */
public enum CircularRule {
    /** While a posting of the opposite direction, created on the same business day, is open. */
    SAME_DAY,
    /** While any posting of the opposite direction is open, or a trade of that direction is not settled. */
    UNSETTLED
}
