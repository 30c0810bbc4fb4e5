package io.mandi.http.api;

import io.mandi.engine.id.EntityId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

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

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
