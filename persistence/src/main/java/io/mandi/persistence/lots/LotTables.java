package io.mandi.persistence.lots;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.lots.reservation.Reservation;
import io.mandi.engine.publication.LotJson;
import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements on the tables of the projection. Each takes any number of rows in one round trip. */
final class LotTables {
    /** That a row is made of, in the order in which {@link #lot}, {@link #need} and {@link #reservation} read them. */
    static final String COLUMNS = "id, definition";

    static final String RESERVATION_COLUMNS = COLUMNS + ", seller_id, unit";

    private static final String WRITE_LOTS = """
        INSERT INTO availability (organization_id, id, commodity_id, seller_id, status, approval_status, location_id,
            created_at, version, definition)
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
            ?::bigint[], ?::text[])
        ON CONFLICT (organization_id, id) DO UPDATE SET
            status = excluded.status, approval_status = excluded.approval_status, location_id = excluded.location_id,
            version = excluded.version, definition = excluded.definition\
        """;

    private static final String WRITE_NEEDS = """
        INSERT INTO requirement (organization_id, id, commodity_id, buyer_id, status, urgency, intent, created_at, version,
            definition)
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
            ?::bigint[], ?::text[])
        ON CONFLICT (organization_id, id) DO UPDATE SET
            status = excluded.status, urgency = excluded.urgency, intent = excluded.intent, version = excluded.version,
            definition = excluded.definition\
        """;

    private static final String WRITE_RESERVATIONS = """
        INSERT INTO reservation (organization_id, id, availability_id, requirement_id, seller_id, holder_id, status, unit,
            created_at, version, definition)
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::bigint[], ?::bigint[], ?::text[])
        ON CONFLICT (organization_id, id) DO UPDATE SET
            status = excluded.status, version = excluded.version, definition = excluded.definition\
        """;

    private static final String FORGET_REFERENCES = """
        DELETE FROM requirement_reference USING unnest(?::text[], ?::text[]) AS changed (organization, need)
        WHERE organization_id = changed.organization AND requirement_id = changed.need\
        """;

    private static final String WRITE_REFERENCES = """
        INSERT INTO requirement_reference (organization_id, kind, target_id, requirement_id, commodity_id)
        SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])\
        """;

    private LotTables() {}

    record LotRow(ResourceId id, Lot lot) {}

    record NeedRow(ResourceId id, Need need) {}

    /**
     * A reservation with what is its lot's.
     *
     * @param unit in which the quantity is
     */
    record ReservationRow(ResourceId id, Reservation reservation, String seller, Unit unit) {}

    private enum ReferenceKind {
        LOCATION,
        EQUIVALENT
    }

    private record Reference(ResourceId need, ReferenceKind kind, String target) {}

    /** What a reader makes of the row that a result stands on. */
    interface Found {
        void row(ResultSet row) throws SQLException;
    }

