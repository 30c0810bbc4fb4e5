package io.mandi.persistence.migration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.ibatis.migration.Change;
import org.apache.ibatis.migration.ConnectionProvider;
import org.apache.ibatis.migration.operations.DownOperation;
import org.apache.ibatis.migration.operations.UpOperation;
import org.apache.ibatis.migration.options.DatabaseOperationOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database's tables to the version that this build needs, with MyBatis Migrations.
 *
 * <p>Three nodes that start at once migrate once: the work is done under a lock that PostgreSQL keeps for the session,
 * so it goes when the node goes. It needs a session of its own, so no pooler in transaction mode may lie between. Each
 * script and its line in the table {@code schema_migration} are one transaction: a node killed in the middle leaves the
 * database as it was before that script.
 */
public final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String FOLDER = "io/mandi/persistence/migrations";
    private static final String CHANGELOG = "schema_migration";
    private static final Duration POLL = Duration.ofMillis(100);

    /** The lock's number, "mandi" in ASCII: what else uses advisory locks in this database must use another. */
    private static final long LOCK = 0x6D_61_6E_64_69L;

    private final DataSource dataSource;
    private final MigrationScripts scripts;
    private final Duration lockWait;

    /**
     * Mandi's own migrations.
     *
     * @param lockWait how long to wait while another node migrates
     */
    public Migrations(DataSource dataSource, Duration lockWait) {
        this(dataSource, lockWait, Migrations.class.getClassLoader(), FOLDER);
    }

    /** The migrations of another folder of the class path, which must hold an {@code index}. */
    Migrations(DataSource dataSource, Duration lockWait, ClassLoader loader, String folder) {
        this.dataSource = dataSource;
        this.lockWait = lockWait;
        this.scripts = new MigrationScripts(loader, folder);
    }

    /**
     * Every script of this build and every one that the database has, in order. Takes no lock and changes nothing.
     *
     * @throws MigrationFailedException when the database cannot be asked
     */
    public List<MigrationStatus> status() {
        try (Connection connection = dataSource.getConnection()) {
            return status(connection);
        } catch (SQLException failure) {
            throw new MigrationFailedException(
                    "Cannot read which migrations were applied: " + failure.getMessage(), failure);
        }
    }

    /**
     * Applies every script that the database does not have.
     *
     * @return what was applied, in order; empty when there was nothing to do
     * @throws MigrationFailedException when a script fails, when another node migrates for longer than the wait, or
     *     when a pending script is older than one that was applied
     */
    public List<MigrationStatus> up() {
        return locked(connection -> {
            createChangelog(connection);
            List<MigrationStatus> before = status(connection);
            List<MigrationStatus> pending =
                    before.stream().filter(MigrationStatus::isPending).toList();
            checkOrder(before, pending);
            for (MigrationStatus migration : pending) {
                LOG.info("Applying the migration {} {}", migration.id(), migration.description());
                inTransaction(
                        connection, migration, inner -> new UpOperation(1).operate(inner, scripts, options(), null));
            }
            List<BigDecimal> ids = pending.stream().map(MigrationStatus::id).toList();
            return status(connection).stream()
                    .filter(migration -> ids.contains(migration.id()))
                    .toList();
        });
    }

    /**
     * Undoes the newest script that was applied. Data in what it created is lost.
     *
     * @return what was undone; empty when nothing had been applied
     * @throws MigrationFailedException when it cannot be undone, or when this build does not have its script
     */
    public Optional<MigrationStatus> down() {
        return locked(connection -> {
            createChangelog(connection);
            Optional<MigrationStatus> newest = status(connection).stream()
                    .filter(migration -> !migration.isPending())
                    .reduce((older, newer) -> newer);
            if (newest.isPresent()) {
                MigrationStatus migration = newest.get();
                if (scripts.getMigrations().stream()
                        .noneMatch(change -> change.getId().equals(migration.id()))) {
                    throw new MigrationFailedException(
                            "The newest migration of the database, " + migration.id() + " " + migration.description()
                                    + ", is not in this build. Undo it with the build that applied it.");
                }
                LOG.info("Undoing the migration {} {}", migration.id(), migration.description());
                inTransaction(
                        connection, migration, inner -> new DownOperation(1).operate(inner, scripts, options(), null));
            }
            return newest;
        });
    }

    private List<MigrationStatus> status(Connection connection) throws SQLException {
        Map<BigDecimal, MigrationStatus> known = new TreeMap<>();
        for (Change change : scripts.getMigrations()) {
            known.put(change.getId(), new MigrationStatus(change.getId(), change.getDescription(), Optional.empty()));
        }
        try (Statement statement = connection.createStatement()) {
            if (changelogExists(statement)) {
                try (ResultSet rows =
                        statement.executeQuery("SELECT id, description, applied_instant FROM " + CHANGELOG)) {
                    while (rows.next()) {
                        Instant appliedAt = rows.getObject("applied_instant", OffsetDateTime.class)
                                .toInstant();
                        BigDecimal id = rows.getBigDecimal("id");
                        known.put(id, new MigrationStatus(id, rows.getString("description"), Optional.of(appliedAt)));
                    }
                }
            }
        }
        return List.copyOf(known.values());
    }

    private static boolean changelogExists(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT to_regclass('" + CHANGELOG + "') IS NOT NULL")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    /**
     * The first three columns are what MyBatis Migrations reads and writes, its time being a text without a zone; the
     * fourth is the moment itself.
     */
    private static void createChangelog(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!changelogExists(statement)) {
                statement.execute("CREATE TABLE " + CHANGELOG + " ("
                        + "id numeric(20, 0) PRIMARY KEY, "
                        + "applied_at varchar(25) NOT NULL, "
                        + "description varchar(255) NOT NULL, "
                        + "applied_instant timestamptz NOT NULL DEFAULT now())");
            }
        }
    }

    private void checkOrder(List<MigrationStatus> all, List<MigrationStatus> pending) {
        Optional<BigDecimal> newestApplied = all.stream()
                .filter(migration -> !migration.isPending())
                .map(MigrationStatus::id)
                .max(BigDecimal::compareTo);
        for (MigrationStatus migration : pending) {
            if (newestApplied.isPresent() && migration.id().compareTo(newestApplied.get()) < 0) {
                throw new MigrationFailedException("The migration " + migration.id() + " " + migration.description()
                        + " is pending but older than " + newestApplied.get()
                        + ", which the database has. Give it a newer number, or undo what came after it.");
            }
        }
        List<BigDecimal> here =
                scripts.getMigrations().stream().map(Change::getId).toList();
        List<BigDecimal> unknown = all.stream()
                .map(MigrationStatus::id)
                .filter(id -> !here.contains(id))
                .toList();
        if (!unknown.isEmpty()) {
            // Not an error: during a rolling update a node of the previous build may start after the first new one.
            LOG.warn("The database has migrations that this build does not know: {}", unknown);
        }
    }

    private <T> T locked(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            int networkTimeout = connection.getNetworkTimeout();
            // A script on a large table may take longer than any answer in trading may.
            connection.setNetworkTimeout(Runnable::run, 0);
            try {
                lock(connection);
                try {
                    return work.on(connection);
                } finally {
                    unlock(connection);
                }
            } finally {
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
            }
        } catch (SQLException failure) {
            throw new MigrationFailedException(
                    "The database failed during a migration: " + failure.getMessage(), failure);
        }
    }

    /** Asks again and again instead of waiting in the database, where a statement's time limit would end the wait. */
    private void lock(Connection connection) throws SQLException {
        long deadline = System.nanoTime() + lockWait.toNanos();
        while (!ask(connection, "SELECT pg_try_advisory_lock(" + LOCK + ")")) {
            if (System.nanoTime() - deadline > 0) {
                throw new MigrationFailedException("Another node has been migrating this database for more than "
                        + lockWait + ". Wait for it to end, or look in pg_locks for the session that holds the"
                        + " advisory lock " + LOCK + ".");
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new MigrationFailedException("Interrupted while another node was migrating", interrupted);
            }
        }
    }

    private static void unlock(Connection connection) {
        try {
            ask(connection, "SELECT pg_advisory_unlock(" + LOCK + ")");
        } catch (SQLException failure) {
            // The session is broken, and the lock went with it. The first failure is the one to report.
            LOG.debug("Could not give the migration lock free", failure);
        }
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    /**
     * MyBatis Migrations commits twice, after the script and after its line in the changelog. It is given a connection
     * whose commit does nothing, so that both take effect together, here.
     */
    private static void inTransaction(Connection connection, MigrationStatus migration, Operation operation)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = 0");
                // A script that waits for a table makes everyone behind it wait too; better to fail and try later.
                statement.execute("SET LOCAL lock_timeout = '10s'");
            }
            Connection withoutCommit = withoutCommit(connection);
            operation.run(() -> withoutCommit);
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            connection.rollback();
            throw new MigrationFailedException(
                    "The migration " + migration.id() + " " + migration.description() + " failed and was rolled back: "
                            + reason(failure),
                    failure);
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static Connection withoutCommit(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Migrations.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "commit", "rollback", "close", "setAutoCommit" -> {
                            return null;
                        }
                        default -> {
                            try {
                                return method.invoke(connection, arguments);
                            } catch (InvocationTargetException failure) {
                                throw failure.getCause();
                            }
                        }
                    }
                });
    }

    private static DatabaseOperationOption options() {
        DatabaseOperationOption options = new DatabaseOperationOption();
        options.setChangelogTable(CHANGELOG);
        // PostgreSQL takes a script whole, and so understands its comments and quotes better than a line reader would.
        options.setSendFullScript(true);
        options.setStopOnError(true);
        // A notice, as of DROP … IF EXISTS, is no failure.
        options.setThrowWarning(false);
        return options;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() instanceof Throwable deeper) {
            cause = deeper;
        }
        return String.valueOf(cause.getMessage());
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private interface Operation {
        void run(ConnectionProvider connections);
    }
}
