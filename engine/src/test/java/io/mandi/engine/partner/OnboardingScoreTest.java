package io.mandi.engine.partner;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.partner.kind.ApprovalRoute;
import io.mandi.engine.partner.kind.BusinessEntityType;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.GstCompliance;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnboardingScoreTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 31);
    private static final Profile UNKNOWN =
            new Profile(Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    private static Identity form(Optional<BusinessEntityType> form) {
        return new Identity(
                "BP-1",
                "Name",
                Optional.empty(),
                "IN",
                EntityClass.BUSINESS_ENTITY,
                Optional.empty(),
                form,
                false,
                false);
    }

    private static int points(Profile profile) {
        return OnboardingScore.of(form(Optional.empty()), profile, TODAY).points();
    }

    // PT-10
    @ParameterizedTest
    @CsvSource({"60, 70", "59, 60", "24, 60", "23, 50", "12, 50", "11, 35", "0, 35"})
    void pt10BusinessAge(int months, int points) {
        Profile profile =
                new Profile(Optional.of(TODAY.minusMonths(months)), Optional.empty(), Optional.empty(), false, false);
        assertThat(points(profile)).isEqualTo(points);
    }

    // PT-10
    @ParameterizedTest
    @CsvSource({
        "PRIVATE_LIMITED, 65",
        "PUBLIC_LIMITED, 65",
        "PARTNERSHIP, 55",
        "PROPRIETORSHIP, 45",
        "LLP, 50",
        "TRUST, 50"
    })
    void pt10LegalForm(BusinessEntityType form, int points) {
        assertThat(OnboardingScore.of(form(Optional.of(form)), UNKNOWN, TODAY).points())
                .isEqualTo(points);
    }

    // PT-10
    @ParameterizedTest
    @CsvSource({
        "10000000, 65",
        "9999999.99, 60",
        "5000000, 60",
        "4999999.99, 55",
        "1000000, 55",
        "999999.99, 50",
        "0, 50"
    })
    void pt10AnnualTurnover(String turnover, int points) {
        Profile profile = new Profile(Optional.empty(), Decimal.parse(turnover), Optional.empty(), false, false);
        assertThat(points(profile)).isEqualTo(points);
    }

    // PT-10
    @ParameterizedTest
    @CsvSource({"EXCELLENT, 65", "GOOD, 60", "FAIR, 50", "POOR, 25"})
    void pt10GstCompliance(GstCompliance compliance, int points) {
        Profile profile = new Profile(Optional.empty(), Optional.empty(), Optional.of(compliance), false, false);
        assertThat(points(profile)).isEqualTo(points);
    }

    // PT-10
    @Test
    void pt10OwnMeansAndTheBounds() {
        assertThat(points(UNKNOWN)).isEqualTo(50);
        assertThat(points(new Profile(Optional.empty(), Optional.empty(), Optional.empty(), true, false)))
                .isEqualTo(60);
        assertThat(points(new Profile(Optional.empty(), Optional.empty(), Optional.empty(), false, true)))
                .isEqualTo(55);
        Profile best = new Profile(
                Optional.of(TODAY.minusYears(9)),
                Decimal.parse("20000000"),
                Optional.of(GstCompliance.EXCELLENT),
                true,
                true);
        assertThat(OnboardingScore.of(form(Optional.of(BusinessEntityType.PUBLIC_LIMITED)), best, TODAY)
                        .points())
                .isEqualTo(100);
        Profile worst =
                new Profile(Optional.of(TODAY), Optional.empty(), Optional.of(GstCompliance.POOR), false, false);
        assertThat(OnboardingScore.of(form(Optional.of(BusinessEntityType.PROPRIETORSHIP)), worst, TODAY)
                        .points())
                .isEqualTo(5);
    }

    // PT-11
    @ParameterizedTest
    @CsvSource({
        "100, AUTOMATIC, 150000.15",
        "70, AUTOMATIC, 150000.15",
        "69, MANAGER, 100000.10",
        "40, MANAGER, 100000.10",
        "39, DIRECTOR, 50000.05",
        "20, DIRECTOR, 50000.05",
        "19, DIRECTOR_AFTER_CHECKS, 50000.05",
        "0, DIRECTOR_AFTER_CHECKS, 50000.05"
    })
    void pt11TheScoreSaysWhoApprovesAndSuggestsALimit(int points, ApprovalRoute route, String limit) {
        OnboardingScore score = new OnboardingScore(points);
        assertThat(score.route()).isEqualTo(route);
        Profile profile = new Profile(Optional.empty(), Decimal.parse("1000001.00"), Optional.empty(), false, false);
        assertThat(score.suggestedLimit(profile)).isEqualTo(Decimal.parse(limit));
        assertThat(score.suggestedLimit(UNKNOWN)).isEmpty();
    }
}
