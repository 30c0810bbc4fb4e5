package io.mandi.persistence.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.Trade;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.SampleBook;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRebuild;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.PrimaryReads;
import io.mandi.persistence.reader.ReadScope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Candles are the sums of what the books did, in whatever pages they are read. */
class CandlesIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 23);
    private static final ZoneId INDIA = ZoneId.of("Asia/Kolkata");
    private static final OptionalLong EVER = OptionalLong.empty();
    private static final long QUARTER = 15 * CandleInterval.MICROS_PER_MINUTE;

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final PostgresReports reports =
            new PostgresReports(PrimaryReads.of(new OrganizationReader(pool.dataSource(), Runnable::run)));

    @BeforeEach
    void migrate() throws Exception {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private List<Candle> read(
            BookId book, CandleInterval interval, ZoneId zone, OptionalLong from, OptionalLong before, int limit) {
        return reports.candles(ReadScope.of(book.organization()), book.symbol(), interval, zone, from, before, limit)
                .toCompletableFuture()
                .join()
                .found()
                .found();
    }

    /** All of them, page by page, the oldest first. */
    private List<Candle> pages(BookId book, CandleInterval interval, ZoneId zone, int limit) {
        List<Candle> all = new ArrayList<>();
        OptionalLong before = EVER;
        for (List<Candle> page = read(book, interval, zone, EVER, before, limit);
                !page.isEmpty();
                page = read(book, interval, zone, EVER, before, limit)) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            before = OptionalLong.of(page.getLast().begins());
        }
        return all.reversed();
    }

    @Test
    void haveAllTradesOfTheirTime() throws Exception {
        List<SampleBook> books = SampleBook.some(SEED, 900);
        SampleBook.write(pool.dataSource(), books, SEED);
        CandleProjection projection = new CandleProjection();
        ProjectionRun.catchUp(pool.dataSource(), projection, 23);
        for (SampleBook book : books) {
            for (CandleInterval interval : CandleInterval.values()) {
                NavigableMap<Long, Candle> expected = new TreeMap<>();
                for (Deal deal : book.deals().reversed()) {
                    Trade trade = deal.trade();
                    long begins = beginOf(interval, trade.executedAt(), INDIA);
                    expected.merge(
                            begins,
                            Candle.of(begins, trade.price(), trade.quantity()),
                            (sum, one) -> sum.and(trade.price(), trade.quantity()));
                }
                assertThat(pages(book.id(), interval, INDIA, 2))
                        .as("seed %d, %s of %s", SEED, interval, book.id())
                        .isEqualTo(List.copyOf(expected.values()))
                        .isNotEmpty();
            }
        }
        assertThat(ProjectionRebuild.run(pool.dataSource(), projection, 400, pages -> {}))
                .isEqualTo(Map.of("book_candle", 0L));
    }

    private static long beginOf(CandleInterval interval, long at, ZoneId zone) {
        Instant time = Instant.EPOCH.plus(at, ChronoUnit.MICROS);
        Instant begins = switch (interval) {
            case ONE_MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
            case FIVE_MINUTES -> Instant.ofEpochSecond(time.getEpochSecond() / 300 * 300);
            case ONE_HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case ONE_DAY -> time.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        };
        return ChronoUnit.MICROS.between(Instant.EPOCH, begins);
    }

    /** Quarters of an hour around the days on which clocks are put forward and back. */
    private NavigableMap<Long, Candle> quarters(BookId book, int count) throws SQLException {
        SplittableRandom random = new SplittableRandom(SEED);
        NavigableMap<Long, Candle> rows = new TreeMap<>();
        long first = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-10-30T00:00:00Z"));
        while (rows.size() < count) {
            long begins = first + random.nextLong(8 * 96) * QUARTER;
            rows.put(
                    begins,
                    Candle.of(begins, 1 + random.nextLong(1_000), 1 + random.nextLong(50))
                            .and(1 + random.nextLong(1_000), 1 + random.nextLong(50)));
        }
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO book_candle VALUES (?, ?, 15, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Candle row : rows.values()) {
                insert.setString(1, book.organization());
                insert.setString(2, book.symbol());
                insert.setLong(3, row.begins());
                insert.setLong(4, row.trades());
                insert.setLong(5, row.quantity().longValueExact());
                insert.setLong(6, row.value().longValueExact());
                insert.setLong(7, row.open());
                insert.setLong(8, row.high());
                insert.setLong(9, row.low());
                insert.setLong(10, row.close());
                insert.addBatch();
            }
            insert.executeBatch();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_HOUR", "ONE_DAY"})
    void areWholeOnEachPageWhereverADayBegins(CandleInterval interval) throws Exception {
        BookId book = new BookId("north", "CLOCKS");
        NavigableMap<Long, Candle> rows = quarters(book, 700);
        for (String name : List.of("Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "UTC")) {
            ZoneId zone = ZoneId.of(name);
            NavigableMap<Long, Candle> expected = new TreeMap<>();
            for (Candle row : rows.values()) {
                long begins = beginOf(interval, row.begins(), zone);
                expected.merge(
                        begins,
                        row.beginning(begins),
                        (sum, one) -> new Candle(
                                begins,
                                sum.trades() + one.trades(),
                                sum.quantity().add(one.quantity()),
                                sum.value().add(one.value()),
                                sum.open(),
                                Math.max(sum.high(), one.high()),
                                Math.min(sum.low(), one.low()),
                                one.close()));
            }
            List<Candle> all = List.copyOf(expected.values());
            for (int limit : new int[] {1, 3, 500}) {
                assertThat(pages(book, interval, zone, limit))
                        .as("seed %d, %s, pages of %d", SEED, name, limit)
                        .isEqualTo(all);
            }
            // Neither bound cuts a candle.
            long from = all.get(1).begins() + QUARTER;
            long before = all.get(5).begins() + QUARTER;
            assertThat(read(book, interval, zone, OptionalLong.of(from), OptionalLong.of(before), 500)
                            .reversed())
                    .isEqualTo(all.subList(2, 6));
        }
    }

    @Test
    void theStatisticsOfADayAreThoseOfItsCandle() throws Exception {
        BookId book = new BookId("north", "CLOCKS");
        quarters(book, 700);
        List<Candle> days = pages(book, CandleInterval.ONE_DAY, INDIA, 500);
        for (int i = 1; i < days.size(); i++) {
            LocalDate day = Instant.EPOCH
                    .plus(days.get(i).begins(), ChronoUnit.MICROS)
                    .atZone(INDIA)
                    .toLocalDate();
            DayStatistics statistics = statistics(book, day);
            assertThat(statistics.today()).contains(days.get(i));
            assertThat(statistics.previousClose())
                    .isEqualTo(OptionalLong.of(days.get(i - 1).close()));
        }
        DayStatistics later = statistics(book, LocalDate.of(2027, 1, 1));
        assertThat(later.today()).isEmpty();
        assertThat(later.previousClose())
                .isEqualTo(OptionalLong.of(days.getLast().close()));
        assertThat(statistics(book, LocalDate.of(2020, 1, 1)).previousClose()).isEmpty();
    }

    private DayStatistics statistics(BookId book, LocalDate day) {
        return reports.statistics(ReadScope.of(book.organization()), book.symbol(), day, INDIA)
                .toCompletableFuture()
                .join()
                .found()
                .found();
    }
}
