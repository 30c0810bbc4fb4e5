package io.mandi.engine.lots.match;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * What is asked of an index.
 *
 * @param limit most matches, from the best on
 * @param minScore the least score, with penalty and boost; that of the category is asked for anyway
 */
public record Search(MatchContext context, Instant now, int limit, BigDecimal minScore) {

    /** The least score in ten-thousandths. */
    long floor() {
        return Math.max(
                0,
                minScore.movePointRight(Matcher.SCORE_SCALE)
                        .setScale(0, RoundingMode.CEILING)
                        .min(BigDecimal.valueOf(Matcher.PERFECT + 1))
                        .longValueExact());
    }
}
