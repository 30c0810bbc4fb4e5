package io.mandi.persistence.webhook;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.publication.WebhookEffects;
import io.mandi.engine.webhook.Delivery;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.SigningSecret;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.pool.Transactions;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** What the owners of webhook endpoints see and change. A stage fails when the database does. */
public final class PostgresWebhooks {
    /** How long a secret is good after it was replaced. */
    public static final Duration ROTATION = Duration.ofHours(24);

    private static final Duration KEY_LIFE = Duration.ofHours(24);

    private static final String WHICH = " WHERE organization_id = ? AND endpoint_id = ?";
    private static final String ENDPOINT = WHICH + " AND deleted_at IS NULL";
    private static final String READ = "SELECT " + EndpointTable.COLUMNS + " FROM webhook_endpoint" + ENDPOINT;
    private static final String RETURNING = " RETURNING " + EndpointTable.COLUMNS;

    private static final String FORGET_KEY = """
        UPDATE webhook_endpoint SET request_key = NULL, request_fingerprint = NULL
        WHERE organization_id = ? AND request_key = ? AND created_at <= ?\
        """;

    private static final String BY_KEY = "SELECT " + EndpointTable.ALL_COLUMNS
            + ", request_fingerprint FROM webhook_endpoint WHERE organization_id = ? AND request_key = ?";

    private static final String CREATE = """
        INSERT INTO webhook_endpoint (organization_id, endpoint_id, slice, url, event_types, description, active, max_attempts,
            secret, version, created_at, created_by, updated_at, updated_by, request_key, request_fingerprint, position)
        SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?,
            coalesce((SELECT max(position) FROM event_trail WHERE organization_id = ?), 0)\
        """ + RETURNING;

    // To activate an endpoint anew, or to move it, gives it a clean slate.
    private static final String CHANGE = """
        UPDATE webhook_endpoint SET
            url = coalesce(?, url), event_types = coalesce(?, event_types), description = coalesce(?, description),
            active = coalesce(?, active), max_attempts = coalesce(?, max_attempts),
            verified_at = CASE WHEN coalesce(?, url) = url THEN verified_at END,
            disabled_reason = CASE WHEN ? THEN NULL ELSE disabled_reason END,
            failures = CASE WHEN ? THEN 0 ELSE failures END, open_until = CASE WHEN ? THEN 0 ELSE open_until END,
            failing_since = CASE WHEN ? THEN NULL ELSE failing_since END,
            version = version + 1, updated_at = ?, updated_by = ?\
        """ + ENDPOINT + " AND (?::bigint IS NULL OR version = ?)" + RETURNING;

    private static final String ROTATE = """
        UPDATE webhook_endpoint SET
            previous_secret = CASE WHEN previous_secret_until > ? THEN previous_secret ELSE secret END,
            previous_secret_until = CASE WHEN previous_secret_until > ? THEN previous_secret_until ELSE ? END,
            secret = ?, version = version + 1, updated_at = ?, updated_by = ?\
        """ + ENDPOINT + RETURNING + ", previous_secret_until";

    // Not when it was moved since the challenge was sent.
    private static final String VERIFIED = """
        UPDATE webhook_endpoint SET verified_at = ?, version = version + 1\
        """ + ENDPOINT + " AND url = ?" + RETURNING;

    private static final String DELIVERY = """
        SELECT position, event_id, type, aggregate_id, state, attempts, due_at, occurred_at, created_at, updated_at\
         FROM webhook_delivery\
        """ + WHICH;

    private static final String BEGIN_ANEW = """
        UPDATE webhook_delivery SET state = 'PENDING', attempts = 0, due_at = 0, updated_at = ?\
        """ + WHICH;

    // Its deliveries are many: they are deleted little by little, by whoever looks for endpoints.
    private static final String DELETE = """
        UPDATE webhook_endpoint SET deleted_at = ?, epoch = epoch + 1, request_key = NULL, request_fingerprint = NULL,
            updated_by = ?\
        """ + ENDPOINT + RETURNING;

