package io.mandi.persistence.reader;

import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.replica.ReplicaSight;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * How far a database is, as the next statement of the same transaction will find it, or further.
 *
 * @param sight what it shows of itself
 * @param position in the write-ahead log
 * @param now when the transaction began, by its own clock
 * @param firstUnseen when the first event was about to be stored, in microseconds since the epoch, that the list has not taken
 *     in; {@link Long#MAX_VALUE} when there is none. All that it has not taken in was acknowledged later
 */
record ReadStanding(ReplicaSight sight, String position, long now, long firstUnseen) {
    private static final long MICROS_PER_MILLI = 1_000;

    // Transactions are numbered in their order: an event behind the first one that is missing was committed after that
    // one's
    // transaction had begun to write.
    private static final String STANDING = """
        SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()),
            (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text,
            (extract(epoch FROM now()) * 1000000)::bigint,
            coalesce((SELECT beat_at FROM replica_heartbeat), 0),
            (SELECT coalesce(unseen.write_timestamp, 0) FROM journal_time unseen
                WHERE unseen.slice = ?::smallint
                    AND (unseen.tx_id, unseen.ordering) > (coalesce(reached.tx_id, '0'), coalesce(reached.ordering, 0))
                ORDER BY unseen.tx_id, unseen.ordering LIMIT 1)
        FROM (VALUES (1)) AS one
        LEFT JOIN projection_position reached ON reached.projection = ? AND reached.slice = ?::smallint\
        """;

    private static final String SHOWS = """
        SELECT NOT EXISTS (SELECT FROM unnest(?::text[], ?::bigint[]) AS wanted (id, number)
            WHERE NOT EXISTS (SELECT FROM organization_journal event
                JOIN projection_position reached ON reached.projection = ? AND reached.slice = ?::smallint
                    AND (event.tx_id, event.ordering) <= (reached.tx_id, reached.ordering)
                WHERE event.persistence_id = wanted.id AND event.sequence_number = wanted.number))\
        """;

    static ReadStanding of(Connection connection, String organization, String projection) throws SQLException {
        int slice = slice(organization);
        try (PreparedStatement statement = connection.prepareStatement(STANDING)) {
            statement.setInt(1, slice);
            statement.setString(2, projection);
            statement.setInt(3, slice);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long unseenMillis = row.getLong(6);
                long firstUnseen = row.wasNull() ? Long.MAX_VALUE : unseenMillis * MICROS_PER_MILLI;
                return new ReadStanding(
                        new ReplicaSight(row.getBoolean(1), row.getLong(2), row.getLong(5)),
                        row.getString(3),
                        row.getLong(4),
                        firstUnseen);
            }
        }
    }

    /** Whether a projection shows these events in this database. */
    static boolean shows(Connection connection, ReadScope scope, String projection) throws SQLException {
        Map<EntityId, Long> after = scope.after();
        if (after.isEmpty()) {
            return true;
        }
        String[] ids = new String[after.size()];
        Long[] numbers = new Long[after.size()];
        int count = 0;
        for (Map.Entry<EntityId, Long> entity : after.entrySet()) {
            ids[count] = entity.getKey().persistenceId();
            numbers[count++] = entity.getValue();
        }
        try (PreparedStatement statement = connection.prepareStatement(SHOWS)) {
            statement.setArray(1, connection.createArrayOf("text", ids));
            statement.setArray(2, connection.createArrayOf("bigint", numbers));
            statement.setString(3, projection);
            statement.setInt(4, slice(scope.organization()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Everything that was acknowledged before this is in the list. */
    Instant asOf(Stamped.Source source) {
        long database = source == Stamped.Source.REPLICA ? sight.beatAt() : now;
        return Instant.EPOCH.plus(Math.min(database, firstUnseen), ChronoUnit.MICROS);
    }

    /** All events of an organisation are in one slice, whatever the entity. */
    private static int slice(String organization) {
        return EventLog.sliceOf(
                OrderBooks.persistenceId(new BookId(organization, "")).id());
    }
}
