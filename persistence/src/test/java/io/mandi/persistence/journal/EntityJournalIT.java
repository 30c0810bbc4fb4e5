package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.trail.TrailProjection;
import io.mandi.persistence.trail.TrailVerification;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change of tables and its event are one. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EntityJournalIT {
    private static final EntityId ENTITY = EntityId.of(EntityId.Kind.WEBHOOKS, "north");
    private static final int SLICE = EventLog.sliceOf(ENTITY.persistenceId());
    private static final Caller CLERK = new Caller("north", Actor.staff("clerk"), "request-1", Optional.empty());
    private static final int THREADS = 6;
    private static final int CHANGES = 20;

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(THREADS + 2));
    private final AtomicLong seconds = new AtomicLong(1_700_000_000);
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final EntityJournal journal =
            new EntityJournal(pool.dataSource(), told::add, () -> Instant.ofEpochSecond(seconds.get()));

    @BeforeEach
    void createTables() throws SQLException {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
        try (Connection connection = pool.dataSource().getConnection()) {
            execute(connection, "CREATE TABLE silo (level bigint)");
        }
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Effect effect(long number) {
        return new Effect(
                "webhook.endpoint_deleted.v1",
                List.of(number),
                JsonNodeFactory.instance.objectNode().put("webhook_id", "whk_" + number));
    }

    private long levels() throws SQLException {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM silo")) {
            row.next();
            return row.getLong(1);
        }
    }

    private EventLog.Page read() throws SQLException {
        try (Connection connection = pool.dataSource().getConnection()) {
            return EventLog.read(connection, SLICE, LogPosition.START, 10_000);
        }
    }

    private List<Transition> transitions() throws SQLException, UnreadableEventException {
        List<Transition> transitions = new ArrayList<>();
        for (LogEntry entry : read().entries()) {
            transitions.add(((StoredEvent.OfEntity) new StoredEvents().readAny(entry)).transition());
        }
        return transitions;
    }

    @Test
    void changesFromEverywhereAreCountedWithoutAGap() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Object>> running = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                running.add(threads.submit(() -> {
                    for (int i = 0; i < CHANGES; i++) {
                        int effects = 1 + i % 3;
                        journal.change(ENTITY, CLERK, (connection, at, happened) -> {
                            execute(connection, "INSERT INTO silo VALUES (" + at + ")");
                            for (int effect = 0; effect < effects; effect++) {
                                happened.accept(effect(effect));
                            }
                            return null;
                        });
                    }
                    return null;
                }));
            }
            for (Future<Object> one : running) {
                one.get();
            }
        }
        List<Transition> transitions = transitions();
        assertThat(transitions).hasSize(THREADS * CHANGES);
        assertThat(levels()).isEqualTo(THREADS * CHANGES);
        assertThat(told).hasSize(THREADS * CHANGES).containsOnly(ENTITY.persistenceId());
        long next = 1;
        for (Transition transition : transitions) {
            assertThat(transition.firstSequence()).isEqualTo(next);
            next = transition.nextSequence();
        }
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 7);
        assertThat(TrailVerification.run(pool.dataSource(), 50, List.of()))
                .singleElement()
                .satisfies(result -> assertThat(result.flaw()).isEmpty());
    }

    @Test
    void aChangeThatFailsLeavesNothing() throws Exception {
        assertThatThrownBy(() -> journal.change(ENTITY, CLERK, (connection, at, happened) -> {
                    execute(connection, "INSERT INTO silo VALUES (1)");
                    happened.accept(effect(1));
                    throw new IllegalStateException("in the middle");
                }))
                .hasMessage("in the middle");
        assertThat(levels()).isZero();
        assertThat(transitions()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void whatChangesNothingIsNoEvent() throws Exception {
        String result = journal.change(ENTITY, CLERK, (connection, at, happened) -> "looked");
        assertThat(result).isEqualTo("looked");
        assertThat(transitions()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void timeDoesNotGoBackWithTheClockOfAnotherNode() throws Exception {
        journal.change(ENTITY, CLERK, (connection, at, happened) -> {
            happened.accept(effect(1));
            return null;
        });
        seconds.addAndGet(-60);
        journal.change(ENTITY, CLERK, (connection, at, happened) -> {
            happened.accept(effect(2));
            return null;
        });
        assertThat(transitions()).extracting(Transition::at).containsOnly(1_700_000_000_000_000L);
    }

    /** Its transaction has a number before its event is there: who follows the log must not pass it by. */
    @Test
    void whoFollowsTheLogWaitsForAChangeThatIsUnderWay() throws Exception {
        journal.change(ENTITY, CLERK, (connection, at, happened) -> {
            execute(connection, "INSERT INTO silo VALUES (1)");
            EntityId other = EntityId.of(EntityId.Kind.WEBHOOKS, sameSlice());
            journal.change(other, CLERK, (elsewhere, later, happenedThere) -> {
                happenedThere.accept(effect(2));
                return null;
            });
            EventLog.Page meanwhile = read();
            assertThat(meanwhile.entries()).isEmpty();
            assertThat(meanwhile.held()).isTrue();
            happened.accept(effect(1));
            return null;
        });
        assertThat(read().entries())
                .extracting(LogEntry::persistenceId)
                .containsExactly(ENTITY.persistenceId(), "Webhooks|" + sameSlice());
    }

    private static String sameSlice() {
        for (int i = 0; ; i++) {
            if (EventLog.sliceOfOrganization("south-" + i) == SLICE) {
                return "south-" + i;
            }
        }
    }
}
