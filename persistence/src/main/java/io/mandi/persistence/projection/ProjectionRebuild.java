package io.mandi.persistence.projection;

import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.UnreadableEventException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tables of a projection anew from the first event on, while the old ones are read and go on being written. The new
 * tables grow in a schema of their own, which stands first in the search path, so that it is the same code that writes them.
 * When they have caught up, the projection is held for a moment, and every row that differs is put right in the old tables,
 * in one transaction: readers see the tables as they were, or as they should be.
 */
public final class ProjectionRebuild {
    private static final Logger LOG = LoggerFactory.getLogger(ProjectionRebuild.class);

    private static final String SCHEMA = "projection_rebuild";
    /** Of one statement; the largest one compares two whole tables. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    /** For the projections to come to the end of their turns. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);

    private static final String POSITIONS = "projection_position";
    /** One at a time in a database; the number means nothing. */
    private static final long LOCK = 7_302_211_841L;

    private final Connection connection;
    private final Projection projection;
    private final ProjectionTurn turn;
    private final LongConsumer progress;
    /** The schema with the tables that are served, quoted. */
    private final String home;

    private long pages;

    private ProjectionRebuild(Connection connection, Projection projection, ProjectionTurn turn, LongConsumer progress)
            throws SQLException {
        this.connection = connection;
        this.projection = projection;
        this.turn = turn;
        this.progress = progress;
        this.home = text(connection, "SELECT quote_ident(current_schema())");
    }

    /**
     * Rebuilds.
     *
     * @param page most events of one transaction
     * @param progress told now and then how many pages were taken in
     * @return how many rows of each table were put right; 0 where the projection was what the log says
     * @throws IllegalStateException when another rebuild is under way
     */
    public static Map<String, Long> run(DataSource connections, Projection projection, int page, LongConsumer progress)
            throws SQLException, UnreadableEventException {
        try (Connection connection = connections.getConnection()) {
            if (text(connection, "SELECT pg_try_advisory_lock(" + LOCK + ")").equals("f")) {
                throw new IllegalStateException("another rebuild is under way");
            }
            int usual = connection.getNetworkTimeout();
            String usualOfStatement = text(connection, "SHOW statement_timeout");
            try {
                connection.setNetworkTimeout(
                        Runnable::run, (int) PATIENCE.plusMinutes(1).toMillis());
                execute(
                        connection,
                        "SET statement_timeout = " + PATIENCE.toMillis(),
                        "SET lock_timeout = " + LOCK_PATIENCE.toMillis());
                return new ProjectionRebuild(connection, projection, new ProjectionTurn(connections, page), progress)
                        .run();
            } finally {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                execute(
                        connection,
                        "RESET search_path",
                        "SET statement_timeout = '" + usualOfStatement + "'",
                        "RESET lock_timeout",
                        "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE",
                        "SELECT pg_advisory_unlock(" + LOCK + ")");
                connection.setNetworkTimeout(Runnable::run, usual);
            }
        }
    }

    private Map<String, Long> run() throws SQLException, UnreadableEventException {
        connection.setAutoCommit(false);
        execute(connection, "DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE", "CREATE SCHEMA " + SCHEMA);
        List<String> tables = new ArrayList<>(projection.tables());
        tables.add(POSITIONS);
        for (String table : tables) {
            execute(
                    connection,
                    "CREATE UNLOGGED TABLE " + SCHEMA + "." + table + " (LIKE " + home + "." + table
                            + " INCLUDING ALL)");
        }
        execute(connection, "SET search_path = " + SCHEMA + ", " + home);
        connection.commit();
        catchUp(true);
        // A turn takes its place's lock before it writes anything, and so waits here, or is done.
        execute(connection, "LOCK TABLE " + home + "." + POSITIONS + " IN EXCLUSIVE MODE");
        catchUp(false);
        bringOldOnesUp();
        Map<String, Long> differing = new LinkedHashMap<>();
        for (String table : projection.tables()) {
            execute(connection, "ANALYZE " + SCHEMA + "." + table);
            differing.put(table, putRight(table));
        }
        execute(
                connection,
                "DELETE FROM " + home + "." + POSITIONS + " WHERE projection IN (SELECT projection FROM " + SCHEMA + "."
                        + POSITIONS + ")",
                "INSERT INTO " + home + "." + POSITIONS + " SELECT * FROM " + SCHEMA + "." + POSITIONS);
        connection.commit();
        return differing;
    }

