package io.mandi.engine.lots.match;

/** A doubt of the advisor; shown with the explanation and of no other effect. */
public enum AdvisorAlert {
    /** The advisor is less sure than {@code ai_confidence_floor}. */
    AI_LOW_CONFIDENCE,
    /** The price is further from what the advisor expects than {@code ai_price_deviation_percent}. */
    AI_PRICE_DEVIATION
}
