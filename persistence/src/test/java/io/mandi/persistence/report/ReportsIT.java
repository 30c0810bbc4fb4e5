package io.mandi.persistence.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.Trade;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.history.SampleBook;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRebuild;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.PrimaryReads;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.report.PostgresReports.Days;
import io.mandi.persistence.report.PostgresReports.Line;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports are the sums of what the books did. */
class ReportsIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 17);
    private static final Days EVER = new Days(0, Integer.MAX_VALUE, Optional.empty());

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final PostgresReports reports =
            new PostgresReports(PrimaryReads.of(new OrganizationReader(pool.dataSource(), Runnable::run)));
    private List<SampleBook> books;

    @BeforeEach
    void write() throws Exception {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
        books = SampleBook.some(SEED, 900);
        SampleBook.write(pool.dataSource(), books, SEED);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void aDayHasAllItsTrades() throws Exception {
        DailyTradeProjection projection = new DailyTradeProjection();
        ProjectionRun.catchUp(pool.dataSource(), projection, 23);
        for (SampleBook book : books) {
            Map<Integer, DailyTrades> expected = new TreeMap<>();
            for (Deal deal : book.deals().reversed()) {
                Trade trade = deal.trade();
                int day = (int) Math.floorDiv(trade.executedAt(), 86_400_000_000L);
                expected.merge(
                        day,
                        DailyTrades.of(book.id(), day, trade.price(), trade.quantity()),
                        (sum, one) -> sum.and(trade.price(), trade.quantity()));
            }
            Days ofBook = new Days(0, Integer.MAX_VALUE, Optional.of(book.id().symbol()));
            List<DailyTrades> found = reports
                    .dailyTrades(ReadScope.of(book.id().organization()), ofBook, true, true, Optional.empty(), 1_000)
                    .toCompletableFuture()
                    .join()
                    .found()
                    .stream()
                    .map(line -> ((PostgresReports.OfInstrument) line).line().item())
                    .toList();
            assertThat(found.reversed()).as("seed %d", SEED).isEqualTo(List.copyOf(expected.values()));
            assertThat(found).isNotEmpty();
        }
        assertThat(ProjectionRebuild.run(pool.dataSource(), projection, 400, pages -> {}))
                .isEqualTo(Map.of("daily_trade", 0L));
        assertThat(reports.dailyTrades(ReadScope.of("west"), EVER, true, true, Optional.empty(), 10)
                        .toCompletableFuture()
                        .join()
                        .found())
                .isEmpty();
    }

    @Test
    void openInterestIsTheSumOfTheOrdersThatRest() {
        for (SampleBook book : books) {
            Map<String, List<OrderState>> resting = book.orders().stream()
                    .filter(order -> order.status().isOpen())
                    .collect(Collectors.groupingBy(
                            order -> order.terms().partnerId(), TreeMap::new, Collectors.toList()));
            List<OpenInterest> found = reports
                    .openInterest(
                            ReadScope.of(book.id().organization()),
                            Optional.of(book.id().symbol()),
                            Optional.empty(),
                            Optional.empty(),
                            1_000)
                    .toCompletableFuture()
                    .join()
                    .found()
                    .stream()
                    .map(Line::item)
                    .toList();
            assertThat(found)
                    .isEqualTo(resting.entrySet().stream()
                            .map(partner -> new OpenInterest(
                                    book.id(),
                                    partner.getKey(),
                                    sum(partner.getValue(), Side.BUY),
                                    sum(partner.getValue(), Side.SELL)))
                            .toList())
                    .isNotEmpty();
        }
    }

    private static OpenInterest.Side sum(List<OrderState> orders, Side side) {
        List<OrderState> ofSide =
                orders.stream().filter(order -> order.terms().side() == side).toList();
        BigInteger quantity = BigInteger.ZERO;
        BigInteger value = BigInteger.ZERO;
        for (OrderState order : ofSide) {
            quantity = quantity.add(BigInteger.valueOf(order.remaining()));
            value = value.add(BigInteger.valueOf(order.price()).multiply(BigInteger.valueOf(order.remaining())));
        }
        return new OpenInterest.Side(ofSide.size(), quantity, value);
    }
}
