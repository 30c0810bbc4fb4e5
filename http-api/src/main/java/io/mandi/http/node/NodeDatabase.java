package io.mandi.http.node;

import io.mandi.cluster.NodeSettings;
import io.mandi.cluster.NodeSettings.DatabaseSettings;
import io.mandi.persistence.migration.MigrationStatus;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePools;
import io.mandi.persistence.pool.DatabasePools.Sizes;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import io.mandi.persistence.postgres.DurabilityCheck;
import io.mandi.persistence.postgres.EmbeddedServer;
import io.mandi.persistence.postgres.EmbeddedServerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's database: a server of one's own, or the embedded one, and the pools of connections to it. */
public final class NodeDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDatabase.class);

    private final Optional<EmbeddedServer> embedded;
    private final DatabasePools pools;
    private final Migrations migrations;

    private NodeDatabase(Optional<EmbeddedServer> embedded, DatabasePools pools, Migrations migrations) {
        this.embedded = embedded;
        this.pools = pools;
        this.migrations = migrations;
    }

    /** For a node: connects with all its pools, and starts the embedded server when no other is named. */
    static NodeDatabase open(NodeSettings settings) {
        return open(settings, settings.database().url(), pool -> pools(pool, settings.database()));
    }

    /** For a command: the same with few connections. */
    public static NodeDatabase openForCommand(NodeSettings settings) {
        return open(settings, settings.database().url(), NodeDatabase::fewConnections);
    }

    /** For a command that only looks: the same, also while a node runs on the embedded server. */
    public static NodeDatabase openBeside(NodeSettings settings) {
        Optional<String> url = settings.database().url().or(() -> EmbeddedServer.runningUrl(settings.dataDir()));
        return open(settings, url, NodeDatabase::fewConnections);
    }

    private static NodeDatabase open(
            NodeSettings settings, Optional<String> server, Function<PoolSettings, DatabasePools> pools) {
        Optional<EmbeddedServer> embedded =
                server.isPresent() ? Optional.empty() : Optional.of(EmbeddedServer.start(embedded(settings)));
        try {
            String url = server.or(() -> embedded.map(EmbeddedServer::jdbcUrl)).orElseThrow();
            DatabasePools opened = pools.apply(PoolSettings.of(DatabaseUrl.parse(url)));
            Migrations migrations = new Migrations(
                    opened.queries().dataSource(), settings.database().migrationLockTimeout());
            return new NodeDatabase(embedded, opened, migrations);
        } catch (RuntimeException e) {
            embedded.ifPresent(EmbeddedServer::close);
            throw e;
        }
    }

    private static DatabasePools pools(PoolSettings pool, DatabaseSettings database) {
        Sizes sizes = switch (database.journal()) {
            case POSTGRES ->
                new Sizes(
                        database.lanes(),
                        database.recoveryConnections(),
                        database.queryConnections(),
                        database.projectionConnections(),
                        database.webhookConnections());
            case PEKKO_PERSISTENCE_JDBC ->
                new Sizes(
                        0,
                        database.lanes() + database.recoveryConnections(),
                        database.queryConnections(),
                        database.projectionConnections(),
                        database.webhookConnections());
        };
        return DatabasePools.open(pool, sizes);
    }

    private static DatabasePools fewConnections(PoolSettings pool) {
        return DatabasePools.open(pool, new Sizes(0, 1, 2, 0, 0));
    }

    private static EmbeddedServerSettings embedded(NodeSettings settings) {
        EmbeddedServerSettings server = EmbeddedServerSettings.in(settings.dataDir())
                .withStartWait(settings.database().embeddedStartTimeout());
        int port = settings.database().embeddedPort();
        return port == 0 ? server : server.withPort(port);
    }

    public DatabasePools pools() {
        return pools;
    }

    public Migrations migrations() {
        return migrations;
    }

    /** Brings the schema up to date, or refuses to go on with one that is not. */
    void prepareSchema(boolean migrate) {
        if (migrate) {
            migrations.up();
            return;
        }
        List<MigrationStatus> pending =
                migrations.status().stream().filter(MigrationStatus::isPending).toList();
        if (!pending.isEmpty()) {
            throw new IllegalStateException(
                    pending.size() + " migrations are pending; run: mandi migrate up (or set MIGRATE_ON_START=true)");
        }
    }

    /** Says loudly when the server may lose what it has acknowledged. */
    void checkDurability() throws SQLException {
        try (Connection connection = pools.queries().dataSource().getConnection()) {
            for (String violation : DurabilityCheck.read(connection).violations()) {
                LOG.error("NOT DURABLE: {}", violation);
            }
        }
    }

    @Override
    public void close() {
        pools.close();
        embedded.ifPresent(EmbeddedServer::close);
    }
}
