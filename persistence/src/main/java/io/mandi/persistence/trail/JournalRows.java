package io.mandi.persistence.trail;

import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of the journal that are known by their keys, for whoever sees one organisation only. */
final class JournalRows {
    private static final String READ = """
        SELECT persistence_id, sequence_number, tx_id::text::bigint, ordering, event_ser_id, event_ser_manifest,
            event_payload
        FROM unnest(?::text[], ?::bigint[]) AS wanted (id, number)
        JOIN organization_journal ON persistence_id = wanted.id AND sequence_number = wanted.number\
        """;

    private JournalRows() {}

    /** What a row is known by. */
    record Key(String persistenceId, long sequenceNumber) {}

    /** Reads those of the rows that are there. */
    static Map<Key, LogEntry> read(Connection connection, Collection<Key> keys) throws SQLException {
        Map<Key, LogEntry> entries = new HashMap<>();
        List<Key> wanted = keys.stream().distinct().toList();
        if (wanted.isEmpty()) {
            return entries;
        }
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", wanted.stream().map(Key::persistenceId).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", wanted.stream().map(Key::sequenceNumber).toArray()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    LogEntry entry = new LogEntry(
                            new LogPosition(found.getLong(3), found.getLong(4)),
                            found.getString(1),
                            found.getLong(2),
                            found.getInt(5),
                            found.getString(6),
                            found.getBytes(7));
                    entries.put(new Key(entry.persistenceId(), entry.sequenceNumber()), entry);
                }
            }
        }
        return entries;
    }
}
