package io.mandi.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PostgresQuarantineIT {

    private static final Duration TURN = Duration.ofMillis(10);
    private static final int ANY_NUMBER = Integer.MAX_VALUE;
    private static final EntityId COTTON = book("one", "COTTON");
    private static final EntityId WHEAT = book("one", "WHEAT");

    private static EntityId book(String organization, String symbol) {
        return EntityId.of(new BookId(organization, symbol));
    }

    private final DatabasePool pool = DatabasePool.open(TestServer.freshDatabase());

    /** Connections that the first node still gets. */
    private final AtomicInteger connections = new AtomicInteger(ANY_NUMBER);

    /** Times that the first node was refused one. */
    private final AtomicInteger refusals = new AtomicInteger();

    private final PostgresQuarantine one = new PostgresQuarantine(limited(pool.dataSource()), TURN);
    private final PostgresQuarantine two = new PostgresQuarantine(pool.dataSource(), TURN);

    /** After the first turns maybe, which must get over it. */
    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
        pool.close();
    }

    private DataSource limited(DataSource all) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (connections.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                        refusals.incrementAndGet();
                        throw new SQLException("no connection in a test", "08001");
                    }
                    try {
                        return method.invoke(all, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void listsABookFromItsDamageToItsRecovery() throws SQLException {
        Instant before = Instant.now().minusSeconds(1);
        one.enter(WHEAT, "event 4 is damaged");
        one.enter(COTTON, "event 9 is damaged");
        await().until(() -> one.count() == 2);
        List<QuarantinedBook> entered = PostgresQuarantine.list(pool.dataSource());
        assertThat(entered).extracting(QuarantinedBook::book).containsExactly(COTTON, WHEAT);
        assertThat(entered)
                .extracting(QuarantinedBook::reason)
                .containsExactly("event 9 is damaged", "event 4 is damaged");
        assertThat(entered)
                .allSatisfy(book ->
                        assertThat(book.since()).isBetween(before, Instant.now().plusSeconds(1)));

        one.enter(COTTON, "event 10 is damaged");
        await().until(() ->
                PostgresQuarantine.list(pool.dataSource()).getFirst().reason().contains("10"));
        assertThat(PostgresQuarantine.list(pool.dataSource()))
                .extracting(QuarantinedBook::since)
                .as("since when it cannot be built, whatever the reason is now")
                .containsExactlyElementsOf(
                        entered.stream().map(QuarantinedBook::since).toList());

        one.leave(COTTON);
        await().until(() -> one.count() == 1);
        assertThat(PostgresQuarantine.list(pool.dataSource()))
                .extracting(QuarantinedBook::book)
                .containsExactly(WHEAT);
    }

    @Test
    void isOneListForAllNodes() throws SQLException {
        one.enter(WHEAT, "event 4 is damaged");
        await().until(() -> two.count() == 1);
        // The book has moved to another node, and recovers there.
        two.leave(WHEAT);
        await().until(() -> one.count() == 0);
        assertThat(PostgresQuarantine.list(pool.dataSource())).isEmpty();
    }

    @Test
    void isWrittenWhenTheDatabaseIsBack() {
        connections.set(0);
        one.enter(WHEAT, "event 4 is damaged");
        one.enter(COTTON, "event 9 is damaged");
        awaitRefusals();
        connections.set(ANY_NUMBER);
        await().until(() -> one.count() == 2);

        connections.set(0);
        one.leave(WHEAT);
        awaitRefusals();
        connections.set(ANY_NUMBER);
        await().until(() -> one.count() == 1);
    }

    @Test
    void isLeftByABookThatRecoversBeforeTheDatabaseIsBack() throws SQLException {
        connections.set(0);
        one.enter(COTTON, "event 9 is damaged");
        one.leave(COTTON);
        one.enter(WHEAT, "event 4 is damaged");
        connections.set(ANY_NUMBER);
        await().until(() -> one.count() == 1);
        assertThat(PostgresQuarantine.list(pool.dataSource()))
                .extracting(QuarantinedBook::book)
                .containsExactly(WHEAT);
    }

    @Test
    void isLeftByABookThatRecoversBetweenItsEntryAndTheNextLook() throws SQLException {
        connections.set(0);
        one.enter(WHEAT, "event 4 is damaged");
        awaitRefusals();
        // Enough for the entry, and not for the look after it.
        connections.set(1);
        await().until(() -> !PostgresQuarantine.list(pool.dataSource()).isEmpty());
        assertThat(one.count()).isZero();
        one.leave(WHEAT);
        connections.set(ANY_NUMBER);
        await().until(() -> PostgresQuarantine.list(pool.dataSource()).isEmpty());
    }

    private void awaitRefusals() {
        int before = refusals.get();
        await().until(() -> refusals.get() >= before + 2);
    }
}
