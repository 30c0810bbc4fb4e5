package io.mandi.engine.partner;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.partner.kind.ApprovalRoute;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.Period;
import java.util.Optional;

/**
 * What a new partner is taken for (PT-10). It decides who approves the partner (PT-11), and nothing after that.
 *
 * @param points 0 to 100
 */
public record OnboardingScore(int points) {
    private static final int START = 50;
    private static final int MOST = 100;

    private static final int AUTOMATIC_FROM = 70;
    private static final int MANAGER_FROM = 40;
    private static final int DIRECTOR_FROM = 20;

    private static final BigDecimal LAKH = new BigDecimal("100000");
    private static final BigDecimal ONE_CRORE = LAKH.multiply(new BigDecimal("100"));
    private static final BigDecimal FIFTY_LAKH = LAKH.multiply(new BigDecimal("50"));
    private static final BigDecimal TEN_LAKH = LAKH.multiply(BigDecimal.TEN);

    /** What is not known gives and takes no points. */
    public static OnboardingScore of(Identity identity, Profile profile, LocalDate today) {
        int points = START
                + profile.establishedOn().map(since -> age(since, today)).orElse(0)
                + legalForm(identity)
                + profile.annualTurnover()
                        .map(Decimal::toBigDecimal)
                        .map(OnboardingScore::turnover)
                        .orElse(0)
                + compliance(profile)
                + (profile.ownLaboratory() ? 10 : 0)
                + (profile.ownTransport() ? 5 : 0);
        return new OnboardingScore(Math.max(0, Math.min(MOST, points)));
    }

    private static int age(LocalDate since, LocalDate today) {
        long months = Period.between(since, today).toTotalMonths();
        if (months >= 60) {
            return 20;
        }
        if (months >= 24) {
            return 10;
        }
        return months < 12 ? -15 : 0;
    }

    private static int legalForm(Identity identity) {
        if (identity.businessEntityType().isEmpty()) {
            return 0;
        }
        return switch (identity.businessEntityType().get()) {
            case PRIVATE_LIMITED, PUBLIC_LIMITED -> 15;
            case PARTNERSHIP -> 5;
            case PROPRIETORSHIP -> -5;
            case LLP, LLC, CORPORATION, TRUST, SOCIETY, FOREIGN_ENTITY -> 0;
        };
    }

    private static int turnover(BigDecimal turnover) {
        if (turnover.compareTo(ONE_CRORE) >= 0) {
            return 15;
        }
        if (turnover.compareTo(FIFTY_LAKH) >= 0) {
            return 10;
        }
        return turnover.compareTo(TEN_LAKH) >= 0 ? 5 : 0;
    }

    private static int compliance(Profile profile) {
        if (profile.gstCompliance().isEmpty()) {
            return 0;
        }
        return switch (profile.gstCompliance().get()) {
            case EXCELLENT -> 15;
            case GOOD -> 10;
            case FAIR -> 0;
            case POOR -> -25;
        };
    }

    /** Who approves (PT-11). */
    public ApprovalRoute route() {
        if (points >= AUTOMATIC_FROM) {
            return ApprovalRoute.AUTOMATIC;
        }
        if (points >= MANAGER_FROM) {
            return ApprovalRoute.MANAGER;
        }
        return points >= DIRECTOR_FROM ? ApprovalRoute.DIRECTOR : ApprovalRoute.DIRECTOR_AFTER_CHECKS;
    }

    /** The credit limit that is suggested: a share of the annual turnover; absent when that is not known. */
    public Optional<Decimal> suggestedLimit(Profile profile) {
        return profile.annualTurnover()
                .flatMap(turnover ->
                        Decimal.of(turnover.toBigDecimal().multiply(share()).setScale(2, RoundingMode.HALF_UP)));
    }

    private BigDecimal share() {
        return new BigDecimal(
                switch (route()) {
                    case AUTOMATIC -> "0.15";
                    case MANAGER -> "0.10";
                    case DIRECTOR, DIRECTOR_AFTER_CHECKS -> "0.05";
                });
    }
}
