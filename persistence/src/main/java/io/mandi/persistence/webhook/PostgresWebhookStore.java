package io.mandi.persistence.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.publication.PublishedEvent;
import io.mandi.engine.publication.WebhookEffects;
import io.mandi.engine.webhook.Delivery;
import io.mandi.engine.webhook.EndpointHealth;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.Outcome;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookStore;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.pool.Transactions;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.table.Columns;
import io.mandi.persistence.trail.EventPages;
import io.mandi.persistence.trail.PostgresEvents;
import io.mandi.persistence.trail.PostgresEvents.Positioned;
import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What deliverers keep, in the tables {@code webhook_endpoint}, {@code webhook_delivery} and {@code webhook_attempt}. */
public final class PostgresWebhookStore implements WebhookStore {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresWebhookStore.class);
    private static final JsonFactory JSON = new JsonFactory();

    private static final String WHICH = " WHERE organization_id = ? AND endpoint_id = ?";

    private static final String ENDPOINT = WHICH + " AND deleted_at IS NULL";

    private static final String OPEN =
            "UPDATE webhook_endpoint SET epoch = epoch + 1" + ENDPOINT + " RETURNING " + EndpointTable.ALL_COLUMNS;

    private static final String READ =
            "SELECT " + EndpointTable.ALL_COLUMNS + " FROM webhook_endpoint" + ENDPOINT + " AND epoch = ?";

    private static final String UNFINISHED =
            "SELECT position, event_id, type, aggregate_id, body, state, attempts, due_at, trace FROM webhook_delivery"
                    + WHICH + " AND state IN ('PENDING', 'RETRYING') AND position <> ALL (?) ORDER BY position LIMIT ?";

    private static final String ADVANCE =
            "UPDATE webhook_endpoint SET position = ?" + ENDPOINT + " AND epoch = ? AND position = ?";

    private static final String INSERT = """
        INSERT INTO webhook_delivery (organization_id, endpoint_id, position, event_id, type, aggregate_id, body, state, attempts,
            due_at, occurred_at, created_at, updated_at, trace)
        SELECT ?, ?, position, event_id, type, aggregate_id, body, 'PENDING', 0, 0, occurred_at, ?, ?, trace
        FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[])
            AS new (position, event_id, type, aggregate_id, body, occurred_at, trace)\
        """;

    // What its owner has changed since the deliverer last looked counts more than what the deliverer has found.
    private static final String RECORD = """
        UPDATE webhook_endpoint SET
            failures = CASE WHEN version = ? THEN ? ELSE failures END,
            open_until = CASE WHEN version = ? THEN ? ELSE open_until END,
            failing_since = CASE WHEN version = ? THEN ? ELSE failing_since END,
            disabled_reason = CASE WHEN version = ? THEN coalesce(?, disabled_reason) ELSE disabled_reason END,
            version = version + CASE WHEN version = ? AND ?::text IS NOT NULL THEN 1 ELSE 0 END\
        """ + ENDPOINT + " AND epoch = ? RETURNING " + EndpointTable.ALL_COLUMNS;

    private static final String RECORD_DELIVERIES = """
        UPDATE webhook_delivery AS kept SET state = new.state, attempts = new.attempts, due_at = new.due_at, updated_at = ?
        FROM unnest(?::bigint[], ?::text[], ?::integer[], ?::bigint[]) AS new (position, state, attempts, due_at)
        WHERE kept.organization_id = ? AND kept.endpoint_id = ? AND kept.position = new.position\
        """;

    // Outcomes that are kept a second time, because nobody was told of the first, leave one row; those of deliveries
    // that were
    // forgotten leave none.
    private static final String RECORD_ATTEMPTS = """
        INSERT INTO webhook_attempt (organization_id, endpoint_id, position, started_at, duration_micros, status, failure, answer)
        SELECT organization_id, endpoint_id, position, started_at, duration_micros, status, failure, answer
        FROM webhook_delivery JOIN unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::integer[], ?::text[], ?::text[])
            AS new (position, started_at, duration_micros, status, failure, answer) USING (position)
        WHERE organization_id = ? AND endpoint_id = ?
        ON CONFLICT DO NOTHING\
        """;

    /** As whom a node acts for itself. */
    private static final String SYSTEM = "system";

    private final EntityJournal journal;
    private final DataSource connections;
    private final Executor executor;
    private final OrganizationReader reader;
    private final EventPages events;
    private final EventCatalogue catalogue;
    private final SecretCipher cipher;
    private final InstantSource clock;

    /**
     * @param journal gets what a node does to endpoints by itself
     * @param executor whose threads may wait for the database
     */
    public PostgresWebhookStore(
            EntityJournal journal,
            DataSource connections,
            Executor executor,
            OrganizationReader reader,
            EventCatalogue catalogue,
            SecretCipher cipher,
            InstantSource clock) {
        this.journal = journal;
        this.connections = connections;
        this.executor = executor;
        this.reader = reader;
        this.events = new EventPages(catalogue);
        this.catalogue = catalogue;
        this.cipher = cipher;
        this.clock = clock;
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

    @Override
    public CompletionStage<Optional<Opened>> open(EndpointId id) {
        return run(() -> Transactions.run(connections, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
                which(statement, 1, id);
                return row(statement).map(row -> new Opened(row.epoch(), row.kept()));
            }
        }));
    }

    @Override
    public CompletionStage<Taken> take(EndpointId id, long epoch, Set<Long> known, int room) {
        return run(() -> {
            EndpointTable.Row row;
            List<Delivery> deliveries = new ArrayList<>();
            try (Connection connection = connections.getConnection()) {
                row = read(connection, id, epoch);
                if (room == 0 || row.kept().endpoint().status() != WebhookEndpoint.Status.ACTIVE) {
                    return new Taken(row.kept(), List.of(), false);
                }
                deliveries.addAll(unfinished(connection, id, known, room));
            }
            if (deliveries.size() == room) {
                return new Taken(row.kept(), deliveries, true);
            }
            PostgresEvents.Page page;
            try {
                page = behind(id, row, room - deliveries.size());
            } catch (SQLException e) {
                if (deliveries.isEmpty()) {
                    throw e;
                }
                // What is there already need not wait for events that cannot be read.
                LOG.warn("Events for the webhook endpoint {} cannot be read: {}", id.entityId(), e.getMessage());
                return new Taken(row.kept(), deliveries, true);
            }
            if (page.last() > row.position()) {
                List<Added> added =
                        page.events().stream().map(PostgresWebhookStore::added).toList();
                Transactions.run(connections, connection -> {
                    advance(connection, id, row, page.last());
                    insert(connection, id, added);
                    return null;
                });
                added.forEach(one -> deliveries.add(one.delivery));
            }
            return new Taken(row.kept(), deliveries, page.full());
        });
    }

    private PostgresEvents.Page behind(EndpointId id, EndpointTable.Row row, int limit) throws SQLException {
        EventSelection selection =
                EventSelection.of(catalogue, row.kept().endpoint().eventTypes());
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return reader.readNow(
                id.organization(),
                connection -> events.behind(connection, id.organization(), selection, row.position(), limit, today));
    }

    private EndpointTable.Row read(Connection connection, EndpointId id, long epoch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            which(statement, 1, id);
            statement.setLong(3, epoch);
            return row(statement).orElseThrow(() -> new NotTheOwnerException(id));
        }
    }

    private static List<Delivery> unfinished(Connection connection, EndpointId id, Set<Long> known, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UNFINISHED)) {
            which(statement, 1, id);
            statement.setArray(3, connection.createArrayOf("bigint", known.toArray()));
            statement.setInt(4, limit);
            List<Delivery> deliveries = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    deliveries.add(new Delivery(
                            row.getLong(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            Delivery.State.valueOf(row.getString(6)),
                            row.getInt(7),
                            row.getLong(8),
                            Optional.ofNullable(row.getString(9)).flatMap(TraceContext::parse)));
                }
            }
            return deliveries;
        }
    }

    /** An event that has become a delivery. */
    private record Added(Delivery delivery, long occurredAt) {}

    private static Added added(Positioned positioned) {
        PublishedEvent event = positioned.event();
        Delivery delivery = new Delivery(
                positioned.position(),
                event.id(),
                event.type().toString(),
                event.aggregateId(),
                body(event),
                Delivery.State.PENDING,
                0,
                0,
                positioned.trace());
        return new Added(delivery, event.occurredAt());
    }

    /** Moves the endpoint's position, in the transaction that adds the deliveries up to it. */
    private static void advance(Connection connection, EndpointId id, EndpointTable.Row row, long position)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
            statement.setLong(1, position);
            which(statement, 2, id);
            statement.setLong(4, row.epoch());
            statement.setLong(5, row.position());
            if (statement.executeUpdate() == 0) {
                throw new NotTheOwnerException(id);
            }
        }
    }

    private void insert(Connection connection, EndpointId id, List<Added> added) throws SQLException {
        if (added.isEmpty()) {
            return;
        }
        long now = now();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            Columns<Added> columns = new Columns<>(connection, added);
            which(statement, 1, id);
            statement.setLong(3, now);
            statement.setLong(4, now);
            statement.setArray(5, columns.longs(one -> one.delivery.position()));
            statement.setArray(6, columns.texts(one -> one.delivery.eventId()));
            statement.setArray(7, columns.texts(one -> one.delivery.type()));
            statement.setArray(8, columns.texts(one -> one.delivery.aggregateId()));
            statement.setArray(9, columns.texts(one -> one.delivery.body()));
            statement.setArray(10, columns.longs(Added::occurredAt));
            statement.setArray(
                    11,
                    columns.texts(
                            one -> one.delivery.trace().map(TraceContext::text).orElse(null)));
            statement.executeUpdate();
        }
    }

    private static String body(PublishedEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            event.write(out);
        } catch (IOException e) {
            throw new IllegalStateException("a text can be written to", e);
        }
        return text.toString();
    }

    @Override
    public CompletionStage<Kept> record(
            EndpointId id,
            long epoch,
            List<Outcome> outcomes,
            long version,
            EndpointHealth health,
            Optional<WebhookEndpoint.DisabledReason> disabled) {
        Transactions.Work<Kept, RuntimeException> work = connection -> {
            Kept kept = record(connection, id, epoch, version, health, disabled.map(Enum::name));
            recordDeliveries(connection, id, outcomes);
            recordAttempts(connection, id, outcomes);
            return kept;
        };
        if (disabled.isEmpty()) {
            return run(() -> Transactions.run(connections, work));
        }
        EntityId entity = EntityId.of(EntityId.Kind.WEBHOOKS, id.organization());
        Caller caller = new Caller(id.organization(), Actor.staff(SYSTEM), id.endpoint(), Optional.empty());
        return run(() -> journal.change(entity, caller, (connection, now, happened) -> {
            Kept kept = work.on(connection);
            // Not when its owner has changed it since.
            if (kept.endpoint().disabled().isPresent() && kept.endpoint().version() == version + 1) {
                happened.accept(WebhookEffects.disabled(id, disabled.get()));
            }
            return kept;
        }));
    }

    private Kept record(
            Connection connection,
            EndpointId id,
            long epoch,
            long version,
            EndpointHealth health,
            Optional<String> disabled)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD)) {
            statement.setLong(1, version);
            statement.setInt(2, health.failures());
            statement.setLong(3, version);
            statement.setLong(4, health.openUntil());
            statement.setLong(5, version);
            statement.setObject(
                    6, health.failingSince().isPresent() ? health.failingSince().getAsLong() : null, Types.BIGINT);
            statement.setLong(7, version);
            statement.setString(8, disabled.orElse(null));
            statement.setLong(9, version);
            statement.setString(10, disabled.orElse(null));
            which(statement, 11, id);
            statement.setLong(13, epoch);
            return row(statement)
                    .orElseThrow(() -> new NotTheOwnerException(id))
                    .kept();
        }
    }

    /** As the last attempt has left them: there may have been several since outcomes were last kept. */
    private void recordDeliveries(Connection connection, EndpointId id, List<Outcome> outcomes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD_DELIVERIES)) {
            Map<Long, Delivery> last = new LinkedHashMap<>();
            outcomes.forEach(outcome -> last.put(outcome.delivery().position(), outcome.delivery()));
            Columns<Delivery> columns = new Columns<>(connection, List.copyOf(last.values()));
            statement.setLong(1, now());
            statement.setArray(2, columns.longs(Delivery::position));
            statement.setArray(3, columns.texts(delivery -> delivery.state().name()));
            statement.setArray(4, columns.ints(Delivery::attempts));
            statement.setArray(5, columns.longs(Delivery::dueAt));
            which(statement, 6, id);
            statement.executeUpdate();
        }
    }

    private static void recordAttempts(Connection connection, EndpointId id, List<Outcome> outcomes)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RECORD_ATTEMPTS)) {
            Columns<Outcome> columns = new Columns<>(connection, outcomes);
            statement.setArray(1, columns.longs(outcome -> outcome.delivery().position()));
            statement.setArray(2, columns.longs(outcome -> outcome.attempt().startedAt()));
            statement.setArray(3, columns.longs(outcome -> outcome.attempt().durationMicros()));
            statement.setArray(
                    4,
                    columns.nullableInts(outcome -> nullable(outcome.attempt().status())));
            statement.setArray(
                    5,
                    columns.texts(outcome ->
                            outcome.attempt().failure().map(Enum::name).orElse(null)));
            // PostgreSQL has no text with a zero character.
            statement.setArray(
                    6, columns.texts(outcome -> outcome.attempt().answer().replace('\0', '\uFFFD')));
            which(statement, 7, id);
            statement.executeUpdate();
        }
    }

    private static Integer nullable(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    private Optional<EndpointTable.Row> row(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(EndpointTable.row(row, cipher, now())) : Optional.empty();
        }
    }

    private static void which(PreparedStatement statement, int at, EndpointId id) throws SQLException {
        statement.setString(at, id.organization());
        statement.setString(at + 1, id.endpoint());
    }

    private long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
