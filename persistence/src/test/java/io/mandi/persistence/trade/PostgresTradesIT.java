package io.mandi.persistence.trade;

import static io.mandi.engine.trade.TradeSamples.BOOK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.engine.trade.Alert;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Step;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeDecision;
import io.mandi.engine.trade.TradeRefusal;
import io.mandi.engine.trade.TradeRules;
import io.mandi.engine.trade.TradeSamples;
import io.mandi.engine.trade.TradeStatus;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.reader.ConsistencySettings;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.report.DailyDeskTrades;
import io.mandi.persistence.report.PostgresReports;
import io.mandi.persistence.table.YearlyNumbers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TR-3, TR-4, TR-7, TR-8, TR-11, TR-12 with a real database. */
class PostgresTradesIT {
    private static final Caller STAFF = new Caller("demo", Actor.staff("asha"), "request-1", Optional.empty());
    private static final Caller SYSTEM = new Caller("demo", Actor.system(), "request-1", Optional.empty());

    private final AtomicReference<Instant> clock = new AtomicReference<>(TradeSamples.AT);
    private final List<String> violations = new ArrayList<>();
    private DatabasePool pool;
    private PostgresTrades trades;
    private OrganizationReader reader;

    @BeforeEach
    void open() {
        pool = DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(8));
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
        reader = new OrganizationReader(pool.dataSource(), Runnable::run);
        trades = new PostgresTrades(
                new EntityJournal(pool.dataSource(), entity -> {}, clock::get),
                reader,
                (caller, named) -> violations.add(named),
                Runnable::run);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static ResourceId reservation(long number) {
        return new ResourceId(ResourceId.Kind.RESERVATION, number, BOOK);
    }

    private static Caller keyed(String key, String fingerprint) {
        return new Caller(
                "demo",
                Actor.staff("asha"),
                "request-1",
                Optional.of(new Idempotency("POST /api/v1/trades", key, fingerprint)));
    }

    private TradeOutcome begin(Caller caller, long number) {
        return join(trades.begin(caller, reservation(number), TradeSamples.terms()));
    }

    private static Trade of(TradeOutcome outcome) {
        assertThat(outcome).isInstanceOf(TradeOutcome.Done.class);
        return ((TradeOutcome.Done) outcome).trade();
    }

    /** Does all that is under way. */
    private Trade carriedOut(Trade trade) {
        Trade now = trade;
        while (now.run().isPresent()) {
            Run run = now.run().get();
            now = join(trades.progress(
                            SYSTEM,
                            now.id(),
                            (known, at) -> run.next() == Step.NUMBER
                                    ? TradeRules.numbered(known, "TR-2026-000001", at)
                                    : TradeRules.done(known, run.kind(), run.next(), at)))
                    .orElseThrow();
        }
        return now;
    }

    private Trade created(long number) {
        return carriedOut(of(begin(STAFF, number)));
    }

