package io.mandi.http.api;

import io.mandi.engine.id.EntityId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** An entity in tables that nobody else can change until this is closed. */
final class HeldEntity implements AutoCloseable {
    private final Connection connection;

    HeldEntity(String jdbcUrl, EntityId entity) {
        try {
            connection = DriverManager.getConnection(jdbcUrl);
            try (PreparedStatement lock =
                    connection.prepareStatement("SELECT pg_advisory_lock(hashtextextended('changes of ' || ?, 0))")) {
                lock.setString(1, entity.persistenceId());
                lock.execute();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether someone waits for it, or for another one that is held so, now. */
    boolean isWaitedFor() {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
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
