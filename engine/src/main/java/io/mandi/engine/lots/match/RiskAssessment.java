package io.mandi.engine.lots.match;

import java.math.BigDecimal;
import java.util.Set;

/**
 * The risk of a pair (RK-2).
 *
 * @param score mean of both sides, 0 to 100
 * @param status the stricter of both sides
 * @param warnings {@link Warning#NO_HISTORY}, or none
 */
public record RiskAssessment(BigDecimal score, RiskStatus status, Set<Warning> warnings) {

    public RiskAssessment {
        warnings = Set.copyOf(warnings);
    }
}
