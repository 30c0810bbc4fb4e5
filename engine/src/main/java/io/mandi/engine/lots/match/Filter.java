package io.mandi.engine.lots.match;

/** What a pair must pass before it is scored, in the order in which it is looked at (section 7.2). */
public enum Filter {
    LOCATION,
    COMMODITY,
    VISIBILITY,
    STATUS,
    CURRENCY,
    QUANTITY,
    PRICE,
    QUALITY,
    CAPABILITY,
    RELATED_PARTY,
    CIRCULAR,
    RISK,
    EXPOSURE
}
