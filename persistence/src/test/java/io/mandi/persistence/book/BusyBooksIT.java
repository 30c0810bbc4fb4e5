package io.mandi.persistence.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.id.BookId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BusyBooksIT {

    private static final BookId COTTON = new BookId("one", "COTTON");
    private static final BookId WHEAT = new BookId("one", "WHEAT");
    private static final BookId OTHERS_WHEAT = new BookId("two", "WHEAT");

    private final DatabasePool pool = DatabasePool.open(TestServer.freshDatabase());

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void areInTheOrderOfTheirLastEvents() throws SQLException {
        assertThat(BusyBooks.last(pool.dataSource(), 10)).isEmpty();
        events("OrderBook|one/COTTON", 1, 5);
        events("OrderBook|one/WHEAT", 1, 1);
        events("OrderBook|two/WHEAT", 1, 3);
        events("OrderBook|one/COTTON", 6, 6);
        assertThat(BusyBooks.last(pool.dataSource(), 10)).containsExactly(COTTON, OTHERS_WHEAT, WHEAT);
        assertThat(BusyBooks.last(pool.dataSource(), 2)).containsExactly(COTTON, OTHERS_WHEAT);
    }

    @Test
    void areBooksOnly() throws SQLException {
        events("OrderBook|one/COTTON", 1, 1);
        events("OrderBooks|one/WHEAT", 1, 1);
        events("tally", 1, 1);
        assertThat(BusyBooks.last(pool.dataSource(), 10)).containsExactly(COTTON);
    }

    @Test
    void areThoseOfTheLatestEventsHoweverLongTheLogIs() throws SQLException {
        events("OrderBook|one/COTTON", 1, 1);
        events("OrderBook|one/WHEAT", 1, 19_999);
        assertThat(BusyBooks.last(pool.dataSource(), 10)).containsExactly(WHEAT, COTTON);
        events("OrderBook|one/WHEAT", 20_000, 20_000);
        assertThat(BusyBooks.last(pool.dataSource(), 10)).containsExactly(WHEAT);
    }

    private void events(String persistenceId, int first, int last) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                                + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload)"
                                + " SELECT ?, number, 'w', 0, '', 20, '', 'e' FROM generate_series(?, ?) number"
                                + " ORDER BY number")) {
            statement.setString(1, persistenceId);
            statement.setInt(2, first);
            statement.setInt(3, last);
            statement.executeUpdate();
        }
    }
}
