package io.mandi.persistence.webhook;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import javax.sql.DataSource;

/**
 * How far the webhooks of all organisations are.
 *
 * @param active endpoints that events are sent to
 * @param waiting endpoints that they are not sent to now, because they are paused or not verified
 * @param disabled endpoints that were given up
 * @param behind events that have not become deliveries of active endpoints
 * @param unfinished deliveries to active endpoints that wait
 * @param oldest of these, when its event occurred, in microseconds since the epoch
 */
public record WebhookStatus(
        long active, long waiting, long disabled, long behind, long unfinished, OptionalLong oldest) {

    private static final String LOOK = """
        WITH endpoint AS (
            SELECT *, active AND disabled_reason IS NULL AND verified_at IS NOT NULL AS delivering FROM webhook_endpoint
            WHERE deleted_at IS NULL),
        unfinished AS (
            SELECT count(*) AS count, min(delivery.occurred_at) AS oldest FROM webhook_delivery AS delivery
            JOIN endpoint USING (organization_id, endpoint_id)
            WHERE delivering AND state IN ('PENDING', 'RETRYING'))
        SELECT count(*) FILTER (WHERE delivering),
            count(*) FILTER (WHERE NOT delivering AND (disabled_reason IS NULL OR NOT active)),
            count(*) FILTER (WHERE active AND disabled_reason IS NOT NULL),
            coalesce(sum(greatest(0, (SELECT max(event.position) FROM event_trail AS event
                WHERE event.organization_id = endpoint.organization_id) - position)) FILTER (WHERE delivering), 0),
            (SELECT count FROM unfinished), (SELECT oldest FROM unfinished)
        FROM endpoint\
        """;

    public static WebhookStatus of(DataSource connections) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(LOOK);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long oldestAt = row.getLong(6);
            OptionalLong oldest = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(oldestAt);
            return new WebhookStatus(
                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), oldest);
        }
    }
}
