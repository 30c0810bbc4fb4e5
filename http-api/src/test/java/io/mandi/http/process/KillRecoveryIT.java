package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A node with its own database is killed again and again while clients trade. {@code -Dmandi.kill.rounds=200} kills it
 * more often, {@code -Dmandi.kill.seed=…} makes the same choices again.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.FIRST)
class KillRecoveryIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private static final int ROUNDS = Integer.getInteger("mandi.kill.rounds", 20);
    private static final long SEED = Long.getLong("mandi.kill.seed", System.nanoTime());
    private static final List<String> SYMBOLS = List.of("KILL-A", "KILL-B");
    private static final int CLIENTS = 6;
    /** Half of this are about a second of load: longer rounds would not be other rounds. */
    private static final int MOST_ANSWERS = 200;
    /** Kills before the first start has ever come to its end. */
    private static final int ROUNDS_WITHOUT_DATA = 2;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int port = Nodes.freePort();
    private int duringStart;
    private int underLoad;
    private Subscriber subscriber;

    @AfterEach
    void stopSubscriber() {
        if (subscriber != null) {
            subscriber.close();
        }
    }

    @Test
    void everyAcknowledgedOrderSurvivesKillsOnceAndTheStateIsThatOfAReplayFromZero() throws SQLException {
        System.out.println("KillRecoveryIT: seed=" + SEED);
        killDuringStart(Duration.ofSeconds(2));
        killDuringStart(Duration.ofSeconds(4));

        try (ApiClient api = new ApiClient(() -> "http://127.0.0.1:" + port);
                Traders traders = new Traders(api, SYMBOLS, CLIENTS, Duration.ofMillis(1), random.nextLong())) {
            NodeProcess node = start();
            Duration startTime = timeToReady(node);
            subscriber = Subscriber.of(api, SEED);
            SYMBOLS.forEach(symbol -> Market.open(api, symbol));
            Audit audit = new Audit(api, this::databaseUrl, SYMBOLS);
            traders.start();
            killUnderLoad(node, traders);

            for (int round = ROUNDS_WITHOUT_DATA + 1; round < ROUNDS; round++) {
                if (random.nextInt(3) == 0) {
                    killDuringStart(startTime);
                } else {
                    NodeProcess next = start();
                    startTime = timeToReady(next);
                    audit.assertStateIsThatOfTheJournal();
                    killUnderLoad(next, traders);
                }
            }

            NodeProcess last = start().awaitReady();
            traders.stop();
            Audit.Found found = audit.assertNothingIsLostOrDoubled(traders.placed(), traders.trades());
            int events = subscriber.assertEverythingArrived();
            assertThat(snapshots())
                    .as("snapshots were written, so that recoveries began at them")
                    .isPositive();
            assertThat(last.terminate()).isIn(0, 143);
            System.out.printf(
                    "KillRecoveryIT: rounds=%d (under load %d, during start %d), requests=%d, retried=%d, replayed=%d,"
                            + " acknowledged=%d, trades=%d, duplicates=0, lost=0, events sent=%d, sent again=%d,"
                            + " seed=%d%n",
                    underLoad + duringStart,
                    underLoad,
                    duringStart,
                    traders.answered(),
                    api.retried(),
                    api.replayed(),
                    found.orders(),
                    found.trades(),
                    events,
                    subscriber.repeated(),
                    SEED);
            assertThat(underLoad + duringStart).isEqualTo(ROUNDS);
        }
    }

    private NodeProcess start() {
        int[] snapshots = {20, 50, 100_000};
        Map<String, String> settings = new HashMap<>(Subscriber.SETTINGS);
        settings.put("HTTP_PORT", Integer.toString(port));
        settings.put("BOOK_SNAPSHOT_EVERY", Integer.toString(snapshots[random.nextInt(snapshots.length)]));
        return NODES.start("own-database", settings);
    }

    private static Duration timeToReady(NodeProcess node) {
        long begin = System.nanoTime();
        node.awaitReady();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Somewhere between the first instruction of the process and a little after it is ready. */
    private void killDuringStart(Duration lastStart) {
        NodeProcess node = start();
        boolean ended = node.endsWithin(Duration.ofNanos(random.nextLong(lastStart.toNanos() * 6 / 5)));
        assertThat(ended).as("a node that nobody has stopped").isFalse();
        node.kill9();
        duringStart++;
    }

    private void killUnderLoad(NodeProcess node, Traders traders) {
        traders.awaitAnswers(random.nextInt(1, MOST_ANSWERS));
        node.kill9();
        underLoad++;
    }

    private String databaseUrl() {
        return OwnDatabase.of(NODES.folder().resolve("own-database").resolve("data"))
                .orElseThrow()
                .jdbcUrl();
    }

    private long snapshots() throws SQLException {
        try (Connection database = DriverManager.getConnection(databaseUrl());
                Statement statement = database.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM snapshot")) {
            count.next();
            return count.getLong(1);
        }
    }
}
