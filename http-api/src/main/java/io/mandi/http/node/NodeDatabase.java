package io.mandi.http.node;

import io.mandi.cluster.NodeSettings;
import io.mandi.cluster.NodeSettings.DatabaseSettings;
import io.mandi.cluster.NodeSettings.Journal;
import io.mandi.persistence.migration.MigrationStatus;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePools;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import io.mandi.persistence.postgres.DurabilityCheck;
import io.mandi.persistence.postgres.EmbeddedServer;
import io.mandi.persistence.postgres.EmbeddedServerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
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

    /** Connects, and starts the embedded server when no other is named. */
    public static NodeDatabase open(NodeSettings settings) {
        return settings.database().url().isPresent()
                ? connect(settings, settings.database().url().get(), Optional.empty())
                : startEmbedded(settings);
    }

    /** The same for a look beside a running node: uses the embedded server where one runs. */
    public static NodeDatabase openBeside(NodeSettings settings) {
        Optional<String> url = settings.database().url().or(() -> EmbeddedServer.runningUrl(settings.dataDir()));
        return url.isPresent() ? connect(settings, url.get(), Optional.empty()) : startEmbedded(settings);
    }

    private static NodeDatabase startEmbedded(NodeSettings settings) {
        EmbeddedServer server = EmbeddedServer.start(embedded(settings));
        return connect(settings, server.jdbcUrl(), Optional.of(server));
    }

    private static NodeDatabase connect(NodeSettings settings, String url, Optional<EmbeddedServer> embedded) {
        DatabaseSettings database = settings.database();
        try {
            PoolSettings pool = PoolSettings.of(DatabaseUrl.parse(url));
            DatabasePools pools = database.journal() == Journal.POSTGRES
                    ? DatabasePools.open(
                            pool, database.lanes(), database.recoveryConnections(), database.queryConnections())
                    : DatabasePools.openWithoutWrites(
                            pool, database.lanes() + database.recoveryConnections(), database.queryConnections());
            return new NodeDatabase(
                    embedded, pools, new Migrations(pools.queries().dataSource(), database.migrationLockTimeout()));
        } catch (RuntimeException e) {
            embedded.ifPresent(EmbeddedServer::close);
            throw e;
        }
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
