package io.mandi.persistence.pool;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a node uses its database connections. Every duration is checked against the others, so that of the limits in a
 * row the inner one is reached first: the statement's, then the socket's.
 *
 * @param jdbcUrl where the database is, without user and password; see {@link DatabaseUrl}
 * @param username who connects, or empty for the driver's default
 * @param password the password, or empty; never shown by {@link #toString}
 * @param applicationName how {@code pg_stat_activity} shows the sessions
 * @param maximumPoolSize connections, all of them kept open
 * @param startupWait how long {@link DatabasePool#open} waits for a database that does not answer yet
 * @param connectionTimeout how long a caller waits for a connection before it gets an error
 * @param socketTimeout how long an answer may take before the connection is given up; the server ends a statement at
 *     three quarters of it by itself
 * @param keepaliveTime how often an idle connection is tried
 * @param maxLifetime when a connection is replaced
 */
public record PoolSettings(
        String jdbcUrl,
        Optional<String> username,
        Optional<String> password,
        String applicationName,
        int maximumPoolSize,
        Duration startupWait,
        Duration connectionTimeout,
        Duration socketTimeout,
        Duration keepaliveTime,
        Duration maxLifetime) {

    /** Checks every value; the messages name the setting and its range. */
    public PoolSettings {
        Objects.requireNonNull(applicationName, "applicationName");
        new DatabaseUrl(jdbcUrl, username, password);
        if (maximumPoolSize < 1 || maximumPoolSize > 1_000) {
            throw new IllegalArgumentException("maximumPoolSize must be from 1 to 1000, not " + maximumPoolSize);
        }
        requireRange("startupWait", startupWait, Duration.ofMillis(1), Duration.ofMinutes(10));
        requireRange("connectionTimeout", connectionTimeout, Duration.ofMillis(250), Duration.ofMinutes(1));
        requireRange("socketTimeout", socketTimeout, Duration.ofSeconds(2), Duration.ofMinutes(10));
        requireRange("keepaliveTime", keepaliveTime, Duration.ofSeconds(30), Duration.ofHours(1));
        requireRange("maxLifetime", maxLifetime, Duration.ofSeconds(30), Duration.ofHours(24));
        if (keepaliveTime.compareTo(maxLifetime) >= 0) {
            throw new IllegalArgumentException(
                    "keepaliveTime must be shorter than maxLifetime, which is " + maxLifetime);
        }
    }

    /**
     * The defaults: 10 connections; 30 s for the database to come up at the start, 3 s to wait for a connection, 20 s
     * for an answer; a keepalive every 2 min, a new connection every 30 min.
     */
    public static PoolSettings of(DatabaseUrl url) {
        return new PoolSettings(
                url.jdbcUrl(),
                url.username(),
                url.password(),
                "mandi",
                10,
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofSeconds(20),
                Duration.ofMinutes(2),
                Duration.ofMinutes(30));
    }

    /** The same with another number of connections. */
    public PoolSettings withMaximumPoolSize(int connections) {
        return new PoolSettings(
                jdbcUrl,
                username,
                password,
                applicationName,
                connections,
                startupWait,
                connectionTimeout,
                socketTimeout,
                keepaliveTime,
                maxLifetime);
    }

    /** The same under another name in {@code pg_stat_activity}. */
    public PoolSettings withApplicationName(String name) {
        return new PoolSettings(
                jdbcUrl,
                username,
                password,
                name,
                maximumPoolSize,
                startupWait,
                connectionTimeout,
                socketTimeout,
                keepaliveTime,
                maxLifetime);
    }

    /** The same with another wait for a database that does not answer at the start. */
    public PoolSettings withStartupWait(Duration wait) {
        return new PoolSettings(
                jdbcUrl,
                username,
                password,
                applicationName,
                maximumPoolSize,
                wait,
                connectionTimeout,
                socketTimeout,
                keepaliveTime,
                maxLifetime);
    }

    /** The same with other limits on the wait for a connection and for an answer. */
    public PoolSettings withTimeouts(Duration connection, Duration socket) {
        return new PoolSettings(
                jdbcUrl,
                username,
                password,
                applicationName,
                maximumPoolSize,
                startupWait,
                connection,
                socket,
                keepaliveTime,
                maxLifetime);
    }

    /** The same with other times for trying and replacing connections. */
    public PoolSettings withConnectionLife(Duration keepalive, Duration life) {
        return new PoolSettings(
                jdbcUrl,
                username,
                password,
                applicationName,
                maximumPoolSize,
                startupWait,
                connectionTimeout,
                socketTimeout,
                keepalive,
                life);
    }

    /**
     * How long the server lets a statement run: it must give up before the client does, or nobody knows the outcome.
     */
    public Duration statementTimeout() {
        return socketTimeout.multipliedBy(3).dividedBy(4);
    }

    /** The limit on an answer with which the server ends a statement after this. */
    public static Duration socketTimeout(Duration statementTimeout) {
        return statementTimeout.multipliedBy(4).dividedBy(3);
    }

    /** Every setting; of the password only whether there is one. */
    @Override
    public String toString() {
        return "PoolSettings[" + new DatabaseUrl(jdbcUrl, username, password) + ", applicationName=" + applicationName
                + ", maximumPoolSize=" + maximumPoolSize + ", startupWait=" + startupWait + ", connectionTimeout="
                + connectionTimeout + ", socketTimeout=" + socketTimeout + ", keepaliveTime=" + keepaliveTime
                + ", maxLifetime=" + maxLifetime + "]";
    }

    private static void requireRange(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", not " + value);
        }
    }
}
