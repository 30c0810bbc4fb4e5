package io.mandi.persistence.partner;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.Partner;
import io.mandi.persistence.catalog.Versioned;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What others read of partners in a transaction of their own. */
public final class PartnerTables {
    private PartnerTables() {}

    /** The number of a partner of an organisation; empty when the text is no id of one. */
    public static Optional<Long> number(String partnerId, String organization) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, partnerId)
                .filter(id -> id.organization().equals(organization))
                .map(ResourceId::number);
    }

    public static boolean has(Connection connection, String organization, long number) throws SQLException {
        return PartnerTable.has(connection, organization, number);
    }

    /** A partner without what belongs to it. */
    public static Optional<Partner> alone(Connection connection, String organization, long number) throws SQLException {
        return PartnerTable.findAlone(connection, organization, number).map(Versioned::value);
    }

    /** Those of these numbers that there are, with what belongs to them. */
    public static List<Partner> whole(Connection connection, String organization, Collection<Long> numbers)
            throws SQLException {
        return PartnerTable.findAll(connection, organization, numbers).stream()
                .map(Versioned::value)
                .toList();
    }

    /**
     * Partners with what belongs to them, in the order of their numbers.
     *
     * @param after number behind which to begin
     */
    public static List<Partner> page(Connection connection, String organization, long after, int limit)
            throws SQLException {
        return PartnerTable.page(connection, organization, after, limit).stream()
                .map(Versioned::value)
                .toList();
    }
}
