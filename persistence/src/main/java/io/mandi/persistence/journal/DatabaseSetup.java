package io.mandi.persistence.journal;

import io.mandi.persistence.pool.DatabasePool;
import java.util.Objects;
import org.apache.pekko.actor.setup.Setup;

/**
 * Hands the node's connection pool to the journal when the actor system is made: plugins are created by class name and
 * can be given nothing else.
 */
public final class DatabaseSetup extends Setup {

    private final DatabasePool pool;
    private final int journalConnections;

    private DatabaseSetup(DatabasePool pool, int journalConnections) {
        this.pool = Objects.requireNonNull(pool, "pool");
        if (journalConnections < 1 || journalConnections > pool.settings().maximumPoolSize()) {
            throw new IllegalArgumentException("journalConnections must be from 1 to the pool's "
                    + pool.settings().maximumPoolSize() + ", not " + journalConnections);
        }
        this.journalConnections = journalConnections;
    }

    /** The journal may use all but two of the pool's connections: health checks and queries must not wait for it. */
    public static DatabaseSetup of(DatabasePool pool) {
        return new DatabaseSetup(pool, Math.max(1, pool.settings().maximumPoolSize() - 2));
    }

    /**
     * The journal may use the given number of the pool's connections.
     *
     * @param journalConnections from 1 to the pool's size
     */
    public static DatabaseSetup of(DatabasePool pool, int journalConnections) {
        return new DatabaseSetup(pool, journalConnections);
    }

    /** The node's pool, which the node closes. */
    public DatabasePool pool() {
        return pool;
    }

    /** How many connections journal and snapshot store use together at most. */
    public int journalConnections() {
        return journalConnections;
    }
}
