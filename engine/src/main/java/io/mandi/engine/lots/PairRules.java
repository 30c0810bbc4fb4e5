package io.mandi.engine.lots;

import io.mandi.engine.lots.LotCommand.PairVerdicts;
import io.mandi.engine.lots.match.RiskStatus;
import java.util.Optional;

/** What is said of two partners, where it is asked once more before they trade (section 8). */
public final class PairRules {
    private PairRules() {}

    /** Why the two may not trade with each other now, if they may not: the first reason, in the order in which lots are reserved. */
    public static Optional<LotRejection> refusal(PairVerdicts verdicts) {
        return Verdicted.capability(verdicts.capability())
                .or(() -> Verdicted.rule(verdicts.related()))
                .or(() -> Verdicted.rule(verdicts.circular()))
                .or(() -> verdicts.risk().isEmpty() ? Optional.of(Verdicted.unassessed()) : Optional.empty())
                .or(() -> verdicts.risk()
                        .filter(risk -> risk.status() == RiskStatus.FAIL)
                        .map(risk -> LotRejection.of(LotRejectionCode.RISK_FAIL, "the risk is too high")));
    }
}
