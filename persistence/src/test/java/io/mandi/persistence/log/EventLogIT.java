package io.mandi.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log is read in the order of commits, whole, and without waiting for what does not concern it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EventLogIT {
    private static final String ENTITY = "OrderBook|one/COTTON";
    private static final int SLICE = EventLog.sliceOf(ENTITY);
    private static final int ALL = 1_000_000;
    private static final int WRITERS = 8;
    private static final int TRANSACTIONS = 250;

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(WRITERS + 4));

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private Connection connect() throws SQLException {
        return pool.dataSource().getConnection();
    }

    private Connection begin() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void write(Connection connection, String entity, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest,"
                        + " event_payload) VALUES (?, ?, 'w', 1, 'type', 'bytes')")) {
            statement.setString(1, entity);
            statement.setLong(2, number);
            statement.executeUpdate();
        }
    }

    private EventLog.Page read(LogPosition after, int limit) throws SQLException {
        try (Connection connection = connect()) {
            return EventLog.read(connection, SLICE, after, limit);
        }
    }

    private List<Long> numbers() throws SQLException {
        return read(LogPosition.START, ALL).entries().stream()
                .map(LogEntry::sequenceNumber)
                .toList();
    }

    @Test
    void whatAnOpenTransactionMayStillBringBeforeHoldsBackWhatIsBehind() throws SQLException {
        try (Connection first = begin();
                Connection second = begin()) {
            write(first, ENTITY, 1);
            write(second, "OrderBook|one/WHEAT", 2);
            second.commit();

            EventLog.Page held = read(LogPosition.START, ALL);
            assertThat(held.entries()).isEmpty();
            assertThat(held.held()).isTrue();

            first.commit();
            assertThat(numbers()).containsExactly(1L, 2L);
            assertThat(read(LogPosition.START, ALL).held()).isFalse();
        }
    }

    @Test
    void aNumberThatWasGivenToAFailedTransactionIsNotWaitedFor() throws SQLException {
        try (Connection failing = begin();
                Connection good = begin()) {
            write(failing, ENTITY, 1);
            write(good, ENTITY, 2);
            good.commit();
            failing.rollback();
            write(good, ENTITY, 3);
            good.commit();
        }
        assertThat(numbers()).containsExactly(2L, 3L);
    }

    @Test
    void aLongTransactionThatWritesElsewhereHoldsNobodyUp() throws SQLException {
        try (Connection other = begin();
                Statement statement = other.createStatement();
                Connection writer = connect()) {
            statement.execute("CREATE TABLE elsewhere AS SELECT 1 AS one");
            statement.execute("SELECT pg_current_xact_id()");
            write(writer, ENTITY, 1);

            EventLog.Page page = read(LogPosition.START, ALL);

            assertThat(page.entries()).hasSize(1);
            assertThat(page.held()).isFalse();
            other.rollback();
        }
    }

    @Test
    void aLongReaderOfTheJournalHoldsNobodyUp() throws SQLException {
        try (Connection reader = begin();
                Statement statement = reader.createStatement();
                Connection writer = connect()) {
            statement.execute("CREATE TEMPORARY TABLE kept AS SELECT count(*) FROM event_journal");
            write(writer, ENTITY, 1);
            assertThat(numbers()).containsExactly(1L);
            reader.rollback();
        }
    }

    @Test
    void readsOnlyItsOwnSliceAndGoesOnWhereAPageEnds() throws SQLException {
        String stranger = organizationOutside(SLICE);
        try (Connection writer = connect()) {
            for (int i = 1; i <= 10; i++) {
                write(writer, ENTITY, i);
                write(writer, stranger, i);
            }
        }
        EventLog.Page first = read(LogPosition.START, 4);
        assertThat(first.full()).isTrue();
        List<Long> rest = read(first.entries().getLast().position(), ALL).entries().stream()
                .map(LogEntry::sequenceNumber)
                .toList();
        assertThat(first.entries()).extracting(LogEntry::sequenceNumber).containsExactly(1L, 2L, 3L, 4L);
        assertThat(rest).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    }

    private static String organizationOutside(int slice) {
        for (int i = 0; ; i++) {
            String entity = "OrderBook|org-" + i + "/COTTON";
            if (EventLog.sliceOf(entity) != slice) {
                return entity;
            }
        }
    }

    @Test
    void theColumnAndTheProgramAgreeOnTheSlice() throws SQLException {
        Map<String, Integer> expected = new HashMap<>();
        Set<Integer> slices = new HashSet<>();
        try (Connection connection = connect()) {
            for (String entity : List.of("tally", "a|b", "a|b/c", "a|b/c/d", "a|b|c/d", "|/", "OrderBook|Zürich/X")) {
                expected.put(entity, EventLog.sliceOf(entity));
                write(connection, entity, 1);
            }
            for (int i = 0; i < 200; i++) {
                String entity = "OrderBook|org-" + i + "/COTTON";
                expected.put(entity, EventLog.sliceOf(entity));
                slices.add(EventLog.sliceOf(entity));
                assertThat(EventLog.sliceOf("OrderBook|org-" + i + "/WHEAT")).isEqualTo(EventLog.sliceOf(entity));
                write(connection, entity, 1);
            }
            Map<String, Integer> stored = new HashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT persistence_id, slice FROM event_journal")) {
                while (rows.next()) {
                    stored.put(rows.getString(1), rows.getInt(2));
                }
            }
            assertThat(stored).isEqualTo(expected);
        }
        assertThat(slices).as("200 organisations are in every slice").hasSize(EventLog.SLICES);
    }

    @Test
    void aNumberOfALockIsThatOfATransactionNearby() {
        long epoch = 1L << 32;
        assertThat(EventLog.whole(5, 7)).isEqualTo(5);
        assertThat(EventLog.whole(5, 3 * epoch + 7)).isEqualTo(3 * epoch + 5);
        assertThat(EventLog.whole(epoch - 1, 3 * epoch + 7)).isEqualTo(3 * epoch - 1);
        assertThat(EventLog.whole(3, 3 * epoch - 2)).isEqualTo(3 * epoch + 3);
    }

    /**
     * Writers commit or give up, some after a long while, and one reader follows: what it has read is at every moment a
     * beginning of the log, and at the end all of it.
     */
    @Test
    void aReaderBesideManyWritersMissesNothingAndReadsNothingTwice() throws Exception {
        long seed = Long.getLong("mandi.test.seed", 20_261_123);
        AtomicBoolean written = new AtomicBoolean();
        int committed = 0;
        List<LogEntry> seen = new ArrayList<>();
        int held = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(threads.submit(writer(writer, seed)));
            }
            Thread.ofVirtual().start(() -> {
                try {
                    writers.forEach(EventLogIT::await);
                } finally {
                    written.set(true);
                }
            });
            LogPosition position = LogPosition.START;
            while (true) {
                boolean last = written.get();
                EventLog.Page page = read(position, 50);
                held += page.held() ? 1 : 0;
                seen.addAll(page.entries());
                if (!page.entries().isEmpty()) {
                    position = page.entries().getLast().position();
                } else if (last) {
                    break;
                }
            }
            for (Future<Integer> writer : writers) {
                committed += writer.get();
            }
        }
        assertThat(seen).as("seed %d", seed).hasSize(committed);
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen)
                .extracting(entry -> entry.persistenceId() + " " + entry.sequenceNumber())
                .doesNotHaveDuplicates();
        // An entity's events keep their order.
        Map<String, Long> latest = new HashMap<>();
        for (LogEntry entry : seen) {
            assertThat(entry.sequenceNumber()).isGreaterThan(latest.getOrDefault(entry.persistenceId(), 0L));
            latest.put(entry.persistenceId(), entry.sequenceNumber());
        }
        assertThat(held).as("looks that met an open writer").isPositive();
        System.out.printf("EventLogIT: seed %d: %d events read, %d looks met an open writer%n", seed, committed, held);
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Callable<Integer> writer(int writer, long seed) {
        return () -> {
            SplittableRandom random = new SplittableRandom(seed + writer);
            String entity = "OrderBook|one/" + writer;
            int committed = 0;
            long number = 0;
            try (Connection connection = begin()) {
                for (int i = 0; i < TRANSACTIONS; i++) {
                    int events = 1 + random.nextInt(3);
                    for (int event = 0; event < events; event++) {
                        write(connection, entity, ++number);
                        if (random.nextInt(10) == 0) {
                            TimeUnit.MICROSECONDS.sleep(random.nextInt(5_000));
                        }
                    }
                    if (random.nextInt(5) == 0) {
                        connection.rollback();
                        number -= events;
                    } else {
                        connection.commit();
                        committed += events;
                    }
                }
            }
            return committed;
        };
    }
}