    private void catchUp(boolean commit) throws SQLException, UnreadableEventException {
        for (int slice = 0; slice < EventLog.SLICES; slice++) {
            while (turn.run(connection, projection, slice, LogPosition.END) == ProjectionTurn.Outcome.MORE) {
                progress.accept(++pages);
                if (commit) {
                    connection.commit();
                }
            }
        }
        if (commit) {
            connection.commit();
        }
    }

    /**
     * Otherwise what the old tables have not got yet would be told as put right. Where they are so damaged that this fails, it
     * is.
     */
    private void bringOldOnesUp() throws SQLException, UnreadableEventException {
        Map<Integer, LogPosition> reached = new HashMap<>();
        for (int slice = 0; slice < EventLog.SLICES; slice++) {
            reached.put(
                    slice,
                    ProjectionTurn.position(connection, projection.name(), slice)
                            .orElse(LogPosition.START));
        }
        Savepoint before = connection.setSavepoint();
        execute(connection, "SET LOCAL search_path = " + home);
        try {
            for (int slice = 0; slice < EventLog.SLICES; slice++) {
                while (turn.run(connection, projection, slice, reached.get(slice)) == ProjectionTurn.Outcome.MORE) {
                    progress.accept(++pages);
                }
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The projection {} cannot go on with the tables that it has: {}", projection.name(), e.toString());
            connection.rollback(before);
        }
        execute(connection, "SET LOCAL search_path = " + SCHEMA + ", " + home);
    }

    private long putRight(String table) throws SQLException {
        List<String> key = columns(table, true);
        List<String> columns = columns(table, false);
        String same = key.stream()
                .map(column -> "made." + column + " = kept." + column)
                .collect(Collectors.joining(" AND "));
        String list = String.join(", ", columns);
        String set = columns.stream()
                .filter(column -> !key.contains(column))
                .map(column -> column + " = excluded." + column)
                .collect(Collectors.joining(", "));
        try (Statement statement = connection.createStatement()) {
            long gone = statement.executeLargeUpdate("DELETE FROM " + home + "." + table
                    + " kept WHERE NOT EXISTS (SELECT 1 FROM " + SCHEMA + "." + table + " made WHERE " + same + ")");
            return gone
                    + statement.executeLargeUpdate("INSERT INTO " + home + "." + table + " (" + list + ") (SELECT "
                            + list
                            + " FROM " + SCHEMA + "." + table + " EXCEPT SELECT " + list + " FROM " + home + "." + table
                            + ") ON CONFLICT (" + String.join(", ", key) + ") DO UPDATE SET " + set);
        }
    }

    /** @param ofKey only those of the primary key; generated ones are never among them */
    private List<String> columns(String table, boolean ofKey) throws SQLException {
        String sql = """
            SELECT attribute.attname FROM pg_attribute attribute
            LEFT JOIN pg_index key ON key.indrelid = attribute.attrelid AND key.indisprimary
            WHERE attribute.attrelid = ?::regclass AND attribute.attnum > 0 AND NOT attribute.attisdropped
              AND attribute.attgenerated = '' AND (NOT ? OR attribute.attnum = ANY (key.indkey))
            ORDER BY attribute.attnum\
            """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, home + "." + table);
            statement.setBoolean(2, ofKey);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> columns = new ArrayList<>();
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
                return columns;
            }
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
