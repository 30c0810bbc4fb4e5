package io.mandi.bench;

import io.mandi.engine.actor.EngineSerializer;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.StateHash;
import io.mandi.engine.id.BookId;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * The journal of one book, and the book that its events make, built here and beside any node: what a node has to come to
 * as well.
 */
final class BookJournal {
    private static final String COPY = """
        COPY event_journal (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
            event_ser_id, event_ser_manifest, event_payload) FROM STDIN (FORMAT binary)
        """;
    private static final byte[] COPY_HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final short COPY_FIELDS = 8;

    private final EngineSerializer serializer = new EngineSerializer();
    private final String stream;
    private final OrderBook book;
    private long sequence;
    private long lastAt;

    BookJournal(BookId id, BookLimits limits) {
        stream = OrderBooks.persistenceId(id).id();
        book = new OrderBook(limits);
    }

    /** Takes in what a node has written since the last look. */
    void follow(Connection connection) throws SQLException, IOException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT sequence_number, event_ser_manifest, event_payload FROM event_journal"
                        + " WHERE persistence_id = ? AND sequence_number > ? ORDER BY sequence_number")) {
            select.setString(1, stream);
            select.setLong(2, sequence);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    RecordedEvent event = (RecordedEvent) serializer.fromBinary(rows.getBytes(3), rows.getString(2));
                    book.apply(event);
                    sequence = rows.getLong(1);
                    lastAt = event.at();
                }
            }
        }
    }

    /** The fingerprint of the book's state. */
    String hash() {
        return StateHash.of(book.snapshot());
    }

    /** Number of the last event. */
    long sequence() {
        return sequence;
    }

    /** Orders as a node would have taken them, written into the journal as it would have written them. */
    void write(int events, Connection connection) throws SQLException, IOException {
        SampleEvents source = new SampleEvents(book, lastAt + 1, 1);
        String writer = UUID.randomUUID().toString();
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new PGCopyOutputStream(connection.unwrap(PGConnection.class), COPY)))) {
            out.write(COPY_HEADER);
            for (int i = 0; i < events; i++) {
                RecordedEvent event = source.next();
                lastAt = event.at();
                out.writeShort(COPY_FIELDS);
                field(out, stream);
                field(out, ++sequence);
                field(out, writer);
                field(out, lastAt / 1_000);
                field(out, "");
                out.writeInt(Integer.BYTES);
                out.writeInt(EngineSerializer.IDENTIFIER);
                field(out, serializer.manifest(event));
                field(out, serializer.toBinary(event));
            }
            out.writeShort(-1);
        }
        // As it would be long after they were written.
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM (FREEZE, ANALYZE) event_journal");
            statement.execute("CHECKPOINT");
        }
    }

    private static void field(DataOutputStream out, String value) throws IOException {
        field(out, value.getBytes(StandardCharsets.UTF_8));
    }

    private static void field(DataOutputStream out, long value) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private static void field(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    /**
     * Reads every event as it is stored, all of it and in order, and does nothing with it.
     *
     * @param fetch rows at a time
     * @return bytes of the events
     */
    long read(Connection connection, int fetch) throws SQLException {
        long bytes = 0;
        // Only within a transaction does the driver fetch rows a part at a time.
        connection.setAutoCommit(false);
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT sequence_number, writer, write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                        + " event_payload, meta_ser_id, meta_ser_manifest, meta_payload FROM event_journal"
                        + " WHERE persistence_id = ? AND NOT deleted ORDER BY sequence_number")) {
            select.setString(1, stream);
            select.setFetchSize(fetch);
            long rows = 0;
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    rows++;
                    if (result.getLong(1) != rows) {
                        throw new SQLException("event " + rows + " is missing");
                    }
                    result.getString(2);
                    result.getLong(3);
                    result.getString(4);
                    result.getInt(5);
                    result.getString(6);
                    bytes += result.getBytes(7).length;
                    result.getInt(8);
                    result.getString(9);
                    result.getBytes(10);
                }
            }
            if (rows != sequence) {
                throw new SQLException(rows + " events instead of " + sequence);
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return bytes;
    }

    /** Size of the newest snapshot in bytes; 0 without one. */
    long snapshotBytes(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT octet_length(snapshot_payload) FROM snapshot"
                        + " WHERE persistence_id = ? ORDER BY sequence_number DESC LIMIT 1")) {
            select.setString(1, stream);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    void deleteSnapshots(Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM snapshot WHERE persistence_id = ?")) {
            delete.setString(1, stream);
            delete.executeUpdate();
        }
    }
}
