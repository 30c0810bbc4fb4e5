package io.mandi.persistence.reader;

import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.PoolUsage;
import io.mandi.persistence.reader.OrganizationReader.Work;
import io.mandi.persistence.replica.ReplicaMonitor;
import io.mandi.persistence.replica.ReplicaOutage;
import io.mandi.persistence.replica.ReplicaSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads lists and reports: from the replica where there is one and it is well, otherwise from the primary or not at all, as is
 * set. Says with each how old it is. Whoever has to see certain events waits for them a while, without a connection.
 *
 * <p>A stage fails with {@link NotYetConsistentException}, with {@link ReplicaUnusableException}, or as the database does.
 */
public final class ListReader {
    private static final Logger LOG = LoggerFactory.getLogger(ListReader.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LAST_PAUSE = Duration.ofMillis(100);

    /** A statement that took too long; the primary is no place to try it again. */
    private static final String QUERY_CANCELED = "57014";

    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";

    private final OrganizationReader primary;
    private final Optional<Replica> replica;
    private final ConsistencySettings consistency;
    private final AtomicInteger waiting = new AtomicInteger();
    /** How many of them wait for each organisation; those of none are not in it. */
    private final Map<String, Integer> waitingFor = new ConcurrentHashMap<>();

    private final Map<Stamped.Source, Counter> reads = new EnumMap<>(Stamped.Source.class);
    private final MeterRegistry registry;

    /**
     * A replica to read from.
     *
     * @param pool closed by its owner
     * @param monitor says whether it can be read from
     */
    public record Replica(
            OrganizationReader reader, DatabasePool pool, ReplicaMonitor monitor, ReplicaSettings.Fallback fallback) {}

    /** @param registry into which reads are measured */
    public ListReader(
            OrganizationReader primary,
            Optional<Replica> replica,
            ConsistencySettings consistency,
            MeterRegistry registry) {
        this.primary = primary;
        this.replica = replica;
        this.consistency = consistency;
        this.registry = registry;
        for (Stamped.Source source : Stamped.Source.values()) {
            reads.put(
                    source,
                    Counter.builder("mandi.reads")
                            .description("Lists and reports that were read, by the database they were read from")
                            .tag("database", source.word())
                            .register(registry));
        }
        Gauge.builder("mandi.reads.waiting", waiting, AtomicInteger::get)
                .description("Readers that wait for a list to show what they have written")
                .register(registry);
        replica.ifPresent(from -> {
            Gauge.builder("mandi.replica.lag.seconds", from.monitor, ReplicaMonitor::lagSeconds)
                    .description("How far the replica is behind at most")
                    .register(registry);
            Gauge.builder(
                            "mandi.replica.usable",
                            from.monitor,
                            of -> of.outage().isEmpty() ? 1 : 0)
                    .description("1 while lists are read from the replica")
                    .register(registry);
        });
    }

    private ListReader(ListReader other) {
        this.primary = other.primary;
        this.replica = Optional.empty();
        this.consistency = other.consistency;
        this.registry = other.registry;
        this.reads.putAll(other.reads);
    }

    /** The same that reads from the primary only, for what goes on from what is read there. */
    public ListReader ofPrimary() {
        return new ListReader(this);
    }

    /** For what must not be late, and for what is no list. */
    public OrganizationReader primary() {
        return primary;
    }

    /**
     * Reads on another thread.
     *
     * @param projection what keeps the tables that are read
     */
    public <T> CompletionStage<Stamped<T>> read(ReadScope scope, String projection, Work<T> work) {
        long deadline = System.nanoTime() + consistency.patience().toNanos();
        Reading<T> reading = new Reading<>(scope, projection, work, deadline, new CompletableFuture<>());
        begin(reading, primary.executor(), FIRST_PAUSE, false);
        return reading.result;
    }

    private record Reading<T>(
            ReadScope scope, String projection, Work<T> work, long deadline, CompletableFuture<Stamped<T>> result) {}

    private <T> void begin(Reading<T> reading, Executor executor, Duration pause, boolean waits) {
        try {
            executor.execute(() -> attempt(reading, pause, waits));
        } catch (RuntimeException e) {
            finish(waits, reading, () -> reading.result.completeExceptionally(e));
        }
    }

    private <T> void attempt(Reading<T> reading, Duration pause, boolean waits) {
        Optional<Stamped<T>> found;
        try {
            found = readNow(reading, !waits);
        } catch (SQLException e) {
            LOG.warn("A list cannot be read: {}", e.getMessage());
            finish(waits, reading, () -> reading.result.completeExceptionally(new CompletionException(e)));
            return;
        } catch (RuntimeException | Error e) {
            finish(waits, reading, () -> reading.result.completeExceptionally(e));
            return;
        }
        if (found.isPresent()) {
            reads.get(found.get().source()).increment();
            finish(waits, reading, () -> reading.result.complete(found.get()));
            return;
        }
        boolean late = System.nanoTime() + pause.toNanos() > reading.deadline;
        if (late || !waits && !enter(reading.scope.organization())) {
            finish(waits, reading, () -> reading.result.completeExceptionally(new NotYetConsistentException()));
            return;
        }
        Duration next = pause.multipliedBy(2);
        begin(
                reading,
                CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, primary.executor()),
                next.compareTo(LAST_PAUSE) < 0 ? next : LAST_PAUSE,
                true);
    }

