package io.mandi.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class AccessRecordsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofHours(1);
    private static final String NORTH = "north";

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(3));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        pool.close();
    }

    private AccessRecords records(Duration pause, int mostUsers) {
        EntityJournal journal = new EntityJournal(pool.dataSource(), entity -> {}, InstantSource.system());
        return new AccessRecords(journal, threads, pause, mostUsers);
    }

    private int requests;

    /** With each call another request. */
    private Caller user(String name) {
        return new Caller(NORTH, Actor.of(name, Optional.of("mill")), "request-" + ++requests, Optional.empty());
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As "user named count". */
    private List<String> written() throws Exception {
        String entity = EntityId.of(EntityId.Kind.ACCESS, NORTH).persistenceId();
        List<String> written = new ArrayList<>();
        try (Connection connection = pool.dataSource().getConnection()) {
            for (LogEntry entry : EventLog.read(connection, EventLog.sliceOf(entity), LogPosition.START, 1_000)
                    .entries()) {
                Transition transition = ((StoredEvent.OfEntity) new StoredEvents().readAny(entry)).transition();
                Effect effect = transition.effects().getFirst();
                written.add(transition.actor().user() + " "
                        + effect.data().path("named").asText()
                        + effect.data().path("list").asText() + " "
                        + effect.data().path("count").asText()
                        + effect.data().path("rows").asText());
            }
        }
        return written;
    }

    @Test
    void whatAUserNamesIsWrittenOnceWithACount() throws Exception {
        AccessRecords records = records(LONG, 10);
        records.note(user("a"), "ord_1");
        records.note(user("a"), "ord_2");
        records.note(user("b"), "x".repeat(500));
        records.note(user("a"), "ord_3");
        assertThat(written()).isEmpty();
        records.flush().toCompletableFuture().get();
        assertThat(written()).containsExactly("a ord_1 3", "b " + "x".repeat(200) + " 1");
        records.note(user("a"), "ord_4");
        records.flush().toCompletableFuture().get();
        assertThat(written()).hasSize(3).endsWith("a ord_4 1");
    }

    @Test
    void whateverIsNamedCanBeWritten() throws Exception {
        AccessRecords records = records(LONG, 10);
        records.note(user("a"), "half a pair \uD83D");
        records.note(user("b"), "x".repeat(199) + "\uD83D\uDE00");
        records.flush().toCompletableFuture().get();
        assertThat(written()).containsExactly("a half a pair ? 1", "b " + "x".repeat(199) + "? 1");
    }

    @Test
    void aRequestCountsOnce() throws Exception {
        AccessRecords records = records(LONG, 10);
        Caller request = user("a");
        records.note(request, "ord_1");
        records.note(request, "ord_1");
        records.note(user("a"), "ord_1");
        records.flush().toCompletableFuture().get();
        assertThat(written()).containsExactly("a ord_1 2");
    }

    @Test
    void itIsWrittenByItselfAfterAPause() {
        AccessRecords records = records(Duration.ofMillis(10), 10);
        records.note(user("a"), "ord_1");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(written()).containsExactly("a ord_1 1"));
        records.note(user("a"), "ord_2");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(written()).containsExactly("a ord_1 1", "a ord_2 1"));
    }

    @Test
    void soManyUsersWaitAndNoMore() throws Exception {
        AccessRecords records = records(LONG, 2);
        records.note(user("a"), "ord_1");
        records.note(user("b"), "ord_1");
        records.note(user("c"), "ord_1");
        records.note(user("b"), "ord_1");
        records.flush().toCompletableFuture().get();
        assertThat(written()).containsExactly("a ord_1 1", "b ord_1 2");
    }

    @Test
    void whatCannotBeWrittenNowIsWrittenLater() throws Exception {
        AccessRecords records = records(Duration.ofMillis(10), 10);
        execute("ALTER TABLE event_journal RENAME TO event_journal_away");
        records.note(user("a"), "ord_1");
        records.flush().toCompletableFuture().get();
        records.note(user("a"), "ord_2");
        records.note(user("b"), "ord_1");
        records.flush().toCompletableFuture().get();
        execute("ALTER TABLE event_journal_away RENAME TO event_journal");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(written()).containsExactlyInAnyOrder("a ord_1 2", "b ord_1 1"));
    }

    @Test
    void aListIsHandedOutOnlyWhenThatIsRecorded() throws Exception {
        AccessRecords records = records(LONG, 10);
        records.exported(user("a"), "orders", 7).toCompletableFuture().get();
        assertThat(written()).containsExactly("a orders 7");
        execute("ALTER TABLE event_journal RENAME TO event_journal_away");
        assertThatThrownBy(() -> records.exported(user("a"), "orders", 7)
                        .toCompletableFuture()
                        .get())
                .hasMessageContaining("event_journal");
    }
}
