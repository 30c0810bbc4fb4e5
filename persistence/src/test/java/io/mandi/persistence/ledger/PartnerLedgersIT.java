package io.mandi.persistence.ledger;

import static io.mandi.persistence.ledger.LedgerMarket.CLERK;
import static io.mandi.persistence.ledger.LedgerMarket.NORTH;
import static io.mandi.persistence.ledger.LedgerMarket.THREADS;
import static io.mandi.persistence.ledger.LedgerMarket.join;
import static io.mandi.persistence.ledger.LedgerMarket.money;
import static io.mandi.persistence.ledger.LedgerMarket.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.catalog.setting.CircularRule;
import io.mandi.engine.ledger.Dealing;
import io.mandi.engine.ledger.Exposure;
import io.mandi.engine.ledger.LedgerRefusal;
import io.mandi.engine.ledger.OpenPosting;
import io.mandi.engine.ledger.PartnerRisk;
import io.mandi.engine.lots.match.Reason;
import io.mandi.persistence.ledger.LedgerAnswer.Done;
import io.mandi.persistence.ledger.LedgerAnswer.Refused;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ledgers in their tables. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PartnerLedgersIT {
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");

    private final LedgerMarket market = new LedgerMarket();
    private final PartnerLedgers ledgers = market.ledgers;

    @AfterEach
    void close() {
        market.close();
    }

    private LedgerAnswer hold(String buyer, String key, String amount) {
        return market.hold(buyer, key, money(amount));
    }

    private void assertExposure(String partner, String held, String converted) {
        Exposure exposure = market.exposure(partner).exposure();
        assertThat(exposure.held()).isEqualByComparingTo(held);
        assertThat(exposure.converted()).isEqualByComparingTo(converted);
    }

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> task : tasks) {
                running.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        }
    }

    // EX-4
    @Test
    void ex4OfManyWhoWantTheLastHeadroomOneGetsIt() throws Exception {
        String buyer = market.partner("Surat Mills", "1000.00");
        hold(buyer, "rsv_0", "900.00");
        List<Callable<LedgerAnswer>> tasks = new ArrayList<>();
        for (int i = 1; i <= THREADS; i++) {
            String key = "rsv_" + i;
            tasks.add(() -> hold(buyer, key, "100.00"));
        }
        List<LedgerAnswer> answers = atOnce(tasks);
        assertThat(answers).filteredOn(Done.class::isInstance).hasSize(1);
        assertThat(answers)
                .filteredOn(Refused.class::isInstance)
                .hasSize(THREADS - 1)
                .containsOnly(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
        assertExposure(buyer, "1000", "0");
    }

    // EX-1
    @Test
    void ex1WhateverIsRepeatedIsDoneOnce() throws Exception {
        String buyer = market.partner("Surat Mills", "1000.00");
        for (boolean repeated : List.of(false, true)) {
            assertThat(((Done) hold(buyer, "rsv_1", "800.00")).repeated()).isEqualTo(repeated);
        }
        assertExposure(buyer, "800", "0");
        for (boolean repeated : List.of(false, true)) {
            LedgerAnswer converted = join(ledgers.convert(CLERK, buyer, "rsv_1", "trade-1", money("790.00")));
            assertThat(((Done) converted).repeated()).isEqualTo(repeated);
        }
        assertExposure(buyer, "0", "790");
        assertThat(((Done) hold(buyer, "rsv_1", "800.00")).repeated()).isTrue();
        assertThat(join(ledgers.releaseHold(CLERK, buyer, "rsv_1", "expired")))
                .isEqualTo(new Refused(LedgerRefusal.CONVERTED));
        assertExposure(buyer, "0", "790");
        for (boolean repeated : List.of(false, true)) {
            LedgerAnswer released = join(ledgers.releaseTrade(CLERK, buyer, "trade-1", "completed"));
            assertThat(((Done) released).repeated()).isEqualTo(repeated);
        }
        assertExposure(buyer, "0", "0");
        assertThat(hold(buyer, "rsv_1", "800.00")).isEqualTo(new Refused(LedgerRefusal.RELEASED));

        String id = "\"partner_id\":\"" + buyer + "\"";
        String key = "\"key\":\"rsv_1\",\"reservation_id\":null";
        assertThat(market.events(buyer))
                .containsExactly(
                        "exposure.held.v1 {" + id + "," + key + ",\"amount\":\"800.00\",\"total\":\"800.00\"}",
                        "exposure.limit_breached.v1 {" + id
                                + ",\"utilisation_pct\":\"80.00\",\"state\":\"YELLOW\",\"level\":\"MEDIUM\"}",
                        "exposure.converted.v1 {" + id + "," + key + ",\"trade_id\":\"trade-1\",\"amount\":\"790.00\"}",
                        "exposure.released.v1 {" + id + "," + key
                                + ",\"trade_id\":\"trade-1\",\"amount\":\"790.00\",\"reason\":\"completed\"}");
    }

    // EX-4
    @Test
    void ex4ALimitThatIsLoweredBlocksNewHoldsAndUndoesNothing() {
        String buyer = market.partner("Surat Mills", "1000.00");
        hold(buyer, "rsv_1", "800.00");
        market.limit(buyer, "500.00");
        assertThat(hold(buyer, "rsv_2", "1.00")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
        assertThat(join(ledgers.convert(CLERK, buyer, "rsv_1", "trade-1", money("800.00"))))
                .isInstanceOf(Done.class);
        assertExposure(buyer, "0", "800");
        market.limit(buyer, "1000.00");
        // What was refused is decided anew.
        assertThat(hold(buyer, "rsv_2", "1.00")).isInstanceOf(Done.class);
    }

    // EX-5
    @Test
    void ex5ThresholdsThatALoweredLimitCrossesAreToldOnce() throws Exception {
        String buyer = market.partner("Surat Mills", "1000.00");
        hold(buyer, "rsv_1", "700.00");
        join(ledgers.limitMayHaveChanged(NORTH, number(buyer)));
        market.limit(buyer, "750.00");
        for (int i = 0; i < 3; i++) {
            join(ledgers.limitMayHaveChanged(NORTH, number(buyer)));
        }
        market.limit(buyer, "2000.00");
        join(ledgers.limitMayHaveChanged(NORTH, number(buyer)));
        market.limit(buyer, "700.00");
        join(ledgers.releaseHold(CLERK, buyer, "rsv_2", "expired"));
        join(ledgers.limitMayHaveChanged(NORTH, number(buyer)));
        join(ledgers.limitMayHaveChanged(NORTH, 7));
        assertThat(market.events(buyer))
                .filteredOn(event -> event.startsWith("exposure.limit_breached"))
                .extracting(event -> event.replaceAll(".*utilisation_pct", ""))
                .containsExactly(
                        "\":\"93.33\",\"state\":\"RED\",\"level\":\"HIGH\"}",
                        "\":\"100.00\",\"state\":\"RED\",\"level\":\"CRITICAL\"}");
    }

    // EX-3
    @Test
    void ex3WhoHasNoLimitHoldsNothing() {
        String buyer = market.partner("Surat Mills", "");
        assertThat(hold(buyer, "rsv_1", "0.01")).isEqualTo(new Refused(LedgerRefusal.EXPOSURE_LIMIT));
        assertThat(hold(buyer.replace(NORTH, "south"), "rsv_1", "0.01")).isEqualTo(new Refused(LedgerRefusal.UNKNOWN));
        assertThat(hold("ptn_0000000000001_north", "rsv_1", "0.01")).isEqualTo(new Refused(LedgerRefusal.UNKNOWN));
    }

    @Test
    void aChangeThatFailsInTheMiddleLeavesNothing() throws Exception {
        String buyer = market.partner("Surat Mills", "1000.00");
        market.execute("""
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''in the middle''; END';
            CREATE TRIGGER fail BEFORE INSERT ON event_journal FOR EACH ROW EXECUTE FUNCTION fail()\
            """);
        assertThatThrownBy(() -> hold(buyer, "rsv_1", "800.00")).hasMessageContaining("in the middle");
        assertThat(market.count("exposure_account")).isZero();
        assertThat(market.count("exposure_entry")).isZero();
        market.execute("DROP TRIGGER fail ON event_journal");
        assertThat(((Done) hold(buyer, "rsv_1", "800.00")).repeated()).isFalse();
        assertExposure(buyer, "800", "0");
    }

    // TEN-3
    @Test
    void aPartnersUserSeesItsOwnExposureOnly() {
        String own = market.partner("Surat Mills", "1000.00");
        String other = market.partner("Kadi Gin", "500.00");
        Caller trader = new Caller(NORTH, Actor.of("trader", Optional.of(own)), "request-2", Optional.empty());
        assertThat(join(ledgers.exposure(number(own), trader)).orElseThrow().limit())
                .hasValue(money("1000.00"));
        assertThat(join(ledgers.exposure(number(other), trader))).isEmpty();
        assertThat(join(ledgers.exposure(7, trader))).isEmpty();
        assertThat(market.violations).containsExactly(other);
        Caller south = new Caller("south", Actor.staff("clerk"), "request-3", Optional.empty());
        assertThat(join(ledgers.exposure(number(own), south))).isEmpty();
    }

    // TR-2
    @Test
    void tr2HoldsThatStandAreListedPageByPageTheOldestFirst() {
        String one = market.partner("Surat Mills", "1000.00");
        String two = market.partner("Kadi Gin", "1000.00");
        for (int i = 0; i < 5; i++) {
            hold(i % 2 == 0 ? one : two, "rsv_" + i, "10.00");
            market.clock.updateAndGet(now -> now.plusSeconds(30));
        }
        join(ledgers.releaseHold(CLERK, two, "rsv_1", "expired"));
        join(ledgers.convert(CLERK, one, "rsv_2", "trade-2", money("10.00")));
        long minuteAgo = market.clock.get().minusSeconds(60).toEpochMilli() * 1_000;
        List<StandingHold> page = join(ledgers.orphans(minuteAgo + 1, Optional.empty(), 1));
        assertThat(page).extracting(StandingHold::key).containsExactly("rsv_0");
        assertThat(page.getFirst().amount()).isEqualByComparingTo("10");
        assertThat(join(ledgers.orphans(minuteAgo + 1, Optional.of(page.getFirst()), 10)))
                .extracting(StandingHold::partnerId, StandingHold::key)
                .containsExactly(tuple(two, "rsv_3"));
    }

    // TR-2
    @Test
    void tr2AHoldThatIsWantedAgainIsNoOrphan() {
        String partner = market.partner("Surat Mills", "1000.00");
        hold(partner, "k1", "10.00");
        hold(partner, "k2", "10.00");
        market.clock.updateAndGet(now -> now.plusSeconds(61));
        long before = market.clock.get().toEpochMilli() * 1_000;
        List<StandingHold> listed = join(ledgers.orphans(before, Optional.empty(), 10));
        assertThat(listed).extracting(StandingHold::key).containsExactly("k1", "k2");
        assertThat(((LedgerAnswer.Done) hold(partner, "k1", "10.00")).repeated())
                .isTrue();
        assertThat(join(ledgers.releaseOrphan(CLERK, listed.getFirst(), "nobody came")))
                .isInstanceOf(LedgerAnswer.Refused.class);
        assertThat(join(ledgers.releaseOrphan(CLERK, listed.getLast(), "nobody came")))
                .isInstanceOf(LedgerAnswer.Done.class);
        assertExposure(partner, "10.00", "0");
    }

    private OpenPosting posting(OpenPosting.Kind kind) {
        return new OpenPosting(kind, "cotton", market.clock.get());
    }

    private Optional<Reason> register(String partner, String id, OpenPosting posting, CircularRule rule) {
        return join(ledgers.register(CLERK, partner, id, posting, rule, KOLKATA));
    }

    // RP-1
    @Test
    void rp1OfTwoOppositePostingsAtOnceExactlyOnePasses() throws Exception {
        String partner = market.partner("Surat Mills", "");
        for (int round = 0; round < 20; round++) {
            String lot = "lot_" + round;
            String need = "req_" + round;
            List<Optional<Reason>> answers = atOnce(List.of(
                    () -> register(partner, lot, posting(OpenPosting.Kind.LOT), CircularRule.SAME_DAY),
                    () -> register(partner, need, posting(OpenPosting.Kind.NEED), CircularRule.SAME_DAY)));
            assertThat(answers).filteredOn(Optional::isEmpty).hasSize(1);
            assertThat(join(ledgers.close(CLERK, partner, answers.get(0).isEmpty() ? lot : need)))
                    .isTrue();
        }
    }

    // RP-1
    @Test
    void rp1APostingThatWasClosedDoesNotComeBack() {
        String partner = market.partner("Surat Mills", "");
        OpenPosting lot = posting(OpenPosting.Kind.LOT);
        assertThat(register(partner, "lot_1", lot, CircularRule.SAME_DAY)).isEmpty();
        assertThat(register(partner, "lot_1", lot, CircularRule.SAME_DAY)).isEmpty();
        assertThat(join(ledgers.close(CLERK, partner, "lot_1"))).isTrue();
        assertThat(join(ledgers.close(CLERK, partner, "lot_1"))).isFalse();
        assertThat(register(partner, "lot_1", lot, CircularRule.SAME_DAY)).isEmpty();
        assertThat(register(partner, "req_1", posting(OpenPosting.Kind.NEED), CircularRule.SAME_DAY))
                .isEmpty();
        // RP-1: checked again when it is published.
        assertThat(register(partner, "lot_2", lot, CircularRule.SAME_DAY)).hasValue(Reason.SAME_DAY_SELL_BUY_REVERSAL);
    }

    // RP-1
    @Test
    void howManyPostingsAreOpenIsNotReadButOnWhichDaysThereAreSome() throws Exception {
        String partner = market.partner("Surat Mills", "");
        // Midnight of the market's day.
        Instant midnight = Instant.parse("2026-11-23T18:30:00Z");
        OpenPosting before = new OpenPosting(OpenPosting.Kind.LOT, "cotton", midnight.minusNanos(1_000));
        OpenPosting first = new OpenPosting(OpenPosting.Kind.LOT, "cotton", midnight);
        join(ledgers.adopt(CLERK, partner, "lot_before", before));
        for (int i = 0; i < 50; i++) {
            join(ledgers.adopt(
                    CLERK,
                    partner,
                    "lot_" + i,
                    new OpenPosting(OpenPosting.Kind.LOT, "cotton", midnight.plusSeconds(i))));
        }
        join(ledgers.adopt(CLERK, partner, "lot_silk", new OpenPosting(OpenPosting.Kind.LOT, "silk", midnight)));

        long number = number(partner);
        try (Connection connection = market.pool.dataSource().getConnection()) {
            assertThat(new LedgerTables(connection, CLERK.organization())
                            .activities(List.of(number), LocalDate.EPOCH)
                            .get(number)
                            .postings())
                    .containsExactlyInAnyOrder(before, first, new OpenPosting(OpenPosting.Kind.LOT, "silk", midnight));
        }
        OpenPosting need = new OpenPosting(OpenPosting.Kind.NEED, "cotton", midnight.minusSeconds(60));
        assertThat(register(partner, "req_1", need, CircularRule.SAME_DAY)).hasValue(Reason.SAME_DAY_BUY_SELL_REVERSAL);
        assertThat(join(ledgers.close(CLERK, partner, "lot_before"))).isTrue();
        assertThat(register(partner, "req_1", need, CircularRule.SAME_DAY)).isEmpty();
    }

    // RP-1
    @Test
    void aPostingThatIsRegisteredWithoutAnIdIsFoundUntilItHasOneOrIsClosed() {
        String partner = market.partner("Surat Mills", "");
        OpenPosting lot = posting(OpenPosting.Kind.LOT);
        String key = PartnerLedgers.PENDING + "1";
        assertThat(register(partner, key, lot, CircularRule.SAME_DAY)).isEmpty();
        long created = ChronoUnit.MICROS.between(Instant.EPOCH, lot.createdAt());
        assertThat(join(ledgers.pending(created, 10))).isEmpty();
        assertThat(join(ledgers.pending(created + 1, 10)))
                .containsExactly(new PendingPosting(CLERK.organization(), partner, key, lot));
        join(ledgers.adopt(CLERK, partner, "lot_1", lot));
        assertThat(join(ledgers.close(CLERK, partner, key))).isTrue();
        assertThat(join(ledgers.pending(created + 1, 10))).isEmpty();
        assertThat(register(partner, "req_1", posting(OpenPosting.Kind.NEED), CircularRule.SAME_DAY))
                .as("the one with an id counts")
                .hasValue(Reason.SAME_DAY_BUY_SELL_REVERSAL);
        assertThat(join(ledgers.close(CLERK, partner, "lot_1"))).isTrue();
        join(ledgers.adopt(CLERK, partner, "lot_1", lot));
        assertThat(register(partner, "req_1", posting(OpenPosting.Kind.NEED), CircularRule.SAME_DAY))
                .as("what was closed stays so")
                .isEmpty();
    }

    // RP-1
    @Test
    void aPostingThatHasItsIdIsNotPendingAnyMoreAndOneThatWasClosedStaysSo() {
        String partner = market.partner("Surat Mills", "");
        OpenPosting lot = posting(OpenPosting.Kind.LOT);
        String key = PartnerLedgers.PENDING + "1";
        assertThat(register(partner, key, lot, CircularRule.SAME_DAY)).isEmpty();
        long after = ChronoUnit.MICROS.between(Instant.EPOCH, lot.createdAt()) + 1;
        assertThat(join(ledgers.pending(after, 10))).hasSize(1);

        join(ledgers.identify(CLERK, partner, key, "lot_1", lot));
        assertThat(join(ledgers.pending(after, 10))).isEmpty();
        assertThat(join(ledgers.close(CLERK, partner, key))).isFalse();
        assertThat(register(partner, "req_1", posting(OpenPosting.Kind.NEED), CircularRule.SAME_DAY))
                .hasValue(Reason.SAME_DAY_BUY_SELL_REVERSAL);

        assertThat(join(ledgers.close(CLERK, partner, "lot_1"))).isTrue();
        join(ledgers.identify(CLERK, partner, key, "lot_1", lot));
        assertThat(register(partner, "req_1", posting(OpenPosting.Kind.NEED), CircularRule.SAME_DAY))
                .isEmpty();
    }

    // RP-3
    @Test
    void ofManyDealingsThatSayTheSameOneIsRead() throws Exception {
        String gin = market.partner("Kadi Gin", "1000.00");
        String mills = market.partner("Surat Mills", "1000.00");
        String weavers = market.partner("Surat Weavers", "1000.00");
        List<Deal> same = IntStream.range(0, 6)
                .mapToObj(number -> new Deal("rsv_" + number, mills, gin, "cotton"))
                .toList();
        same.forEach(deal -> assertThat(market.deal(deal)).isEmpty());
        assertThat(join(ledgers.tradeDeal(CLERK, same.get(2)))).isTrue();
        assertThat(join(ledgers.endDeal(CLERK, same.get(5)))).isTrue();
        assertThat(market.deal(new Deal("rsv_6", weavers, gin, "cotton"))).isEmpty();
        assertThat(market.deal(new Deal("rsv_7", gin, mills, "silk"))).isEmpty();

        LocalDate today = LocalDate.ofInstant(market.clock.get(), KOLKATA);
        Dealing held = new Dealing(mills, gin, "cotton", today, Dealing.State.HELD);
        Dealing traded = new Dealing(mills, gin, "cotton", today, Dealing.State.TRADED);
        Dealing woven = new Dealing(weavers, gin, "cotton", today, Dealing.State.HELD);
        Dealing silk = new Dealing(gin, mills, "silk", today, Dealing.State.HELD);
        assertThat(dealings(gin, today)).containsExactlyInAnyOrder(held, traded, woven, silk);
        assertThat(dealings(mills, today)).containsExactlyInAnyOrder(held, traded, silk);
        assertThat(dealings(weavers, today)).containsExactly(woven);
        assertThat(dealings(gin, today.plusDays(1))).containsExactly(traded);
    }

    private Collection<Dealing> dealings(String partner, LocalDate since) throws SQLException {
        long number = number(partner);
        try (Connection connection = market.pool.dataSource().getConnection()) {
            return new LedgerTables(connection, CLERK.organization())
                    .activities(List.of(number), since)
                    .get(number)
                    .dealings();
        }
    }

    @Test
    void underUnsettledATradeBlocksUntilItIsSettled() {
        String seller = market.partner("Kadi Gin", "1000.00");
        String buyer = market.partner("Surat Mills", "1000.00");
        Deal deal = new Deal("rsv_1", buyer, seller, "cotton");
        assertThat(market.deal(deal)).isEmpty();
        OpenPosting need = posting(OpenPosting.Kind.NEED);
        assertThat(register(seller, "req_1", need, CircularRule.UNSETTLED)).isEmpty();
        assertThat(join(ledgers.tradeDeal(CLERK, deal))).isTrue();
        market.clock.updateAndGet(now -> now.plusSeconds(30L * 86_400));
        assertThat(register(seller, "req_2", need, CircularRule.UNSETTLED)).hasValue(Reason.UNSETTLED_SELL_EXISTS);
        assertThat(join(ledgers.completeDeal(CLERK, deal))).isTrue();
        assertThat(join(ledgers.endDeal(CLERK, deal))).isFalse();
        assertThat(register(seller, "req_2", need, CircularRule.UNSETTLED)).isEmpty();
    }

    // RP-3
    @Test
    void rp3OfTwoWhoDealBothWaysAtOnceOnePasses() throws Exception {
        String one = market.partner("Kadi Gin", "1000.00");
        String other = market.partner("Surat Mills", "1000.00");
        for (int round = 0; round < 20; round++) {
            Deal there = new Deal("there " + round, one, other, "cotton");
            Deal back = new Deal("back " + round, other, one, "cotton");
            List<Optional<Reason>> answers = atOnce(List.of(() -> market.deal(there), () -> market.deal(back)));
            assertThat(answers).containsExactlyInAnyOrder(Optional.empty(), Optional.of(Reason.SAME_DAY_REVERSE_TRADE));
            Deal passed = answers.get(0).isEmpty() ? there : back;
            assertThat(market.deal(passed)).isEmpty();
            assertThat(join(ledgers.endDeal(CLERK, passed))).isTrue();
        }
    }

    // RP-3
    @Test
    void rp3AnotherDayIsAnotherMatter() {
        String one = market.partner("Kadi Gin", "1000.00");
        String other = market.partner("Surat Mills", "1000.00");
        market.clock.set(Instant.parse("2026-11-23T18:29:00Z"));
        assertThat(market.deal(new Deal("there", one, other, "cotton"))).isEmpty();
        Deal back = new Deal("back", other, one, "cotton");
        assertThat(market.deal(back)).hasValue(Reason.SAME_DAY_REVERSE_TRADE);
        market.clock.set(Instant.parse("2026-11-23T18:31:00Z"));
        assertThat(market.deal(back)).isEmpty();
    }

    // RK-4, RK-5
    @Test
    void rk4AnAssessmentIsRecordedAndAScoreThatMovesIsToldOf() throws Exception {
        String partner = market.partner("Surat Mills", "1000.00");
        PartnerRisk first = join(ledgers.assess(number(partner), CLERK)).orElseThrow();
        assertThat(first.score()).isEqualTo(90);
        assertThat(first.recommendedLimit()).hasValue(new BigDecimal("1000.00"));
        hold(partner, "rsv_1", "760.00");
        assertThat(join(ledgers.assess(number(partner), CLERK)).orElseThrow().score())
                .isEqualTo(75);
        assertThat(join(ledgers.assess(7, CLERK))).isEmpty();
        assertThat(market.events(partner))
                .extracting(event -> event.substring(0, event.indexOf(' ')))
                .containsExactly(
                        "risk.assessed.v1",
                        "exposure.held.v1",
                        "exposure.limit_breached.v1",
                        "risk.assessed.v1",
                        "partner.risk_score_changed.v1");
        assertExposure(partner, "760", "0");
    }
}
