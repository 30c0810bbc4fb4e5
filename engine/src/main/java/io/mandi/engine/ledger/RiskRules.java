package io.mandi.engine.ledger;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.posting.PostingRisk;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How risky a posting, or a trade of two partners, is (8.3). Scores are 0 to 100, the more the better. */
public final class RiskRules {
    /** What each side, and each partner, begins with. */
    static final int BEST = 100;

    private static final int PASS_FROM = 80;
    private static final int WARN_FROM = 60;
    private static final BigDecimal EASE = new BigDecimal("1.2");
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private RiskRules() {}

    /** The one scale for all scores. */
    static RiskStatus status(int score) {
        return score >= PASS_FROM ? RiskStatus.PASS : score >= WARN_FROM ? RiskStatus.WARN : RiskStatus.FAIL;
    }

    /** What is left of the best score. */
    static int score(List<RiskFactor> factors) {
        return Math.max(0, BEST - factors.stream().mapToInt(RiskFactor::points).sum());
    }

    /** @param value what it comes to without tax (RK-1) */
    static List<RiskFactor> factors(RiskSide side, BigDecimal value) {
        List<RiskFactor> factors = new ArrayList<>();
        note(factors, RiskFactor.Kind.CREDIT, credit(side, value));
        note(
                factors,
                RiskFactor.Kind.RATING,
                side.rating()
                        .map(rating -> isBelow(rating, 3) ? 30 : isBelow(rating, 4) ? 15 : 0)
                        .orElse(0));
        note(
                factors,
                RiskFactor.Kind.PERFORMANCE,
                side.performance()
                        .map(percent -> isBelow(percent, 50) ? 30 : isBelow(percent, 75) ? 15 : 0)
                        .orElse(0));
        return factors;
    }

    private static int credit(RiskSide side, BigDecimal value) {
        BigDecimal limit = side.limit().map(Decimal::toBigDecimal).orElse(BigDecimal.ZERO);
        if (!side.isBuyer() && limit.signum() == 0) {
            return 0;
        }
        BigDecimal left = limit.subtract(side.exposure().total());
        if (left.compareTo(value) < 0) {
            return 40;
        }
        return left.compareTo(EASE.multiply(value)) < 0 ? 20 : 0;
    }

    static boolean isBelow(Decimal number, int bound) {
        return number.toBigDecimal().compareTo(BigDecimal.valueOf(bound)) < 0;
    }

    static void note(List<RiskFactor> factors, RiskFactor.Kind kind, int points) {
        if (points > 0) {
            factors.add(new RiskFactor(kind, points));
        }
    }

    /** The risk of a posting, of one side alone (RK-1). */
    public static PostingRisk posting(RiskSide side, BigDecimal value) {
        List<RiskFactor> factors = factors(side, value);
        int score = score(factors);
        return new PostingRisk(
                new Decimal(score, 0),
                status(score),
                factors.stream().map(RiskFactor::toString).toList());
    }

    /** The risk that both come to (RK-2), without weak links. */
    public static RiskAssessment pair(RiskSide buyer, RiskSide seller, BigDecimal value) {
        int ofBuyer = score(factors(buyer, value));
        int ofSeller = score(factors(seller, value));
        return new RiskAssessment(
                BigDecimal.valueOf((long) ofBuyer + ofSeller).divide(TWO),
                stricter(status(ofBuyer), status(ofSeller)),
                buyer.hasNoHistory() || seller.hasNoHistory() ? Set.of(Warning.NO_HISTORY) : Set.of());
    }

    private static RiskStatus stricter(RiskStatus one, RiskStatus other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** The same where the two have something in common that makes one think (8.1, RK-2). */
    public static RiskAssessment linked(RiskAssessment risk, Set<Warning> weakLinks) {
        if (weakLinks.isEmpty()) {
            return risk;
        }
        Set<Warning> warnings = new HashSet<>(risk.warnings());
        warnings.addAll(weakLinks);
        return new RiskAssessment(risk.score(), stricter(risk.status(), RiskStatus.WARN), warnings);
    }

    /** The lower of two numbers, of which one or both may not be known. */
    static Optional<Decimal> worse(Optional<Decimal> one, Optional<Decimal> other) {
        return one.isPresent() && other.isPresent()
                ? one.filter(number -> number.compareTo(other.get()) <= 0).or(() -> other)
                : one.or(() -> other);
    }
}
