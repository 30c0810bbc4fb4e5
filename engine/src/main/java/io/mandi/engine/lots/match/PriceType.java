package io.mandi.engine.lots.match;

/** How a lot's price comes about (AV-12). */
public enum PriceType {
    FIXED,
    MATRIX,
    NEGOTIABLE,
    SPOT
}
