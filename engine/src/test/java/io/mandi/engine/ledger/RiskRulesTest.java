package io.mandi.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.ledger.PartnerRisk.Conduct;
import io.mandi.engine.lots.match.RiskAssessment;
import io.mandi.engine.lots.match.RiskStatus;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.posting.PostingRisk;
import io.mandi.engine.partner.Performance;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 8.3. */
class RiskRulesTest {
    private static final BigDecimal VALUE = new BigDecimal("100.00");

    private static Optional<Decimal> number(String text) {
        return text.equals("-") ? Optional.empty() : Decimal.parse(text);
    }

    private static RiskSide side(boolean buyer, String limit, String used, String rating, String performance) {
        return new RiskSide(
                buyer,
                number(limit),
                new Exposure(new BigDecimal(used), BigDecimal.ZERO),
                number(rating),
                number(performance));
    }

    private static RiskSide good(boolean buyer) {
        return side(buyer, "1000", "0", "4.8", "95");
    }

    // S6
    @Test
    void s6ARatingOf39AndAPerformanceOf74AreAWarning() {
        PostingRisk risk = RiskRules.posting(side(true, "120", "0", "3.9", "74"), VALUE);
        assertThat(risk)
                .isEqualTo(new PostingRisk(new Decimal(70, 0), RiskStatus.WARN, List.of("RATING", "PERFORMANCE")));
    }

    @ParameterizedTest
    @CsvSource({
        "120, 0, 0",
        "119.99, 0, 20",
        "100, 0, 20",
        "99.99, 0, 40",
        "220, 100, 0",
        "219.99, 100, 20",
        "199.99, 100, 40",
        "-, 0, 40",
        "0, 0, 40"
    })
    void theCreditOfABuyer(String limit, String used, int points) {
        assertThat(RiskRules.score(RiskRules.factors(side(true, limit, used, "4", "75"), VALUE)))
                .isEqualTo(100 - points);
    }

    // RK-1
    @ParameterizedTest
    @CsvSource({"-, 0", "0, 0", "50, 40", "110, 20", "120, 0"})
    void rk1TheCreditOfASellerCountsOnlyWhereItHasALimit(String limit, int points) {
        assertThat(RiskRules.score(RiskRules.factors(side(false, limit, "0", "4", "75"), VALUE)))
                .isEqualTo(100 - points);
    }

    @ParameterizedTest
    @CsvSource({
        "2.99, 75, 70",
        "3, 75, 85",
        "3.99, 75, 85",
        "4, 75, 100",
        "-, 75, 100",
        "4, 49.99, 70",
        "4, 50, 85",
        "4, 74.99, 85",
        "4, -, 100",
        "2, 10, 40"
    })
    void withinARowTheFirstTrueConditionApplies(String rating, String performance, int score) {
        assertThat(RiskRules.score(RiskRules.factors(side(false, "-", "0", rating, performance), VALUE)))
                .isEqualTo(score);
    }

    @ParameterizedTest
    @CsvSource({"100, PASS", "80, PASS", "79, WARN", "60, WARN", "59, FAIL", "0, FAIL"})
    void oneScaleForAllScores(int score, RiskStatus status) {
        assertThat(RiskRules.status(score)).isEqualTo(status);
    }

    // RK-2
    @Test
    void rk2TheScoreIsTheMeanAndTheStatusTheStricter() {
        RiskSide failing = side(true, "50", "0", "3.5", "95");
        assertThat(RiskRules.pair(failing, good(false), VALUE))
                .isEqualTo(new RiskAssessment(new BigDecimal("72.5"), RiskStatus.FAIL, Set.of()));
        assertThat(RiskRules.pair(good(true), side(false, "-", "0", "3.5", "74"), VALUE))
                .isEqualTo(new RiskAssessment(new BigDecimal("85"), RiskStatus.WARN, Set.of()));
    }

    // RK-1
    @Test
    void rk1WhatIsNotKnownDeductsNothingAndIsNoted() {
        assertThat(RiskRules.pair(good(true), side(false, "-", "0", "4.8", "-"), VALUE))
                .isEqualTo(new RiskAssessment(new BigDecimal("100"), RiskStatus.PASS, Set.of(Warning.NO_HISTORY)));
        assertThat(RiskRules.pair(side(true, "1000", "0", "-", "95"), good(false), VALUE)
                        .warnings())
                .containsExactly(Warning.NO_HISTORY);
    }

    // RK-2
    @Test
    void rk2WeakLinksTurnAPassIntoAWarningAndNothingElse() {
        RiskAssessment pass = RiskRules.pair(good(true), good(false), VALUE);
        assertThat(RiskRules.linked(pass, Set.of())).isEqualTo(pass);
        assertThat(RiskRules.linked(pass, Set.of(Warning.SAME_MOBILE)))
                .isEqualTo(new RiskAssessment(new BigDecimal("100"), RiskStatus.WARN, Set.of(Warning.SAME_MOBILE)));
        RiskAssessment fail = RiskRules.pair(side(true, "50", "0", "3.5", "95"), good(false), VALUE);
        assertThat(RiskRules.linked(fail, Set.of(Warning.SAME_MOBILE)).status()).isEqualTo(RiskStatus.FAIL);
    }

