package io.mandi.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import io.mandi.persistence.history.PostgresOrderLists.OrderFilter;
import io.mandi.persistence.history.PostgresOrderLists.Place;
import io.mandi.persistence.history.PostgresOrderLists.TradeFilter;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.projection.ProjectionRebuild;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.projection.ProjectionStatus;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.PrimaryReads;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log comes to in the tables for lists, and what lists show of it. */
class OrderProjectionIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 11);
    private static final OrderFilter ALL_ORDERS =
            new OrderFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final TradeFilter ALL_TRADES = new TradeFilter(Optional.empty(), Optional.empty());

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresOrderLists lists = new PostgresOrderLists(PrimaryReads.of(reader));

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private void write(List<SampleBook> books) throws SQLException {
        SampleBook.write(pool.dataSource(), books, SEED);
    }

    private List<Listed<OrderState>> orders(String organization, OrderFilter filter, int page) {
        return pages(
                page,
                order -> order.terms().id(),
                behind -> lists.orders(ReadScope.of(organization), filter, behind, page));
    }

    private List<Listed<Deal>> trades(String organization, TradeFilter filter, int page) {
        return pages(
                page,
                deal -> deal.trade().id(),
                behind -> lists.trades(ReadScope.of(organization), filter, behind, page));
    }

    private static <T> List<Listed<T>> pages(
            int size, ToLongFunction<T> id, Function<Optional<Place>, CompletionStage<Stamped<List<Listed<T>>>>> list) {
        List<Listed<T>> all = new ArrayList<>();
        Optional<Place> behind = Optional.empty();
        while (true) {
            List<Listed<T>> found =
                    list.apply(behind).toCompletableFuture().join().found();
            all.addAll(found);
            if (found.size() < size) {
                return all;
            }
            behind = Optional.of(PostgresOrderLists.place(found.getLast(), id));
        }
    }

    private static List<OrderState> items(List<Listed<OrderState>> listed, BookId book) {
        return listed.stream()
                .filter(item -> item.book().equals(book))
                .map(Listed::item)
                .toList();
    }

    private void assertListed(List<SampleBook> books) {
        for (SampleBook book : books) {
            String organization = book.id().organization();
            assertThat(items(orders(organization, ALL_ORDERS, 100), book.id()))
                    .as("orders of %s, seed %d", book.id(), SEED)
                    .isEqualTo(book.orders());
            TradeFilter ofBook =
                    new TradeFilter(Optional.empty(), Optional.of(book.id().symbol()));
            assertThat(trades(organization, ofBook, 100).stream().map(Listed::item))
                    .isEqualTo(book.deals());
        }
    }

    @Test
    void ordersAndTradesAreThoseOfTheBooks() throws SQLException, UnreadableEventException {
        List<SampleBook> books = SampleBook.some(SEED, 2_000);
        write(books);

        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 37);

        assertListed(books);
        assertThat(books.stream().mapToInt(SampleBook::events).sum()).isGreaterThan(3_000);
        assertThat(books).allSatisfy(book -> assertThat(book.deals()).isNotEmpty());
    }

    /** Fails in the middle of every third page, after it has written its rows. */
    private static final class Failing implements Projection {
        private final OrderProjection projection = new OrderProjection();
        private int pages;

        @Override
        public String name() {
            return projection.name();
        }

        @Override
        public List<String> tables() {
            return projection.tables();
        }

        @Override
        public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
            long at = projection.take(connection, entries);
            if (++pages % 3 == 0) {
                throw new SQLException("the connection is gone");
            }
            return at;
        }
    }

    @Test
    void anEventIsTakenInOnceHoweverOftenAPageFails() throws SQLException, UnreadableEventException {
        List<SampleBook> books = SampleBook.some(SEED + 100, 400);
        write(books);
        Failing projection = new Failing();
        int failures = 0;
        boolean done = false;
        while (!done) {
            try {
                ProjectionRun.catchUp(pool.dataSource(), projection, 50);
                done = true;
            } catch (SQLException e) {
                failures++;
            }
        }
        assertThat(failures).isGreaterThan(5);
        assertListed(books);
    }

    @Test
    void aRebuildFindsNothingToPutRightAndPutsRightWhatSomebodyChanged() throws SQLException, UnreadableEventException {
        List<SampleBook> books = SampleBook.some(SEED, 300);
        write(books);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 100);

        assertThat(rebuild()).containsExactly(Map.entry("book_order", 0L), Map.entry("book_trade", 0L));

        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            int changed = statement.executeUpdate("UPDATE book_order SET remaining = remaining + 1"
                    + " WHERE order_id IN (SELECT order_id FROM book_order ORDER BY order_id LIMIT 3)");
            int deleted = statement.executeUpdate("DELETE FROM book_trade WHERE sequence = 1");
            statement.executeUpdate(
                    "INSERT INTO book_trade SELECT organization_id, 'FORGED', trade_id, sequence, price, quantity,"
                            + " taker_side, taker_order_id, maker_order_id, taker_partner_id, maker_partner_id,"
                            + " executed_at FROM book_trade WHERE sequence = 2 AND symbol = 'BOOK-0'");
            assertThat(rebuild())
                    .containsExactly(
                            Map.entry("book_order", (long) changed), Map.entry("book_trade", (long) deleted + 1));
            assertThat(deleted).isPositive();
            assertListed(books);
            // And it goes on from where the rebuild has come to.
            assertThat(rebuild()).containsExactly(Map.entry("book_order", 0L), Map.entry("book_trade", 0L));
            try (ResultSet schemas =
                    statement.executeQuery("SELECT count(*) FROM pg_namespace WHERE nspname = 'projection_rebuild'")) {
                schemas.next();
                assertThat(schemas.getInt(1)).isZero();
            }
        }
        assertThat(ProjectionStatus.of(pool.dataSource(), new OrderProjection()).behind())
                .isZero();
    }

    private Map<String, Long> rebuild() throws SQLException, UnreadableEventException {
        return ProjectionRebuild.run(pool.dataSource(), new OrderProjection(), 50, pages -> {});
    }

    @Test
    void aRebuildBesideARunningProjectionEndsWhereThatIs() throws Exception {
        List<SampleBook> books = SampleBook.some(SEED, 800);
        AtomicBoolean written = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> writing = threads.submit(() -> {
                write(books);
                written.set(true);
                return null;
            });
            Future<?> following = threads.submit(() -> {
                boolean last;
                do {
                    last = written.get();
                    ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 20);
                } while (!last);
                return null;
            });
            while (!written.get()) {
                assertThat(rebuild()).containsExactly(Map.entry("book_order", 0L), Map.entry("book_trade", 0L));
            }
            writing.get();
            following.get();
        }
        assertListed(books);
    }

    @Test
    void oneRebuildAtATime() throws SQLException {
        try (Connection other = pool.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(7302211841)");
            assertThatThrownBy(this::rebuild)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another rebuild");
            statement.execute("SELECT pg_advisory_unlock(7302211841)");
        }
    }

    @Test
    void stopsAtAnEventThatIsNewerThanTheProgram() throws SQLException {
        List<SampleBook> books = SampleBook.some(SEED, 20);
        write(books);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE event_journal SET event_ser_manifest = 'order.executed.v9'"
                    + " WHERE event_ser_manifest = 'order.executed.v1'");
        }
        assertThatThrownBy(() -> ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 100))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("order.executed.v9");
        assertThat(orders("north", ALL_ORDERS, 10)).isEmpty();
    }

    @Test
    void filtersShowWhatTheyNameAndPagesFitTogether() throws SQLException, UnreadableEventException {
        List<SampleBook> books = SampleBook.some(SEED, 600);
        write(books);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        List<Listed<OrderState>> all = orders("north", ALL_ORDERS, 500);
        List<Listed<Deal>> deals = trades("north", ALL_TRADES, 500);

        assertThat(orders("north", ALL_ORDERS, 7)).isEqualTo(all);
        assertThat(trades("north", ALL_TRADES, 3)).isEqualTo(deals);
        assertThat(all)
                .isSortedAccordingTo(Comparator.comparing((Listed<OrderState> order) ->
                                order.item().terms().id())
                        .thenComparing(order -> order.book().symbol())
                        .reversed());
        String partner = all.getFirst().item().terms().partnerId();
        assertThat(orders("north", filter(Optional.of(partner), Optional.empty(), Optional.empty()), 5))
                .isNotEmpty()
                .isEqualTo(all.stream()
                        .filter(order -> order.item().terms().partnerId().equals(partner))
                        .toList());
        for (boolean open : List.of(true, false)) {
            assertThat(orders("north", filter(Optional.empty(), Optional.of(open), Optional.empty()), 50))
                    .isNotEmpty()
                    .isEqualTo(all.stream()
                            .filter(order -> order.item().status().isOpen() == open)
                            .toList());
        }
        String clientOrderId = all.stream()
                .flatMap(order -> order.item().terms().clientOrderId().stream())
                .findFirst()
                .orElseThrow();
        assertThat(orders("north", filter(Optional.empty(), Optional.empty(), Optional.of(clientOrderId)), 50))
                .isNotEmpty()
                .allSatisfy(order ->
                        assertThat(order.item().terms().clientOrderId()).contains(clientOrderId));
        assertThat(trades("north", new TradeFilter(Optional.of(partner), Optional.empty()), 4))
                .isNotEmpty()
                .isEqualTo(deals.stream()
                        .filter(deal -> deal.item().takerPartnerId().equals(partner)
                                || deal.item().makerPartnerId().equals(partner))
                        .toList());
    }

    private static OrderFilter filter(
            Optional<String> partner, Optional<Boolean> open, Optional<String> clientOrderId) {
        return new OrderFilter(partner, Optional.empty(), open, clientOrderId);
    }

    @Test
    void aQueryThatForgetsTheOrganisationSeesOnlyOne() throws SQLException, UnreadableEventException {
        List<SampleBook> books = SampleBook.some(SEED, 100);
        write(books);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        for (String table : List.of("book_order", "book_trade", "instrument")) {
            assertThat(organizations("north", table)).as(table).containsExactly("north");
            assertThat(organizations("south", table)).as(table).containsExactly("south");
            assertThat(organizations("west", table)).as(table).isEmpty();
        }
        assertThatThrownBy(() -> organizations("north", "event_journal")).hasMessageContaining("permission denied");
        String rightsToChange = reader.readNow("north", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT current_user || ' ' ||"
                            + " has_table_privilege('book_order', 'INSERT, UPDATE, DELETE, TRUNCATE')")) {
                row.next();
                return row.getString(1);
            }
        });
        assertThat(rightsToChange).isEqualTo("mandi_reader false");
    }

    private List<String> organizations(String organization, String table) throws SQLException {
        return reader.readNow(organization, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT DISTINCT "
                            + (table.equals("event_journal") ? "persistence_id" : "organization_id") + " FROM "
                            + table)) {
                List<String> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
                return found;
            }
        });
    }

    @Test
    void everyListHasAnIndexThatItsFirstPageIsReadFrom() throws SQLException, UnreadableEventException {
        List<SampleBook> books = SampleBook.some(SEED, 3_000);
        write(books);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 1_000);
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE book_order, book_trade");
            Stream.of(
                            "book_order WHERE organization_id = 'north' ORDER BY order_id DESC, symbol DESC",
                            "book_order WHERE organization_id = 'north' AND partner_id = 'p1'"
                                    + " ORDER BY order_id DESC, symbol DESC",
                            "book_order WHERE organization_id = 'north' AND open ORDER BY order_id DESC, symbol DESC",
                            "book_order WHERE organization_id = 'north' AND client_order_id = 'c'"
                                    + " ORDER BY order_id DESC, symbol DESC",
                            "book_trade WHERE organization_id = 'north' ORDER BY trade_id DESC, symbol DESC",
                            "book_trade WHERE organization_id = 'north' AND taker_partner_id = 'p1'"
                                    + " ORDER BY trade_id DESC, symbol DESC",
                            "book_trade WHERE organization_id = 'north' AND maker_partner_id = 'p1'"
                                    + " ORDER BY trade_id DESC, symbol DESC")
                    .forEach(query -> assertThat(plan(statement, "SELECT * FROM " + query + " LIMIT 5"))
                            .as(query)
                            .contains("Index Scan Backward")
                            .doesNotContain("Sort", "Seq Scan"));
        }
    }

    private static String plan(Statement statement, String query) {
        try (ResultSet rows = statement.executeQuery("EXPLAIN " + query)) {
            StringBuilder plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
