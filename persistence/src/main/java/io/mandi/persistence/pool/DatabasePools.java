package io.mandi.persistence.pool;

import java.time.Duration;

/**
 * A node's connections by what they are for, so that none of it takes the connections of another: a burst of recoveries
 * does not keep orders from their commit, and neither keeps a health check waiting.
 *
 * @param writes for events on their way into the journal
 * @param recovery for what entities read when they come back, and for snapshots
 * @param queries for everything else
 */
public record DatabasePools(DatabasePool writes, DatabasePool recovery, DatabasePool queries) implements AutoCloseable {

    /**
     * Limits of the connections that store events. A statement that takes longer is better ended and tried anew, on
     * another connection, while the events may still wait.
     */
    private static final Duration WRITE_CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration WRITE_SOCKET_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Opens the pools, each with a fixed number of connections.
     *
     * @param settings of the pool for queries, but for its size; the others take what does not differ from it
     * @throws DatabaseUnavailableException when the database does not answer in time
     */
    public static DatabasePools open(PoolSettings settings, int writes, int recovery, int queries) {
        // The first one waits for a database that is still starting.
        DatabasePool queryPool = DatabasePool.open(settings.withMaximumPoolSize(queries));
        try {
            DatabasePool recoveryPool = openRecovery(settings, recovery);
            try {
                DatabasePool writePool = DatabasePool.open(settings.withMaximumPoolSize(writes)
                        .withApplicationName(settings.applicationName() + "-journal")
                        .withTimeouts(WRITE_CONNECTION_TIMEOUT, WRITE_SOCKET_TIMEOUT));
                return new DatabasePools(writePool, recoveryPool, queryPool);
            } catch (RuntimeException e) {
                recoveryPool.close();
                throw e;
            }
        } catch (RuntimeException e) {
            queryPool.close();
            throw e;
        }
    }

    /** Opens the pools for a journal that writes and reads on the same connections, those for recovery. */
    public static DatabasePools openWithoutWrites(PoolSettings settings, int recovery, int queries) {
        DatabasePool queryPool = DatabasePool.open(settings.withMaximumPoolSize(queries));
        try {
            DatabasePool recoveryPool = openRecovery(settings, recovery);
            return new DatabasePools(recoveryPool, recoveryPool, queryPool);
        } catch (RuntimeException e) {
            queryPool.close();
            throw e;
        }
    }

    private static DatabasePool openRecovery(PoolSettings settings, int connections) {
        return DatabasePool.open(settings.withMaximumPoolSize(connections)
                .withApplicationName(settings.applicationName() + "-recovery"));
    }

    /** Closes every connection, also those in use. */
    @Override
    public void close() {
        writes.close();
        recovery.close();
        queries.close();
    }
}