    // Events are numbered nearly in the order of their times: the numbers of those from a little before are where to
    // begin.
    private static final String RECOVER =
            "WITH chosen AS MATERIALIZED (SELECT position FROM webhook_delivery" + WHICH + """
                     AND state = ANY (?) AND occurred_at >= ? AND position > ? AND position >= coalesce((
                        SELECT position FROM event_trail WHERE organization_id = ? AND occurred_at >= ?
                        ORDER BY occurred_at, position LIMIT 1), 0)
                    ORDER BY position LIMIT ?),
                begun AS (\
                """ + BEGIN_ANEW + """
                     AND position IN (SELECT position FROM chosen) AND state = ANY (?) RETURNING position)
                SELECT count(*), max(position) FROM begun\
                """;

    private static final Duration DISORDER = Duration.ofMinutes(1);

    private final EntityJournal journal;
    private final DataSource connections;
    private final Executor executor;
    private final OrganizationReader reader;
    private final SecretCipher cipher;
    private final InstantSource clock;

    /**
     * @param journal gets what is done to endpoints
     * @param executor whose threads may wait for the database
     */
    public PostgresWebhooks(
            EntityJournal journal,
            DataSource connections,
            Executor executor,
            OrganizationReader reader,
            SecretCipher cipher,
            InstantSource clock) {
        this.journal = journal;
        this.connections = connections;
        this.executor = executor;
        this.reader = reader;
        this.cipher = cipher;
        this.clock = clock;
    }

    /**
     * An endpoint to be.
     *
     * @param key the request's idempotency key with what it is unique within, but for the organisation
     * @param fingerprint of the request's body
     */
    public record Wanted(
            EndpointId id,
            String url,
            List<String> eventTypes,
            Optional<String> description,
            boolean active,
            int maxAttempts,
            SigningSecret secret,
            String key,
            String fingerprint) {}

    /** What became of it. */
    public sealed interface Creation {
        /**
         * It is there.
         *
         * @param secret absent when it was replaced since: that one is not for whoever created the endpoint
         * @param repeated whether it was before
         */
        record Done(WebhookEndpoint endpoint, Optional<SigningSecret> secret, boolean repeated) implements Creation {}

        /** The key was used for something else. */
        record KeyReused() implements Creation {}

        /** The organisation has as many as it can have. */
        record TooMany() implements Creation {}
    }

    /** A change; what is absent stays as it is. */
    public record Change(
            Optional<String> url,
            Optional<List<String>> eventTypes,
            Optional<String> description,
            Optional<Boolean> active,
            OptionalInt maxAttempts) {}

    /** What became of a change; neither is there when the endpoint is not. */
    public record Changed(Optional<WebhookEndpoint> now, boolean conflict) {}

    /**
     * A delivery as its owner sees it. Times in microseconds since the epoch.
     *
     * @param dueAt of the next attempt; of no meaning when there will be none
     */
    public record Listed(
            long position,
            String eventId,
            String type,
            String aggregateId,
            Delivery.State state,
            int attempts,
            long dueAt,
            long occurredAt,
            long createdAt,
            long updatedAt) {}

    /** An attempt as the endpoint's owner sees it. */
    public record ListedAttempt(
            long startedAt, long durationMicros, OptionalInt status, Optional<String> failure, String answer) {}

    /** A delivery with its attempts, the newest first. */
    public record Detailed(Listed delivery, List<ListedAttempt> attempts) {}

    /** @param most endpoints that an organisation can have */
    public CompletionStage<Creation> create(Wanted wanted, int most, Caller caller) {
        return change(wanted.id(), caller, (connection, now, happened) -> {
            String organization = wanted.id().organization();
            update(connection, FORGET_KEY, organization, wanted.key(), now - micros(KEY_LIFE));
            Optional<Creation> earlier = byKey(connection, wanted, now);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            long there = new Query(
                            "SELECT count(*) FROM webhook_endpoint WHERE organization_id = ? AND deleted_at IS NULL",
                            organization)
                    .run(connection, row -> row.getLong(1))
                    .getFirst();
            if (there >= most) {
                return new Creation.TooMany();
            }
            Creation.Done done = insert(connection, wanted, caller.actor().user(), now);
            happened.accept(WebhookEffects.created(done.endpoint()));
            return done;
        });
    }