    private boolean enter(String organization) {
        // Nobody keeps the others from waiting.
        int mostOfOne = Math.max(1, consistency.waiters() / 2);
        int all = waiting.incrementAndGet();
        int ofOne = waitingFor.merge(organization, 1, Integer::sum);
        if (all <= consistency.waiters() && ofOne <= mostOfOne) {
            return true;
        }
        leave(organization);
        return false;
    }

    private void leave(String organization) {
        waiting.decrementAndGet();
        waitingFor.computeIfPresent(organization, (name, count) -> count == 1 ? null : count - 1);
    }

    private void finish(boolean waits, Reading<?> reading, Runnable answer) {
        if (waits) {
            leave(reading.scope.organization());
        }
        answer.run();
    }

    /**
     * Empty when the list does not show yet what it has to.
     *
     * @param first whether this is the first look for this reader, which is the one that is counted
     */
    private <T> Optional<Stamped<T>> readNow(Reading<T> reading, boolean first) throws SQLException {
        if (replica.isEmpty()) {
            return readFrom(primary, Stamped.Source.PRIMARY, reading);
        }
        Replica from = replica.get();
        ReplicaOutage outage;
        Optional<ReplicaOutage> known = from.monitor.outage();
        if (known.isPresent()) {
            outage = known.get();
        } else {
            try {
                return readFrom(from.reader, Stamped.Source.REPLICA, reading);
            } catch (ReplicaUnusableException e) {
                outage = e.outage();
                from.monitor.failed(outage, "");
            } catch (SQLException e) {
                outage = outage(from, e);
                if (outage != ReplicaOutage.CONFLICT) {
                    from.monitor.failed(outage, e.getMessage());
                }
            }
        }
        if (first) {
            fallback(outage, from.fallback).increment();
        }
        if (from.fallback == ReplicaSettings.Fallback.REFUSE) {
            throw new ReplicaUnusableException(outage);
        }
        return readFrom(primary, Stamped.Source.PRIMARY, reading);
    }

    private Counter fallback(ReplicaOutage cause, ReplicaSettings.Fallback fallback) {
        return Counter.builder("mandi.reads.fallbacks")
                .description("Reads that the replica could not be used for, by cause and by what was done instead")
                .tag("cause", cause.word())
                .tag("fallback", fallback == ReplicaSettings.Fallback.PRIMARY ? "primary" : "refuse")
                .register(registry);
    }

    private <T> Optional<Stamped<T>> readFrom(OrganizationReader reader, Stamped.Source source, Reading<T> reading)
            throws SQLException {
        ReadScope scope = reading.scope;
        return reader.readNow(scope.organization(), connection -> {
            ReadStanding standing = ReadStanding.of(connection, scope.organization(), reading.projection);
            if (source == Stamped.Source.REPLICA) {
                checkReplica(standing);
            }
            return ReadStanding.shows(connection, scope, reading.projection)
                    ? Optional.of(stamped(connection, source, standing, reading.work))
                    : Optional.empty();
        });
    }

    private void checkReplica(ReadStanding standing) {
        replica.orElseThrow().monitor().flaw(standing.sight()).ifPresent(flaw -> {
            throw new ReplicaUnusableException(flaw);
        });
    }

    private static <T> Stamped<T> stamped(
            Connection connection, Stamped.Source source, ReadStanding standing, Work<T> work) throws SQLException {
        return new Stamped<>(work.on(connection), standing.asOf(source), standing.position(), source);
    }

    /**
     * What it means for the replica that a read has failed.
     *
     * @throws SQLException where the replica is not to blame, and the primary would do no better
     */
    private static ReplicaOutage outage(Replica from, SQLException failure) throws SQLException {
        if (failure instanceof SQLTransientConnectionException) {
            PoolUsage usage = from.pool.usage();
            if (usage.active() >= from.pool.settings().maximumPoolSize()) {
                // Busy, and not gone: what is too much for the replica is not for the primary to do. When the host is
                // gone
                // and all connections wait for it, the next look finds that.
                throw failure;
            }
            return ReplicaOutage.UNREACHABLE;
        }
        String state = failure.getSQLState();
        if (state == null || state.equals(QUERY_CANCELED)) {
            throw failure;
        }
        return state.equals(SERIALIZATION_FAILURE) || state.equals(DEADLOCK)
                ? ReplicaOutage.CONFLICT
                : ReplicaOutage.UNREACHABLE;
    }
}
