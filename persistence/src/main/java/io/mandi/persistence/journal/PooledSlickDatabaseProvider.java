package io.mandi.persistence.journal;

import com.typesafe.config.Config;
import io.mandi.persistence.pool.DatabasePool;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import scala.Option;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcBackend$;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor;
import slick.util.AsyncExecutor$;

/**
 * Lets pekko-persistence-jdbc work on the node's pool for recoveries, where it is used in place of {@link
 * PostgresJournal}: its journal, snapshot store and read journal share one Slick database over it. The plugin creates this class by name and hands it the actor system, in which it looks for
 * {@link DatabaseSetup}.
 *
 * <p>Slick's threads end with the actor system; the pool stays open, for whoever else uses it.
 */
public final class PooledSlickDatabaseProvider implements SlickDatabaseProvider {

    /**
     * Jobs that may wait for a thread. What can wait is bounded elsewhere: a few batches of writes at a time ({@code
     * jdbc-journal.parallelism}), as many recoveries as are let begin, and at most one snapshot for each entity. So the
     * limit is only there to not have none, and is set so high that a full queue never refuses work.
     */
    private static final int QUEUE_LENGTH = 20_000;

    private final SlickDatabase shared;

    /** Called by the plugin. */
    public PooledSlickDatabaseProvider(ActorSystem system) {
        DatabasePool pool = DatabaseSetup.of(system).recovery();
        int connections = pool.settings().maximumPoolSize();
        // With a bounded queue Slick works right only when threads and connections are equally many.
        AsyncExecutor executor =
                AsyncExecutor$.MODULE$.apply("journal-database", connections, connections, QUEUE_LENGTH, connections);
        JdbcBackend.JdbcDatabaseDef database = JdbcBackend$.MODULE$
                .Database()
                .forDataSource(pool.dataSource(), Option.apply(connections), executor, false);
        // Slick's own close would close the pool too.
        system.registerOnTermination(executor::close);
        shared = new Shared(database, PostgresProfile$.MODULE$);
    }

    /** The one shared database, whichever plugin asks with whatever settings. */
    @Override
    public SlickDatabase database(Config config) {
        return shared;
    }

    private record Shared(JdbcBackend.JdbcDatabaseDef database, JdbcProfile profile) implements SlickDatabase {

        @Override
        public boolean allowShutdown() {
            return false;
        }
    }
}
