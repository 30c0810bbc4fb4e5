package io.mandi.persistence.journal;

import io.mandi.persistence.journal.EventRow.Content;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/** The statements on {@code snapshot}. */
final class SnapshotTable {

    private static final String SAVE = """
        INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest,
            snapshot_payload, meta_ser_id, meta_ser_manifest, meta_payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET
            created = excluded.created, snapshot_ser_id = excluded.snapshot_ser_id,
            snapshot_ser_manifest = excluded.snapshot_ser_manifest, snapshot_payload = excluded.snapshot_payload,
            meta_ser_id = excluded.meta_ser_id, meta_ser_manifest = excluded.meta_ser_manifest,
            meta_payload = excluded.meta_payload\
        """;

    private static final String SELECTED = """
        persistence_id = ? AND sequence_number BETWEEN ? AND ? AND created BETWEEN ? AND ?\
        """;

    private static final String NEWEST = """
        SELECT sequence_number, created, snapshot_ser_id, snapshot_ser_manifest, snapshot_payload,
            meta_ser_id, meta_ser_manifest, meta_payload
        FROM snapshot WHERE %s ORDER BY sequence_number DESC LIMIT 1\
        """.formatted(SELECTED);

    private static final String DELETE = "DELETE FROM snapshot WHERE " + SELECTED;

    private SnapshotTable() {}

    /**
     * A snapshot as the table has it.
     *
     * @param created milliseconds since the epoch
     */
    record Row(String persistenceId, long sequenceNumber, long created, Content snapshot, Optional<Content> metadata) {}

    /** Which snapshots of an entity are meant; all bounds are inclusive. */
    record Selection(String persistenceId, long fromNumber, long toNumber, long fromTime, long toTime) {

        Selection below(long sequenceNumber) {
            return new Selection(persistenceId, fromNumber, Math.min(toNumber, sequenceNumber - 1), fromTime, toTime);
        }

        private void set(PreparedStatement statement) throws SQLException {
            statement.setString(1, persistenceId);
            statement.setLong(2, fromNumber);
            statement.setLong(3, toNumber);
            statement.setLong(4, fromTime);
            statement.setLong(5, toTime);
        }
    }

    /** Stores a snapshot; one of the same sequence number is replaced. */
    static void save(Connection connection, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
            statement.setString(1, row.persistenceId());
            statement.setLong(2, row.sequenceNumber());
            statement.setLong(3, row.created());
            statement.setInt(4, row.snapshot().serializerId());
            statement.setString(5, row.snapshot().manifest());
            statement.setBytes(6, row.snapshot().bytes());
            if (row.metadata().isPresent()) {
                Content metadata = row.metadata().get();
                statement.setInt(7, metadata.serializerId());
                statement.setString(8, metadata.manifest());
                statement.setBytes(9, metadata.bytes());
            } else {
                statement.setNull(7, Types.INTEGER);
                statement.setNull(8, Types.VARCHAR);
                statement.setNull(9, Types.BINARY);
            }
            statement.executeUpdate();
        }
    }

    /** The selected snapshot with the largest sequence number. */
    static Optional<Row> newest(Connection connection, Selection selection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            selection.set(statement);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    return Optional.empty();
                }
                byte[] metadata = found.getBytes(8);
                return Optional.of(new Row(
                        selection.persistenceId(),
                        found.getLong(1),
                        found.getLong(2),
                        new Content(found.getInt(3), found.getString(4), found.getBytes(5)),
                        metadata == null
                                ? Optional.empty()
                                : Optional.of(new Content(found.getInt(6), found.getString(7), metadata))));
            }
        }
    }

    static void delete(Connection connection, Selection selection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            selection.set(statement);
            statement.executeUpdate();
        }
    }
}
