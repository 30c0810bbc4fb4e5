package io.mandi.engine.lots.match;

/** What a reader of a match must know about its figures. */
public enum Flag {
    /** The lot asks no price (AV-14). */
    PRICE_OPEN
}
