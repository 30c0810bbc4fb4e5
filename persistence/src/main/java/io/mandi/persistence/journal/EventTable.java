package io.mandi.persistence.journal;

import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The statements on {@code event_journal}. */
final class EventTable {

    /**
     * One statement for any number of rows: one round trip, one commit, one plan. Rows travel as columns, in the
     * protocol's binary form where there is one.
     */
    private static final String INSERT = """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
            event_ser_id, event_ser_manifest, event_payload)
        SELECT * FROM unnest(?::varchar[], ?::bigint[], ?::varchar[], ?::bigint[], ?::varchar[],
            ?::int[], ?::varchar[], ?::bytea[])\
        """;

    private static final String INSERT_WITH_METADATA = """
        INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
            event_ser_id, event_ser_manifest, event_payload, meta_ser_id, meta_ser_manifest, meta_payload)
        SELECT * FROM unnest(?::varchar[], ?::bigint[], ?::varchar[], ?::bigint[], ?::varchar[],
            ?::int[], ?::varchar[], ?::bytea[], ?::int[], ?::varchar[], ?::bytea[])\
        """;

    private static final String WRITERS = """
        SELECT asked.id, asked.number, journal.writer
        FROM unnest(?::varchar[], ?::bigint[]) AS asked (id, number)
        JOIN event_journal journal ON journal.persistence_id = asked.id AND journal.sequence_number = asked.number\
        """;

    /** Backwards along the primary key: the first row found is the answer. */
    private static final String HIGHEST = """
        SELECT sequence_number FROM event_journal WHERE persistence_id = ?
        ORDER BY sequence_number DESC LIMIT 1\
        """;

    private static final String PAGE = """
        SELECT sequence_number, writer, write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,
            event_payload, meta_ser_id, meta_ser_manifest, meta_payload
        FROM event_journal
        WHERE persistence_id = ? AND sequence_number > ? AND sequence_number <= ? AND NOT deleted
        ORDER BY sequence_number LIMIT ?\
        """;

    /** The last row stays, marked, since the highest sequence number must never sink. */
    private static final String DELETE = """
        WITH highest AS (
            SELECT max(sequence_number) AS number FROM event_journal
            WHERE persistence_id = ? AND sequence_number <= ?),
        marked AS (
            UPDATE event_journal SET deleted = true
            WHERE persistence_id = ? AND sequence_number = (SELECT number FROM highest))
        DELETE FROM event_journal
        WHERE persistence_id = ? AND sequence_number < (SELECT number FROM highest)\
        """;

    private EventTable() {}

    /** One of an entity's events. */
    record Key(String persistenceId, long sequenceNumber) {}

    /** Stores all rows, or none and fails. */
    static void insert(Connection connection, List<EventRow> rows) throws SQLException {
        boolean metadata = rows.stream().anyMatch(row -> row.metadata().isPresent());
        try (PreparedStatement statement = connection.prepareStatement(metadata ? INSERT_WITH_METADATA : INSERT)) {
            Columns<EventRow> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(EventRow::persistenceId));
            statement.setArray(2, columns.longs(EventRow::sequenceNumber));
            statement.setArray(3, columns.texts(EventRow::writer));
            statement.setArray(4, columns.longs(EventRow::timestamp));
            statement.setArray(5, columns.texts(EventRow::adapterManifest));
            statement.setArray(6, columns.ints(row -> row.event().serializerId()));
            statement.setArray(7, columns.texts(row -> row.event().manifest()));
            statement.setArray(8, columns.bytes(row -> row.event().bytes()));
            if (metadata) {
                statement.setArray(9, columns.nullableInts(row -> meta(row, EventRow.Content::serializerId)));
                statement.setArray(10, columns.texts(row -> meta(row, EventRow.Content::manifest)));
                statement.setArray(11, columns.bytes(row -> meta(row, EventRow.Content::bytes)));
            }
            int stored = statement.executeUpdate();
            if (stored != rows.size()) {
                throw new IllegalStateException(rows.size() + " rows were sent and " + stored + " stored");
            }
        }
    }

    private static <T> T meta(EventRow row, Function<EventRow.Content, T> part) {
        return row.metadata().map(part).orElse(null);
    }

    /** Who has written these events, for those that are there. */
    static Map<Key, String> writers(Connection connection, List<EventRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WRITERS)) {
            Columns<EventRow> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(EventRow::persistenceId));
            statement.setArray(2, columns.longs(EventRow::sequenceNumber));
            try (ResultSet found = statement.executeQuery()) {
                Map<Key, String> writers = new HashMap<>();
                while (found.next()) {
                    writers.put(new Key(found.getString(1), found.getLong(2)), found.getString(3));
                }
                return writers;
            }
        }
    }

    /** The sequence number of an entity's last event; 0 without one. */
    static long highest(Connection connection, String persistenceId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HIGHEST)) {
            statement.setString(1, persistenceId);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getLong(1) : 0;
            }
        }
    }

    /**
     * The next events of an entity in their order; fewer than the limit when there are no more.
     *
     * @param after the last sequence number that is known already
     * @param to the last one that is wanted
     */
    static List<EventRow> page(Connection connection, String persistenceId, long after, long to, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setString(1, persistenceId);
            statement.setLong(2, after);
            statement.setLong(3, to);
            statement.setInt(4, limit);
            try (ResultSet found = statement.executeQuery()) {
                List<EventRow> rows = new ArrayList<>();
                while (found.next()) {
                    rows.add(row(persistenceId, found));
                }
                return rows;
            }
        }
    }

    private static EventRow row(String persistenceId, ResultSet found) throws SQLException {
        byte[] metadata = found.getBytes(10);
        String adapter = found.getString(4);
        return new EventRow(
                persistenceId,
                found.getLong(1),
                found.getString(2),
                found.getLong(3),
                adapter == null ? "" : adapter,
                new EventRow.Content(found.getInt(5), found.getString(6), found.getBytes(7)),
                metadata == null
                        ? Optional.empty()
                        : Optional.of(new EventRow.Content(found.getInt(8), found.getString(9), metadata)));
    }

    /** Deletes an entity's events up to a sequence number. */
    static void delete(Connection connection, String persistenceId, long to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setString(1, persistenceId);
            statement.setLong(2, to);
            statement.setString(3, persistenceId);
            statement.setString(4, persistenceId);
            statement.executeUpdate();
        }
    }
}
