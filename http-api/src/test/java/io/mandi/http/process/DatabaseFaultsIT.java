package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.http.process.ApiClient.Refusal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * One node that trades all the time while its database is killed, loses its sessions and stands still, and that is never
 * started again. {@code -Dmandi.database.kill.rounds=…} kills more often, {@code -Dmandi.database.seed=…} makes the same
 * choices again.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.SECOND)
class DatabaseFaultsIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private static final int ROUNDS = Integer.getInteger("mandi.database.kill.rounds", 20);
    private static final long SEED = Long.getLong("mandi.database.seed", System.nanoTime());
    private static final int SECONDS_OF_ENDED_SESSIONS = 10;
    private static final int CLIENTS = 6;

    /** Shorter than a pause of the database, longer than its start after a kill takes most times. */
    private static final String ASK_TIMEOUT = "3s";

    private static FragileDatabase database;
    private static NodeProcess node;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private ApiClient api;

    @BeforeAll
    static void start() {
        database = new FragileDatabase();
        Map<String, String> settings = new HashMap<>(Subscriber.SETTINGS);
        settings.put("DATABASE_URL", database.url());
        settings.put("BOOK_ASK_TIMEOUT", ASK_TIMEOUT);
        node = NODES.start("node", settings).awaitReady();
    }

    /** The node first: without its database it could not stop in order. */
    @AfterAll
    static void stop() {
        try {
            if (node != null) {
                node.close();
            }
        } finally {
            if (database != null) {
                database.close();
            }
        }
    }

    @BeforeEach
    void connect() {
        api = new ApiClient(node::url);
    }

    @AfterEach
    void disconnect() {
        api.close();
    }

    @Test
    void aDatabaseThatIsKilledInTheMiddleOfCommitsLosesAndDoublesNothing() {
        List<String> symbols = List.of("KILLED-A", "KILLED-B", "KILLED-C");
        try (Subscriber subscriber = Subscriber.of(api, SEED);
                Traders traders = traders(symbols)) {
            int processes = 0;
            for (int round = 0; round < ROUNDS; round++) {
                traders.awaitAnswers(random.nextInt(1, 200));
                processes += database.kill9();
                database.startAgain();
            }
            traders.awaitAnswers(50);
            finish(traders, symbols, "PostgreSQL killed " + ROUNDS + " times, processes=" + processes);
            int events = subscriber.assertEverythingArrived();
            System.out.printf("DatabaseFaultsIT: events sent=%d, sent again=%d%n", events, subscriber.repeated());
        }
    }

    @Test
    void sessionsThatAreEndedEverySecondLoseAndDoubleNothing() {
        List<String> symbols = List.of("ENDED-A", "ENDED-B");
        AtomicInteger rounds = new AtomicInteger();
        AtomicInteger sessions = new AtomicInteger();
        try (Traders traders = traders(symbols);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            timer.scheduleAtFixedRate(
                    () -> {
                        try {
                            sessions.addAndGet(database.endSessions());
                            rounds.incrementAndGet();
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    0,
                    1,
                    TimeUnit.SECONDS);
            await("rounds of ended sessions")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> rounds.get() >= SECONDS_OF_ENDED_SESSIONS);
            timer.shutdownNow();
            traders.awaitAnswers(50);
            finish(traders, symbols, "sessions ended " + rounds + " times, sessions=" + sessions);
            assertThat(sessions).hasPositiveValue();
        }
    }

    @Test
    void aDatabaseThatStandsStillMakesOutcomesUnknownAndTheSameKeysFindThem() {
        List<String> symbols = List.of("PAUSED-A", "PAUSED-B");
        int pauses = 2;
        try (Traders traders = traders(symbols)) {
            for (int pause = 0; pause < pauses; pause++) {
                traders.awaitAnswers(100);
                long before = unknown();
                database.pause();
                try {
                    await("clients that have waited for too long")
                            .atMost(Duration.ofSeconds(60))
                            .until(() -> unknown() >= before + CLIENTS);
                } finally {
                    database.resume();
                }
                traders.awaitAnswers(100);
            }
            finish(traders, symbols, "PostgreSQL stood still " + pauses + " times, outcomes unknown=" + unknown());
            assertThat(api.replayed())
                    .as("what was done without the client hearing of it")
                    .isPositive();
        }
    }

    private long unknown() {
        return api.refusals().stream()
                .filter(refusal -> refusal.code().equals("outcome_unknown"))
                .count();
    }

    private Traders traders(List<String> symbols) {
        symbols.forEach(symbol -> Market.open(api, symbol));
        Traders traders = new Traders(api, symbols, CLIENTS, Duration.ofMillis(1), random.nextLong());
        traders.start();
        return traders;
    }

    private void finish(Traders traders, List<String> symbols, String what) {
        traders.stop();
        node.awaitReady();
        Audit audit = new Audit(api, database::url, symbols);
        Audit.Found found = audit.assertNothingIsLostOrDoubled(traders.placed(), traders.trades());
        System.out.printf(
                "DatabaseFaultsIT: %s: requests=%d, retried=%d, replayed=%d, unknown=%d, acknowledged=%d, trades=%d,"
                        + " duplicates=0, lost=0, restarts of the node=0, seed=%d%n",
                what,
                traders.answered(),
                api.retried(),
                api.replayed(),
                unknown(),
                found.orders(),
                found.trades(),
                SEED);
        assertThat(node.isAlive()).isTrue();
        assertThat(api.refusals()).allSatisfy(DatabaseFaultsIT::assertSaysWhenToTryAgain);
    }

    /** A repetition that comes while the first request still stands in line is told so. */
    private static void assertSaysWhenToTryAgain(Refusal refusal) {
        if (!refusal.code().equals("idempotency_in_progress")) {
            assertThat(refusal.status()).as("%s", refusal).isEqualTo(503);
        }
        assertThat(refusal.retryAfter()).as("%s", refusal).isTrue();
    }
}
