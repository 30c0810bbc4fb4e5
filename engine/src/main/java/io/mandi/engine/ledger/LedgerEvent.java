package io.mandi.engine.ledger;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.match.RiskStatus;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What happens in a partner's ledger (section 10). */
public sealed interface LedgerEvent {
    String partnerId();

    /** @param total of the ledger, from now on */
    record Held(String partnerId, String key, BigDecimal amount, BigDecimal total) implements LedgerEvent {}

    /** @param amount value of the trade */
    record Converted(String partnerId, String key, String tradeId, BigDecimal amount) implements LedgerEvent {}

    /** @param tradeId absent where it was only a hold */
    record Released(String partnerId, String key, Optional<String> tradeId, BigDecimal amount, String reason)
            implements LedgerEvent {}

    /** @param utilisation in percent with 2 decimals */
    record LimitBreached(String partnerId, BigDecimal utilisation, ExposureState state) implements LedgerEvent {}

    /**
     * @param factors what was deducted for
     * @param recommendedLimit absent for a partner without a limit
     */
    record RiskAssessed(
            String partnerId,
            int score,
            RiskStatus status,
            List<RiskFactor> factors,
            Optional<Decimal> limit,
            Optional<BigDecimal> recommendedLimit)
            implements LedgerEvent {
        public RiskAssessed {
            factors = List.copyOf(factors);
        }
    }

    /** The score has moved by more than {@link PartnerRisk#REMARKABLE}. */
    record RiskScoreChanged(String partnerId, int old, int current, RiskStatus status) implements LedgerEvent {}
}
