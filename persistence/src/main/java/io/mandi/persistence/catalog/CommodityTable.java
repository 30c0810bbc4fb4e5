package io.mandi.persistence.catalog;

import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code commodity}. */
final class CommodityTable {
    private static final String WHICH = " FROM commodity WHERE organization_id = ?";
    private static final String READ = "SELECT definition, version, created_at, updated_at" + WHICH;

    private static final String INSERT = """
        INSERT INTO commodity (organization_id, number, version, name, category, hsn_code, definition, created_at, updated_at)
        VALUES (?, ?, 1, ?, ?, ?, ?::jsonb, ?, ?)\
        """;

    private static final String UPDATE = """
        UPDATE commodity SET version = ?, name = ?, category = ?, hsn_code = ?, definition = ?::jsonb, updated_at = ?
        WHERE organization_id = ? AND number = ?\
        """;

    private CommodityTable() {}

    static List<Versioned<Commodity>> list(
            Connection connection,
            String organization,
            PostgresCatalogue.CommodityFilter filter,
            Optional<Long> after,
            int limit)
            throws SQLException {
        Query query = new Query(READ, organization);
        after.ifPresent(number -> query.and("number > ?", number));
        filter.category().ifPresent(category -> query.and("category = ?", category));
        narrow(query, filter);
        return query.text(" ORDER BY number LIMIT ?", limit).run(connection, CommodityTable::row);
    }

    /** How many there are of each category, of those that the rest of the filter lets through. */
    static Map<String, Long> categories(
            Connection connection, String organization, PostgresCatalogue.CommodityFilter filter) throws SQLException {
        Query query = new Query("SELECT category, count(*)" + WHICH, organization);
        narrow(query, filter);
        Map<String, Long> counts = new LinkedHashMap<>();
        query.text(" GROUP BY category ORDER BY category")
                .run(connection, row -> counts.put(row.getString(1), row.getLong(2)));
        return counts;
    }

    private static void narrow(Query query, PostgresCatalogue.CommodityFilter filter) {
        filter.hsnCode().ifPresent(code -> query.and("hsn_code = ?", code));
        filter.search().ifPresent(text -> query.and("strpos(lower(name), lower(?)) > 0", text));
    }

    static Optional<Versioned<Commodity>> find(Connection connection, String organization, long number)
            throws SQLException {
        return new Query(READ, organization)
                .and("number = ?", number).run(connection, CommodityTable::row).stream()
                        .findFirst();
    }

    static long count(Connection connection, String organization) throws SQLException {
        return new Query("SELECT count(*)" + WHICH, organization)
                .run(connection, row -> row.getLong(1))
                .getFirst();
    }

    private static Versioned<Commodity> row(ResultSet row) throws SQLException {
        return new Versioned<>(
                CatalogueJson.commodity(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    static Versioned<Commodity> insert(
            Connection connection, String organization, long number, Commodity commodity, long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, organization);
            statement.setLong(2, number);
            statement.setString(3, commodity.name());
            statement.setString(4, commodity.category());
            statement.setString(5, commodity.hsnCode());
            statement.setString(6, CatalogueJson.write(commodity));
            statement.setLong(7, now);
            statement.setLong(8, now);
            statement.executeUpdate();
        }
        return new Versioned<>(commodity, 1, now, now);
    }

    static Versioned<Commodity> update(
            Connection connection,
            String organization,
            long number,
            Versioned<Commodity> was,
            Commodity commodity,
            long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            statement.setLong(1, was.version() + 1);
            statement.setString(2, commodity.name());
            statement.setString(3, commodity.category());
            statement.setString(4, commodity.hsnCode());
            statement.setString(5, CatalogueJson.write(commodity));
            statement.setLong(6, now);
            statement.setString(7, organization);
            statement.setLong(8, number);
            statement.executeUpdate();
        }
        return new Versioned<>(commodity, was.version() + 1, was.createdAt(), now);
    }
}
