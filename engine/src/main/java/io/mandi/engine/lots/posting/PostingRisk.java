package io.mandi.engine.lots.posting;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.match.RiskStatus;
import java.util.List;

/**
 * What an assessment has found (8.3).
 *
 * @param score 0 to 100
 * @param factors what was deducted for, by name
 */
public record PostingRisk(Decimal score, RiskStatus status, List<String> factors) {
    public PostingRisk {
        factors = List.copyOf(factors);
    }
}
