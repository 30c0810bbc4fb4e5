package io.mandi.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * Reads entities' events back, page by page along the primary key. While one page is handed over, the next one is read; a
 * page is handed over only when the entity has taken the one before the last, so that no more than two wait for it.
 * It has as many threads as the pool for recoveries has connections, but for those that the snapshots use, so that
 * whoever waits stands in line here and not at the pool, where waiting is an error.
 */
final class JournalReader implements AutoCloseable {

    private final DataSource connections;
    private final ExecutorService threads;
    private final PayloadSerialization serialization;
    private final int pageSize;

    JournalReader(DatabaseSetup database, PayloadSerialization serialization, int pageSize) {
        this.connections = database.recovery().dataSource();
        this.threads = Executors.newFixedThreadPool(
                Math.max(1, database.recovery().settings().maximumPoolSize() - 2 * PostgresSnapshotStore.THREADS),
                Thread.ofPlatform().daemon().name("journal-reader-", 0).factory());
        this.serialization = serialization;
        this.pageSize = pageSize;
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private interface Query<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> CompletableFuture<T> query(Query<T> query) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = connections.getConnection()) {
                        return query.on(connection);
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    /** The sequence number of an entity's last event; 0 without one. */
    CompletableFuture<Long> highest(String persistenceId) {
        return query(connection -> EventTable.highest(connection, persistenceId));
    }

    CompletableFuture<Void> delete(String persistenceId, long to) {
        return query(connection -> {
            EventTable.delete(connection, persistenceId, to);
            return null;
        });
    }

    /**
     * Hands over an entity's events in their order.
     *
     * @param max how many at most
     * @param taken asks the entity, and is completed when it has taken everything that was handed over until then
     * @return completed when the last one is handed over; failed when one could not be read, after those before it
     */
    CompletableFuture<Void> replay(
            String persistenceId,
            long from,
            long to,
            long max,
            Consumer<PersistentRepr> consumer,
            Supplier<CompletionStage<?>> taken) {
        if (max <= 0 || from > to) {
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<?> nothing = CompletableFuture.completedStage(null);
        return page(persistenceId, from - 1, to, max)
                .thenComposeAsync(page -> rest(page, to, consumer, taken, nothing), threads);
    }

    /** @param wanted events that are still wanted, this page's among them */
    private record Page(String persistenceId, List<EventRow> rows, int limit, long wanted) {
        boolean isLast() {
            return rows.size() < limit || wanted <= rows.size();
        }
    }

    private CompletableFuture<Page> page(String persistenceId, long after, long to, long wanted) {
        int limit = (int) Math.min(pageSize, wanted);
        return query(connection ->
                new Page(persistenceId, EventTable.page(connection, persistenceId, after, to, limit), limit, wanted));
    }

    /** @param before completed when the page before this one is taken */
    private CompletableFuture<Void> rest(
            Page page,
            long to,
            Consumer<PersistentRepr> consumer,
            Supplier<CompletionStage<?>> taken,
            CompletionStage<?> before) {
        Optional<CompletableFuture<Page>> next = page.isLast()
                ? Optional.empty()
                : Optional.of(page(
                        page.persistenceId(),
                        page.rows().getLast().sequenceNumber(),
                        to,
                        page.wanted() - page.rows().size()));
        for (EventRow row : page.rows()) {
            consumer.accept(event(row));
        }
        if (next.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletionStage<?> thisOne = taken.get();
        return next.get()
                .thenCombine(before, (following, done) -> following)
                .thenComposeAsync(following -> rest(following, to, consumer, taken, thisOne), threads);
    }

    private PersistentRepr event(EventRow row) {
        try {
            return read(row);
        } catch (Exception e) {
            // Serializers come from Scala and throw checked exceptions undeclared.
            throw new IllegalStateException(
                    "the event " + row.sequenceNumber() + " of " + row.persistenceId() + " cannot be read", e);
        }
    }

    private PersistentRepr read(EventRow row) {
        PersistentRepr event = PersistentRepr.apply(
                        serialization.read(row.event()),
                        row.sequenceNumber(),
                        row.persistenceId(),
                        row.adapterManifest(),
                        false,
                        ActorRef.noSender(),
                        row.writer())
                .withTimestamp(row.timestamp());
        return row.metadata().isPresent()
                ? event.withMetadata(serialization.read(row.metadata().get()))
                : event;
    }
}
