package io.mandi.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseHealthIT {

    private static final Duration BOUND = Duration.ofSeconds(1);

    private final DatabasePool pool = DatabasePool.open(TestServer.freshDatabase());

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void isGoodWhenTheJournalCanBeRead() throws Exception {
        new Migrations(pool.dataSource(), BOUND).up();
        try (DatabaseHealth health = new DatabaseHealth(pool.dataSource())) {
            assertThat(answer(health)).isTrue();
        }
    }

    @Test
    void isBadWithoutAJournal() throws Exception {
        try (DatabaseHealth health = new DatabaseHealth(pool.dataSource())) {
            assertThat(answer(health)).isFalse();
        }
    }

    @Test
    void isBadWithinItsBoundWhileTheDatabaseHangsAndGoodAgainAfterwards() throws Exception {
        new Migrations(pool.dataSource(), BOUND).up();
        try (DatabaseHealth health = new DatabaseHealth(pool.dataSource(), BOUND, Duration.ofMillis(100))) {
            assertThat(answer(health)).isTrue();
            try (Connection other = DriverManager.getConnection(url());
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("LOCK TABLE event_journal IN ACCESS EXCLUSIVE MODE");
                await().untilAsserted(() -> assertThat(answer(health)).isFalse());

                Instant asked = Instant.now();
                List<CompletableFuture<Boolean>> answers = Stream.generate(
                                () -> health.check().toCompletableFuture())
                        .limit(200)
                        .toList();
                for (CompletableFuture<Boolean> each : answers) {
                    assertThat(each.get()).isFalse();
                }
                // One after the other, 200 of them would have taken 200 times as long.
                assertThat(Duration.between(asked, Instant.now())).isLessThan(BOUND.multipliedBy(3));
                assertThat(healthThreads()).isEqualTo(1);
                assertThat(waitingForTheJournal(statement)).isLessThanOrEqualTo(1);
                other.rollback();
            }
            await().untilAsserted(() -> assertThat(answer(health)).isTrue());
        }
        await().untilAsserted(() -> assertThat(healthThreads()).isZero());
    }

    @Test
    void asksTheDatabaseOnceForManyWhoAskAtTheSameTime() throws Exception {
        new Migrations(pool.dataSource(), BOUND).up();
        try (DatabaseHealth health = new DatabaseHealth(pool.dataSource(), BOUND, Duration.ofMinutes(1))) {
            assertThat(answer(health)).isTrue();
            pool.close();
            assertThat(answer(health)).isTrue();
        }
    }

    private String url() {
        return pool.settings().jdbcUrl() + "?user=" + pool.settings().username().orElseThrow();
    }

    private static boolean answer(DatabaseHealth health) throws InterruptedException, ExecutionException {
        return health.check().toCompletableFuture().get();
    }

    private static long healthThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("database-health"))
                .count();
    }

    private static int waitingForTheJournal(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'event_journal'::regclass")) {
            result.next();
            return result.getInt(1);
        }
    }
}
