package io.mandi.engine.ledger;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.partner.Performance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How risky a partner is as a whole; it feeds reviews and limits, and no verdict of a pair (RK-4, RK-5).
 *
 * @param score 0 to 100
 * @param recommendedLimit money with 2 decimals; absent for a partner without a limit
 */
public record PartnerRisk(
        int score, RiskStatus status, List<RiskFactor> factors, Optional<BigDecimal> recommendedLimit) {
    /** A score that moves by more is told of. */
    public static final int REMARKABLE = 10;

    private static final int MONEY_SCALE = 2;
    private static final LocalTime ROUND_HOUR = LocalTime.of(2, 0);

    public PartnerRisk {
        factors = List.copyOf(factors);
    }

    /**
     * What is known of a partner.
     *
     * @param disputes percent of its trades that were disputed; absent when nobody counts them
     * @param trades that it has taken part in, those that failed or were cancelled left out
     */
    public record Conduct(
            Optional<Decimal> limit,
            Exposure exposure,
            Performance performance,
            Optional<Decimal> disputes,
            long trades) {}

    /**
     * When all partners of a market are assessed next (RK-4).
     *
     * @param timezone of the market
     * @return the first of a month at 02:00 there, after {@code now}
     */
    public static Instant nextRound(Instant now, ZoneId timezone) {
        ZonedDateTime round = now.atZone(timezone)
                .toLocalDate()
                .withDayOfMonth(1)
                .atTime(ROUND_HOUR)
                .atZone(timezone);
        Instant thisMonth = round.toInstant();
        return thisMonth.isAfter(now) ? thisMonth : round.plusMonths(1).toInstant();
    }

    public static PartnerRisk of(Conduct conduct) {
        Optional<Decimal> rating = conduct.performance().rating();
        Optional<Decimal> performance = RiskRules.worse(
                conduct.performance().payment(), conduct.performance().delivery());
        List<RiskFactor> factors = new ArrayList<>();
        RiskRules.note(factors, RiskFactor.Kind.CREDIT, credit(conduct));
        RiskRules.note(
                factors,
                RiskFactor.Kind.RATING,
                rating.map(number -> RiskRules.isBelow(number, 2)
                                ? 25
                                : RiskRules.isBelow(number, 3) ? 15 : RiskRules.isBelow(number, 4) ? 8 : 0)
                        .orElse(0));
        RiskRules.note(
                factors,
                RiskFactor.Kind.PERFORMANCE,
                performance
                        .map(number -> RiskRules.isBelow(number, 40)
                                ? 25
                                : RiskRules.isBelow(number, 60) ? 15 : RiskRules.isBelow(number, 75) ? 8 : 0)
                        .orElse(0));
        RiskRules.note(
                factors,
                RiskFactor.Kind.DISPUTES,
                conduct.disputes()
                        .map(rate -> isAbove(rate.toBigDecimal(), 10) ? 15 : isAbove(rate.toBigDecimal(), 5) ? 8 : 0)
                        .orElse(0));
        RiskRules.note(
                factors, RiskFactor.Kind.PAST_TRADES, conduct.trades() < 10 ? 10 : conduct.trades() < 50 ? 5 : 0);
        int score = RiskRules.score(factors);
        return new PartnerRisk(
                score,
                RiskRules.status(score),
                factors,
                conduct.limit().map(limit -> recommended(limit, rating, performance)));
    }

    private static int credit(Conduct conduct) {
        // Of utilisation as it is: what is shown is rounded down.
        BigDecimal limit = conduct.limit().map(Decimal::toBigDecimal).orElse(BigDecimal.ZERO);
        BigDecimal used = conduct.exposure().total();
        if (limit.signum() == 0) {
            return used.signum() > 0 ? 25 : 0;
        }
        BigDecimal hundredth = limit.movePointLeft(2);
        return used.compareTo(hundredth.multiply(BigDecimal.valueOf(90))) > 0
                ? 25
                : used.compareTo(hundredth.multiply(BigDecimal.valueOf(75))) > 0 ? 15 : 0;
    }

    private static boolean isAbove(BigDecimal number, int bound) {
        return number.compareTo(BigDecimal.valueOf(bound)) > 0;
    }

    /** RK-5. */
    private static BigDecimal recommended(Decimal limit, Optional<Decimal> rating, Optional<Decimal> performance) {
        return limit.toBigDecimal().multiply(factor(rating, performance)).setScale(MONEY_SCALE, RoundingMode.HALF_UP);
    }

    private static BigDecimal factor(Optional<Decimal> rating, Optional<Decimal> performance) {
        if (isAtLeast(rating, "4.5") && isAtLeast(performance, "90")) {
            return new BigDecimal("1.20");
        }
        if (isAtLeast(rating, "4.0") && isAtLeast(performance, "80")) {
            return new BigDecimal("1.10");
        }
        boolean poor = rating.filter(number -> RiskRules.isBelow(number, 3)).isPresent()
                || performance.filter(number -> RiskRules.isBelow(number, 60)).isPresent();
        return poor ? new BigDecimal("0.75") : BigDecimal.ONE;
    }

    private static boolean isAtLeast(Optional<Decimal> number, String bound) {
        return number.filter(known -> known.toBigDecimal().compareTo(new BigDecimal(bound)) >= 0)
                .isPresent();
    }

    /**
     * What is recorded of it.
     *
     * @param before the score of the last assessment
     */
    public List<LedgerEvent> events(String partnerId, Optional<Decimal> limit, Optional<Integer> before) {
        List<LedgerEvent> events = new ArrayList<>();
        events.add(new LedgerEvent.RiskAssessed(partnerId, score, status, factors, limit, recommendedLimit));
        before.filter(old -> Math.abs(old - score) > REMARKABLE)
                .ifPresent(old -> events.add(new LedgerEvent.RiskScoreChanged(partnerId, old, score, status)));
        return events;
    }
}
