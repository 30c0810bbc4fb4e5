package io.mandi.persistence.partner;

import io.mandi.engine.partner.Partner;
import io.mandi.persistence.catalog.Versioned;
import io.mandi.persistence.partner.PostgresPartners.Filter;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table {@code partner}. */
final class PartnerTable {
    private static final String WHICH = " FROM partner WHERE organization_id = ?";
    private static final String READ = "SELECT definition, version, created_at, updated_at" + WHICH;
    private static final String READ_WITHOUT_CHILDREN =
            "SELECT definition - '" + PartnerJson.CHILDREN + "', version, created_at, updated_at" + WHICH;

    private static final String COLUMNS =
            "version, status, stage, legal_name, partner_code, country, entity_class, kyc_status, kyc_valid_until,"
                    + " definition, updated_at";

    private static final String INSERT = "INSERT INTO partner (" + COLUMNS
            + ", organization_id, number, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)";

    private static final String UPDATE = "UPDATE partner SET (" + COLUMNS
            + ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?) WHERE organization_id = ? AND number = ?";

    private PartnerTable() {}

    static Optional<Versioned<Partner>> find(Connection connection, String organization, long number)
            throws SQLException {
        return one(READ, connection, organization, number);
    }

    /** The same without what belongs to it, of which there may be much. */
    static Optional<Versioned<Partner>> findAlone(Connection connection, String organization, long number)
            throws SQLException {
        return one(READ_WITHOUT_CHILDREN, connection, organization, number);
    }

    private static Optional<Versioned<Partner>> one(
            String read, Connection connection, String organization, long number) throws SQLException {
        return new Query(read, organization)
                .and("number = ?", number).run(connection, PartnerTable::row).stream()
                        .findFirst();
    }

    /** Those of these numbers that there are. */
    static List<Versioned<Partner>> findAll(Connection connection, String organization, Collection<Long> numbers)
            throws SQLException {
        return new Query(READ, organization)
                .and("number = ANY (?)", connection.createArrayOf("bigint", numbers.toArray()))
                .run(connection, PartnerTable::row);
    }

    /** Whole partners in the order of their numbers. */
    static List<Versioned<Partner>> page(Connection connection, String organization, long after, int limit)
            throws SQLException {
        return new Query(READ, organization)
                .and("number > ?", after)
                .text(" ORDER BY number LIMIT ?", limit)
                .run(connection, PartnerTable::row);
    }

    static boolean has(Connection connection, String organization, long number) throws SQLException {
        return !new Query("SELECT 1" + WHICH, organization)
                .and("number = ?", number)
                .run(connection, row -> row.getInt(1))
                .isEmpty();
    }

    static long count(Connection connection, String organization) throws SQLException {
        return new Query("SELECT count(*)" + WHICH, organization)
                .run(connection, row -> row.getLong(1))
                .getFirst();
    }

    /**
     * Partners without what belongs to them, the oldest first.
     *
     * @param only the number of the one that may be seen, where that is not all
     */
    static List<Versioned<Partner>> list(
            Connection connection,
            String organization,
            Filter filter,
            Optional<Long> only,
            Optional<Long> after,
            int limit)
            throws SQLException {
        Query query = new Query(READ_WITHOUT_CHILDREN, organization);
        only.ifPresent(number -> query.and("number = ?", number));
        after.ifPresent(number -> query.and("number > ?", number));
        filter.status().ifPresent(status -> query.and("status = ?", status.name()));
        filter.kycStatus().ifPresent(status -> query.and("kyc_status = ?", status.name()));
        filter.country().ifPresent(country -> query.and("country = upper(?)", country));
        filter.entityClass().ifPresent(entityClass -> query.and("entity_class = ?", entityClass.name()));
        filter.search()
                .ifPresent(text -> query.and(
                        "(starts_with(lower(legal_name), lower(?)) OR starts_with(partner_code, upper(?)))",
                        text,
                        text));
        return query.text(" ORDER BY number LIMIT ?", limit).run(connection, PartnerTable::row);
    }

    private static Versioned<Partner> row(ResultSet row) throws SQLException {
        return new Versioned<>(PartnerJson.read(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    static Versioned<Partner> insert(Connection connection, String organization, long number, Partner partner, long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            int at = set(statement, 1, partner, now);
            statement.setString(at, organization);
            statement.setLong(at + 1, number);
            statement.setLong(at + 2, now);
            statement.executeUpdate();
        }
        return new Versioned<>(partner, 1, now, now);
    }

    static Versioned<Partner> update(
            Connection connection, String organization, long number, Versioned<Partner> was, Partner partner, long now)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            int at = set(statement, was.version() + 1, partner, now);
            statement.setString(at, organization);
            statement.setLong(at + 1, number);
            statement.executeUpdate();
        }
        return new Versioned<>(partner, was.version() + 1, was.createdAt(), now);
    }

    /** @return the place behind the columns */
    private static int set(PreparedStatement statement, long version, Partner partner, long now) throws SQLException {
        statement.setLong(1, version);
        statement.setString(2, partner.status().name());
        statement.setString(3, partner.onboarding().stage().name());
        statement.setString(4, partner.identity().legalName());
        statement.setString(5, partner.identity().partnerCode());
        statement.setString(6, partner.identity().country());
        statement.setString(7, partner.identity().entityClass().name());
        statement.setString(8, partner.kyc().status().name());
        statement.setObject(9, partner.kyc().validUntil().orElse(null), Types.DATE);
        statement.setString(10, PartnerJson.write(partner));
        statement.setLong(11, now);
        return 12;
    }
}
