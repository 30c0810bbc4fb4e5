package io.mandi.http.node;

import io.mandi.cluster.NodeSettings.ReadFallback;
import io.mandi.cluster.NodeSettings.ReadSettings;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.replica.ReplicaMonitor;
import io.mandi.persistence.replica.ReplicaOutage;
import io.mandi.persistence.replica.ReplicaSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** The replica that a node reads lists from: its connections, and who watches it. A node starts and runs without it. */
final class NodeReplica implements AutoCloseable {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);
    /** Of a look: longer than any that goes well. */
    private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);

    private final DatabasePool pool;
    private final DatabasePool looks;
    private final ReplicaMonitor monitor;
    private final ListReader.Replica reads;

    private NodeReplica(DatabasePool pool, DatabasePool looks, ReplicaMonitor monitor, ListReader.Replica reads) {
        this.pool = pool;
        this.looks = looks;
        this.monitor = monitor;
        this.reads = reads;
    }

    /**
     * Opens it where one is set.
     *
     * @param primary for the heartbeat
     * @param blocking whose threads may wait for the database
     */
    static Optional<NodeReplica> open(ReadSettings settings, DataSource primary, Executor blocking) {
        return settings.url().map(url -> open(url, settings, primary, blocking));
    }

    private static NodeReplica open(String url, ReadSettings settings, DataSource primary, Executor blocking) {
        PoolSettings base = PoolSettings.of(DatabaseUrl.parse(url)).withApplicationName("mandi-reads");
        DatabasePool pool = DatabasePool.openLazily(base.withMaximumPoolSize(settings.connections())
                .withTimeouts(CONNECTION_TIMEOUT, PoolSettings.socketTimeout(settings.statementTimeout())));
        DatabasePool looks = DatabasePool.openLazily(base.withMaximumPoolSize(1)
                .withApplicationName("mandi-replica-look")
                .withTimeouts(CONNECTION_TIMEOUT, LOOK_TIMEOUT));
        ReplicaSettings.Fallback fallback = settings.fallback() == ReadFallback.PRIMARY
                ? ReplicaSettings.Fallback.PRIMARY
                : ReplicaSettings.Fallback.REFUSE;
        ReplicaMonitor monitor = ReplicaMonitor.start(
                primary,
                looks.dataSource(),
                new ReplicaSettings(settings.maxStaleness(), settings.heartbeat(), fallback));
        OrganizationReader reader = new OrganizationReader(pool.dataSource(), blocking);
        return new NodeReplica(pool, looks, monitor, new ListReader.Replica(reader, pool, monitor, fallback));
    }

    ListReader.Replica reads() {
        return reads;
    }

    DatabasePool pool() {
        return pool;
    }

    /** For whoever looks at the node's health: {@code ok}, or why it is not read from. */
    String health() {
        return monitor.outage().map(ReplicaOutage::word).orElse("ok");
    }

    @Override
    public void close() {
        monitor.close();
        looks.close();
        pool.close();
    }
}
