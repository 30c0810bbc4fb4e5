package io.mandi.engine.lots.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.match.Filter;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.Refusal;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody learns more of a counterparty than the stage allows (section 2.2). */
class DisclosureTest {
    /** From which stage on each part is told; the stage itself always is. */
    private static final Map<String, Stage> FIRST = Map.of(
            "stage", Stage.BROWSE,
            "region", Stage.BROWSE,
            "ratingBand", Stage.MATCHED,
            "label", Stage.MATCHED,
            "city", Stage.MATCHED,
            "matchToken", Stage.MATCHED,
            "companyName", Stage.NEGOTIATING,
            "partnerId", Stage.TRADE,
            "profile", Stage.TRADE);

    private static final Counterparty.Profile PROFILE = new Counterparty.Profile(
            "Kadi Ginners Private Limited",
            Optional.of("24AAACG1234A1Z5"),
            List.of(),
            new Counterparty.Contacts(Optional.of("+919812345678"), Optional.empty(), Optional.empty()),
            Optional.empty());

    private static Counterparty counterparty(Counterparty.Side side, Optional<Decimal> rating) {
        return new Counterparty("ptn_3", side, Region.WEST, Optional.of("Kadi"), rating, "Kadi Ginners", PROFILE);
    }

    private static Counterparty seller() {
        return counterparty(Counterparty.Side.SELLER, Decimal.parse("4.2"));
    }

    private static boolean isTold(Disclosure disclosure, RecordComponent part) {
        try {
            return !Optional.empty().equals(part.getAccessor().invoke(disclosure));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void noFieldIsToldAboveItsStageAndEveryFieldFromItOn(Stage stage) {
        Disclosure disclosure = Disclosure.to(stage, seller(), Optional.of("token"));
        for (RecordComponent part : Disclosure.class.getRecordComponents()) {
            assertThat(FIRST).as("this test knows when it is told").containsKey(part.getName());
            assertThat(isTold(disclosure, part))
                    .as("%s at %s", part.getName(), stage)
                    .isEqualTo(stage.reaches(FIRST.get(part.getName())));
        }
        assertThat(disclosure.stage()).isEqualTo(stage);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void staffIsToldEverythingAtEveryStage(Stage stage) {
        Disclosure disclosure = Disclosure.toStaff(stage, seller(), Optional.of("token"));
        assertThat(disclosure.stage()).isEqualTo(stage);
        assertThat(Arrays.stream(Disclosure.class.getRecordComponents()).filter(part -> !isTold(disclosure, part)))
                .isEmpty();
    }

    @Test
    void whatIsNotKnownIsNotTold() {
        Counterparty unknown = new Counterparty(
                "ptn_3", Counterparty.Side.BUYER, Region.UNKNOWN, Optional.empty(), Optional.empty(), "Mill", PROFILE);
        Disclosure disclosure = Disclosure.to(Stage.TRADE, unknown, Optional.empty());
        assertThat(disclosure.city()).isEmpty();
        assertThat(disclosure.matchToken()).isEmpty();
        assertThat(disclosure.label()).hasValue("Verified buyer");
    }

    @ParameterizedTest
    @CsvSource({
        "5.0,A",
        "4.5,A",
        "4.49,B",
        "4.0,B",
        "3.99,C",
        "3.0,C",
        "2.99,D",
        "0,D",
        ",UNRATED",
    })
    void ratingsAreToldAsBands(String rating, String band) {
        Optional<Decimal> known = Optional.ofNullable(rating).flatMap(Decimal::parse);
        Counterparty other = counterparty(Counterparty.Side.SELLER, known);
        assertThat(Disclosure.to(Stage.MATCHED, other, Optional.empty())
                        .ratingBand()
                        .orElseThrow())
                .hasToString(band);
    }

    @Test
    void aStageIsThatOfTheFurthestThingBetweenTheTwo() {
        assertThat(Stage.between(false, false, false)).isEqualTo(Stage.BROWSE);
        assertThat(Stage.between(true, false, false)).isEqualTo(Stage.MATCHED);
        assertThat(Stage.between(true, true, false)).isEqualTo(Stage.NEGOTIATING);
        assertThat(Stage.between(false, true, false)).isEqualTo(Stage.NEGOTIATING);
        assertThat(Stage.between(true, true, true)).isEqualTo(Stage.TRADE);
        assertThat(Stage.between(false, false, true)).isEqualTo(Stage.TRADE);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void ownersReadFiguresOfPostingsAndNoneOfPartners(Reason reason) {
        Set<Filter> ofPostings = EnumSet.range(Filter.LOCATION, Filter.QUALITY);
        Refusal refusal = new Refusal(reason, Optional.of("TRASH"), Optional.of("4.1"), Optional.of("3.5"));
        Refusal read = Disclosure.toOwners(refusal);
        boolean shown = ofPostings.contains(reason.filter()) && reason != Reason.OVER_TOTAL_BUDGET;
        assertThat(read.reason()).isEqualTo(reason);
        assertThat(read.parameter()).hasValue("TRASH");
        assertThat(read.actual().isPresent()).isEqualTo(shown);
        assertThat(read.limit().isPresent()).isEqualTo(shown);
    }
}
