package io.mandi.engine.lots.match;

import static io.mandi.engine.lots.match.LotTicket.decimal;
import static io.mandi.engine.lots.match.LotTicket.number;
import static io.mandi.engine.lots.match.LotTicket.perCandy;
import static io.mandi.engine.lots.match.NeedTicket.at;
import static io.mandi.engine.lots.match.NeedTicket.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.lots.match.Appraisal.ParameterScore;
import io.mandi.engine.lots.match.Audience.Visibility;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Pairs by the rules of section 7. The need and the lot that each test begins with are those of its worked example. */
class MatcherTest {
    private static final Instant NOW = Instant.parse("2025-11-05T06:00:00Z");

    private final NeedTicket need = new NeedTicket();
    private final LotTicket lot = new LotTicket();
    private final GivenParties parties = new GivenParties();
    private MarketSettings settings = MarketSettings.DEFAULT;
    private Advisor advisor = Advisor.NONE;

    private Verdict verdict() {
        MatchContext context = MatchContext.of(settings, parties).advisedBy(advisor);
        return new Matcher(context, NOW).evaluate(need.need(), lot.lot());
    }

    private Appraisal accepted() {
        Verdict verdict = verdict();
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).appraisal();
    }

    private Verdict.Rejected rejected() {
        Verdict verdict = verdict();
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        return (Verdict.Rejected) verdict;
    }

    /** The reasons, as {@code CODE(parameter) actual/limit}. */
    private List<String> reasons() {
        return rejected().reasons().stream()
                .map(refusal -> refusal.reason()
                        + refusal.parameter().map(code -> "(" + code + ")").orElse("")
                        + refusal.actual().map(actual -> " " + actual).orElse("")
                        + refusal.limit().map(limit -> "/" + limit).orElse(""))
                .toList();
    }

    private void set(String name, GivenValue value) {
        settings =
                settings.patch(Map.of(name, value)).asOptional().orElseThrow().settings();
    }

    private static BigDecimal big(String number) {
        return new BigDecimal(number);
    }

    /** What the score of quality is, whatever the verdict would need beside it. */
    private String quality(QualityRequirement requirement, QualityValue value) {
        need.quality = List.of(requirement.asWish());
        lot.quality = Map.of(requirement.code(), value);
        return accepted().breakdown().quality().toPlainString();
    }

    // The worked example of section 7.5

    @Test
    void theWorkedExampleToTheLastDigit() {
        Appraisal appraisal = accepted();

        assertThat(appraisal.quality())
                .containsExactly(
                        new ParameterScore("STAPLE_LENGTH", big("0.7500000000")),
                        new ParameterScore("MICRONAIRE", big("1.0000000000")),
                        new ParameterScore("TRASH", big("1.0000000000")));
        assertThat(appraisal.breakdown().quality()).isEqualTo("0.9166666667");
        // Of prices for a kilogram with ten decimals, as UN-4 has them.
        assertThat(appraisal.breakdown().price()).isEqualTo("0.7000000000");
        assertThat(rounded(appraisal.breakdown().delivery())).isEqualTo("0.6782");
        assertThat(appraisal.breakdown().risk()).isEqualTo("1.0000000000");
        assertThat(appraisal.score()).isEqualTo("0.8284");
        assertThat(appraisal.baseScore()).isEqualTo("0.8284");
        assertThat(appraisal.band()).isEqualTo(Band.GOOD);
        assertThat(appraisal.matchedQuantity()).isEqualTo("10200.000000");
        assertThat(appraisal.pricePerBaseUnit()).hasValue(big("201.0573083629"));
        assertThat(appraisal.distanceKm().orElseThrow().setScale(2, java.math.RoundingMode.HALF_UP))
                .isEqualTo("39.27");
        assertThat(appraisal.delivery()).hasValue(0);
        assertThat(appraisal.weights()).isEqualTo(settings.weights(ScoringCategory.COTTON));
        assertThat(appraisal.riskStatus()).isEqualTo(RiskStatus.PASS);
        assertThat(appraisal.flags()).isEmpty();
        assertThat(appraisal.warnings()).isEmpty();
        assertThat(appraisal.aiAlerts()).isEmpty();
        assertThat(appraisal.warnPenaltyApplied()).isFalse();
        assertThat(appraisal.aiBoostApplied()).isFalse();
    }

    private static BigDecimal rounded(BigDecimal part) {
        return part.setScale(4, java.math.RoundingMode.HALF_UP);
    }

    @Test
    void theWorkedExampleWithAWarning() {
        parties.risk = GivenParties.risk("70", RiskStatus.WARN);

        assertThat(accepted().score()).isEqualTo("0.6781");
        assertThat(accepted().warnPenaltyApplied()).isTrue();
        assertThat(accepted().riskStatus()).isEqualTo(RiskStatus.WARN);
        assertThat(accepted().band()).isEqualTo(Band.ACCEPTABLE);
    }

    @Test
    void theWorkedExampleWithTheAdvisor() {
        advisor = (ofNeed, ofLot) -> Optional.of(new Advisor.Advice(true, 60, Optional.empty()));

        assertThat(accepted().score()).isEqualTo("0.8784");
        assertThat(accepted().baseScore()).isEqualTo("0.8284");
        assertThat(accepted().aiBoostApplied()).isTrue();
    }

    /** A pair that is as good as can be. */
    private void perfect() {
        need.quality = List.of();
        lot.price = AskingPrice.of(perCandy("70000"));
        lot.site = Optional.of(LotTicket.AHMEDABAD);
        lot.window = need.window;
    }

    @Test
    void theSecondOracle() {
        perfect();
        parties.risk = GivenParties.risk("79.99", RiskStatus.WARN);

        assertThat(accepted().baseScore()).isEqualTo("0.9250");
        assertThat(accepted().score()).isEqualTo("0.8325");
    }

    @Test
    void s1AnotherTownWithinReach() {
        lot.site = Optional.of(LotTicket.GONDAL);
        need.deliveries = List.of(within("50", LotTicket.RAJKOT));
        lot.window = need.window;

        Appraisal appraisal = accepted();
        assertThat(appraisal.distanceKm().orElseThrow().setScale(1, java.math.RoundingMode.HALF_UP))
                .isEqualTo("38.0");
        // 0.40 x 0.2392 + 0.30 + 0.30
        BigDecimal nearness =
                appraisal.breakdown().delivery().subtract(big("0.6")).divide(big("0.4"));
        assertThat(rounded(nearness)).isEqualTo("0.2392");
    }

    @Test
    void s2AnotherStateIsOutOfReachHoweverNear() {
        lot.site = Optional.of(LotTicket.SIRSA);
        need.deliveries = List.of(within("100", LotTicket.BATHINDA));

        assertThat(reasons()).containsExactly("LOCATION_CROSS_STATE HR/PB");
        assertThat(rejected().firstFailing()).isEqualTo(Filter.LOCATION);
    }

    @Test
    void s3APriceBetweenPreferredAndMost() {
        lot.price = AskingPrice.of(perCandy("72000"));

        assertThat(rounded(accepted().breakdown().price())).isEqualTo("0.6000");
    }

    // 7.2

    @Test
    void mt2OnePaisaOverTheBudgetIsRejectedHoweverGoodTheRest() {
        perfect();
        lot.price = AskingPrice.of(perCandy("75000.01"));

        assertThat(reasons()).containsExactly("OVER_BUDGET 210.8993/210.8993"); // MT-2
        lot.price = AskingPrice.of(perCandy("75000"));
        assertThat(accepted().breakdown().price()).isEqualTo("0.0000000000");
    }

    @Test
    void mt1EveryReasonIsSaid() {
        lot.site = Optional.of(LotTicket.RAJKOT);
        lot.status = LotStatus.RESERVED;
        lot.price = AskingPrice.of(perCandy("76000"));
        lot.quality = Map.of("STAPLE_LENGTH", number("27"), "TRASH", number("4"));
        parties.refusal = Optional.of(
                new CapabilityRefusal(Reason.CAPABILITY_MISSING, "buyer", Optional.of("DOMESTIC_BUY_INDIA")));
        parties.relation = Optional.of(Reason.SAME_PAN);
        parties.circular = List.of(Reason.SAME_DAY_BUY_SELL_REVERSAL, Reason.SAME_DAY_REVERSE_TRADE);
        parties.risk = GivenParties.risk("55", RiskStatus.FAIL);
        parties.exposureFits = false;

        // MT-1
        assertThat(rejected().firstFailing()).isEqualTo(Filter.LOCATION);
        assertThat(rejected().notEvaluated()).isEmpty();
        assertThat(reasons())
                .containsExactly(
                        "LOCATION_TOO_FAR 198.3/60",
                        "LOT_NOT_ACTIVE RESERVED/ACTIVE",
                        "OVER_BUDGET 213.7113/210.8993",
                        "QUALITY_OUT_OF_RANGE(STAPLE_LENGTH) 27/28..30",
                        "QUALITY_MISSING(MICRONAIRE)",
                        "QUALITY_OUT_OF_RANGE(TRASH) 4/..3.5",
                        "CAPABILITY_MISSING BUYER/DOMESTIC_BUY_INDIA",
                        "SAME_PAN",
                        "SAME_DAY_BUY_SELL_REVERSAL",
                        "SAME_DAY_REVERSE_TRADE",
                        "RISK_FAIL 55/60",
                        "EXPOSURE_LIMIT 2179854.90");
    }

    @Test
    void mt1WhatCannotBeComputedIsNotPassed() {
        lot.commodity = "silk";
        assertThat(rejected().notEvaluated()) // MT-1: after 2
                .containsExactly(Filter.QUANTITY, Filter.PRICE, Filter.QUALITY, Filter.RISK, Filter.EXPOSURE);
        assertThat(reasons()).containsExactly("COMMODITY_MISMATCH silk/cotton");

        lot.commodity = "cotton";
        lot.currency = "USD";
        assertThat(rejected().notEvaluated()) // MT-1: after 5
                .containsExactly(Filter.QUANTITY, Filter.PRICE, Filter.RISK, Filter.EXPOSURE);
        assertThat(reasons()).containsExactly("CURRENCY_MISMATCH USD/INR");

        lot.baseUnit = BaseUnit.METER;
        assertThat(reasons()).containsExactly("CURRENCY_MISMATCH USD/INR", "UNIT_DIMENSION_MISMATCH METER/KG");

        lot.baseUnit = BaseUnit.KG;
        lot.currency = "INR";
        lot.available = BigDecimal.ZERO;
        assertThat(rejected().notEvaluated()).containsExactly(Filter.RISK, Filter.EXPOSURE); // MT-1: after 6
        assertThat(reasons()).containsExactly("NOTHING_LEFT");
    }

    @Test
    void mt4WithoutTheRiskAPairIsPending() {
        parties.risk = Optional.empty();
        parties.exposureFits = false;

        assertThat(verdict()).isEqualTo(new Verdict.PendingRisk(Set.of())); // MT-4

        parties.relation = Optional.of(Reason.SAME_GST);
        assertThat(reasons()).containsExactly("SAME_GST");
        assertThat(rejected().notEvaluated()).containsExactly(Filter.RISK, Filter.EXPOSURE);
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLIC, true",
        "PRIVATE, false",
        "RESTRICTED, false",
        "INTERNAL, false",
    })
    void av15RQ8WhoIsNotNamedSeesWhatIsPublic(Visibility visibility, boolean visible) {
        lot.audience = new Audience(visibility, Set.of("other"), Set.of(Region.SOUTH));
        need.audience = new Audience(visibility, Set.of("other"), Set.of(Region.SOUTH));

        if (visible) {
            accepted(); // AV-15, RQ-8
        } else {
            assertThat(reasons()).containsExactly("NOT_VISIBLE_TO_BUYER", "NOT_VISIBLE_TO_SELLER");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Visibility.class,
            names = {"PRIVATE", "RESTRICTED"})
    void av15RQ8WhoIsNamedSeesIt(Visibility visibility) {
        lot.audience = new Audience(visibility, Set.of("buyer"), Set.of());
        need.audience = new Audience(visibility, Set.of("seller"), Set.of());

        accepted(); // AV-15, RQ-8
    }

    @Test
    void av15TheBuyersRegionAndRQ8TheLots() {
        Audience west = new Audience(Visibility.RESTRICTED, Set.of(), Set.of(Region.WEST));
        lot.audience = west;
        need.audience = west;

        // RQ-8: the goods are in the west, wherever the seller is.
        assertThat(reasons()).containsExactly("NOT_VISIBLE_TO_BUYER");
        parties.regions.put("buyer", Region.WEST);
        parties.regions.put("seller", Region.EAST);
        accepted(); // AV-15
        need.audience = new Audience(Visibility.PRIVATE, Set.of("x"), Set.of(Region.WEST));
        assertThat(reasons()).containsExactly("NOT_VISIBLE_TO_SELLER");
        need.audience = Audience.EVERYBODY;
        lot.audience = new Audience(Visibility.PRIVATE, Set.of("x"), Set.of(Region.WEST));
        assertThat(reasons()).containsExactly("NOT_VISIBLE_TO_BUYER");
    }

    @ParameterizedTest
    @EnumSource(NeedStatus.class)
    void rq3NeedsAreMatchedWhileTheyAreOpen(NeedStatus status) {
        need.status = status;

        if (Set.of(NeedStatus.ACTIVE, NeedStatus.PARTIALLY_FULFILLED).contains(status)) {
            accepted(); // RQ-3
        } else {
            assertThat(reasons()).containsExactly("NEED_NOT_OPEN " + status + "/ACTIVE");
        }
    }

    @ParameterizedTest
    @EnumSource(LotStatus.class)
    void onlyActiveLotsAreMatched(LotStatus status) {
        lot.status = status;

        if (status == LotStatus.ACTIVE) {
            accepted();
        } else {
            assertThat(reasons()).containsExactly("LOT_NOT_ACTIVE " + status + "/ACTIVE");
        }
    }

    @Test
    void validityEndsAtItsEndAndBeginsAtItsBeginning() {
        lot.expiresAt = NOW;
        need.validUntil = NOW;
        assertThat(reasons())
                .containsExactly(
                        "LOT_EXPIRED 2025-11-05T06:00:00Z/2025-11-05T06:00:00Z",
                        "NEED_EXPIRED 2025-11-05T06:00:00Z/2025-11-05T06:00:00Z");
        lot.expiresAt = NOW.plusNanos(1_000);
        need.validUntil = NOW.plusNanos(1_000);
        need.validFrom = NOW;
        accepted();
        need.validFrom = NOW.plusNanos(1_000);
        assertThat(reasons()).containsExactly("NEED_NOT_OPEN 2025-11-05T06:00:00Z/2025-11-05T06:00:00.000001Z");
    }

    @Test
    void windowsOverlapWhenTheyTouch() {
        need.window = Window.of(Instant.parse("2025-11-10T00:00:00Z"), Instant.parse("2025-11-20T00:00:00Z"));
        need.flexibility = Duration.ofHours(24);
        lot.window = new Window(Optional.of(Instant.parse("2025-11-21T00:00:00Z")), Optional.empty());
        assertThat(accepted().breakdown().delivery()).isLessThan(big("0.7"));
        lot.window = new Window(Optional.of(Instant.parse("2025-11-21T00:00:00.000001Z")), Optional.empty());
        assertThat(reasons())
                .containsExactly(
                        "WINDOW_NO_OVERLAP 2025-11-21T00:00:00.000001Z../2025-11-10T00:00:00Z..2025-11-20T00:00:00Z");
        lot.window = new Window(Optional.empty(), Optional.of(Instant.parse("2025-11-09T00:00:00Z")));
        accepted();
        lot.window = new Window(Optional.empty(), Optional.of(Instant.parse("2025-11-08T23:59:59.999999Z")));
        assertThat(rejected().firstFailing()).isEqualTo(Filter.STATUS);
        need.window = new Window(Optional.empty(), need.window.until());
        accepted();
        need.window = Window.OPEN;
        accepted();
    }

    @Test
    void theTotalBudgetIsOfTheValueOfWhatIsTaken() {
        // 10,200 kg at 71,500 a candy, as UN-4 counts.
        String value = perCandy("71500").value(big("10200")).toPlainString();
        need.totalBudgetLeft = Optional.of(big(value));
        accepted();
        need.totalBudgetLeft = Optional.of(big(value).subtract(big("0.01")));
        assertThat(reasons())
                .containsExactly("OVER_TOTAL_BUDGET " + value + "/"
                        + need.totalBudgetLeft.get().toPlainString());
    }

    // 7.3

    @Test
    void theSameLocationIsThere() {
        lot.site = Optional.of(LotTicket.nowhere("loc", "Kadi", "GJ", "IN"));
        need.deliveries = List.of(at(LotTicket.nowhere("loc", "Kadi", "GJ", "IN")));

        assertThat(accepted().distanceKm()).hasValue(big("0.000000"));
    }

    @Test
    void theSameCityIsThereWithoutCoordinates() {
        lot.site = Optional.of(LotTicket.nowhere("a", " kadi ", "GJ", "IN"));
        need.deliveries = List.of(at(LotTicket.nowhere("b", "Kadi", "gj", "IN")));
        assertThat(accepted().distanceKm()).isEmpty();
        // 0.40 + 0.30 x 0.8 + 0.30
        assertThat(accepted().breakdown().delivery()).isEqualTo("0.9400000000");

        need.deliveries = List.of(at(LotTicket.nowhere("b", "Kadi", null, "IN")));
        assertThat(reasons()).containsExactly("LOCATION_UNRESOLVED");
        need.deliveries = List.of(at(LotTicket.KADI));
        accepted();
        need.deliveries = List.of(at(LotTicket.AHMEDABAD));
        assertThat(reasons()).containsExactly("LOCATION_UNRESOLVED");
    }

    @Test
    void theSameCityIsInReachHoweverFar() {
        lot.site = Optional.of(LotTicket.place("Kadi", "GJ", 23.2980, 72.3310));
        need.deliveries = List.of(within("5", LotTicket.place("KADI", "GJ", 23.3980, 72.3310)));

        Appraisal appraisal = accepted();
        assertThat(appraisal.distanceKm().orElseThrow()).isGreaterThan(big("11"));
        // Nearness 0.
        assertThat(appraisal.breakdown().delivery()).isEqualTo("0.5400000000");
    }

    @Test
    void theMarketsDistanceCountsWhereTheNeedSaysNone() {
        need.deliveries = List.of(at(LotTicket.AHMEDABAD));
        accepted();
        set("max_distance_km", new GivenValue.Whole(39));
        assertThat(reasons()).containsExactly("LOCATION_TOO_FAR 39.3/39");
    }

    @Test
    void aLimitOfTheDistanceItselfIsEnough() {
        String exact = accepted().distanceKm().orElseThrow().toPlainString();
        need.deliveries = List.of(within(exact, LotTicket.AHMEDABAD));
        accepted();
        need.deliveries = List.of(within(big(exact).subtract(big("0.000001")).toPlainString(), LotTicket.AHMEDABAD));
        assertThat(rejected().firstFailing()).isEqualTo(Filter.LOCATION);
    }

    @Test
    void bordersAreCrossedWhereThatIsAllowedAndOnTheWantedIncoterm() {
        lot.site = Optional.of(LotTicket.nowhere(null, "Dubai", null, "AE"));
        assertThat(reasons()).containsExactly("LOCATION_CROSS_BORDER AE/IN");
        set("cross_border_allowed", new GivenValue.Flag(true));
        assertThat(accepted().distanceKm()).isEmpty();
        assertThat(accepted().breakdown().delivery()).isEqualTo("0.5400000000");
        need.incoterm = Optional.of("CIF");
        assertThat(reasons()).containsExactly("LOCATION_CROSS_BORDER AE/IN");
        lot.incoterms = Set.of("FOB", "CIF");
        accepted();
        // CAP-2, CAP-3: the countries are those of the places.
        assertThat(parties.asked).contains("capability seller AE buyer IN");
    }

    @Test
    void statesAreCrossedWhereThatIsAllowed() {
        lot.site = Optional.of(LotTicket.SIRSA);
        need.deliveries = List.of(within("100", LotTicket.BATHINDA));
        set("cross_state_allowed", new GivenValue.Flag(true));

        accepted();
    }

    @Test
    void theNearestDeliveryPlaceCounts() {
        need.deliveries = List.of(
                within("60", LotTicket.RAJKOT), within("60", LotTicket.AHMEDABAD), within("90", LotTicket.AHMEDABAD));
        assertThat(accepted().delivery()).hasValue(2);
        // Of equally near places the first.
        need.deliveries = List.of(within("60", LotTicket.AHMEDABAD), within("60", LotTicket.AHMEDABAD));
        assertThat(accepted().delivery()).hasValue(0);
        // None is in reach: the first one is told.
        need.deliveries = List.of(at(LotTicket.SIRSA), within("1", LotTicket.AHMEDABAD));
        assertThat(reasons()).containsExactly("LOCATION_CROSS_STATE GJ/HR");
    }

    @Test
    void goodsMustBeSomewhereAndMayBeWantedAnywhere() {
        need.deliveries = List.of();
        assertThat(accepted().warnings()).containsExactly(Warning.NO_DELIVERY_LOCATION);
        assertThat(accepted().distanceKm()).isEmpty();
        assertThat(accepted().delivery()).isEmpty();
        assertThat(parties.asked).contains("capability seller IN buyer IN");
        lot.site = Optional.empty();
        assertThat(reasons()).containsExactly("LOCATION_MISSING");
        assertThat(rejected().warnings()).containsExactly(Warning.NO_DELIVERY_LOCATION);
        assertThat(parties.asked).contains("capability seller - buyer -");
    }

    // 7.4

    @Test
    void theQuantityIsWhatBothSidesHave() {
        need.committed = big("200");
        assertThat(accepted().matchedQuantity()).isEqualTo("10000.000000");
        lot.available = big("9999.999999");
        assertThat(accepted().matchedQuantity()).isEqualTo("9999.999999");
        need.committed = need.max;
        assertThat(reasons()).containsExactly("NOTHING_LEFT");
    }

    @Test
    void theLotsLeastOrderIsWaivedForItsRemainder() {
        lot.minOrder = Optional.of(big("10200"));
        accepted();
        lot.minOrder = Optional.of(big("10200.000001"));
        assertThat(reasons()).containsExactly("BELOW_MIN_ORDER 10200/10200.000001");
        lot.available = big("10200");
        accepted();
    }

    @Test
    void theNeedsLeastLotIsNeverWaived() {
        need.minLot = Optional.of(big("17000"));
        assertThat(reasons()).containsExactly("BELOW_MIN_LOT 10200/17000");
        lot.available = big("10");
        assertThat(reasons()).containsExactly("BELOW_MIN_LOT 10/17000");
        need.minLot = Optional.of(big("10"));
        accepted();
    }

    @Test
    void aWholeLotIsTakenWhole() {
        lot.partialOrders = false;
        assertThat(reasons()).containsExactly("PARTIAL_NOT_ALLOWED 10200/17000");
        need.max = big("17000");
        accepted();
        lot.available = big("16000");
        assertThat(reasons()).containsExactly("PARTIAL_NOT_ALLOWED 16000/17000");
    }

    @Test
    void rq7AnEquivalentCountsByItsRatio() {
        need.commodity = "yarn";
        need.equivalents = Map.of("cotton", big("0.85"));
        lot.available = big("1000");
        lot.price = AskingPrice.of(perCandy("60000"));

        // RQ-7
        Appraisal appraisal = accepted();
        assertThat(appraisal.matchedQuantity()).isEqualTo("850.000000");
        assertThat(appraisal.pricePerBaseUnit()).hasValue(big("198.4934348296"));
        // All of the lot: 1,000 kg at 60,000 per candy.
        assertThat(parties.asked).contains("risk buyer seller 168719.42");
        lot.price = AskingPrice.of(perCandy("63750"));
        accepted();
        lot.price = AskingPrice.of(perCandy("63750.01"));
        assertThat(reasons()).containsExactly("OVER_BUDGET 210.8993/210.8993");
        // What is the least order of the lot is 0.85 of it for the need.
        lot.price = AskingPrice.of(perCandy("60000"));
        need.max = big("600");
        lot.minOrder = Optional.of(big("706"));
        assertThat(reasons()).containsExactly("BELOW_MIN_ORDER 600/600.1");
    }

    // 7.5 Quality

    @ParameterizedTest
    @CsvSource({
        "28, 30, 29, 29.5, 0.7500000000",
        "28, 30, 29, 29, 1.0000000000",
        "28, 30, 29, 28, 0.5000000000",
        "28, 31, 29, 30, 0.7500000000",
        "28, 31, 29, 28, 0.7500000000",
        "28, 30, 28, 29, 0.7500000000",
        "0, 3, 0, 1, 0.8333333333",
        "0, 3, 0, 2, 0.6666666667",
        "29, 29, 29, 29, 1.0000000000",
        "100000000000000, 300000000000000, 200000000000000, 250000000000000, 0.7500000000",
        "199999999.5, 200000000.5, 200000000, 200000000.25, 0.7500000000",
    })
    void nearerToThePreferredValueIsBetter(String min, String max, String preferred, String value, String score) {
        QualityRequirement requirement = QualityRequirement.of("P")
                .between(Optional.of(decimal(min)), Optional.of(decimal(max)))
                .preferring(preferred);

        assertThat(quality(requirement, number(value))).isEqualTo(score);
    }

    @Test
    void aMissingLimitIsTheCataloguesForTheScaleOnly() {
        QualityRequirement wish = QualityRequirement.of("P").preferring("4");
        assertThat(quality(wish, number("4"))).isEqualTo("1.0000000000");
        assertThat(quality(wish, number("4.1"))).isEqualTo("0.5000000000");
        QualityRequirement scaled = wish.inCatalogue(Optional.of(decimal("2")), Optional.of(decimal("6")));
        assertThat(quality(scaled, number("5"))).isEqualTo("0.7500000000");
        // Outside the catalogue's limits, which reject nothing here.
        assertThat(quality(scaled, number("9"))).isEqualTo("0.5000000000");
        assertThat(quality(scaled.between(Optional.of(decimal("4")), Optional.empty()), number("5")))
                .isEqualTo("0.7500000000");
        // Preferred at both limits: the scale is 0.
        QualityRequirement exact = QualityRequirement.exactly("P", decimal("4")).preferring("5");
        assertThat(quality(exact, number("4"))).isEqualTo("0.5000000000");
    }

    @Test
    void aRangeLiesWhollyInsideAndCountsByItsMiddle() {
        QualityRequirement requirement = QualityRequirement.of("P")
                .between(Optional.of(decimal("10")), Optional.of(decimal("12")))
                .preferring("11");
        assertThat(quality(requirement, new QualityValue.Range(decimal("10"), decimal("12"))))
                .isEqualTo("1.0000000000");
        assertThat(quality(requirement, new QualityValue.Range(decimal("11"), decimal("12"))))
                .isEqualTo("0.7500000000");
        need.quality = List.of(requirement);
        lot.quality = Map.of("P", new QualityValue.Range(decimal("9.9"), decimal("12")));
        assertThat(reasons()).containsExactly("QUALITY_OUT_OF_RANGE(P) 9.9..12/10..12");
    }

    @Test
    void textsAreComparedTidied() {
        QualityRequirement requirement =
                QualityRequirement.of("P").accepting(List.of("Rd 76", "Rd 74")).preferring("rd 76 ");
        assertThat(quality(requirement, new QualityValue.Text(" RD 76"))).isEqualTo("1.0000000000");
        assertThat(quality(requirement, new QualityValue.Text("rd 74"))).isEqualTo("0.5000000000");
        need.quality = List.of(requirement);
        lot.quality = Map.of("P", new QualityValue.Text("Rd 70"));
        assertThat(reasons()).containsExactly("QUALITY_NOT_ACCEPTED(P) RD 70/Rd 76, Rd 74");
        need.quality = List.of(QualityRequirement.exactly("P", "Rd 70"));
        accepted(); // RQ-9
    }

    @Test
    void rq9ExactIsBothLimitsAndLimitsAreInclusive() {
        need.quality = List.of(QualityRequirement.exactly("TRASH", decimal("2.40")));
        accepted(); // RQ-9
        lot.quality = Map.of("TRASH", number("2.41"));
        assertThat(reasons()).containsExactly("QUALITY_OUT_OF_RANGE(TRASH) 2.41/2.40..2.40"); // RQ-9
    }

    @Test
    void whatIsOnlyWishedForScoresNothingWhenItIsMissing() {
        set("minimum_score_cotton", new GivenValue.Text("0.5"));
        need.quality = List.of(
                QualityRequirement.of("TRASH"),
                QualityRequirement.of("OTHER").asWish(),
                QualityRequirement.of("STAPLE_LENGTH")
                        .accepting(List.of("28", "30"))
                        .asWish());

        Appraisal appraisal = accepted();
        assertThat(appraisal.quality())
                .extracting(ParameterScore::score)
                .containsExactly(big("1.0000000000"), big("0E-10"), big("0E-10"));
        assertThat(appraisal.breakdown().quality()).isEqualTo("0.3333333333");
        need.quality = List.of();
        assertThat(accepted().breakdown().quality()).isEqualTo("1.0000000000");
    }

    // 7.5 Price, AV-12 to AV-14

    @Test
    void av14AnOpenPricePassesWithHalfAScore() {
        lot.price = AskingPrice.OPEN;
        need.totalBudgetLeft = Optional.of(big("1.00"));

        // AV-14
        Appraisal appraisal = accepted();
        assertThat(appraisal.breakdown().price()).isEqualTo("0.5000000000");
        assertThat(appraisal.flags()).containsExactly(Flag.PRICE_OPEN);
        assertThat(appraisal.pricePerBaseUnit()).isEmpty();
        String value = perCandy("75000").value(big("10200")).toPlainString();
        assertThat(parties.asked).contains("risk buyer seller " + value, "exposure buyer " + value);
        need.budget = Optional.empty();
        accepted();
        assertThat(parties.asked).contains("risk buyer seller 0.00");
    }

    @Test
    void withoutABudgetEveryPriceIsGood() {
        need.budget = Optional.empty();
        lot.price = AskingPrice.of(perCandy("99000"));
        assertThat(accepted().breakdown().price()).isEqualTo("1.0000000000");
        need.budget = Optional.of(new Budget(perCandy("70000"), perCandy("70000")));
        lot.price = AskingPrice.of(perCandy("70000"));
        assertThat(accepted().breakdown().price()).isEqualTo("1.0000000000");
    }

    @Test
    void av12TheCheapestOptionWhoseTermsTheNeedAcceptsIsAsked() {
        lot.price = new AskingPrice(
                List.of(
                        option("D15", "EX_GIN", "72000"),
                        option("D15", "DELIVERED", "71000"),
                        option("CASH", "EX_GIN", "70500"),
                        option("D15", "EX_GIN", "71900")),
                Optional.of(perCandy("74000")));

        // AV-12
        assertThat(accepted().price()).hasValue(perCandy("71900"));
        need.deliveryTerms = Set.of();
        assertThat(accepted().price()).hasValue(perCandy("71000"));
        need.paymentTerms = Set.of();
        assertThat(accepted().price()).hasValue(perCandy("70500"));
        need.paymentTerms = Set.of("LC");
        assertThat(accepted().price()).hasValue(perCandy("74000"));
        lot.price = new AskingPrice(lot.price.options(), Optional.empty());
        assertThat(accepted().price()).hasValue(perCandy("70500"));
    }

    private static PriceOption option(String payment, String delivery, String price) {
        return new PriceOption(Optional.of(payment), Optional.of(delivery), perCandy(price));
    }

    // 7.5 Delivery

    @Test
    void aWindowOfNoLengthIsInsideOrNot() {
        Instant noon = Instant.parse("2025-11-10T12:00:00Z");
        need.window = Window.of(noon, noon);
        lot.window = Window.of(noon, noon.plusSeconds(1));
        lot.site = Optional.of(LotTicket.AHMEDABAD);
        assertThat(accepted().breakdown().delivery()).isEqualTo("1.0000000000");
        lot.window = Window.of(noon.plusSeconds(1), noon.plusSeconds(2));
        assertThat(accepted().breakdown().delivery()).isEqualTo("0.7000000000");
    }

    @Test
    void termsScoreWhenTheyShareACode() {
        perfect();
        need.deliveryTerms = Set.of("FOB", "CIF");
        assertThat(accepted().breakdown().delivery()).isEqualTo("0.8500000000");
        need.paymentTerms = Set.of("LC");
        assertThat(accepted().breakdown().delivery()).isEqualTo("0.7000000000");
        need.deliveryTerms = Set.of();
        need.paymentTerms = Set.of("LC", "CASH");
        assertThat(accepted().breakdown().delivery()).isEqualTo("1.0000000000");
    }

    // 7.5 Risk, total, advisor

    @Test
    void rk2AWeakLinkMakesAWarning() {
        parties.weakLinks = Set.of(Warning.SAME_MOBILE);
        parties.risk = Optional.of(new RiskAssessment(big("100"), RiskStatus.PASS, Set.of(Warning.NO_HISTORY)));

        // RK-2
        assertThat(accepted().score()).isEqualTo("0.6781");
        assertThat(accepted().riskStatus()).isEqualTo(RiskStatus.WARN);
        assertThat(accepted().warnings()).containsExactlyInAnyOrder(Warning.SAME_MOBILE, Warning.NO_HISTORY);
        parties.risk = GivenParties.risk("59.99", RiskStatus.FAIL);
        assertThat(reasons()).containsExactly("RISK_FAIL 59.99/60");
    }

    @Test
    void theMinimumIsOfTheScoreBeforeTheBoost() {
        advisor = (ofNeed, ofLot) -> Optional.of(new Advisor.Advice(true, 100, Optional.empty()));
        set("minimum_score_cotton", new GivenValue.Text("0.8284"));
        assertThat(accepted().score()).isEqualTo("0.8784");
        set("minimum_score_cotton", new GivenValue.Text("0.8285"));
        assertThat(verdict())
                .isInstanceOfSatisfying(
                        Verdict.BelowMinScore.class,
                        below -> assertThat(below.appraisal().baseScore()).isEqualTo("0.8284"));
    }

    @Test
    void theBoostEndsAtOne() {
        perfect();
        advisor = (ofNeed, ofLot) -> Optional.of(new Advisor.Advice(true, 100, Optional.empty()));
        assertThat(accepted().score()).isEqualTo("1.0000");
        assertThat(accepted().band()).isEqualTo(Band.EXCELLENT);
    }

    @Test
    void theAdvisorsDoubtsAreToldAndNothingElse() {
        advisor = (ofNeed, ofLot) -> Optional.of(new Advisor.Advice(true, 59, Optional.of(big("182.7793"))));

        Appraisal appraisal = accepted();
        assertThat(appraisal.score()).isEqualTo("0.8284");
        assertThat(appraisal.aiAlerts())
                .containsExactlyInAnyOrder(AdvisorAlert.AI_LOW_CONFIDENCE, AdvisorAlert.AI_PRICE_DEVIATION);
        // 201.0573 is less than 10 % above this.
        advisor = (ofNeed, ofLot) -> Optional.of(new Advisor.Advice(false, 100, Optional.of(big("182.7794"))));
        assertThat(accepted().aiAlerts()).isEmpty();
        assertThat(accepted().aiBoostApplied()).isFalse();
    }

    @Test
    void rq10IntentsAreMatchedAlike() {
        List<BigDecimal> scores = new ArrayList<>();
        for (Intent intent : Intent.values()) {
            need.intent = intent;
            scores.add(accepted().score());
        }
        assertThat(scores).containsOnly(big("0.8284")); // RQ-10
        assertThat(Intent.NEGOTIATION.isAllocatable()).isTrue();
        assertThat(Intent.NEGOTIATION.isAllocatedByItself()).isFalse();
        assertThat(Intent.DIRECT_BUY.isAllocatedByItself()).isTrue();
        assertThat(Intent.PRICE_DISCOVERY_ONLY.isAllocatable()).isFalse();
    }

    @Test
    void aReasonOfAnotherFilterIsAMistake() {
        parties.relation = Optional.of(Reason.RISK_FAIL);

        assertThatThrownBy(this::verdict).isInstanceOf(IllegalArgumentException.class);
    }
}
