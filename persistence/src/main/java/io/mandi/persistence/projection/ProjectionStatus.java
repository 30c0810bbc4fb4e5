package io.mandi.persistence.projection;

import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * How far a projection is.
 *
 * @param behind events in the journal that it has not taken in
 * @param lastEvent when the newest event happened that it has taken in
 */
public record ProjectionStatus(String name, long behind, Optional<Instant> lastEvent) {
    private static final String STATUS = """
        SELECT (SELECT sum(behind.events)
                FROM generate_series(0, ?) slices (slice)
                LEFT JOIN projection_position position ON position.projection = ? AND position.slice = slices.slice,
                LATERAL (SELECT count(*) AS events FROM (SELECT FROM event_journal journal
                    WHERE journal.slice = slices.slice::smallint AND NOT journal.deleted
                      AND (journal.tx_id, journal.ordering)
                        > (coalesce(position.tx_id, '0'), coalesce(position.ordering, 0)) LIMIT ?) AS found) AS behind),
            (SELECT max(event_at) FROM projection_position WHERE projection = ? AND event_at > 0)\
        """;

    /** The last event of a slice that a projection has taken in; absent before the first one. */
    public static Optional<LogPosition> reached(Connection connection, String projection, int slice)
            throws SQLException {
        return ProjectionTurn.position(connection, projection, slice);
    }

    /** As it is now. */
    public static ProjectionStatus of(DataSource connections, Projection projection) throws SQLException {
        return of(connections, projection, Long.MAX_VALUE);
    }

    /**
     * As it is now.
     *
     * @param most events behind are counted to this in each slice: a count of all of them may take long
     */
    public static ProjectionStatus of(DataSource connections, Projection projection, long most) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(STATUS)) {
            statement.setInt(1, EventLog.SLICES - 1);
            statement.setString(2, projection.name());
            statement.setLong(3, most);
            statement.setString(4, projection.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long behind = row.getLong(1);
                long at = row.getLong(2);
                return new ProjectionStatus(
                        projection.name(),
                        behind,
                        row.wasNull() ? Optional.empty() : Optional.of(Instant.EPOCH.plus(at, ChronoUnit.MICROS)));
            }
        }
    }
}