    private static PartnerRisk assessed(
            String limit, String used, String rating, String payment, String delivery, String disputes, long trades) {
        return PartnerRisk.of(new Conduct(
                number(limit),
                new Exposure(BigDecimal.ZERO, new BigDecimal(used)),
                new Performance(number(rating), number(payment), number(delivery), new Decimal(10, 1)),
                number(disputes),
                trades));
    }

    // RK-4
    @ParameterizedTest
    @CsvSource({
        "1000, 0, 5, 100, 100, 0, 50, 100",
        "1000, 900, 5, 100, 100, 0, 50, 85",
        "1000, 900.01, 5, 100, 100, 0, 50, 75",
        "1000, 750, 5, 100, 100, 0, 50, 100",
        "1000, 750.01, 5, 100, 100, 0, 50, 85",
        "-, 0.01, 5, 100, 100, 0, 50, 75",
        "-, 0, 5, 100, 100, 0, 50, 100",
        "1000, 0, 1.99, 100, 100, 0, 50, 75",
        "1000, 0, 2.99, 100, 100, 0, 50, 85",
        "1000, 0, 3.99, 100, 100, 0, 50, 92",
        "1000, 0, 4, 39.99, 100, 0, 50, 75",
        "1000, 0, 4, 100, 59.99, 0, 50, 85",
        "1000, 0, 4, 74.99, -, 0, 50, 92",
        "1000, 0, 4, 75, 75, 10.01, 50, 85",
        "1000, 0, 4, 75, 75, 10, 50, 92",
        "1000, 0, 4, 75, 75, 5, 50, 100",
        "1000, 0, 4, 75, 75, -, 49, 95",
        "1000, 0, 4, 75, 75, -, 9, 90",
        "1000, 0, -, -, -, -, 10, 95",
        "1000, 950, 1, 10, 10, 20, 0, 0"
    })
    void rk4TheAssessmentOfAPartner(
            String limit,
            String used,
            String rating,
            String payment,
            String delivery,
            String disputes,
            long trades,
            int score) {
        PartnerRisk risk = assessed(limit, used, rating, payment, delivery, disputes, trades);
        assertThat(risk.score()).isEqualTo(score);
        assertThat(risk.status()).isEqualTo(RiskRules.status(score));
    }

    // RK-4
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T08:00:00Z, Asia/Kolkata, 2026-11-30T20:30:00Z",
        "2026-11-30T20:29:59Z, Asia/Kolkata, 2026-11-30T20:30:00Z",
        "2026-11-30T20:30:00Z, Asia/Kolkata, 2026-12-31T20:30:00Z",
        "2026-12-01T00:00:00Z, UTC, 2026-12-01T02:00:00Z",
        "2027-02-27T00:00:00Z, America/New_York, 2027-03-01T07:00:00Z",
        "2027-03-31T12:00:00Z, America/New_York, 2027-04-01T06:00:00Z"
    })
    void rk4AllAreAssessedOnTheFirstOfTheMonthAtTwo(Instant now, ZoneId timezone, Instant round) {
        assertThat(PartnerRisk.nextRound(now, timezone)).isEqualTo(round);
    }

    // RK-5
    @ParameterizedTest
    @CsvSource({
        "4.5, 90, 1200.00",
        "4.49, 90, 1100.00",
        "4.5, 89, 1100.00",
        "4.0, 80, 1100.00",
        "4.0, 79, 1000.00",
        "3.0, 60, 1000.00",
        "2.99, 100, 750.00",
        "5, 59.99, 750.00",
        "5, -, 1000.00",
        "-, 100, 1000.00"
    })
    void rk5TheRecommendedLimit(String rating, String performance, String recommended) {
        assertThat(assessed("1000", "0", rating, performance, "-", "-", 100).recommendedLimit())
                .hasValue(new BigDecimal(recommended));
        assertThat(assessed("-", "0", rating, performance, "-", "-", 100).recommendedLimit())
                .isEmpty();
    }

    // RK-4
    @ParameterizedTest
    @CsvSource({"-1, 1", "100, 1", "90, 1", "89, 2", "79, 2"})
    void rk4AScoreThatMovesByMoreThanTenIsToldOf(int before, int events) {
        PartnerRisk risk = assessed("1000", "0", "5", "100", "100", "0", 50);
        Optional<Integer> last = Optional.of(before).filter(score -> score >= 0);
        List<LedgerEvent> told = risk.events("ptn_1", number("1000"), last);
        assertThat(told).hasSize(events);
        if (events == 2) {
            assertThat(told.get(1)).isEqualTo(new LedgerEvent.RiskScoreChanged("ptn_1", before, 100, RiskStatus.PASS));
        }
    }
}