    private <T> List<T> query(String sql, Query.RowReader<T> row) {
        try (Connection connection = pool.dataSource().getConnection()) {
            return new Query(sql).run(connection, row);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** When the trade is to be looked at. */
    private List<Instant> due(WakeUp.Kind kind) {
        return query(
                "SELECT due_at FROM wake_up WHERE kind = '" + kind.name() + "'",
                row -> Instant.EPOCH.plusNanos(row.getLong(1) * 1_000));
    }

    private long events() {
        return query("SELECT count(*) FROM event_journal", row -> row.getLong(1))
                .getFirst();
    }

    // TR-3
    @Test
    void ofManyAttemptsAtOnceOneMakesTheTradeAndAllFindIt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<TradeOutcome>> begun = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                begun.add(threads.submit(() -> begin(STAFF, 13)));
            }
            int first = 0;
            for (Future<TradeOutcome> one : begun) {
                TradeOutcome.Done done = (TradeOutcome.Done) one.get();
                assertThat(done.trade().id()).isEqualTo(TradeSamples.pending().id());
                first += done.repeated() ? 0 : 1;
            }
            assertThat(first).isOne();
        }
        assertThat(events()).isOne();
        Trade stored = join(trades.find(TradeSamples.pending().id())).orElseThrow();
        assertThat(stored.terms()).isEqualTo(TradeSamples.terms());
        assertThat(stored.status()).isEqualTo(TradeStatus.PENDING);
        assertThat(stored.run().orElseThrow().by()).isEqualTo("asha");
    }

    // PL-3
    @Test
    void aKeyThatWasUsedForAnotherTradeOrBodyIsRefused() {
        Trade first = of(begin(keyed("k1", "f1"), 13));
        assertThat(begin(keyed("k1", "f1"), 13)).isEqualTo(new TradeOutcome.Done(first, true));
        assertThat(begin(keyed("k1", "f2"), 13)).isInstanceOf(TradeOutcome.KeyReused.class);
        assertThat(begin(keyed("k1", "f3"), 14)).isInstanceOf(TradeOutcome.KeyReused.class);
        assertThat(of(begin(keyed("k2", "f3"), 14)).id()).isNotEqualTo(first.id());
        clock.updateAndGet(now -> now.plus(Duration.ofHours(25)));
        assertThat(begin(keyed("k1", "f2"), 13)).isInstanceOf(TradeOutcome.Done.class);
    }

    // TR-8: the wake-up that carries it on is there as soon as the trade is, and goes with the last step
    @Test
    void whatIsUnderWayHasAWakeUpAndWhatIsNotHasNone() {
        Trade pending = of(begin(STAFF, 13));
        assertThat(due(TradeWakeUps.SAGA)).containsExactly(TradeSamples.AT.plusSeconds(3));
        assertThat(due(TradeWakeUps.ALERT)).containsExactly(TradeSamples.AT.plusSeconds(300));
        for (int pause : List.of(1, 2, 4, 8, 16, 30, 30)) {
            join(trades.note(
                    SYSTEM, pending.id(), (known, at) -> TradeRules.unanswered(known, Run.Kind.CREATE, Step.SELL)));
            assertThat(due(TradeWakeUps.SAGA)).containsExactly(TradeSamples.AT.plusSeconds(pause));
        }
        Trade made = carriedOut(pending);
        assertThat(due(TradeWakeUps.SAGA)).isEmpty();
        assertThat(due(TradeWakeUps.ALERT)).containsExactly(TradeSamples.AT.plus(Duration.ofHours(48)));
        join(trades.change(STAFF, made.id(), (trade, at) -> TradeRules.confirm(trade, STAFF.actor(), at)));
        assertThat(due(TradeWakeUps.ALERT)).isEmpty();
        // Initiated, created, confirmed; steps are no events.
        assertThat(events()).isEqualTo(3);
    }

    // TR-11
    @Test
    void anAlertIsNotedOnceAndIsNoEvent() {
        Trade made = created(13);
        clock.updateAndGet(now -> now.plus(Duration.ofHours(48)));
        long before = events();
        assertThat(join(trades.note(SYSTEM, made.id(), TradeRules::alerted))
                        .orElseThrow()
                        .alerts())
                .containsExactly(Alert.UNCONFIRMED);
        assertThat(join(trades.note(SYSTEM, made.id(), TradeRules::alerted))).isEmpty();
        assertThat(due(TradeWakeUps.ALERT)).isEmpty();
        assertThat(events()).isEqualTo(before);
    }

    // TR-8
    @Test
    void aChangeThatFailsInTheMiddleLeavesNothing() throws SQLException {
        execute("""
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''in the middle''; END';
            CREATE TRIGGER fail BEFORE INSERT ON event_journal FOR EACH ROW EXECUTE FUNCTION fail()\
            """);
        assertThatThrownBy(() -> begin(keyed("k1", "f1"), 13)).hasMessageContaining("in the middle");
        assertThat(join(trades.find(TradeSamples.pending().id()))).isEmpty();
        assertThat(due(TradeWakeUps.SAGA)).isEmpty();
        execute("DROP TRIGGER fail ON event_journal");
        assertThat(((TradeOutcome.Done) begin(keyed("k1", "f1"), 13)).repeated())
                .isFalse();
    }

    // TR-3, TEN-3, If-Match
    @Test
    void wishesAreDecidedOnTheTradeAsItIs() {
        Trade made = created(13);
        Actor stranger = Actor.of("stranger", Optional.of("ptn-stranger"));
        Caller third = new Caller("demo", stranger, "request-2", Optional.empty());
        assertThat(join(trades.find(made.id(), third))).isEmpty();
        assertThat(join(trades.change(third, made.id(), (trade, at) -> TradeRules.confirm(trade, stranger, at))))
                .isInstanceOf(TradeOutcome.NotThere.class);
        assertThat(violations).containsExactly(made.id().toString(), made.id().toString());
        Actor mill = Actor.of("mill", Optional.of("ptn-buyer"));
        Caller buyer = new Caller("demo", mill, "request-3", Optional.empty());
        assertThat(join(trades.change(buyer, made.id(), (trade, at) -> TradeRules.confirm(trade, mill, at))))
                .isEqualTo(new TradeOutcome.Refused(TradeRefusal.NOT_SELLER));
        Caller late = new Caller(
                "demo",
                STAFF.actor(),
                "request-4",
                Optional.empty(),
                OptionalLong.of(made.version() + 1),
                0,
                Optional.empty());
        assertThat(join(trades.change(late, made.id(), (trade, at) -> TradeRules.confirm(trade, STAFF.actor(), at))))
                .isEqualTo(new TradeOutcome.Conflict(made.version()));
        assertThat(join(trades.change(STAFF, reservationLess(), (trade, at) -> new TradeDecision.Repeated())))
                .isInstanceOf(TradeOutcome.NotThere.class);
    }

    private static ResourceId reservationLess() {
        return ResourceId.ofTrade(reservation(999_999));
    }

    // TR-4
    @Test
    void numbersAreCountedPerYearAndNeverGivenTwice() throws Exception {
        YearlyNumbers numbers = new YearlyNumbers(pool.dataSource(), YearlyNumbers.Series.TRADE);
        assertThat(numbers.next("demo", 2026)).isEqualTo("TR-2026-000001");
        assertThat(numbers.next("demo", 2026)).isEqualTo("TR-2026-000002");
        assertThat(numbers.next("demo", 2027)).isEqualTo("TR-2027-000001");
        assertThat(numbers.next("north", 2026)).isEqualTo("TR-2026-000001");
    }

    private ListReader lists() {
        return new ListReader(
                reader, Optional.empty(), new ConsistencySettings(Duration.ZERO, 1), new SimpleMeterRegistry());
    }

    @Test
    void tradesAreListedPageByPageTheNewestFirst() {
        for (int i = 0; i < 7; i++) {
            begin(STAFF, 100 + i);
            if (i % 2 == 0) {
                clock.updateAndGet(now -> now.plusSeconds(1));
            }
        }
        PostgresTradeLists all = new PostgresTradeLists(new PostgresOrderLists(lists()));
        for (Optional<String> partner :
                List.of(Optional.<String>empty(), Optional.of("ptn-buyer"), Optional.of("ptn-seller"))) {
            PostgresTradeLists.Filter filter =
                    new PostgresTradeLists.Filter(Optional.empty(), partner, Optional.empty());
            List<Long> found = new ArrayList<>();
            Optional<PostgresTradeLists.Place> behind = Optional.empty();
            for (int page = 0; page < 4; page++) {
                List<PostgresTradeLists.Listed> next = join(all.trades(ReadScope.of("demo"), filter, behind, 2))
                        .found();
                next.forEach(listed -> found.add(
                        ((PostgresTradeLists.OfDesk) listed).trade().id().number()));
                behind = Optional.of(next.getLast().place());
            }
            assertThat(found).containsExactly(106L, 105L, 104L, 103L, 102L, 101L, 100L);
        }
        PostgresTradeLists.Filter others =
                new PostgresTradeLists.Filter(Optional.empty(), Optional.of("ptn-stranger"), Optional.empty());
        assertThat(join(all.trades(ReadScope.of("demo"), others, Optional.empty(), 10))
                        .found())
                .isEmpty();
        PostgresTradeLists.Filter any =
                new PostgresTradeLists.Filter(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(join(all.trades(ReadScope.of("south"), any, Optional.empty(), 10))
                        .found())
                .isEmpty();
    }

    // TR-12
    @Test
    void theDailyReportCountsWhatIsATradeAndStaysOne() {
        created(13);
        created(14);
        begin(STAFF, 15);
        Trade cancelled = of(join(trades.change(
                STAFF,
                created(16).id(),
                (trade, at) -> TradeRules.cancel(trade, STAFF.actor(), "why", "request-2", at))));
        assertThat(carriedOut(cancelled).status()).isEqualTo(TradeStatus.CANCELLED);
        int day = (int) LocalDate.of(2026, 1, 5).toEpochDay();
        List<PostgresReports.DayLine> lines = join(new PostgresReports(lists())
                        .dailyTrades(
                                ReadScope.of("demo"),
                                new PostgresReports.Days(day, day, Optional.empty()),
                                true,
                                true,
                                Optional.empty(),
                                10))
                .found();
        assertThat(lines).hasSize(1);
        DailyDeskTrades line = ((PostgresReports.OfDesk) lines.getFirst()).item();
        assertThat(line.trades()).isEqualTo(2);
        assertThat(line.commodityId()).isEqualTo(ResourceId.ofCommodity(BOOK).toString());
        assertThat(line.quantity()).isEqualByComparingTo(new BigDecimal("204000"));
        assertThat(line.value()).isEqualByComparingTo(new BigDecimal("28682301.34"));
    }
}
