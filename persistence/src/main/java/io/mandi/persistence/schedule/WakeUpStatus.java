package io.mandi.persistence.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * How late the wake-ups of all organisations are.
 *
 * @param due those whose time has come and that are not done, counted to {@link #MOST_COUNTED}
 * @param lateMicros how long the oldest of them has been due; 0 when there is none
 */
public record WakeUpStatus(long due, long lateMicros) {
    /** Counting takes no longer, however many there are. */
    public static final int MOST_COUNTED = 10_000;

    static final String LOOK = """
        SELECT count(*), min(due_at) FROM (
            SELECT due_at FROM wake_up WHERE due_at <= ? ORDER BY due_at LIMIT ?) AS due\
        """;

    /** @param now microseconds since the epoch */
    public static WakeUpStatus of(DataSource connections, long now) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setLong(1, now);
            statement.setInt(2, MOST_COUNTED);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long due = row.getLong(1);
                return new WakeUpStatus(due, due == 0 ? 0 : now - row.getLong(2));
            }
        }
    }
}
