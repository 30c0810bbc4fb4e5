package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.persistence.TestServer;
import io.mandi.persistence.journal.FaultProxy.Cut;
import io.mandi.persistence.journal.FaultProxy.Kind;
import io.mandi.persistence.journal.TestJournal.Stored;
import io.mandi.persistence.journal.TestJournal.WriteLock;
import io.mandi.persistence.pool.PoolSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections that end while events are being stored. {@code -Dmandi.cut.rounds=…} cuts more often, {@code
 * -Dmandi.cut.seed=…} makes the same choices again.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CutConnectionsIT {

    /** Of connections on which the server has the commit and has not answered it; those before that come on top. */
    private static final int CUTS = Integer.getInteger("mandi.cut.rounds", 200);

    private static final long SEED = Long.getLong("mandi.cut.seed", System.nanoTime());
    private static final int ENTITIES = 20;
    private static final int LATE_ROUNDS = 20;

    private final PoolSettings database = TestServer.freshDatabase();

    @Test
    void whatWasCutIsSettledAndNobodyIsToldAnythingThatIsNotSo() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        try (FaultProxy proxy = new FaultProxy(TestServer.server().port(), kind -> cut(random, kind));
                TestJournal journal = TestJournal.open(through(proxy), database, "")) {
            List<Writer> writers = writers(journal, ENTITIES);
            Writer.forEach(writers, writer -> {
                while (commitsCut(proxy) < CUTS) {
                    writer.writeNext();
                }
            });

            Stored stored = TestJournal.audit(database, writers);
            int acknowledged = writers.stream()
                    .mapToInt(writer -> writer.acknowledged().size())
                    .sum();
            System.out.printf(
                    "CutConnectionsIT: cuts=%d (before the server %d, at the server %d, after the commit %d),"
                            + " read-backs cut=%d, acknowledged=%d, stored=%d in %d transactions,"
                            + " settled without a second attempt=%d, failed=0, duplicates=0, lost=0, seed=%d%n",
                    proxy.cuts(),
                    proxy.cuts(Cut.BEFORE_THE_SERVER),
                    proxy.cuts(Cut.AT_THE_SERVER),
                    proxy.cuts(Cut.AFTER_THE_SERVER),
                    proxy.readBacksCut(),
                    acknowledged,
                    stored.rows(),
                    stored.transactions(),
                    proxy.withheld(),
                    SEED);
            assertThat(writers)
                    .allSatisfy(writer -> assertThat(writer.failures()).isEmpty());
            assertThat(acknowledged).isEqualTo(stored.rows());
            assertThat(commitsCut(proxy)).isGreaterThanOrEqualTo(CUTS);
            assertThat(proxy.withheld()).as("commits that nobody was told of").isPositive();
            // A commit whose answer was withheld stands: nothing was stored in its place.
            assertThat(stored.transactions())
                    .isBetween(
                            proxy.answered() + proxy.withheld(),
                            proxy.answered() + proxy.withheld() + proxy.cuts(Cut.AT_THE_SERVER));
        }
    }

    private static int commitsCut(FaultProxy proxy) {
        return proxy.cuts(Cut.AT_THE_SERVER) + proxy.cuts(Cut.AFTER_THE_SERVER);
    }

    private static Cut cut(SplittableRandom random, Kind kind) {
        synchronized (random) {
            return switch (random.nextInt(kind == Kind.INSERT ? 8 : 20)) {
                case 0 -> Cut.BEFORE_THE_SERVER;
                case 1 -> Cut.AT_THE_SERVER;
                case 2 -> Cut.AFTER_THE_SERVER;
                default -> Cut.NEVER;
            };
        }
    }

    @Test
    void aCommitThatComesAfterTheLookAndTheSecondAttemptExcludeEachOther() throws Exception {
        int entities = 5;
        try (FaultProxy proxy = new FaultProxy(TestServer.server().port(), kind -> Cut.NEVER);
                TestJournal journal = TestJournal.open(through(proxy), database, "mandi.journal.lanes = 1")) {
            List<Writer> writers = writers(journal, entities);
            Writer.forEach(writers, Writer::writeNext);
            for (int round = 0; round < LATE_ROUNDS; round++) {
                Thread writing;
                try (WriteLock lock = new WriteLock(database)) {
                    writing = Thread.ofVirtual().start(() -> writeNext(writers));
                    lock.awaitWriters(1);
                    proxy.cutAll();
                    // The first attempt is not to be seen yet, and a second one is made.
                    lock.awaitWriters(2);
                }
                writing.join();
            }
            Stored stored = TestJournal.audit(database, writers);
            System.out.printf(
                    "CutConnectionsIT: commits after the look=%d, acknowledged=%d, stored=%d, failed=0, duplicates=0%n",
                    LATE_ROUNDS,
                    writers.stream()
                            .mapToInt(writer -> writer.acknowledged().size())
                            .sum(),
                    stored.rows());
            assertThat(writers).allSatisfy(writer -> {
                assertThat(writer.failures()).isEmpty();
                assertThat(writer.acknowledged()).hasSize(1 + LATE_ROUNDS);
            });
        }
    }

    @Test
    void aCommitThatComesAfterEverybodyHasGivenUpIsFoundOrFencedOff() throws Exception {
        int rounds = 4;
        int entities = 5;
        try (FaultProxy proxy = new FaultProxy(TestServer.server().port(), kind -> Cut.NEVER);
                TestJournal journal = TestJournal.open(
                        through(proxy), database, "mandi.journal { lanes = 1, write-timeout = 200ms }")) {
            List<Writer> writers = writers(journal, entities);
            Writer.forEach(writers, Writer::writeNext);
            for (int round = 0; round < rounds; round++) {
                Thread writing;
                try (WriteLock lock = new WriteLock(database)) {
                    writing = Thread.ofVirtual().start(() -> writeNext(writers));
                    lock.awaitWriters(1);
                    long failed = failures(writers);
                    await().pollInterval(Duration.ofMillis(10)).until(() -> {
                        proxy.cutAll();
                        return failures(writers) > failed;
                    });
                }
                writing.join();
            }
            Stored stored = TestJournal.audit(database, writers);
            System.out.printf(
                    "CutConnectionsIT: rounds until nobody waited=%d, writes that failed=%d, acknowledged=%d,"
                            + " found by the next incarnation=%d, stored=%d, duplicates=0, lost=0%n",
                    rounds,
                    failures(writers),
                    writers.stream()
                            .mapToInt(writer -> writer.acknowledged().size())
                            .sum(),
                    writers.stream().mapToInt(writer -> writer.found().size()).sum(),
                    stored.rows());
            assertThat(stored.rows()).isEqualTo(entities * (1 + rounds));
            assertThat(failures(writers)).isPositive();
        }
    }

    private static long failures(List<Writer> writers) {
        return writers.stream().mapToLong(writer -> writer.failures().size()).sum();
    }

    private static void writeNext(List<Writer> writers) {
        try {
            Writer.forEach(writers, Writer::writeNext);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Writer> writers(TestJournal journal, int number) {
        List<Writer> writers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            writers.add(new Writer(journal.client(), "cut-" + i));
        }
        return writers;
    }

    /** The limits are those of a node's connections for writing. */
    private PoolSettings through(FaultProxy proxy) {
        PoolSettings direct = database.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(10));
        return new PoolSettings(
                direct.jdbcUrl().replace(":" + TestServer.server().port() + "/", ":" + proxy.port() + "/")
                        + "?sslmode=disable&gssEncMode=disable",
                direct.username(),
                direct.password(),
                "mandi-journal",
                direct.maximumPoolSize(),
                direct.startupWait(),
                direct.connectionTimeout(),
                direct.socketTimeout(),
                direct.keepaliveTime(),
                direct.maxLifetime());
    }
}
