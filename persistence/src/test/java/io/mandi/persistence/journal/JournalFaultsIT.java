package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.journal.TestJournal.Stored;
import io.mandi.persistence.journal.TestJournal.WriteLock;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.PoolSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events that the database refuses, does not take for long, or has from somebody else already. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class JournalFaultsIT {

    /** Statements end by themselves after three quarters of it. */
    private static final Duration SHORT_SOCKET_TIMEOUT = Duration.ofSeconds(2);

    private static final int MANY = 10_000;

    private final PoolSettings database = TestServer.freshDatabase();

    @Test
    void anEventThatTheDatabaseRefusesFailsAloneOnTheLanesOwnConnection() throws Exception {
        int others = 50;
        try (TestJournal journal =
                TestJournal.open(database.withMaximumPoolSize(1), database, "mandi.journal.lanes = 1")) {
            JournalClient client = journal.client();
            List<CompletableFuture<Void>> good = new ArrayList<>();
            List<CompletableFuture<Void>> bad;
            try (WriteLock lock = new WriteLock(database)) {
                good.add(client.write("first", "w", 1, "e"));
                lock.awaitWriters(1);
                // They gather and become one statement.
                for (int i = 0; i < others; i++) {
                    good.add(client.write("good-" + i, "w", 1, "e"));
                }
                bad = List.of(
                        client.write(refused("bad-manifest", "w", 1)),
                        client.write("bad-id\0", "w", 1, "e"),
                        client.write("bad-writer", "w\0", 1, "e"));
            }
            for (CompletableFuture<Void> one : good) {
                one.get(20, TimeUnit.SECONDS);
            }
            for (CompletableFuture<Void> one : bad) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> one.get(20, TimeUnit.SECONDS))
                        .havingCause()
                        .isInstanceOf(JournalException.class)
                        .withMessageContaining("refuses the events of bad-");
            }

            // What the same incarnation has sent on would leave a gap.
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> client.write("bad-manifest", "w", 2, "e").join())
                    .withMessageContaining("an earlier write of bad-manifest failed");
            assertThat(client.highest("bad-manifest").join()).isZero();
            client.write("bad-manifest", "next", 1, "e").join();
            client.write("bad-manifest", "next", 2, "e").join();
            assertThat(client.highest("bad-manifest").join()).isEqualTo(2);
            assertThat(client.highest("good-0").join()).isEqualTo(1);
            System.out.printf("JournalFaultsIT: refused=%d, stored beside them=%d%n", bad.size(), others);
        }
    }

    private static PersistentRepr refused(String persistenceId, String writer, long number) {
        return JournalClient.repr(persistenceId, writer, number, "e", "\0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoIncarnationsOneIsFencedOff(boolean inOneSystem) throws Exception {
        int each = 150;
        try (TestJournal one = TestJournal.open(database, "");
                TestJournal two = TestJournal.open(database, "")) {
            List<Writer> writers = new ArrayList<>();
            for (int entity = 0; entity < 4; entity++) {
                writers.add(new Writer(one.client(), "contested-" + entity, "one"));
                writers.add(new Writer((inOneSystem ? one : two).client(), "contested-" + entity, "two"));
            }
            Writer.forEach(writers, writer -> {
                for (int i = 0; i < each; i++) {
                    writer.writeNext();
                }
            });
            Stored stored = TestJournal.audit(database, writers);
            List<Throwable> failures = writers.stream()
                    .flatMap(writer -> writer.failures().stream())
                    .toList();
            System.out.printf(
                    "JournalFaultsIT: two incarnations of each of 4 entities in %s: fenced off=%d, stored=%d, gaps=0,"
                            + " duplicates=0, lost=0%n",
                    inOneSystem ? "one system" : "two systems", failures.size(), stored.rows());
            assertThat(stored.rows()).isEqualTo(writers.size() * each);
            assertThat(failures)
                    .isNotEmpty()
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(JournalException.class)
                            .hasMessageMatching(
                                    "contested-\\d was fenced off: another writer has stored its event \\d+"));
        }
    }

    @Test
    void aRecoveryWaitsForTheWriteThatIsUnderWay() throws Exception {
        try (TestJournal journal = TestJournal.open(database, "")) {
            JournalClient client = journal.client();
            CompletableFuture<Void> write;
            CompletableFuture<Long> highest;
            try (WriteLock lock = new WriteLock(database)) {
                write = client.write("entity", "w", 1, "e");
                lock.awaitWriters(1);
                highest = client.highest("entity");
                assertThat(client.highest("another").get(20, TimeUnit.SECONDS)).isZero();
                assertThat(highest).isNotDone();
            }
            assertThat(highest.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            write.join();
        }
    }

    @Test
    void tenThousandWritersWaitForADatabaseThatStandsStill() throws Exception {
        try (TestJournal journal = TestJournal.open(database, "mandi.journal.lanes = 4")) {
            List<Writer> writers = writers(journal, MANY);
            Thread writing;
            try (WriteLock lock = new WriteLock(database)) {
                writing = writeOnceEach(writers);
                lock.awaitWriters(4);
                assertThat(writing.isAlive()).isTrue();
            }
            writing.join();
            assertThat(TestJournal.audit(database, writers).rows()).isEqualTo(MANY);
            assertThat(writers)
                    .allSatisfy(writer -> assertThat(writer.failures()).isEmpty());
            System.out.printf("JournalFaultsIT: waited for a database that stood still=%d, refused=0%n", MANY);
        }
    }

    @Test
    void tenThousandWritersAreToldWhenItNeverGoesOnAndNoBreakerOpens() throws Exception {
        try (TestJournal journal = TestJournal.open(
                database.withTimeouts(Duration.ofSeconds(2), SHORT_SOCKET_TIMEOUT),
                database,
                "mandi.journal { lanes = 4, write-timeout = 1s }")) {
            List<CompletableFuture<Void>> writes;
            try (WriteLock lock = new WriteLock(database)) {
                writes = IntStream.range(0, MANY)
                        .mapToObj(i -> journal.client().write("stalled-" + i, "first", 1, "e"))
                        .toList();
                lock.awaitWriters(4);
                for (CompletableFuture<Void> write : writes) {
                    assertThatExceptionOfType(ExecutionException.class)
                            .isThrownBy(() -> write.get(30, TimeUnit.SECONDS))
                            .withMessageContaining("could not be written in time; nothing was stored");
                }
            }
            for (CompletableFuture<Void> write : IntStream.range(0, MANY)
                    .mapToObj(i -> journal.client().write("stalled-" + i, "second", 1, "e"))
                    .toList()) {
                write.get(30, TimeUnit.SECONDS);
            }
            System.out.printf("JournalFaultsIT: told after write-timeout=%d, stored by the next try=%d%n", MANY, MANY);
        }
    }

    @Test
    void sessionsThatAreEndedAllTheTimeCostNothingButTime() throws Exception {
        int rounds = 30;
        try (TestJournal journal = TestJournal.open(database.withApplicationName("ended"), database, "")) {
            List<Writer> writers = writers(journal, 20);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger written = new AtomicInteger();
            Thread writing = Thread.ofVirtual()
                    .start(() -> forEach(writers, writer -> {
                        while (!stop.get()) {
                            writer.writeNext();
                            written.incrementAndGet();
                        }
                    }));
            int ended = 0;
            try (Connection connection = TestJournal.connect(database);
                    Statement statement = connection.createStatement()) {
                for (int round = 0; round < rounds; round++) {
                    int before = written.get();
                    await().pollInterval(Duration.ofMillis(1)).until(() -> written.get() >= before + 20);
                    statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND application_name = 'ended'");
                    while (statement.getResultSet().next()) {
                        ended++;
                    }
                }
            }
            stop.set(true);
            writing.join();
            Stored stored = TestJournal.audit(database, writers);
            System.out.printf(
                    "JournalFaultsIT: sessions ended=%d in %d rounds, stored=%d, failed=0, duplicates=0, lost=0%n",
                    ended, rounds, stored.rows());
            assertThat(writers)
                    .allSatisfy(writer -> assertThat(writer.failures()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void aReplayGoesAcrossGapsAndKeepsToItsBounds(int page) throws SQLException {
        try (TestJournal journal = TestJournal.open(database, "mandi.journal.replay-page = " + page)) {
            JournalClient client = journal.client();
            insert("replayed", 300);
            execute("DELETE FROM event_journal WHERE sequence_number BETWEEN 8 AND 250");
            List<Long> all = new ArrayList<>();
            for (long number = 1; number <= 300; number++) {
                if (number < 8 || number > 250) {
                    all.add(number);
                }
            }
            assertThat(numbers(client, 1, Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(all);
            assertThat(numbers(client, 0, 300, 57)).isEqualTo(all);
            assertThat(numbers(client, 1, Long.MAX_VALUE, 0)).isEmpty();
            assertThat(numbers(client, 1, Long.MAX_VALUE, 9)).isEqualTo(all.subList(0, 9));
            assertThat(numbers(client, 5, 252, Long.MAX_VALUE)).containsExactly(5L, 6L, 7L, 251L, 252L);
            assertThat(numbers(client, 5, 252, 4)).containsExactly(5L, 6L, 7L, 251L);
            assertThat(numbers(client, 9, 250, Long.MAX_VALUE)).isEmpty();
            assertThat(numbers(client, 6, 5, Long.MAX_VALUE)).isEmpty();
            assertThat(numbers(client, 301, Long.MAX_VALUE, Long.MAX_VALUE)).isEmpty();
        }
    }

    @Test
    void aReplayOfAHundredThousandEventsIsWholeAndInOrder() throws SQLException {
        int events = 100_000;
        try (TestJournal journal = TestJournal.open(database, "")) {
            insert("replayed", events);
            assertThat(numbers(journal.client(), 1, Long.MAX_VALUE, Long.MAX_VALUE))
                    .hasSize(events)
                    .isSorted()
                    .startsWith(1L)
                    .endsWith((long) events)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aReplayIsNeverMoreThanTwoPagesAheadOfItsEntity() throws Exception {
        int page = 10;
        try (TestJournal journal = TestJournal.open(database, "");
                DatabasePool pool = DatabasePool.open(database);
                JournalReader reader = new JournalReader(
                        DatabaseSetup.of(pool, pool), new PayloadSerialization(journal.system()), page)) {
            insert("replayed", 100);
            AtomicInteger handedOver = new AtomicInteger();
            CompletableFuture<Void> taken = new CompletableFuture<>();
            CompletableFuture<Void> replay = reader.replay(
                    "replayed", 1, 100, Long.MAX_VALUE, event -> handedOver.incrementAndGet(), () -> taken);
            await().until(() -> handedOver.get() == 2 * page);
            // The same threads have answered others since.
            for (int i = 0; i < 20; i++) {
                assertThat(reader.highest("replayed").get(10, TimeUnit.SECONDS)).isEqualTo(100);
            }
            assertThat(handedOver).hasValue(2 * page);
            taken.complete(null);
            replay.get(10, TimeUnit.SECONDS);
            assertThat(handedOver).hasValue(100);
        }
    }

    private static List<Long> numbers(JournalClient client, long from, long to, long max) {
        return client.replay("replayed", from, to, max).join().events().stream()
                .map(PersistentRepr::sequenceNr)
                .toList();
    }

    /** Events as the journal stores texts. */
    private void insert(String persistenceId, int events) throws SQLException {
        execute("INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,"
                + " event_ser_id, event_ser_manifest, event_payload) SELECT '" + persistenceId
                + "', number, 'w', 0, '', 20, '', 'e' FROM generate_series(1, " + events + ") number");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = TestJournal.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Writer> writers(TestJournal journal, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new Writer(journal.client(), "entity-" + i))
                .toList();
    }

    private static Thread writeOnceEach(List<Writer> writers) {
        return Thread.ofVirtual().start(() -> forEach(writers, Writer::writeNext));
    }

    private static void forEach(List<Writer> writers, Writer.Task task) {
        try {
            Writer.forEach(writers, task);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
