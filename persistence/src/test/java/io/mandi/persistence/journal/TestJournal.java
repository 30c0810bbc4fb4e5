package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.PoolSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;

/** An actor system with a journal on a database, its pools, and a look at what the tables hold. */
final class TestJournal implements AutoCloseable {

    private final DatabasePool writes;
    private final DatabasePool recovery;
    private final ActorSystem system;
    private final JournalClient client;

    private TestJournal(String plugin, PoolSettings writes, PoolSettings recovery, String more) {
        this.recovery = DatabasePool.open(recovery);
        new Migrations(this.recovery.dataSource(), Duration.ofSeconds(10)).up();
        this.writes = DatabasePool.open(writes);
        this.system = JournalSystem.start(plugin, this.writes, this.recovery, ConfigFactory.parseString(more));
        this.client = new JournalClient(system);
    }

    /** Mandi's own journal; settings as {@code persistence-postgres.conf} has them. */
    static TestJournal open(PoolSettings writes, PoolSettings recovery, String more) {
        return new TestJournal("persistence-postgres", writes, recovery, more);
    }

    /** The same on pools of one kind. */
    static TestJournal open(PoolSettings database, String more) {
        return open(database, database, more);
    }

    /** The journal of the Pekko project. */
    static TestJournal openLibrarys(PoolSettings database) {
        return new TestJournal("persistence-jdbc", database, database, "");
    }

    ActorSystem system() {
        return system;
    }

    JournalClient client() {
        return client;
    }

    @Override
    public void close() {
        TestKit.shutdownActorSystem(system, true);
        writes.close();
        recovery.close();
    }

    /** How many events are stored, and by how many transactions. */
    record Stored(int rows, int transactions) {}

    /**
     * Checks that everything that was acknowledged is stored once, by the incarnation that was told so, that there is
     * nothing else, and that the sequences have no gap.
     */
    static Stored audit(PoolSettings database, Collection<Writer> writers) throws SQLException {
        Map<String, Map<Long, Writer.Row>> journal = new HashMap<>();
        Set<String> transactions = new HashSet<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT persistence_id, sequence_number, writer,"
                        + " convert_from(event_payload, 'UTF8'), tx_id::text FROM event_journal")) {
            while (rows.next()) {
                journal.computeIfAbsent(rows.getString(1), any -> new HashMap<>())
                        .put(rows.getLong(2), new Writer.Row(rows.getString(3), rows.getString(4)));
                transactions.add(rows.getString(5));
            }
        }
        Map<String, Map<Long, Writer.Row>> told = new HashMap<>();
        int answers = 0;
        for (Writer writer : writers) {
            Map<Long, Writer.Row> own = told.computeIfAbsent(writer.persistenceId(), any -> new HashMap<>());
            own.putAll(writer.acknowledged());
            own.putAll(writer.found());
            answers += writer.acknowledged().size() + writer.found().size();
        }
        told.values().removeIf(Map::isEmpty);
        assertThat(journal).isEqualTo(told);
        assertThat(journal.values()).allSatisfy(events -> {
            for (long number = 1; number <= events.size(); number++) {
                assertThat(events).containsKey(number);
            }
            assertThat(events.values().stream().map(Writer.Row::key).distinct()).hasSameSizeAs(events.values());
        });
        int sum = journal.values().stream().mapToInt(Map::size).sum();
        assertThat(answers).as("no number and no key was acknowledged twice").isEqualTo(sum);
        return new Stored(sum, transactions.size());
    }

    static Connection connect(PoolSettings database) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl() + "?user=" + database.username().orElseThrow());
    }

    /** While it is open events can be read and not stored. */
    static final class WriteLock implements AutoCloseable {
        private final Connection connection;

        WriteLock(PoolSettings database) throws SQLException {
            connection = connect(database);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("LOCK TABLE event_journal IN SHARE MODE");
            }
        }

        /** Waits until so many statements stand at the lock. */
        void awaitWriters(int number) {
            await("statements that wait for the lock")
                    .atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .pollInSameThread()
                    .until(() -> waiting() == number);
        }

        private int waiting() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM pg_locks"
                            + " WHERE relation = 'event_journal'::regclass AND NOT granted");
                    ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getInt(1);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }
}
