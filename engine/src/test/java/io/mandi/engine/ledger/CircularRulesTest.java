package io.mandi.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.setting.CircularRule;
import io.mandi.engine.ledger.OpenPosting.Kind;
import io.mandi.engine.lots.match.Reason;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Section 8.2. */
class CircularRulesTest {
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    private static final CircularRules SAME_DAY = new CircularRules(CircularRule.SAME_DAY, KOLKATA);
    private static final CircularRules UNSETTLED = new CircularRules(CircularRule.UNSETTLED, KOLKATA);
    private static final LocalDate TODAY = LocalDate.of(2026, 1, 5);
    /** Half past midnight of the fifth in India, and still the fourth in UTC. */
    private static final Instant EARLY = Instant.parse("2026-01-04T19:00:00Z");

    private static final Instant LATE = Instant.parse("2026-01-05T18:29:59Z");
    private static final Instant YESTERDAY = Instant.parse("2026-01-04T18:29:59Z");

    private static OpenPosting lot(Instant at) {
        return new OpenPosting(Kind.LOT, "cotton", at);
    }

    private static OpenPosting need(Instant at) {
        return new OpenPosting(Kind.NEED, "cotton", at);
    }

    private static Dealing dealing(String buyer, String seller, Dealing.State state) {
        return new Dealing(buyer, seller, "cotton", TODAY, state);
    }

    @Test
    void onOneDayAPartnerEitherSellsOrBuys() {
        assertThat(SAME_DAY.posting("P", need(LATE), List.of(lot(EARLY)), List.of()))
                .hasValue(Reason.SAME_DAY_BUY_SELL_REVERSAL);
        assertThat(SAME_DAY.posting("P", lot(LATE), List.of(need(EARLY)), List.of()))
                .hasValue(Reason.SAME_DAY_SELL_BUY_REVERSAL);
    }

    @Test
    void theDayIsThatOfTheMarket() {
        assertThat(SAME_DAY.posting("P", need(EARLY), List.of(lot(YESTERDAY)), List.of()))
                .isEmpty();
        assertThat(new CircularRules(CircularRule.SAME_DAY, ZoneId.of("UTC"))
                        .posting("P", need(EARLY), List.of(lot(YESTERDAY)), List.of()))
                .hasValue(Reason.SAME_DAY_BUY_SELL_REVERSAL);
    }

    @ParameterizedTest
    @EnumSource(CircularRule.class)
    void postingsOfTheSameDirectionAndOtherGoodsDoNotMatter(CircularRule rule) {
        List<OpenPosting> open = List.of(need(EARLY), new OpenPosting(Kind.LOT, "yarn", EARLY));
        assertThat(new CircularRules(rule, KOLKATA).posting("P", need(LATE), open, List.of()))
                .isEmpty();
    }

    @Test
    void underUnsettledAnyOpenCounterpartCounts() {
        assertThat(UNSETTLED.posting("P", need(LATE), List.of(lot(YESTERDAY)), List.of()))
                .hasValue(Reason.UNSETTLED_SELL_EXISTS);
        assertThat(UNSETTLED.posting("P", lot(LATE), List.of(need(YESTERDAY)), List.of()))
                .hasValue(Reason.UNSETTLED_BUY_EXISTS);
    }

    @ParameterizedTest
    @EnumSource(Dealing.State.class)
    void underUnsettledATradeCountsUntilItIsSettled(Dealing.State state) {
        boolean counts = state == Dealing.State.TRADED;
        assertThat(UNSETTLED
                        .posting("P", need(LATE), List.of(), List.of(dealing("Q", "P", state)))
                        .filter(Reason.UNSETTLED_SELL_EXISTS::equals)
                        .isPresent())
                .isEqualTo(counts);
        assertThat(UNSETTLED
                        .posting("P", lot(LATE), List.of(), List.of(dealing("P", "Q", state)))
                        .filter(Reason.UNSETTLED_BUY_EXISTS::equals)
                        .isPresent())
                .isEqualTo(counts);
        assertThat(UNSETTLED.posting("P", need(LATE), List.of(), List.of(dealing("P", "Q", state))))
                .isEmpty();
        assertThat(SAME_DAY.posting("P", need(LATE), List.of(), List.of(dealing("Q", "P", state))))
                .isEmpty();
    }

    // RP-3
    @ParameterizedTest
    @EnumSource(Dealing.State.class)
    void rp3TheOppositeOfTodaysDealingIsRefused(Dealing.State state) {
        List<Dealing> dealings = List.of(dealing("Q", "P", state));
        assertThat(CircularRules.reversal("P", "Q", "cotton", TODAY, dealings).isPresent())
                .isEqualTo(state != Dealing.State.ENDED);
        assertThat(CircularRules.reversal("Q", "P", "cotton", TODAY, dealings)).isEmpty();
        assertThat(CircularRules.reversal("P", "R", "cotton", TODAY, dealings)).isEmpty();
        assertThat(CircularRules.reversal("P", "Q", "yarn", TODAY, dealings)).isEmpty();
        assertThat(CircularRules.reversal("P", "Q", "cotton", TODAY.plusDays(1), dealings))
                .isEmpty();
    }
}
