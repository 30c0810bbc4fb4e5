package io.mandi.persistence.webhook;

import io.mandi.engine.webhook.EndpointHealth;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.SigningSecret;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookEndpoint.DisabledReason;
import io.mandi.engine.webhook.WebhookStore.Kept;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of {@code webhook_endpoint}. */
final class EndpointTable {
    /** What everybody may see who may see the endpoint, in the order in which {@link #endpoint} reads it. */
    static final String COLUMNS = """
        organization_id, endpoint_id, url, event_types, description, active, max_attempts, verified_at, disabled_reason, version,
        created_at, updated_at\
        """;

    /** What its deliverer needs in addition. */
    static final String ALL_COLUMNS = COLUMNS + """
        , failures, open_until, failing_since, position, epoch, secret, previous_secret, previous_secret_until\
        """;

    private static final Logger LOG = LoggerFactory.getLogger(EndpointTable.class);
    private static final int HEALTH = 13;
    private static final int POSITION = 16;
    private static final int SECRETS = 18;

    private EndpointTable() {}

    /**
     * A row for a deliverer.
     *
     * @param position events up to here have become deliveries
     */
    record Row(Kept kept, long position, long epoch) {}

    /** The row that a result stands on, whose first columns are {@link #COLUMNS}; without the secrets. */
    static WebhookEndpoint endpoint(ResultSet row) throws SQLException {
        return endpoint(row, List.of());
    }

    private static WebhookEndpoint endpoint(ResultSet row, List<SigningSecret> secrets) throws SQLException {
        return new WebhookEndpoint(
                id(row),
                row.getString(3),
                List.of((String[]) row.getArray(4).getArray()),
                Optional.ofNullable(row.getString(5)),
                row.getBoolean(6),
                row.getInt(7),
                nullable(row, 8),
                Optional.ofNullable(row.getString(9)).map(DisabledReason::valueOf),
                secrets,
                row.getLong(10),
                row.getLong(11),
                row.getLong(12));
    }

    private static EndpointId id(ResultSet row) throws SQLException {
        return new EndpointId(row.getString(1), row.getString(2));
    }

    /**
     * The row that a result stands on, whose first columns are {@link #ALL_COLUMNS}.
     *
     * @param now microseconds since the epoch; decides whether the secret before the last is still good
     */
    static Row row(ResultSet row, SecretCipher cipher, long now) throws SQLException {
        EndpointId id = id(row);
        List<SigningSecret> secrets = new ArrayList<>();
        try {
            secrets.add(cipher.decipher(id, row.getBytes(SECRETS)));
        } catch (GeneralSecurityException e) {
            throw new SQLException(
                    "the signing secret of " + id.entityId()
                            + " was enciphered with another key than WEBHOOK_KEY; give it a new one with rotate-secret",
                    e);
        }
        byte[] previous = row.getBytes(SECRETS + 1);
        if (previous != null && row.getLong(SECRETS + 2) > now) {
            try {
                secrets.add(cipher.decipher(id, previous));
            } catch (GeneralSecurityException e) {
                // A new secret is how an endpoint is mended whose secret cannot be read.
                LOG.warn("The secret before the last of {} cannot be read, and signs no longer", id.entityId());
            }
        }
        EndpointHealth health =
                new EndpointHealth(row.getInt(HEALTH), row.getLong(HEALTH + 1), nullable(row, HEALTH + 2));
        return new Row(
                new Kept(endpoint(row, List.copyOf(secrets)), health),
                row.getLong(POSITION),
                row.getLong(POSITION + 1));
    }

    private static OptionalLong nullable(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
