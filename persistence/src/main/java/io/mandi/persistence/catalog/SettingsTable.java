package io.mandi.persistence.catalog;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code market_settings}. */
final class SettingsTable {
    private static final String READ =
            "SELECT differences, version, updated_at FROM market_settings WHERE organization_id = ?";

    private static final String PUT = """
        INSERT INTO market_settings (differences, version, updated_at, organization_id) VALUES (?::jsonb, ?, ?, ?)
        ON CONFLICT (organization_id) DO UPDATE
           SET differences = excluded.differences, version = excluded.version, updated_at = excluded.updated_at\
        """;

    private SettingsTable() {}

    /**
     * The settings of an organisation; empty when it has no catalogue yet.
     *
     * @return with the time of the last change as that of the creation
     */
    static Optional<Versioned<MarketSettings>> find(Connection connection, String organization) throws SQLException {
        return new Query(READ, organization)
                        .run(
                                connection,
                                row -> new Versioned<>(
                                        CatalogueJson.settings(row.getString(1)),
                                        row.getLong(2),
                                        row.getLong(3),
                                        row.getLong(3)))
                        .stream()
                        .findFirst();
    }

    static Versioned<MarketSettings> put(
            Connection connection, String organization, MarketSettings settings, long version, long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setString(1, CatalogueJson.write(settings));
            statement.setLong(2, version);
            statement.setLong(3, now);
            statement.setString(4, organization);
            statement.executeUpdate();
        }
        return new Versioned<>(settings, version, now, now);
    }
}
