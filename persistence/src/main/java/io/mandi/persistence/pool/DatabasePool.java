package io.mandi.persistence.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** The one connection pool of a node: whoever needs the database borrows from here, and only the node closes it. */
public final class DatabasePool implements AutoCloseable {

    private final PoolSettings settings;
    private final HikariDataSource dataSource;

    private DatabasePool(PoolSettings settings, HikariDataSource dataSource) {
        this.settings = settings;
        this.dataSource = dataSource;
    }

    /**
     * Opens the pool and makes a first connection.
     *
     * @throws DatabaseUnavailableException when the database does not answer within {@link PoolSettings#startupWait}
     */
    public static DatabasePool open(PoolSettings settings) {
        try {
            return new DatabasePool(settings, new HikariDataSource(configuration(settings)));
        } catch (HikariPool.PoolInitializationException failure) {
            throw new DatabaseUnavailableException(
                    "The database at " + settings.jdbcUrl() + " could not be reached within " + settings.startupWait()
                            + ": " + reason(failure),
                    failure);
        }
    }

    /** The same without a first connection: for a database that a node can do without. */
    public static DatabasePool openLazily(PoolSettings settings) {
        HikariConfig config = configuration(settings);
        config.setInitializationFailTimeout(-1);
        return new DatabasePool(settings, new HikariDataSource(config));
    }

    /** Where to borrow connections. They come in auto-commit mode and must be closed by whoever borrowed them. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** The settings that the pool was opened with. */
    public PoolSettings settings() {
        return settings;
    }

    /** What the connections are doing now. */
    public PoolUsage usage() {
        HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
        return new PoolUsage(
                pool.getActiveConnections(), pool.getIdleConnections(), pool.getThreadsAwaitingConnection());
    }

    /** Whether {@link #close} has been called. */
    public boolean isClosed() {
        return dataSource.isClosed();
    }

    /** Closes every connection, also those in use. A second call does nothing. */
    @Override
    public void close() {
        dataSource.close();
    }

    private static HikariConfig configuration(PoolSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(settings.applicationName());
        config.setJdbcUrl(settings.jdbcUrl());
        settings.username().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);

        // A fixed size: making connections in the middle of a burst would cost the burst.
        config.setMaximumPoolSize(settings.maximumPoolSize());
        config.setMinimumIdle(settings.maximumPoolSize());
        // Short: a command that waits longer than this for the database is better refused and tried again.
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setValidationTimeout(Math.max(250, settings.connectionTimeout().toMillis() / 2));
        // At the start the database may come up after the node; later a failure is reported at once.
        config.setInitializationFailTimeout(settings.startupWait().toMillis());
        // Firewalls forget quiet connections without a word.
        config.setKeepaliveTime(settings.keepaliveTime().toMillis());
        // A server process keeps what it has learnt of the catalogue; replacing it bounds that.
        config.setMaxLifetime(settings.maxLifetime().toMillis());
        // The server must give up first: when the client does, the statement may still take effect afterwards.
        config.setConnectionInitSql(
                "SET statement_timeout = " + settings.statementTimeout().toMillis());

        config.addDataSourceProperty("ApplicationName", settings.applicationName());
        config.addDataSourceProperty(
                "socketTimeout", Long.toString(settings.socketTimeout().toSeconds()));
        config.addDataSourceProperty("connectTimeout", Long.toString(connectSeconds(settings)));
        config.addDataSourceProperty("loginTimeout", Long.toString(connectSeconds(settings)));
        // A peer that vanished without closing is noticed by the system too, on connections that wait for nothing.
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // The statements are few and always the same: plan them on the server from the first use, not from the fifth.
        config.addDataSourceProperty("prepareThreshold", "1");
        // A batch of rows goes as a few INSERTs of many rows instead of one each.
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return config;
    }

    private static long connectSeconds(PoolSettings settings) {
        return Math.max(
                1, TimeUnit.MILLISECONDS.toSeconds(settings.connectionTimeout().toMillis()));
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() instanceof Throwable deeper) {
            cause = deeper;
        }
        return String.valueOf(cause.getMessage());
    }
}
