package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.journal.TestJournal.WriteLock;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.PoolSettings;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LaneIT {

    private final PoolSettings database = TestServer.freshDatabase().withMaximumPoolSize(2);
    private final DatabasePool pool = DatabasePool.open(database);

    /** Thrown where a connection is asked for, one each time. */
    private final ConcurrentLinkedQueue<Throwable> mistakes = new ConcurrentLinkedQueue<>();

    private final Lane lane = new Lane(
            "lane-under-test",
            withMistakes(pool.dataSource()),
            100,
            10_000,
            new JournalMeters(new CompositeMeterRegistry()));

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void close() {
        lane.close();
        pool.close();
    }

    private DataSource withMistakes(DataSource connections) {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Throwable mistake = mistakes.poll();
                    if (mistake != null) {
                        throw mistake;
                    }
                    try {
                        return method.invoke(connections, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void outlivesMistakesThatNobodyHasForeseen() throws Exception {
        for (Throwable mistake : List.of(new IllegalStateException("a mistake"), new OutOfMemoryError("a test"))) {
            mistakes.add(mistake);
            WriteRequest request = submit("entity", mistake.toString(), 1, 10);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> request.outcome().get(20, TimeUnit.SECONDS))
                    .havingCause()
                    .isInstanceOf(JournalException.class)
                    .withMessageContaining("it is not known whether they were stored")
                    .withCause(mistake);
        }
        submit("entity", "next", 1, 10).outcome().get(20, TimeUnit.SECONDS);
        assertThat(highest("entity")).isEqualTo(1);
    }

    @Test
    void splitsWhatIsTooLargeForOneStatement() throws Exception {
        List<WriteRequest> requests;
        try (WriteLock lock = new WriteLock(database)) {
            WriteRequest first = submit("first", "w", 1, 10);
            lock.awaitWriters(1);
            // By bytes, alone because of its size, by rows.
            requests =
                    List.of(first, submit("a", "w", 1, 6_000), submit("b", "w", 1, 6_000), submit("c", "w", 1, 50_000));
        }
        for (WriteRequest request : requests) {
            request.outcome().get(20, TimeUnit.SECONDS);
        }
        assertThat(highest("a") + highest("b") + highest("c")).isEqualTo(3);
    }

    @Test
    void tellsThoseWhoStillWaitWhenItIsClosed() throws Exception {
        WriteRequest underWay;
        WriteRequest inLine;
        Thread closing;
        try (WriteLock lock = new WriteLock(database)) {
            underWay = submit("under-way", "w", 1, 10);
            lock.awaitWriters(1);
            inLine = submit("in-line", "w", 1, 10);
            closing = Thread.ofVirtual().start(lane::close);
            // It refuses at once from then on.
            WriteRequest late = submit("late", "w", 1, 10);
            while (!late.outcome().isDone() && closing.isAlive()) {
                late = submit("late", "w", 1, 10);
                Thread.onSpinWait();
            }
        }
        closing.join();
        underWay.outcome().get(20, TimeUnit.SECONDS);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> inLine.outcome().get(20, TimeUnit.SECONDS))
                .withMessageContaining("the journal is closed; nothing was stored");
        assertThat(highest("under-way")).isEqualTo(1);
        assertThat(highest("in-line")).isZero();
    }

    private WriteRequest submit(String persistenceId, String writer, long number, int bytes) {
        EventRow row = new EventRow(
                persistenceId,
                number,
                writer,
                0,
                "",
                new EventRow.Content(20, "", "e".repeat(bytes).getBytes(StandardCharsets.UTF_8)),
                Optional.empty());
        WriteRequest request = new WriteRequest(
                persistenceId,
                writer,
                () -> new WriteRequest.Rows(List.of(row), List.of()),
                System.nanoTime() + TimeUnit.SECONDS.toNanos(20),
                CommitSpans.NONE);
        lane.submit(request);
        return request;
    }

    private long highest(String persistenceId) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            return EventTable.highest(connection, persistenceId);
        }
    }
}
