package io.mandi.persistence.trail;

import io.mandi.persistence.table.Columns;
import io.mandi.persistence.trail.Trail.Head;
import io.mandi.persistence.trail.TrailRow.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The statements on {@code event_trail}. */
final class TrailTable {
    /** All columns, in the order in which {@link #row} reads them. */
    static final String COLUMNS = """
        organization_id, position, persistence_id, sequence_number, part, type, user_id, occurred_at, items, request, hash\
        """;

    private static final String HEADS = """
        SELECT wanted.id, head.position, head.hash FROM unnest(?::text[]) AS wanted (id),
        LATERAL (SELECT position, hash FROM event_trail WHERE organization_id = wanted.id
            ORDER BY position DESC LIMIT 1) AS head\
        """;

    // An array of arrays would come apart in unnest.
    private static final String WRITE = "INSERT INTO event_trail (" + COLUMNS + """
        )
        SELECT organization, number, entity, sequence, part, type, actor, at, items::bigint[], request, hash
        FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::integer[], ?::text[], ?::text[], ?::bigint[],
            ?::text[], ?::bigint[], ?::bytea[])
            AS made (organization, number, entity, sequence, part, type, actor, at, items, request, hash)\
        """;

    private TrailTable() {}

    /** The last event of each of the organisations that have any. */
    static Map<String, Head> heads(Connection connection, Collection<String> organizations) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEADS)) {
            statement.setArray(1, connection.createArrayOf("text", organizations.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                Map<String, Head> heads = new HashMap<>();
                while (rows.next()) {
                    heads.put(rows.getString(1), new Head(rows.getLong(2), Hash.of(rows.getBytes(3))));
                }
                return heads;
            }
        }
    }

    /** Adds rows; none of them may be there. */
    static void write(Connection connection, List<TrailRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            Columns<TrailRow> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(TrailRow::organization));
            statement.setArray(2, columns.longs(TrailRow::position));
            statement.setArray(3, columns.texts(TrailRow::persistenceId));
            statement.setArray(4, columns.longs(TrailRow::sequenceNumber));
            statement.setArray(5, columns.ints(TrailRow::part));
            statement.setArray(6, columns.texts(TrailRow::type));
            statement.setArray(7, columns.texts(TrailRow::user));
            statement.setArray(8, columns.longs(TrailRow::occurredAt));
            statement.setArray(9, columns.texts(TrailTable::items));
            statement.setArray(
                    10,
                    columns.nullableLongs(
                            row -> row.request().isPresent() ? row.request().getAsLong() : null));
            statement.setArray(11, columns.bytes(row -> row.hash().bytes()));
            statement.executeUpdate();
        }
    }

    private static String items(TrailRow row) {
        return row.items().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** The row that a result stands on, whose columns are {@link #COLUMNS}. */
    static TrailRow row(ResultSet row) throws SQLException {
        return new TrailRow(
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getLong(4),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                row.getLong(8),
                List.of((Long[]) row.getArray(9).getArray()),
                request(row.getLong(10), row.wasNull()),
                Hash.of(row.getBytes(11)));
    }

    private static OptionalLong request(long value, boolean isNull) {
        return isNull ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
