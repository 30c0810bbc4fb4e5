package io.mandi.persistence.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's connections by what they are for, so that none of it takes the connections of another: a burst of recoveries
 * does not keep orders from their commit, and neither keeps a health check waiting.
 *
 * @param writes for events on their way into the journal
 * @param recovery for what entities read when they come back, and for snapshots
 * @param queries for what is asked over HTTP, and whatever else is short
 * @param projections for what follows the log
 * @param webhooks for what is sent to others
 */
public record DatabasePools(
        DatabasePool writes,
        DatabasePool recovery,
        DatabasePool queries,
        DatabasePool projections,
        DatabasePool webhooks)
        implements AutoCloseable {

    /**
     * Limits of the connections that store events. A statement that takes longer is better ended and tried anew, on
     * another connection, while the events may still wait.
     */
    private static final Duration WRITE_CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration WRITE_SOCKET_TIMEOUT = Duration.ofSeconds(10);

    /**
     * How many connections each pool has.
     *
     * @param writes 0 for a journal that writes on the connections for recovery
     * @param projections 0 where no log is followed: that pool is the one for queries then
     * @param webhooks 0 where nothing is sent: that pool is the one for queries then
     */
    public record Sizes(int writes, int recovery, int queries, int projections, int webhooks) {}

    /**
     * Opens the pools, each with a fixed number of connections.
     *
     * @param settings of the pool for queries, but for its size; the others take what does not differ from it
     * @throws DatabaseUnavailableException when the database does not answer in time
     */
    public static DatabasePools open(PoolSettings settings, Sizes sizes) {
        List<DatabasePool> opened = new ArrayList<>();
        try {
            // The first one waits for a database that is still starting.
            DatabasePool queries = open(opened, settings.withMaximumPoolSize(sizes.queries));
            DatabasePool recovery = open(
                    opened,
                    settings.withMaximumPoolSize(sizes.recovery)
                            .withApplicationName(settings.applicationName() + "-recovery"));
            DatabasePool writes = sizes.writes == 0
                    ? recovery
                    : open(
                            opened,
                            settings.withMaximumPoolSize(sizes.writes)
                                    .withApplicationName(settings.applicationName() + "-journal")
                                    .withTimeouts(WRITE_CONNECTION_TIMEOUT, WRITE_SOCKET_TIMEOUT));
            DatabasePool projections = sizes.projections == 0
                    ? queries
                    : open(
                            opened,
                            settings.withMaximumPoolSize(sizes.projections)
                                    .withApplicationName(settings.applicationName() + "-projections"));
            DatabasePool webhooks = sizes.webhooks == 0
                    ? queries
                    : open(
                            opened,
                            settings.withMaximumPoolSize(sizes.webhooks)
                                    .withApplicationName(settings.applicationName() + "-webhooks"));
            return new DatabasePools(writes, recovery, queries, projections, webhooks);
        } catch (RuntimeException e) {
            opened.forEach(DatabasePool::close);
            throw e;
        }
    }

    private static DatabasePool open(List<DatabasePool> opened, PoolSettings settings) {
        DatabasePool pool = DatabasePool.open(settings);
        opened.add(pool);
        return pool;
    }

    /** Closes every connection, also those in use. */
    @Override
    public void close() {
        writes.close();
        recovery.close();
        queries.close();
        projections.close();
        webhooks.close();
    }
}
