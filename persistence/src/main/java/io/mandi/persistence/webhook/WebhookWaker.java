package io.mandi.persistence.webhook;

import io.mandi.engine.webhook.EndpointId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoints of a slice of the log for which there is something to do: events that have not become deliveries, or deliveries
 * that may be sent. One whose deliveries all wait for their next attempts is left alone until the first of these. Looks that are asked
 * for while one is under way become one.
 */
public final class WebhookWaker {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookWaker.class);

    // As the queue of a deliverer has it: what waits behind another delivery of its aggregate is not due. Who has no
    // room
    // takes no events before some deliveries are done, and then looks by itself.
    private static final String FIND = """
        SELECT organization_id, endpoint_id FROM webhook_endpoint AS endpoint
        CROSS JOIN LATERAL (
            SELECT count(*) AS unfinished, coalesce(bool_or(head AND due_at <= ?), false) AS due
            FROM (
                SELECT due_at, row_number() OVER (PARTITION BY aggregate_id ORDER BY position) = 1 AS head
                FROM (
                    SELECT aggregate_id, position, due_at FROM webhook_delivery AS delivery
                    WHERE delivery.organization_id = endpoint.organization_id AND delivery.endpoint_id = endpoint.endpoint_id
                        AND state IN ('PENDING', 'RETRYING')
                    ORDER BY position LIMIT ?) AS kept) AS numbered) AS queue
        WHERE active AND verified_at IS NOT NULL AND disabled_reason IS NULL AND deleted_at IS NULL
            AND slice = ? AND open_until <= ? AND (due OR unfinished < ? AND EXISTS (
                SELECT 1 FROM event_trail AS event
                WHERE event.organization_id = endpoint.organization_id AND event.position > endpoint.position))\
        """;

    // What is begun anew at the same time stays.
    private static final String FORGET = """
        DELETE FROM webhook_delivery WHERE (organization_id, endpoint_id, position) IN (
            SELECT organization_id, endpoint_id, position FROM webhook_delivery
            WHERE state IN ('SUCCESS', 'DEAD_LETTER') AND updated_at < ? LIMIT 1000 FOR UPDATE SKIP LOCKED)\
        """;

    private static final String FORGET_OF_DELETED = """
        DELETE FROM webhook_delivery WHERE (organization_id, endpoint_id, position) IN (
            SELECT organization_id, endpoint_id, delivery.position FROM webhook_endpoint
            JOIN webhook_delivery AS delivery USING (organization_id, endpoint_id) WHERE deleted_at IS NOT NULL LIMIT 1000)\
        """;

    private static final String FORGET_DELETED = """
        DELETE FROM webhook_endpoint AS endpoint WHERE deleted_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM webhook_delivery AS delivery WHERE delivery.organization_id = endpoint.organization_id
                AND delivery.endpoint_id = endpoint.endpoint_id)\
        """;

    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final Duration FORGET_TIME = Duration.ofSeconds(2);

    private static final Duration FORGET_PAUSE = Duration.ofSeconds(10);

    private static final int NOT_LOOKING = 0;
    private static final int LOOKING = 1;
    private static final int AGAIN = 2;

    private final DataSource connections;
    private final Executor executor;
    private final Consumer<EndpointId> wake;
    private final int window;
    private final Duration kept;
    private final InstantSource clock;
    private final AtomicIntegerArray looking;
    private final AtomicReference<Instant> forgotten = new AtomicReference<>(Instant.EPOCH);

    /**
     * @param executor whose threads may wait for the database
     * @param wake told of each endpoint for which there is something to do
     * @param window most unfinished deliveries that a deliverer has in memory
     * @param kept how long what is finished is kept
     */
    public WebhookWaker(
            DataSource connections,
            Executor executor,
            int slices,
            Consumer<EndpointId> wake,
            int window,
            Duration kept,
            InstantSource clock) {
        this.connections = connections;
        this.executor = executor;
        this.wake = wake;
        this.window = window;
        this.kept = kept;
        this.clock = clock;
        this.looking = new AtomicIntegerArray(slices);
    }

    /** There may be more events in a slice, or time has passed. */
    public void look(int slice) {
        int before = looking.getAndUpdate(slice, state -> state == NOT_LOOKING ? LOOKING : AGAIN);
        if (before == NOT_LOOKING) {
            executor.execute(() -> lookNow(slice));
        }
    }

    private void lookNow(int slice) {
        do {
            looking.set(slice, LOOKING);
            try {
                find(slice).forEach(wake);
                forget();
            } catch (SQLException | RuntimeException e) {
                // The next turn of the projection looks again.
                LOG.warn("Webhooks with something to do cannot be looked for: {}", e.getMessage());
            }
        } while (!looking.compareAndSet(slice, LOOKING, NOT_LOOKING));
    }

    private List<EndpointId> find(int slice) throws SQLException {
        long now = micros(clock.instant());
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setLong(1, now);
            statement.setInt(2, window);
            statement.setInt(3, slice);
            statement.setLong(4, now);
            statement.setInt(5, window);
            List<EndpointId> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new EndpointId(row.getString(1), row.getString(2)));
                }
            }
            return found;
        }
    }

    /** A little from time to time, so that it does not hold up the looking for endpoints. */
    private void forget() throws SQLException {
        Instant last = forgotten.get();
        Instant now = clock.instant();
        if (now.isBefore(last.plus(FORGET_PAUSE)) || !forgotten.compareAndSet(last, now)) {
            return;
        }
        long end = System.nanoTime() + FORGET_TIME.toNanos();
        try (Connection connection = connections.getConnection();
                PreparedStatement old = connection.prepareStatement(FORGET);
                PreparedStatement ofDeleted = connection.prepareStatement(FORGET_OF_DELETED);
                PreparedStatement deleted = connection.prepareStatement(FORGET_DELETED)) {
            old.setLong(1, micros(now.minus(kept)));
            repeat(old, end);
            repeat(ofDeleted, end);
            deleted.executeUpdate();
        }
    }

    private static void repeat(PreparedStatement forget, long end) throws SQLException {
        int forgotten;
        do {
            forgotten = forget.executeUpdate();
        } while (forgotten == FORGOTTEN_AT_ONCE && System.nanoTime() < end);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
