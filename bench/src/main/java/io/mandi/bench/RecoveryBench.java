package io.mandi.bench;

import io.mandi.bench.load.Orders;
import io.mandi.bench.node.NodeFolder;
import io.mandi.bench.node.NodeProcess;
import io.mandi.bench.node.NodeSpec;
import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node is started again and again, on a book with many events, and asked for its first order at once. The state that
 * it comes to is held against the one that the same events give here.
 */
final class RecoveryBench {
    private static final int LARGE = 0;
    private static final int SMALL = 1;
    /** A caller would have given up before; here the wait is the result. */
    private static final Map<String, String> PATIENT = Map.of("BOOK_ASK_TIMEOUT", "2m");

    private static final int SNAPSHOT_EVERY = 10;
    private static final Map<String, String> NO_SNAPSHOT = Map.of("BOOK_SNAPSHOT_EVERY", "100000000");
    private static final Map<String, String> SNAPSHOT_SOON =
            Map.of("BOOK_SNAPSHOT_EVERY", Integer.toString(SNAPSHOT_EVERY));
    /** By default a node brings the books that were busy last up before it listens; here the order shall do that. */
    private static final Map<String, String> NO_WARM_START = Map.of("WARM_START_BOOKS", "0");

    private static final Duration SNAPSHOT_WAIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

    private final RecoveryPlan plan;
    private final PrintStream progress;
    private final NodeSpec spec;
    private final BookJournal journal;

    private final List<Duration> selects = new ArrayList<>();
    private final List<Duration> replays = new ArrayList<>();
    private final List<Duration> small = new ArrayList<>();
    private final List<Duration> replayed = new ArrayList<>();
    private final List<Duration> fromSnapshot = new ArrayList<>();
    private long eventBytes;
    private long snapshotBytes;
    private long orders;
    private int hashes;

    /** @param progress where what happens is told meanwhile */
    RecoveryBench(RecoveryPlan plan, PrintStream progress) {
        this.plan = plan;
        this.progress = progress;
        spec = NodeSpec.of(plan.settings()).with(PATIENT);
        BookLimits limits =
                NodeSettings.from(new Environment(plan.settings())).books().limits();
        journal = new BookJournal(new BookId(NodeProcess.ORGANIZATION, Orders.symbol(LARGE)), limits);
    }

    /**
     * What was measured.
     *
     * @param selects a plain SELECT of all events
     * @param replays an order on the large book, in a node that has served another book before, without a snapshot
     * @param small from the start of the process to the first order, on a book with next to no events
     * @param replayed the same on the large book, without a snapshot
     * @param fromSnapshot the same with a snapshot that the node has written
     * @param eventBytes of all events
     * @param snapshotBytes of the snapshot
     * @param hashes how often the state was compared, each time with the same result
     */
    record Result(
            String machine,
            List<Duration> selects,
            List<Duration> replays,
            List<Duration> small,
            List<Duration> replayed,
            List<Duration> fromSnapshot,
            long eventBytes,
            long snapshotBytes,
            int hashes) {}

    Result run() throws IOException, SQLException, InterruptedException {
        try (NodeFolder folder = NodeFolder.in(plan.folder())) {
            String machine = prepare(folder);
            for (int round = 1; round <= plan.rounds(); round++) {
                startSmall(folder);
                startReplaying(folder);
                startFromSnapshot(folder);
                progress.printf(
                        "round %d: select %d ms; replay %d ms; first order: small book %d ms, replayed %d ms, from"
                                + " snapshot %d ms%n",
                        round,
                        selects.getLast().toMillis(),
                        replays.getLast().toMillis(),
                        small.getLast().toMillis(),
                        replayed.getLast().toMillis(),
                        fromSnapshot.getLast().toMillis());
            }
            return new Result(
                    machine, selects, replays, small, replayed, fromSnapshot, eventBytes, snapshotBytes, hashes);
        }
    }

    private NodeSpec spec(NodeFolder folder) {
        return spec.withClassArchive(folder.path().resolve("classes.jsa"));
    }

    private String prepare(NodeFolder folder) throws IOException, SQLException, InterruptedException {
        try (NodeProcess node = NodeProcess.start(folder, spec(folder))) {
            node.openBooks(NodeProcess.ORGANIZATION, 2);
            Connection connection = node.journal().connection();
            journal.follow(connection);
            progress.printf("writing %d events%n", plan.events());
            journal.write(plan.events(), connection);
            // Not counted: brings the rows into memory, where those of a recovery find them too.
            select(node);
            return Machine.describe(plan.folder(), node.journal().settings());
        }
    }

    private Duration select(NodeProcess node) throws SQLException {
        PoolSettings settings =
                PoolSettings.of(DatabaseUrl.parse(node.journal().url())).withMaximumPoolSize(1);
        try (DatabasePool pool = DatabasePool.open(settings);
                Connection connection = pool.dataSource().getConnection()) {
            long start = System.nanoTime();
            eventBytes = journal.read(connection, plan.fetch());
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private void startSmall(NodeFolder folder) throws IOException, SQLException, InterruptedException {
        try (NodeProcess node =
                NodeProcess.start(folder, spec(folder).with(NO_WARM_START).with(NO_SNAPSHOT))) {
            node.order(SMALL, small.size());
            small.add(node.age());
            selects.add(select(node));
            long start = System.nanoTime();
            order(node);
            replays.add(Duration.ofNanos(System.nanoTime() - start));
            requireSameState(node);
        }
    }

    private void startReplaying(NodeFolder folder) throws IOException, SQLException, InterruptedException {
        try (NodeProcess node =
                NodeProcess.start(folder, spec(folder).with(NO_WARM_START).with(SNAPSHOT_SOON))) {
            Connection connection = node.journal().connection();
            order(node);
            replayed.add(node.age());
            requireSameState(node);
            // The node itself is to write the snapshot for the next start.
            journal.deleteSnapshots(connection);
            long before = journal.sequence();
            do {
                order(node);
                journal.follow(connection);
            } while (before / SNAPSHOT_EVERY == journal.sequence() / SNAPSHOT_EVERY);
            awaitSnapshot(connection);
            requireSameState(node);
        }
    }

    private void awaitSnapshot(Connection connection) throws SQLException, InterruptedException, IOException {
        long start = System.nanoTime();
        snapshotBytes = journal.snapshotBytes(connection);
        while (snapshotBytes == 0) {
            if (System.nanoTime() - start > SNAPSHOT_WAIT.toNanos()) {
                throw new IOException("the node wrote no snapshot");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            snapshotBytes = journal.snapshotBytes(connection);
        }
    }

    private void startFromSnapshot(NodeFolder folder) throws IOException, SQLException, InterruptedException {
        try (NodeProcess node = NodeProcess.start(folder, spec(folder))) {
            order(node);
            fromSnapshot.add(node.age());
            requireSameState(node);
            journal.deleteSnapshots(node.journal().connection());
        }
    }

    /** The next order of the load for the large book. */
    private void order(NodeProcess node) throws IOException, InterruptedException {
        node.order(LARGE, orders++);
    }

    private void requireSameState(NodeProcess node) throws IOException, SQLException, InterruptedException {
        journal.follow(node.journal().connection());
        String wanted = journal.hash();
        String state = node.state(LARGE);
        if (!state.contains("\"" + wanted + "\"")) {
            throw new IOException("the node has come to the state " + state + " and not to " + wanted);
        }
        hashes++;
    }
}
