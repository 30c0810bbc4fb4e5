package io.mandi.persistence.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.actor.PastRequests.Found;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.PastRequest;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.history.SampleBook;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that their books have forgotten, found in the trail. */
class PastRequestsIT {
    private static final long SEED = Long.getLong("mandi.test.seed", 19);

    private final DatabasePool pool =
            DatabasePool.open(TestServer.freshDatabase().withMaximumPoolSize(4));
    private final OrganizationReader reader = new OrganizationReader(pool.dataSource(), Runnable::run);
    private final PostgresPastRequests requests = new PostgresPastRequests(reader, Runnable::run);
    private final List<SampleBook> books = SampleBook.some(SEED, 700);

    @BeforeEach
    void createTables() {
        new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    private void write() throws Exception {
        SampleBook.write(pool.dataSource(), books, SEED);
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
    }

    private static Idempotency.Scope scope(RecordedEvent event) {
        return event.idempotency().orElseThrow().scope(event.actor().user());
    }

    /** The newest request with each key. */
    private static Map<Idempotency.Scope, RecordedEvent> keyed(SampleBook book) {
        return book.recorded().stream()
                .filter(event -> event.idempotency().isPresent())
                .collect(Collectors.toMap(PastRequestsIT::scope, Function.identity(), (one, later) -> later));
    }

    private static long end(SampleBook book) {
        return book.recorded().getLast().at();
    }

    private Found find(BookId book, Idempotency.Scope key, long lookUpTo) {
        return requests.find(book, key, lookUpTo).toCompletableFuture().join();
    }

    @Test
    void everyRequestIsFoundWithTheOrdersThatItIsAnsweredBy() throws Exception {
        write();
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 500);
        for (SampleBook book : books) {
            Map<Long, OrderState> orders = book.orders().stream()
                    .collect(Collectors.toMap(order -> order.terms().id(), Function.identity()));
            Map<Idempotency.Scope, RecordedEvent> keyed = keyed(book);
            assertThat(keyed).hasSizeGreaterThan(50);
            keyed.forEach((key, event) -> {
                PastRequest found = ((Found.Done) find(book.id(), key, end(book))).request();
                assertThat(found.event()).as("seed %d", SEED).isEqualTo(event);
                assertThat(found.instrument()).isEqualTo(book.instrument());
                assertThat(found.orders())
                        .isEqualTo(orders.entrySet().stream()
                                .filter(order ->
                                        PastRequest.ordersOf(event.event()).contains(order.getKey()))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
            });
        }
    }

    @Test
    void aKeyOfAnotherBookUserOrOperationIsAnotherKey() throws Exception {
        write();
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 500);
        SampleBook book = books.getFirst();
        Idempotency.Scope key = keyed(book).keySet().iterator().next();
        long end = end(book);
        assertThat(find(book.id(), key, end)).isInstanceOf(Found.Done.class);
        for (Idempotency.Scope other : List.of(
                new Idempotency.Scope("x" + key.actor(), key.operation(), key.key()),
                new Idempotency.Scope(key.actor(), "x" + key.operation(), key.key()),
                new Idempotency.Scope(key.actor(), key.operation(), "x" + key.key()),
                new Idempotency.Scope(key.operation(), key.actor(), key.key()))) {
            assertThat(find(book.id(), other, end)).isEqualTo(new Found.Nothing());
        }
        SampleBook elsewhere = books.stream()
                .filter(other -> other.id().organization().equals(book.id().organization()) && other != book)
                .findFirst()
                .orElseThrow();
        Map<Idempotency.Scope, RecordedEvent> there = keyed(elsewhere);
        Found found = find(elsewhere.id(), key, end(elsewhere));
        assertThat(Optional.of(found)
                        .filter(Found.Done.class::isInstance)
                        .map(done -> ((Found.Done) done).request().event()))
                .isEqualTo(Optional.ofNullable(there.get(key)));
    }

    @Test
    void saysThatTheTrailHasNotComeThatFarUntilItHas() throws Exception {
        write();
        SampleBook book = books.getFirst();
        Idempotency.Scope unknown = new Idempotency.Scope("nobody", "POST /orders", "never used");
        assertThat(find(book.id(), unknown, end(book))).isEqualTo(new Found.NotYet());
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 500);
        assertThat(find(book.id(), unknown, end(book))).isEqualTo(new Found.Nothing());
        assertThat(find(book.id(), unknown, end(book) + 1))
                .as("past its newest event, which is in the trail")
                .isEqualTo(new Found.Nothing());
        assertThat(find(new BookId("north", "NEVER-OPENED"), unknown, 7)).isEqualTo(new Found.NotYet());
    }

    @Test
    void ordersThatTheListStillHasAsTheyWereBeforeAreNoAnswer() throws Exception {
        for (SampleBook book : books) {
            try (Connection connection = pool.dataSource().getConnection()) {
                book.write(connection, book.recorded().size() / 2);
            }
        }
        ProjectionRun.catchUp(pool.dataSource(), new OrderProjection(), 500);
        SampleBook.write(pool.dataSource(), books, SEED);
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 500);
        int notYet = 0;
        for (SampleBook book : books) {
            Set<OrderState> orders = Set.copyOf(book.orders());
            for (Map.Entry<Idempotency.Scope, RecordedEvent> keyed : keyed(book).entrySet()) {
                Found found = find(book.id(), keyed.getKey(), end(book));
                if (found instanceof Found.Done(PastRequest request)) {
                    assertThat(request.orders().values())
                            .as("what %s is answered by", keyed.getValue())
                            .allMatch(order -> orders.contains(order)
                                    || order.sequence()
                                            >= keyed.getValue().event().sequence());
                } else {
                    assertThat(found).isEqualTo(new Found.NotYet());
                    notYet++;
                }
            }
        }
        assertThat(notYet).isPositive();
    }

    @Test
    void manyQuestionsAtOnceAreAllAnswered() throws Exception {
        write();
        ProjectionRun.catchUp(pool.dataSource(), new TrailProjection(), 500);
        SampleBook book = books.getFirst();
        Map<Idempotency.Scope, RecordedEvent> keyed = keyed(book);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            PostgresPastRequests busy = new PostgresPastRequests(reader, threads);
            Map<Idempotency.Scope, CompletableFuture<Found>> answers = keyed.keySet().stream()
                    .collect(Collectors.toMap(
                            Function.identity(),
                            key -> busy.find(book.id(), key, end(book)).toCompletableFuture()));
            answers.forEach((key, answer) ->
                    assertThat(((Found.Done) answer.join()).request().event()).isEqualTo(keyed.get(key)));
        }
    }

    @Test
    void aQuestionFailsWithTheDatabase() {
        Idempotency.Scope key = new Idempotency.Scope("nobody", "POST /orders", "never used");
        pool.close();
        assertThatThrownBy(() -> find(books.getFirst().id(), key, 7))
                .hasRootCauseMessage("HikariDataSource HikariDataSource ("
                        + pool.settings().applicationName() + ") has been closed.");
    }
}