    private Optional<Creation> byKey(Connection connection, Wanted wanted, long now) throws SQLException {
        return new Query(BY_KEY, wanted.id().organization(), wanted.key())
                        .run(connection, row -> {
                            WebhookEndpoint there =
                                    EndpointTable.row(row, cipher, now).kept().endpoint();
                            return wanted.fingerprint().equals(row.getString("request_fingerprint"))
                                    ? new Creation.Done(there, unchangedSecret(row, there), true)
                                    : (Creation) new Creation.KeyReused();
                        })
                        .stream()
                        .findFirst();
    }

    private static Optional<SigningSecret> unchangedSecret(ResultSet row, WebhookEndpoint there) throws SQLException {
        row.getLong("previous_secret_until");
        return row.wasNull() ? Optional.of(there.secrets().getFirst()) : Optional.empty();
    }

    private Creation.Done insert(Connection connection, Wanted wanted, String user, long now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
            EndpointId id = wanted.id();
            statement.setString(1, id.organization());
            statement.setString(2, id.endpoint());
            statement.setInt(3, EventLog.sliceOfOrganization(id.organization()));
            statement.setString(4, wanted.url());
            statement.setArray(
                    5, connection.createArrayOf("text", wanted.eventTypes().toArray()));
            statement.setString(6, wanted.description().orElse(null));
            statement.setBoolean(7, wanted.active());
            statement.setInt(8, wanted.maxAttempts());
            statement.setBytes(9, cipher.encipher(id, wanted.secret()));
            statement.setLong(10, now);
            statement.setString(11, user);
            statement.setLong(12, now);
            statement.setString(13, user);
            statement.setString(14, wanted.key());
            statement.setString(15, wanted.fingerprint());
            statement.setString(16, id.organization());
            return new Creation.Done(one(statement).orElseThrow(), Optional.of(wanted.secret()), false);
        }
    }

    /**
     * The endpoints of an organisation, the oldest first.
     *
     * @param after the id behind which to begin
     */
    public CompletionStage<List<WebhookEndpoint>> list(String organization, Optional<String> after, int limit) {
        return reader.read(
                organization,
                connection -> new Query(
                                "SELECT " + EndpointTable.COLUMNS + " FROM webhook_endpoint WHERE organization_id = ?"
                                        + " AND deleted_at IS NULL AND endpoint_id > ? ORDER BY endpoint_id LIMIT ?",
                                organization,
                                after.orElse(""),
                                limit)
                        .run(connection, EndpointTable::endpoint));
    }

    /** One endpoint, when there is. */
    public CompletionStage<Optional<WebhookEndpoint>> find(EndpointId id) {
        return reader.read(
                id.organization(),
                connection -> new Query(READ, id.organization(), id.endpoint())
                        .run(connection, EndpointTable::endpoint).stream().findFirst());
    }

    /** One endpoint with its secrets, for a message that is sent to it at once; when there is. */
    public CompletionStage<Optional<WebhookEndpoint>> findWithSecrets(EndpointId id) {
        return run(() -> Transactions.run(
                connections,
                connection -> new Query(
                                "SELECT " + EndpointTable.ALL_COLUMNS + " FROM webhook_endpoint" + ENDPOINT,
                                id.organization(),
                                id.endpoint())
                                .run(
                                        connection,
                                        row -> EndpointTable.row(row, cipher, now())
                                                .kept()
                                                .endpoint())
                                .stream()
                                .findFirst()));
    }

    /** @param version that is to be changed, where it matters */
    public CompletionStage<Changed> change(EndpointId id, OptionalLong version, Change change, Caller caller) {
        return change(id, caller, (connection, at, happened) -> {
            try (PreparedStatement statement = connection.prepareStatement(CHANGE)) {
                boolean anew = change.active().orElse(false) || change.url().isPresent();
                statement.setString(1, change.url().orElse(null));
                statement.setArray(
                        2,
                        change.eventTypes().isPresent()
                                ? connection.createArrayOf(
                                        "text", change.eventTypes().get().toArray())
                                : null);
                statement.setString(3, change.description().orElse(null));
                statement.setObject(4, change.active().orElse(null), Types.BOOLEAN);
                statement.setObject(
                        5,
                        change.maxAttempts().isPresent() ? change.maxAttempts().getAsInt() : null,
                        Types.INTEGER);
                statement.setString(6, change.url().orElse(null));
                for (int i = 7; i <= 10; i++) {
                    statement.setBoolean(i, anew);
                }
                statement.setLong(11, at);
                statement.setString(12, caller.actor().user());
                statement.setString(13, id.organization());
                statement.setString(14, id.endpoint());
                Long expected = version.isPresent() ? (Long) version.getAsLong() : null;
                statement.setObject(15, expected, Types.BIGINT);
                statement.setObject(16, expected, Types.BIGINT);
                Optional<WebhookEndpoint> now = one(statement);
                now.map(WebhookEffects::updated).ifPresent(happened);
                return new Changed(now, now.isEmpty() && exists(connection, id));
            }
        });
    }

    private static boolean exists(Connection connection, EndpointId id) throws SQLException {
        return !new Query(READ, id.organization(), id.endpoint())
                .run(connection, EndpointTable::endpoint)
                .isEmpty();
    }

    /**
     * Removes an endpoint with all its deliveries.
     *
     * @return as it was, when there was one
     */
    public CompletionStage<Optional<WebhookEndpoint>> delete(EndpointId id, Caller caller) {
        return change(id, caller, (connection, now, happened) -> {
            try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
                statement.setLong(1, now);
                statement.setString(2, caller.actor().user());
                statement.setString(3, id.organization());
                statement.setString(4, id.endpoint());
                Optional<WebhookEndpoint> was = one(statement);
                was.ifPresent(endpoint -> happened.accept(WebhookEffects.deleted(id)));
                return was;
            }
        });
    }

    /**
     * Gives an endpoint another secret; the one before signs too for {@link #ROTATION}. Repeated within that time, it replaces the new
     * secret only: the one that receivers have known for longer stays good until its time, so that a repeated request, whose first
     * answer was lost, does no harm.
     */
    public CompletionStage<Optional<WebhookEndpoint>> rotate(EndpointId id, SigningSecret secret, Caller caller) {
        return change(id, caller, (connection, now, happened) -> {
            try (PreparedStatement statement = connection.prepareStatement(ROTATE)) {
                statement.setLong(1, now);
                statement.setLong(2, now);
                statement.setLong(3, now + micros(ROTATION));
                statement.setBytes(4, cipher.encipher(id, secret));
                statement.setLong(5, now);
                statement.setString(6, caller.actor().user());
                statement.setString(7, id.organization());
                statement.setString(8, id.endpoint());
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    happened.accept(WebhookEffects.secretRotated(id, row.getLong("previous_secret_until")));
                    return Optional.of(EndpointTable.endpoint(row));
                }
            }
        });
    }

    /**
     * The endpoint has answered a challenge.
     *
     * @param url that the challenge was sent to; empty when the endpoint is elsewhere by now
     */
    public CompletionStage<Optional<WebhookEndpoint>> verified(EndpointId id, String url, Caller caller) {
        return change(id, caller, (connection, now, happened) -> {
            try (PreparedStatement statement = connection.prepareStatement(VERIFIED)) {
                statement.setLong(1, now);
                statement.setString(2, id.organization());
                statement.setString(3, id.endpoint());
                statement.setString(4, url);
                Optional<WebhookEndpoint> verified = one(statement);
                verified.ifPresent(endpoint -> happened.accept(WebhookEffects.verified(id, url)));
                return verified;
            }
        });
    }

    /**
     * Deliveries of an endpoint, the newest first.
     *
     * @param before the position before which to begin
     */
    public CompletionStage<List<Listed>> deliveries(
            EndpointId id, Optional<Delivery.State> state, OptionalLong before, int limit) {
        Query query = new Query(DELIVERY, id.organization(), id.endpoint());
        state.ifPresent(one -> query.and("state = ?", one.name()));
        before.ifPresent(position -> query.and("position < ?", position));
        query.text(" ORDER BY position DESC LIMIT ?", limit);
        return reader.read(id.organization(), connection -> query.run(connection, PostgresWebhooks::listed));
    }

    /** One delivery with its attempts, when there is. */
    public CompletionStage<Optional<Detailed>> delivery(EndpointId id, String eventId, int mostAttempts) {
        return reader.read(id.organization(), connection -> {
            Optional<Listed> delivery = new Query(
                            DELIVERY + " AND event_id = ?", id.organization(), id.endpoint(), eventId)
                    .run(connection, PostgresWebhooks::listed).stream().findFirst();
            if (delivery.isEmpty()) {
                return Optional.empty();
            }
            List<ListedAttempt> attempts = new Query(
                            "SELECT started_at, duration_micros, status, failure, answer FROM webhook_attempt" + WHICH
                                    + " AND position = ? ORDER BY started_at DESC LIMIT ?",
                            id.organization(),
                            id.endpoint(),
                            delivery.get().position(),
                            mostAttempts)
                    .run(connection, PostgresWebhooks::attempt);
            return Optional.of(new Detailed(delivery.get(), attempts));
        });
    }

    private static Listed listed(ResultSet row) throws SQLException {
        return new Listed(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Delivery.State.valueOf(row.getString(5)),
                row.getInt(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10));
    }

    private static ListedAttempt attempt(ResultSet row) throws SQLException {
        int status = row.getInt(3);
        return new ListedAttempt(
                row.getLong(1),
                row.getLong(2),
                row.wasNull() ? OptionalInt.empty() : OptionalInt.of(status),
                Optional.ofNullable(row.getString(4)),
                row.getString(5));
    }

    /**
     * Begins a finished delivery anew.
     *
     * @return whether it was finished; one that is not goes on as it is
     */
    public CompletionStage<Boolean> resend(EndpointId id, String eventId, Caller caller) {
        return change(id, caller, (connection, now, happened) -> {
            boolean begun = update(
                            connection,
                            BEGIN_ANEW + " AND event_id = ? AND state IN ('SUCCESS', 'DEAD_LETTER')",
                            now,
                            id.organization(),
                            id.endpoint(),
                            eventId)
                    == 1;
            if (begun) {
                happened.accept(WebhookEffects.redeliveryRequested(id, eventId));
            }
            return begun;
        });
    }

    /**
     * How many deliveries were begun anew.
     *
     * @param last position of the last of them; 0 when there was none
     */
    public record Recovery(int count, long last) {}

    /**
     * Begins finished deliveries anew, the first ones first.
     *
     * @param states those in which they are
     * @param since of the events, microseconds since the epoch
     * @param after the position behind which to begin
     * @param most how many at most
     */
    public CompletionStage<Recovery> recover(
            EndpointId id, Set<Delivery.State> states, long since, long after, int most, Caller caller) {
        return change(id, caller, (connection, now, happened) -> {
            Array wanted = connection.createArrayOf(
                    "text",
                    states.stream()
                            .filter(Delivery.State::isFinal)
                            .map(Enum::name)
                            .toArray());
            Recovery recovery = new Query(
                            RECOVER,
                            id.organization(),
                            id.endpoint(),
                            wanted,
                            since,
                            after,
                            id.organization(),
                            since - micros(DISORDER),
                            most,
                            now,
                            id.organization(),
                            id.endpoint(),
                            wanted)
                    .run(connection, row -> new Recovery(row.getInt(1), row.getLong(2)))
                    .getFirst();
            if (recovery.count() > 0) {
                happened.accept(WebhookEffects.recoveryRequested(id, since, recovery.count()));
            }
            return recovery;
        });
    }

    private static Optional<WebhookEndpoint> one(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(EndpointTable.endpoint(row)) : Optional.empty();
        }
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private <T> CompletionStage<T> change(EndpointId id, Caller caller, EntityJournal.Work<T> work) {
        EntityId entity = EntityId.of(EntityId.Kind.WEBHOOKS, id.organization());
        return run(() -> journal.change(entity, caller, work));
    }

    private interface Step<T> {
        T take() throws SQLException;
    }

    private <T> CompletionStage<T> run(Step<T> step) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return step.take();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
