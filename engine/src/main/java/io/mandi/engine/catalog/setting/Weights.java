package io.mandi.engine.catalog.setting;

import java.math.BigDecimal;

/**
 * How much each part counts in the score of a match. They add up to exactly 1.
 *
 * @param quality 0 to 1, as are the others
 */
public record Weights(BigDecimal quality, BigDecimal price, BigDecimal delivery, BigDecimal risk) {

    BigDecimal sum() {
        return quality.add(price).add(delivery).add(risk);
    }
}
