package io.mandi.persistence.replica;

import io.mandi.persistence.pool.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a replica, and moves the heartbeat on by which its age is told. Who reads asks {@link #outage} first, so that a host that
 * is gone costs nobody a wait, and tells of what failed; the replica is used again when a look has found it well.
 *
 * <p>A heartbeat is the primary's time, stored on the primary: what was committed there before it is in the log before it, so that
 * a replica that shows it has replayed that too. It stands still with the replica, whatever the cause: a connection that is
 * gone, a replay that is held, a primary that is another one by now. It goes on when there is nothing else to write.
 */
public final class ReplicaMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaMonitor.class);

    private static final int THREADS = 2;
    /** Behind the first heartbeat, without which nothing can be said. */
    private static final long FIRST_LOOK_MILLIS = 100;

    // Of many nodes only the first writes in each interval. A clock that was set back is followed.
    private static final String BEAT = """
        INSERT INTO replica_heartbeat AS heartbeat (id, beat_at)
        VALUES (1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
        ON CONFLICT (id) DO UPDATE SET beat_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
        WHERE (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
            NOT BETWEEN heartbeat.beat_at AND heartbeat.beat_at + ?\
        """;

    private static final String CLOCK = """
        SELECT (SELECT system_identifier FROM pg_control_system()),
            (extract(epoch FROM clock_timestamp()) * 1000000)::bigint\
        """;

    // As readers do, of an organisation that nobody has.
    private static final String AS_READER = "SET LOCAL ROLE mandi_reader; SET LOCAL mandi.organization = ''";

    // No row is wanted of the list: only whether it is there and may be read.
    private static final String LOOK = """
        SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()),
            coalesce((SELECT beat_at FROM replica_heartbeat), 0), EXISTS (SELECT FROM book_order LIMIT 0)\
        """;

    private static final double NANOS_PER_SECOND = 1e9;

    private final DataSource primary;
    private final DataSource replica;
    private final ReplicaSettings settings;
    private final ScheduledExecutorService threads;

    private volatile Optional<PrimaryClock> clock = Optional.empty();
    private volatile Optional<ReplicaSight> sight = Optional.empty();
    private volatile Optional<ReplicaOutage> outage = Optional.of(ReplicaOutage.NOT_SEEN);
    /** Only used by the thread of the heartbeat. */
    private boolean beating = true;
    /** What was last written to the log; only used under this object's monitor. */
    private Optional<ReplicaOutage> told = Optional.of(ReplicaOutage.NOT_SEEN);

    private ReplicaMonitor(
            DataSource primary, DataSource replica, ReplicaSettings settings, ScheduledExecutorService threads) {
        this.primary = primary;
        this.replica = replica;
        this.settings = settings;
        this.threads = threads;
    }

    /**
     * Begins to watch.
     *
     * @param primary for the heartbeat
     * @param replica a connection that nobody else waits for, with short limits
     */
    public static ReplicaMonitor start(DataSource primary, DataSource replica, ReplicaSettings settings) {
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("replica-", 0).factory());
        ReplicaMonitor monitor = new ReplicaMonitor(primary, replica, settings, threads);
        long pause = settings.heartbeat().toMillis();
        threads.scheduleWithFixedDelay(monitor::beat, 0, pause, TimeUnit.MILLISECONDS);
        threads.scheduleWithFixedDelay(monitor::look, Math.min(pause, FIRST_LOOK_MILLIS), pause, TimeUnit.MILLISECONDS);
        return monitor;
    }

    /** Why the replica is not to be read from now; empty when it may be. */
    public Optional<ReplicaOutage> outage() {
        return outage;
    }

    /** Why what a reader has found must not be shown; empty when it may be. */
    public Optional<ReplicaOutage> flaw(ReplicaSight found) {
        return found.flaw(clock, System.nanoTime(), settings.maxStaleness());
    }

    /** A reader has failed: nobody else tries until a look has found the replica well. */
    public void failed(ReplicaOutage cause, String detail) {
        outage = Optional.of(cause);
        tell(Optional.of(cause), detail);
    }

    /** Seconds that the replica was behind at most when it was last seen, and all that have passed since; not a number before. */
    public double lagSeconds() {
        Optional<PrimaryClock> known = clock;
        Optional<ReplicaSight> seen = sight;
        return known.isEmpty() || seen.isEmpty() || seen.get().beatAt() == 0
                ? Double.NaN
                : seen.get().lag(known.get(), System.nanoTime()).toNanos() / NANOS_PER_SECOND;
    }

    private void beat() {
        try (Connection connection = primary.getConnection()) {
            try (PreparedStatement statement = connection.prepareStatement(BEAT)) {
                statement.setLong(
                        1, TimeUnit.MILLISECONDS.toMicros(settings.heartbeat().toMillis() / 2));
                statement.executeUpdate();
            }
            long before = System.nanoTime();
            try (PreparedStatement statement = connection.prepareStatement(CLOCK);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                clock = Optional.of(new PrimaryClock(row.getLong(1), row.getLong(2), before));
            }
            beating = true;
        } catch (SQLException | RuntimeException e) {
            if (beating && !threads.isShutdown()) {
                LOG.warn("No heartbeat can be stored on the primary, and the replica grows old: {}", e.getMessage());
            }
            beating = false;
        }
    }

    private void look() {
        Optional<ReplicaOutage> found;
        String detail = "";
        try {
            ReplicaSight seen = Transactions.run(replica, ReplicaMonitor::sight);
            found = flaw(seen);
            // What another database shows says nothing about how far the replica is behind.
            if (found.isEmpty() || found.get() == ReplicaOutage.STALE) {
                sight = Optional.of(seen);
            }
            if (found.equals(Optional.of(ReplicaOutage.STALE))) {
                detail = String.format("%.1f s behind", lagSeconds());
            }
        } catch (SQLException | RuntimeException e) {
            found = Optional.of(ReplicaOutage.UNREACHABLE);
            detail = String.valueOf(e.getMessage());
        }
        outage = found;
        tell(found, detail);
    }

    private static ReplicaSight sight(Connection connection) throws SQLException {
        try (Statement role = connection.createStatement()) {
            role.execute(AS_READER);
        }
        try (PreparedStatement statement = connection.prepareStatement(LOOK);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new ReplicaSight(row.getBoolean(1), row.getLong(2), row.getLong(3));
        }
    }

    /** A line when it changes, and not one for each look. */
    private synchronized void tell(Optional<ReplicaOutage> now, String detail) {
        if (now.equals(told) || threads.isShutdown()) {
            return;
        }
        told = now;
        if (now.isEmpty()) {
            LOG.info("Lists are read from the replica");
        } else {
            LOG.warn("The replica is not read from: {} {}", now.get().word(), detail);
        }
    }

    /** Ends the threads, and waits a moment for a look that is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
