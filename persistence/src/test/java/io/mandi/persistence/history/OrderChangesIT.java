package io.mandi.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.publication.AccessEffects;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.PostgresOrderChanges.Look;
import io.mandi.persistence.history.PostgresOrderChanges.Mark;
import io.mandi.persistence.history.PostgresOrderChanges.Page;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.trail.TrailProjection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the events of an organisation have done to orders, while the lists are behind the trail and when they are not. */
class OrderChangesIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 17);
    private static final int LIMIT = 20;

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final PostgresOrderChanges changes =
            new PostgresOrderChanges(new OrganizationReader(pool.dataSource(), thread));
    private String organization;

    @BeforeEach
    void writeTheTrailAlone() throws SQLException, UnreadableEventException {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
        List<SampleBook> books = SampleBook.some(SEED, 200);
        SampleBook.write(pool.dataSource(), books, SEED);
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 37);
        organization = books.getFirst().id().organization();
    }

    @AfterEach
    void closePool() {
        thread.shutdown();
        pool.close();
    }

    private Look<Page> behind(Optional<Mark> earlier) throws Exception {
        return changes.behind(organization, 0, LIMIT, earlier)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private Mark mark() throws Exception {
        return ((Look.NotYet<Page>) behind(Optional.empty())).mark();
    }

    @Test
    void tellsThePageUpToTheMarkWhenTheListsHaveComeToIt() throws Exception {
        Mark mark = mark();
        assertThat(mark.position()).isEqualTo(LIMIT);
        assertThat(behind(Optional.of(mark))).isEqualTo(new Look.NotYet<>(mark));
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        Page page = ((Look.Seen<Page>) behind(Optional.of(mark))).found();
        assertThat(page.last()).isEqualTo(LIMIT);
        assertThat(page.changes()).isNotEmpty();
    }

    /** Webhooks and what else is no book have events in the same trail. */
    @Test
    void passesOverEventsThatHaveToDoWithNoBook() throws Exception {
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        long before = ((Look.Seen<Long>) changes.head(organization, Optional.empty())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .found();
        EntityJournal journal = new EntityJournal(pool.dataSource(), entity -> {}, InstantSource.system());
        Caller caller = new Caller(organization, Actor.staff("clerk"), "request", Optional.empty());
        for (EntityId.Kind kind : EntityId.Kind.values()) {
            if (kind != EntityId.Kind.ORDER_BOOK) {
                journal.change(EntityId.of(kind, organization), caller, (connection, at, happened) -> {
                    happened.accept(AccessEffects.listExported("orders", 1));
                    return null;
                });
            }
        }
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 500);
        Page page = ((Look.Seen<Page>) changes.behind(organization, before, LIMIT, Optional.empty())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .found();
        assertThat(page.changes()).isEmpty();
        assertThat(page.last()).isEqualTo(before + EntityId.Kind.values().length - 1);
    }

    /** Nobody can read the trail here, so that the look would wait if it did. */
    @Test
    void leavesTheTrailAloneWhileTheListsAreBehindTheMark() throws Exception {
        Mark mark = mark();
        try (Connection connection = pool.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE event_trail IN ACCESS EXCLUSIVE MODE");
            assertThat(behind(Optional.of(mark))).isEqualTo(new Look.NotYet<>(mark));
            connection.rollback();
        }
    }
}
