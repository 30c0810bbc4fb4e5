package io.mandi.persistence.lots;

import io.mandi.engine.id.ResourceId;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * What open lots and needs refer to, as far as the projection has come: what was posted a moment ago may not be counted yet. Drafts are
 * open too.
 */
public final class LotReferences {
    private static final String EQUIVALENT = """
        SELECT DISTINCT commodity_id FROM requirement_reference
        WHERE organization_id = ? AND kind = 'EQUIVALENT' AND target_id = ?\
        """;

    private static final String OPEN_AT = """
        SELECT (SELECT count(*) FROM availability WHERE organization_id = ? AND location_id = ? AND open)
            + (SELECT count(*) FROM requirement_reference
                WHERE organization_id = ? AND kind = 'LOCATION' AND target_id = ?)\
        """;

    private static final String OPEN_OF = """
        SELECT (SELECT count(*) FROM availability WHERE organization_id = ? AND seller_id = ? AND open)
            + (SELECT count(*) FROM requirement WHERE organization_id = ? AND buyer_id = ? AND open)\
        """;

    private LotReferences() {}

    /** How many refer to a location of the catalogue (LOC-2). */
    public static long countOpenAt(Connection connection, ResourceId location) throws SQLException {
        String organization = location.organization();
        String id = location.toString();
        return count(connection, new Query(OPEN_AT, organization, id, organization, id));
    }

    /** How many are a partner's. */
    public static long countOpenOf(Connection connection, String organization, String partner) throws SQLException {
        return count(connection, new Query(OPEN_OF, organization, partner, organization, partner));
    }

    /** The commodities whose needs take this one as an equivalent (RQ-7), by id. */
    public static List<ResourceId> commoditiesWithNeedsFor(Connection connection, ResourceId commodity)
            throws SQLException {
        return new Query(EQUIVALENT, commodity.organization(), commodity.toString())
                .run(connection, row -> row.getString(1)).stream()
                        .flatMap(text -> ResourceId.parse(ResourceId.Kind.COMMODITY, text).stream())
                        .sorted(Comparator.comparing(ResourceId::toString))
                        .toList();
    }

    private static long count(Connection connection, Query query) throws SQLException {
        return query.run(connection, row -> row.getLong(1)).getFirst();
    }
}
