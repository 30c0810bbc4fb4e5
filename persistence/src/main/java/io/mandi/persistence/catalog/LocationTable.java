package io.mandi.persistence.catalog;

import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.Place;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;

/** The table {@code location}. What is deleted is not found. */
final class LocationTable {
    private static final String READ = """
        SELECT definition, version, created_at, updated_at FROM location WHERE organization_id = ? AND deleted_at IS NULL\
        """;

    private static final String INSERT = """
        INSERT INTO location (organization_id, number, version, name, place_id, city, state_code, region, definition,
            created_at, updated_at)
        VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)\
        """;

    private static final String UPDATE = """
        UPDATE location SET version = ?, name = ?, definition = ?::jsonb, updated_at = ?, deleted_at = ?
        WHERE organization_id = ? AND number = ?\
        """;

    // Whoever refers to a location keeps it from being deleted until that is stored.
    private static final String PLACE = READ + " AND number = ? FOR SHARE";

    private static final String LOCK = "SELECT 1 FROM location WHERE organization_id = ? AND number = ? FOR UPDATE";

    private static final String PARTNERS =
            "SELECT count(*) FROM partner_place WHERE organization_id = ? AND location = ?";

    private LocationTable() {}

    /** Where a location is, for one who comes to refer to it in this transaction. */
    static Optional<Place> place(Connection connection, String organization, long number) throws SQLException {
        return new Query(PLACE, organization, number)
                .run(connection, LocationTable::row).stream()
                        .findFirst()
                        .map(location -> location.value().place());
    }

    /** Nobody comes to refer to the location while this transaction lasts. */
    static void lock(Connection connection, String organization, long number) throws SQLException {
        new Query(LOCK, organization, number).run(connection, row -> row.getInt(1));
    }

    /** How many partners refer to the location. */
    static long partners(Connection connection, String organization, long number) throws SQLException {
        return new Query(PARTNERS, organization, number)
                .run(connection, row -> row.getLong(1))
                .getFirst();
    }

    static List<Versioned<Location>> list(
            Connection connection,
            String organization,
            PostgresCatalogue.LocationFilter filter,
            Optional<Long> after,
            int limit)
            throws SQLException {
        return query(organization, filter, after, limit).run(connection, LocationTable::row);
    }

    static Query query(String organization, PostgresCatalogue.LocationFilter filter, Optional<Long> after, int limit) {
        Query query = new Query(READ, organization);
        after.ifPresent(number -> query.and("number > ?", number));
        filter.city().ifPresent(city -> query.and("lower(city) = lower(?)", city));
        filter.stateCode().ifPresent(code -> query.and("state_code = upper(?)", code));
        filter.region().ifPresent(region -> query.and("region = ?", region.name()));
        filter.search()
                .ifPresent(text -> query.and(
                        "(strpos(lower(name), lower(?)) > 0 OR strpos(lower(city), lower(?)) > 0)", text, text));
        return query.text(" ORDER BY number LIMIT ?", limit);
    }

    static Optional<Versioned<Location>> find(Connection connection, String organization, long number)
            throws SQLException {
        return new Query(READ, organization)
                .and("number = ?", number).run(connection, LocationTable::row).stream()
                        .findFirst();
    }

    static Optional<Versioned<Location>> ofPlace(Connection connection, String organization, String placeId)
            throws SQLException {
        return new Query(READ, organization)
                .and("place_id = ?", placeId).run(connection, LocationTable::row).stream()
                        .findFirst();
    }

    static long count(Connection connection, String organization) throws SQLException {
        return new Query("SELECT count(*) FROM location WHERE organization_id = ? AND deleted_at IS NULL", organization)
                .run(connection, row -> row.getLong(1))
                .getFirst();
    }

    private static Versioned<Location> row(ResultSet row) throws SQLException {
        return new Versioned<>(
                CatalogueJson.location(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    static Versioned<Location> insert(
            Connection connection, String organization, long number, Location location, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, organization);
            statement.setLong(2, number);
            statement.setString(3, location.name());
            statement.setString(4, location.placeId().orElse(null));
            statement.setString(5, location.place().city().orElse(null));
            statement.setString(6, location.place().stateCode().orElse(null));
            statement.setString(7, location.region().name());
            statement.setString(8, CatalogueJson.write(location));
            statement.setLong(9, now);
            statement.setLong(10, now);
            statement.executeUpdate();
        }
        return new Versioned<>(location, 1, now, now);
    }

    static Versioned<Location> update(
            Connection connection,
            String organization,
            long number,
            Versioned<Location> was,
            Location location,
            long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            statement.setLong(1, was.version() + 1);
            statement.setString(2, location.name());
            statement.setString(3, CatalogueJson.write(location));
            statement.setLong(4, now);
            statement.setObject(5, location.deleted() ? (Long) now : null, Types.BIGINT);
            statement.setString(6, organization);
            statement.setLong(7, number);
            statement.executeUpdate();
        }
        return new Versioned<>(location, was.version() + 1, was.createdAt(), now);
    }
}
