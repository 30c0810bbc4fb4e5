package io.mandi.http.api;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table of a node's database that nobody else can read until this is closed. */
final class HeldTable implements AutoCloseable {
    private final Connection connection;
    private final String table;

    HeldTable(String jdbcUrl, String table) {
        this.table = table;
        try {
            connection = DriverManager.getConnection(jdbcUrl);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether someone waits for it now. */
    boolean isWaitedFor() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE relation = '" + table + "'::regclass AND NOT granted")) {
            row.next();
            return row.getLong(1) > 0;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
