package io.mandi.persistence.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.Transactions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is due is woken, whatever becomes of nodes and transactions. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ScheduleIT {
    private static final WakeUp.Kind KIND = new WakeUp.Kind("crop");
    private static final Set<String> KINDS = Set.of(KIND.name());
    private static final SchedulePolicy POLICY = new SchedulePolicy(
            Duration.ofSeconds(1), 100, 16, Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofSeconds(5));
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long SECOND = 1_000_000;
    private static final int NODES = 3;
    private static final int CROWD = 1_000;

    private static DatabasePool pool;

    private final WakeUpTable table = new WakeUpTable(pool.dataSource(), Set.of(KIND));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Schedule> nodes = new ArrayList<>();
    private final Queue<Fired> fired = new ConcurrentLinkedQueue<>();

    /** @param at microseconds since the epoch */
    private record Fired(WakeUp wakeUp, long at) {}

    @BeforeAll
    static void createTables() {
        pool = DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(8));
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        execute("TRUNCATE wake_up");
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.finish().toCompletableFuture().join());
        timer.shutdownNow();
        threads.shutdownNow();
    }

    // ---------------------------------------------------------------------------------------------------- helpers

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static WakeUp wakeUp(String key, long dueAt) {
        return new WakeUp("north", KIND, key, dueAt);
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void set(WakeUp... wakeUps) throws SQLException {
        Transactions.run(pool.dataSource(), connection -> {
            for (WakeUp wakeUp : wakeUps) {
                WakeUps.set(connection, wakeUp);
            }
            return null;
        });
    }

    private interface Waking {
        CompletionStage<Sleeper.Answer> wake(WakeUp wakeUp) throws SQLException;
    }

    private static CompletionStage<Sleeper.Answer> done() {
        return CompletableFuture.completedStage(Sleeper.Answer.DONE);
    }

    /** A node that notes what it has fired. */
    private Schedule node(Waking waking) {
        Sleeper sleeper = new Sleeper() {
            @Override
            public WakeUp.Kind kind() {
                return KIND;
            }

            @Override
            public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
                fired.add(new Fired(wakeUp, now()));
                try {
                    return waking.wake(wakeUp);
                } catch (SQLException e) {
                    return CompletableFuture.failedStage(e);
                }
            }
        };
        Schedule node = new Schedule(
                pool.dataSource(),
                List.of(sleeper),
                Set.of(),
                POLICY,
                threads,
                (wait, task) -> timer.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS),
                InstantSource.system(),
                () -> 0,
                new SimpleMeterRegistry());
        nodes.add(node);
        return node;
    }

    private long count(String key) {
        return fired.stream().filter(one -> one.wakeUp.key().equals(key)).count();
    }

    /** The rows, as "key due attempts". */
    private List<String> rows() {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT key, due_at, attempts FROM wake_up ORDER BY key")) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1) + " " + row.getLong(2) + " " + row.getInt(3));
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private List<Claim> claim(long now) throws SQLException {
        return table.find(new WakeUpStore.Wanted(KINDS, Set.of(), 10), now, now + 30 * SECOND)
                .claims();
    }

    // ---------------------------------------------------------------------------------------------------- on time

    @Test
    void firesNotBeforeTheTimeAndWithinFiveSecondsOfIt() throws SQLException {
        set(wakeUp("missed", now() - 3_600 * SECOND));
        node(wakeUp -> done()).start();
        await().atMost(LIMIT).until(() -> count("missed") == 1);
        long due = now() + 300_000;
        set(wakeUp("soon", due));
        nodes.getFirst().expect(due);
        set(wakeUp("untold", due));
        await().atMost(LIMIT).until(() -> fired.size() == 3);
        assertThat(fired)
                .filteredOn(one -> one.wakeUp.dueAt() == due)
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.at - due).isBetween(0L, 5 * SECOND));
        await().atMost(LIMIT).until(() -> rows().isEmpty());
    }

    @Test
    void aThousandThatAreDueInOneSecondAreFiredOnceEachByAllNodesWithinFiveSeconds() throws SQLException {
        long due = now() + 500_000;
        WakeUp[] crowd = new WakeUp[CROWD];
        for (int i = 0; i < CROWD; i++) {
            crowd[i] = new WakeUp("market-" + i % 7, KIND, "crop-" + i, due + i * 1_000L);
        }
        set(crowd);
        for (int i = 0; i < NODES; i++) {
            node(wakeUp -> done()).start();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> rows().isEmpty());
        Map<WakeUp, Long> times = fired.stream().collect(Collectors.groupingBy(Fired::wakeUp, Collectors.counting()));
        assertThat(times).hasSize(CROWD).values().containsOnly(1L);
        long latest = fired.stream()
                .mapToLong(one -> one.at - one.wakeUp.dueAt())
                .max()
                .orElseThrow();
        long earliest = fired.stream()
                .mapToLong(one -> one.at - one.wakeUp.dueAt())
                .min()
                .orElseThrow();
        assertThat(earliest).isNotNegative();
        assertThat(latest).isLessThan(5 * SECOND);
    }

    // ---------------------------------------------------------------------------------------------------- claims

    @Test
    void whatWasClaimedByANodeThatDiedIsClaimedByAnotherWhenTheClaimEnds() throws SQLException {
        long start = now();
        set(wakeUp("wheat", start));
        assertThat(claim(start - 1)).isEmpty();
        Claim ofTheDead = claim(start).getFirst();
        assertThat(claim(start + 30 * SECOND - 1)).isEmpty();
        Claim ofTheOther = claim(start + 30 * SECOND).getFirst();
        assertThat(ofTheOther.wakeUp()).isEqualTo(ofTheDead.wakeUp());
        assertThat(ofTheOther.attempts()).isEqualTo(2);

        // It was only slow: what it has to say is about a claim that it has lost.
        table.end(List.of(Ended.again(ofTheDead, start)));
        table.end(List.of(Ended.done(ofTheDead)));
        assertThat(claim(start + 60 * SECOND - 1)).isEmpty();
        assertThat(rows()).hasSize(1);
        table.end(List.of(Ended.done(ofTheOther)));
        assertThat(rows()).isEmpty();
    }

    @Test
    void aClaimThatEndsIsFreeWhenItSays() throws SQLException {
        long start = now();
        set(wakeUp("untouched", start), wakeUp("later", start), wakeUp("done", start));
        Map<String, Claim> claims = new HashMap<>();
        claim(start).forEach(claim -> claims.put(claim.wakeUp().key(), claim));
        table.end(List.of(
                Ended.untouched(claims.get("untouched")),
                Ended.again(claims.get("later"), start + 5 * SECOND),
                Ended.done(claims.get("done"))));
        assertThat(rows()).containsExactly("later " + start + " 1", "untouched " + start + " 0");
        assertThat(claim(start)).extracting(claim -> claim.wakeUp().key()).containsExactly("untouched");
        assertThat(claim(start + 5 * SECOND - 1)).isEmpty();
        assertThat(claim(start + 5 * SECOND)).extracting(Claim::attempts).containsExactly(2);
    }

    @Test
    void saysWhenTheNextIsDueAndLeavesOutWhatIsNotWanted() throws SQLException {
        long start = now();
        set(
                new WakeUp("south", KIND, "near", start + 1),
                wakeUp("far", start + 7),
                new WakeUp("north", new WakeUp.Kind("later"), "unknown", start));
        assertThat(table.find(new WakeUpStore.Wanted(KINDS, Set.of(), 1), start, start + 1)
                        .next())
                .isEqualTo(OptionalLong.of(start + 1));
        assertThat(table.find(new WakeUpStore.Wanted(KINDS, Set.of("south"), 1), start, start + 1)
                        .next())
                .isEqualTo(OptionalLong.of(start + 7));
        assertThat(table.find(new WakeUpStore.Wanted(Set.of(), Set.of(), 1), start, start + 1)
                        .next())
                .isEmpty();
        List<Claim> claims = table.find(new WakeUpStore.Wanted(KINDS, Set.of(), 1), start + 10, start + 20)
                .claims();
        assertThat(claims).extracting(claim -> claim.wakeUp().key()).containsExactly("near");
        assertThat(table.dueOfOthers(KINDS, start)).containsExactly("later");
        assertThat(table.dueOfOthers(KINDS, start - 1)).isEmpty();
    }

    @Test
    void waitsForNobodysLocks() throws SQLException {
        long start = now();
        set(wakeUp("free", start), wakeUp("held", start));
        List<Claim> both = claim(start);
        try (Connection other = pool.dataSource().getConnection()) {
            other.setAutoCommit(false);
            WakeUps.set(other, wakeUp("held", start + SECOND));
            List<Ended> left = table.end(both.stream().map(Ended::done).toList());
            assertThat(left).extracting(one -> one.claim().wakeUp().key()).containsExactly("held");
            assertThat(rows()).containsExactly("held " + start + " 1");
            set(wakeUp("second", start));
            assertThat(claim(start + 40 * SECOND))
                    .extracting(claim -> claim.wakeUp().key())
                    .containsExactly("second");
            other.commit();
            assertThat(table.end(left)).isEmpty();
            other.setAutoCommit(true);
        }
        assertThat(claim(start + SECOND))
                .extracting(claim -> claim.wakeUp().key())
                .containsExactly("held");
    }

    @Test
    void whatWasOnlyLockedIsEndedAfterwards() throws SQLException {
        long start = now();
        set(wakeUp("done", start), wakeUp("again", start));
        Map<String, Claim> claims = new HashMap<>();
        claim(start).forEach(claim -> claims.put(claim.wakeUp().key(), claim));
        List<Ended> ends = List.of(Ended.done(claims.get("done")), Ended.again(claims.get("again"), start + SECOND));
        try (Connection other = pool.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM wake_up FOR UPDATE");
            assertThat(table.end(ends)).isEqualTo(ends);
            other.rollback();
            other.setAutoCommit(true);
        }
        assertThat(table.end(ends)).isEmpty();
        assertThat(rows()).containsExactly("again " + start + " 1");
    }

    // ---------------------------------------------------------------------------------------------------- state

    @Test
    void isSetAndClearedWithTheStateOrNotAtAll() throws SQLException {
        assertThatThrownBy(() -> Transactions.run(pool.dataSource(), connection -> {
                    WakeUps.set(connection, wakeUp("wheat", 5));
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThat(rows()).isEmpty();
        set(wakeUp("wheat", 5));
        set(wakeUp("wheat", 3));
        assertThat(rows()).containsExactly("wheat 3 0");
        assertThatThrownBy(() -> Transactions.run(pool.dataSource(), connection -> {
                    WakeUps.clear(connection, "north", KIND, "wheat");
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThat(rows()).containsExactly("wheat 3 0");
        Transactions.run(pool.dataSource(), connection -> {
            WakeUps.clear(connection, "south", KIND, "wheat");
            WakeUps.clear(connection, "north", new WakeUp.Kind("later"), "wheat");
            WakeUps.clear(connection, "north", KIND, "wheat");
            return null;
        });
        assertThat(rows()).isEmpty();
    }

    @Test
    void aKeyHasALimit() throws SQLException {
        set(wakeUp("k".repeat(200), 5));
        assertThatThrownBy(() -> set(wakeUp("k".repeat(201), 5))).hasMessageContaining("wake_up_key_check");
        assertThat(rows()).hasSize(1);
    }

    @Test
    void whatIsSetAnewWhileItIsWokenIsNotLost() throws SQLException {
        long start = now();
        long later = start + 3_600 * SECOND;
        node(wakeUp -> {
                    switch (wakeUp.key()) {
                        case "moved" -> set(wakeUp("moved", later));
                        // At the same time again, as after a change of something else.
                        case "same" -> {
                            if (count("same") == 1) {
                                set(wakeUp("same", start));
                            }
                        }
                        case "cleared" ->
                            Transactions.run(pool.dataSource(), connection -> {
                                WakeUps.clear(connection, "north", KIND, "cleared");
                                return null;
                            });
                        default -> throw new AssertionError(wakeUp);
                    }
                    return done();
                })
                .start();
        set(wakeUp("moved", start), wakeUp("same", start), wakeUp("cleared", start));
        await().atMost(LIMIT).until(() -> count("same") == 2 && rows().size() == 1);
        assertThat(rows()).containsExactly("moved " + later + " 0");
        assertThat(count("moved")).isEqualTo(1);
        assertThat(count("cleared")).isEqualTo(1);
    }

    @Test
    void whoFailsIsFiredAgainLaterAndTheOthersMeanwhile() throws SQLException {
        long start = now();
        set(wakeUp("rot", start), wakeUp("wheat", start + 100_000));
        node(wakeUp -> wakeUp.key().equals("rot") && count("rot") == 1
                        ? CompletableFuture.failedStage(new IllegalStateException("no ground"))
                        : done())
                .start();
        await().atMost(LIMIT).until(() -> rows().isEmpty());
        List<Fired> inOrder = List.copyOf(fired);
        assertThat(inOrder).extracting(one -> one.wakeUp.key()).containsExactly("rot", "wheat", "rot");
        assertThat(inOrder.getLast().at - inOrder.getFirst().at).isGreaterThanOrEqualTo(SECOND);
    }

    @Test
    void aKindThatNobodyKnowsIsLeftAlone() throws SQLException {
        long start = now();
        set(new WakeUp("north", new WakeUp.Kind("later"), "unknown", start - SECOND), wakeUp("wheat", start));
        node(wakeUp -> done()).start();
        await().atMost(LIMIT).until(() -> rows().size() == 1);
        assertThat(rows()).containsExactly("unknown " + (start - SECOND) + " 0");
        assertThat(fired).hasSize(1);
    }

    // ---------------------------------------------------------------------------------------------------- cost

    @Test
    void tellsHowLateItIs() throws SQLException {
        long start = now();
        assertThat(WakeUpStatus.of(pool.dataSource(), start)).isEqualTo(new WakeUpStatus(0, 0));
        set(wakeUp("late", start - 5 * SECOND), wakeUp("due", start), wakeUp("future", start + 1));
        claim(start);
        assertThat(WakeUpStatus.of(pool.dataSource(), start)).isEqualTo(new WakeUpStatus(2, 5 * SECOND));
        execute("INSERT INTO wake_up SELECT 'north', 'crop', 'many-' || i, 0, 0, 0 " + "FROM generate_series(1, "
                + (WakeUpStatus.MOST_COUNTED + 1) + ") AS i");
        assertThat(WakeUpStatus.of(pool.dataSource(), start))
                .isEqualTo(new WakeUpStatus(WakeUpStatus.MOST_COUNTED, start));
    }

    @Test
    void howManyLieAheadCostsNothing() throws SQLException {
        execute(
                "INSERT INTO wake_up SELECT 'market-' || i % 50, 'crop', 'crop-' || i, i, i, 0 "
                        + "FROM generate_series(1, 20000) AS i",
                "ANALYZE wake_up");
        try (Connection connection = pool.dataSource().getConnection()) {
            Map<String, List<Object>> questions = Map.of(
                    WakeUpTable.NEXT, List.of(KINDS, Set.of()),
                    WakeUpTable.CLAIM, List.of(200L, 100L, KINDS, Set.of("market-7"), 100),
                    WakeUpTable.OTHERS, List.of(100L, KINDS),
                    WakeUpStatus.LOOK, List.of(100L, 10_000));
            for (Map.Entry<String, List<Object>> question : questions.entrySet()) {
                String plan = plan(connection, question.getKey(), question.getValue());
                assertThat(plan).containsPattern("Index (Only )?Scan using wake_up_(next|due)_idx");
                assertThat(plan).doesNotContain("Seq Scan");
            }
        }
    }

    private static String plan(Connection connection, String question, List<Object> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("EXPLAIN " + question)) {
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) instanceof Set<?> texts) {
                    statement.setArray(i + 1, connection.createArrayOf("text", texts.toArray()));
                } else {
                    statement.setObject(i + 1, values.get(i));
                }
            }
            StringBuilder plan = new StringBuilder();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
            return plan.toString();
        }
    }
}
