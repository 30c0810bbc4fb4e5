package io.mandi.engine.ledger;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.partner.Performance;
import java.util.Optional;

/**
 * What the risk of one side of a trade is made of (8.3).
 *
 * @param isBuyer whose limit counts also where it has none
 * @param performance of a buyer in payment, of a seller in delivery; percent
 */
public record RiskSide(
        boolean isBuyer,
        Optional<Decimal> limit,
        Exposure exposure,
        Optional<Decimal> rating,
        Optional<Decimal> performance) {

    public static RiskSide buyer(Optional<Decimal> limit, Exposure exposure, Performance performance) {
        return new RiskSide(true, limit, exposure, performance.rating(), performance.payment());
    }

    public static RiskSide seller(Optional<Decimal> limit, Exposure exposure, Performance performance) {
        return new RiskSide(false, limit, exposure, performance.rating(), performance.delivery());
    }

    /** Whether nothing is deducted only because nothing is known (RK-1). */
    boolean hasNoHistory() {
        return rating.isEmpty() || performance.isEmpty();
    }
}
