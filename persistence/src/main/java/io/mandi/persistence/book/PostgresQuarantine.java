package io.mandi.persistence.book;

import io.mandi.engine.actor.Quarantine;
import io.mandi.engine.id.EntityId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of quarantined books in the table {@code quarantined_entity}. One thread writes what has changed here, and reads
 * what others have changed, at every turn; what could not be written is tried again at the next one.
 */
public final class PostgresQuarantine implements Quarantine, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresQuarantine.class);

    private static final String ENTER = """
        INSERT INTO quarantined_entity (persistence_id, reason) VALUES (?, ?)
        ON CONFLICT (persistence_id) DO UPDATE SET reason = excluded.reason\
        """;

    private static final String LEAVE = "DELETE FROM quarantined_entity WHERE persistence_id = ?";

    private static final String LIST = """
        SELECT persistence_id, reason, since FROM quarantined_entity ORDER BY persistence_id LIMIT ?\
        """;

    /** More are not shown; so many mean that something else is wrong. */
    private static final int LIMIT = 10_000;

    private final DataSource connections;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quarantine").factory());

    /** Reasons of books that are to be entered. */
    private final Map<EntityId, String> entering = new ConcurrentHashMap<>();

    /** Books that have recovered; most of them were never on the list, which the next look at it shows. */
    private final Set<EntityId> leaving = ConcurrentHashMap.newKeySet();

    private volatile Set<EntityId> listed = Set.of();
    private boolean failing;

    /** @param turn how often the table is read, and what is not written yet is tried again */
    public PostgresQuarantine(DataSource connections, Duration turn) {
        this.connections = connections;
        thread.scheduleWithFixedDelay(this::turn, 0, turn.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void enter(EntityId book, String reason) {
        leaving.remove(book);
        entering.put(book, reason);
    }

    @Override
    public void leave(EntityId book) {
        entering.remove(book);
        leaving.add(book);
    }

    /** How many books of the whole cluster are on the list, as of the last turn. */
    public int count() {
        return listed.size();
    }

    /** The list, as it is in the database now. */
    public static List<QuarantinedBook> list(DataSource connections) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setInt(1, LIMIT);
            try (ResultSet found = statement.executeQuery()) {
                List<QuarantinedBook> books = new ArrayList<>();
                while (found.next()) {
                    String reason = found.getString(2);
                    Instant since = found.getTimestamp(3).toInstant();
                    // Of a kind that only a newer release knows, it is that release's business.
                    EntityId.parse(found.getString(1))
                            .ifPresent(book -> books.add(new QuarantinedBook(book, reason, since)));
                }
                return books;
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void turn() {
        try {
            for (Map.Entry<EntityId, String> entry : entering.entrySet()) {
                update(ENTER, entry.getKey(), entry.getValue());
                entering.remove(entry.getKey(), entry.getValue());
            }
            // Before the list is read: who leaves only then may have been entered only then, and is not on it yet.
            Set<EntityId> left = Set.copyOf(leaving);
            Set<EntityId> found =
                    list(connections).stream().map(QuarantinedBook::book).collect(Collectors.toSet());
            for (EntityId book : left) {
                if (found.remove(book)) {
                    update(LEAVE, book);
                }
                leaving.remove(book);
            }
            listed = Set.copyOf(found);
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (!failing) {
                LOG.warn("The list of quarantined books cannot be kept now: {}", e.getMessage());
            }
            failing = true;
        }
    }

    private void update(String sql, EntityId book, String... more) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, book.persistenceId());
            for (int i = 0; i < more.length; i++) {
                statement.setString(2 + i, more[i]);
            }
            statement.executeUpdate();
        }
    }
}