    /** Reads those of the rows of a table that are there. */
    static void read(Connection connection, String table, String columns, Collection<ResourceId> wanted, Found found)
            throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + columns + " FROM " + table
                + " JOIN unnest(?::text[], ?::text[]) AS wanted (organization, name)"
                + " ON organization_id = wanted.organization AND id = wanted.name")) {
            Columns<ResourceId> ids = new Columns<>(connection, List.copyOf(wanted));
            statement.setArray(1, ids.texts(ResourceId::organization));
            statement.setArray(2, ids.texts(ResourceId::toString));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.row(rows);
                }
            }
        }
    }

    static LotRow lot(ResultSet row) throws SQLException {
        return new LotRow(id(ResourceId.Kind.AVAILABILITY, row), read(row, LotJson::lot));
    }

    static NeedRow need(ResultSet row) throws SQLException {
        return new NeedRow(id(ResourceId.Kind.REQUIREMENT, row), read(row, LotJson::need));
    }

    static ReservationRow reservation(ResultSet row) throws SQLException {
        return new ReservationRow(
                id(ResourceId.Kind.RESERVATION, row),
                read(row, LotJson::reservation),
                row.getString(3),
                Unit.valueOf(row.getString(4)));
    }

    private static ResourceId id(ResourceId.Kind kind, ResultSet row) throws SQLException {
        String text = row.getString(1);
        return ResourceId.parse(kind, text).orElseThrow(() -> new SQLException("no id of a " + kind + ": " + text));
    }

    private interface Reader<T> {
        T of(String definition) throws JsonProcessingException;
    }

    private static <T> T read(ResultSet row, Reader<T> reader) throws SQLException {
        try {
            return reader.of(row.getString(2));
        } catch (JsonProcessingException e) {
            throw new SQLException("the definition of " + row.getString(1) + " cannot be read", e);
        }
    }

    static void writeLots(Connection connection, List<LotRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE_LOTS)) {
            Columns<LotRow> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(row -> row.id.organization()));
            statement.setArray(2, columns.texts(row -> row.id.toString()));
            statement.setArray(3, columns.texts(row -> commodity(row.id)));
            statement.setArray(4, columns.texts(row -> row.lot.seller()));
            statement.setArray(5, columns.texts(row -> row.lot.status().name()));
            statement.setArray(6, columns.texts(row -> row.lot.approval().name()));
            statement.setArray(
                    7,
                    columns.texts(row -> row.lot.content().site().locationId().orElse(null)));
            statement.setArray(8, columns.longs(row -> Micros.of(row.lot.createdAt())));
            statement.setArray(9, columns.longs(row -> row.lot.version()));
            statement.setArray(10, columns.texts(row -> LotJson.write(row.lot)));
            statement.executeUpdate();
        }
    }

    static void writeNeeds(Connection connection, List<NeedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE_NEEDS)) {
            Columns<NeedRow> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(row -> row.id.organization()));
            statement.setArray(2, columns.texts(row -> row.id.toString()));
            statement.setArray(3, columns.texts(row -> commodity(row.id)));
            statement.setArray(4, columns.texts(row -> row.need.buyer()));
            statement.setArray(5, columns.texts(row -> row.need.status().name()));
            statement.setArray(
                    6, columns.texts(row -> row.need.content().urgency().name()));
            statement.setArray(
                    7, columns.texts(row -> row.need.content().intent().name()));
            statement.setArray(8, columns.longs(row -> Micros.of(row.need.createdAt())));
            statement.setArray(9, columns.longs(row -> row.need.version()));
            statement.setArray(10, columns.texts(row -> LotJson.write(row.need)));
            statement.executeUpdate();
        }
        writeReferences(connection, rows);
    }

    private static void writeReferences(Connection connection, List<NeedRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET_REFERENCES)) {
            Columns<NeedRow> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(row -> row.id.organization()));
            statement.setArray(2, columns.texts(row -> row.id.toString()));
            statement.executeUpdate();
        }
        List<Reference> references = new ArrayList<>();
        rows.stream().filter(row -> row.need.isOpen()).forEach(row -> references.addAll(references(row)));
        if (references.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE_REFERENCES)) {
            Columns<Reference> columns = new Columns<>(connection, references);
            statement.setArray(1, columns.texts(reference -> reference.need.organization()));
            statement.setArray(2, columns.texts(reference -> reference.kind.name()));
            statement.setArray(3, columns.texts(Reference::target));
            statement.setArray(4, columns.texts(reference -> reference.need.toString()));
            statement.setArray(5, columns.texts(reference -> commodity(reference.need)));
            statement.executeUpdate();
        }
    }

    private static List<Reference> references(NeedRow row) {
        Set<String> locations = row.need.content().deliveries().stream()
                .flatMap(delivery -> delivery.site().locationId().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<Reference> references = new ArrayList<>();
        locations.forEach(location -> references.add(new Reference(row.id, ReferenceKind.LOCATION, location)));
        row.need
                .content()
                .equivalents()
                .keySet()
                .forEach(commodity -> references.add(new Reference(row.id, ReferenceKind.EQUIVALENT, commodity)));
        return references;
    }

    static void writeReservations(Connection connection, List<ReservationRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE_RESERVATIONS)) {
            Columns<ReservationRow> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(row -> row.id.organization()));
            statement.setArray(2, columns.texts(row -> row.id.toString()));
            statement.setArray(
                    3,
                    columns.texts(
                            row -> new ResourceId(ResourceId.Kind.AVAILABILITY, row.reservation.lot(), row.id.owner())
                                    .toString()));
            statement.setArray(
                    4, columns.texts(row -> row.reservation.requirementId().orElse(null)));
            statement.setArray(5, columns.texts(ReservationRow::seller));
            statement.setArray(6, columns.texts(row -> row.reservation.holder()));
            statement.setArray(7, columns.texts(row -> row.reservation.status().name()));
            statement.setArray(8, columns.texts(row -> row.unit.name()));
            statement.setArray(9, columns.longs(row -> Micros.of(row.reservation.reservedAt())));
            statement.setArray(10, columns.longs(row -> row.reservation.version()));
            statement.setArray(11, columns.texts(row -> LotJson.write(row.reservation)));
            statement.executeUpdate();
        }
    }

    private static String commodity(ResourceId posting) {
        return ResourceId.ofCommodity(posting.owner()).toString();
    }
}
