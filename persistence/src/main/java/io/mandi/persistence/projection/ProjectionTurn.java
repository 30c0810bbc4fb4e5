package io.mandi.persistence.projection;

import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.pool.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * One step of a projection in a slice: reads a page of the log, has it taken in, and keeps the place that was reached, all in
 * one transaction. Two nodes that have the same turn, while a slice moves, do each step once: the second one finds that the
 * place is no longer where it began.
 */
final class ProjectionTurn {
    private static final String POSITION = """
        SELECT tx_id::text::bigint, ordering FROM projection_position WHERE projection = ? AND slice = ?::smallint\
        """;

    private static final String LOCK = POSITION + " FOR UPDATE";

    private static final String BEGIN = """
        INSERT INTO projection_position (projection, slice, tx_id, ordering, event_at)
        VALUES (?, ?::smallint, '0', 0, 0) ON CONFLICT DO NOTHING\
        """;

    private static final String ADVANCE = """
        UPDATE projection_position
        SET tx_id = ?::text::xid8, ordering = ?, event_at = greatest(event_at, ?), updated_at = now()
        WHERE projection = ? AND slice = ?::smallint\
        """;

    private final DataSource connections;
    private final int limit;

    /** @param limit most events of a turn */
    ProjectionTurn(DataSource connections, int limit) {
        this.connections = connections;
        this.limit = limit;
    }

    /** What a turn leaves. */
    enum Outcome {
        /** Nothing more to do now. */
        CAUGHT_UP,
        /** There are events that can be read as soon as a writer has ended. */
        HELD,
        /** There may be more already. */
        MORE
    }

    Outcome run(Projection projection, int slice) throws SQLException, UnreadableEventException {
        return Transactions.run(connections, connection -> run(connection, projection, slice, LogPosition.END));
    }

    /**
     * The same in a transaction of the caller's, at the isolation level READ COMMITTED.
     *
     * @param until the last event that may be taken in
     */
    Outcome run(Connection connection, Projection projection, int slice, LogPosition until)
            throws SQLException, UnreadableEventException {
        // Without a lock first: most looks find nothing, and should write nothing.
        Optional<LogPosition> reached = position(connection, POSITION, projection.name(), slice);
        LogPosition after = reached.orElse(LogPosition.START);
        EventLog.Page page = EventLog.read(connection, slice, after, limit);
        List<LogEntry> entries = page.entries().stream()
                .filter(entry -> entry.position().compareTo(until) <= 0)
                .toList();
        if (entries.isEmpty()) {
            return page.held() ? Outcome.HELD : Outcome.CAUGHT_UP;
        }
        if (reached.isEmpty()) {
            update(connection, BEGIN, projection.name(), slice);
        }
        if (!position(connection, LOCK, projection.name(), slice).equals(Optional.of(after))) {
            return Outcome.MORE;
        }
        long at = projection.take(connection, entries);
        LogPosition last = entries.getLast().position();
        update(connection, ADVANCE, Long.toString(last.txId()), last.ordering(), at, projection.name(), slice);
        return page.full() ? Outcome.MORE : page.held() ? Outcome.HELD : Outcome.CAUGHT_UP;
    }

    /** Where a projection is in a slice; absent before its first event. */
    static Optional<LogPosition> position(Connection connection, String projection, int slice) throws SQLException {
        return position(connection, POSITION, projection, slice);
    }

    private static Optional<LogPosition> position(Connection connection, String sql, String projection, int slice)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, projection);
            statement.setInt(2, slice);
            try (ResultSet found = statement.executeQuery()) {
                return found.next()
                        ? Optional.of(new LogPosition(found.getLong(1), found.getLong(2)))
                        : Optional.empty();
            }
        }
    }

    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
