package io.mandi.persistence.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.persistence.ReplicatedServer;
import io.mandi.persistence.TestServer;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.history.PostgresOrderLists.OrderFilter;
import io.mandi.persistence.history.SampleBook;
import io.mandi.persistence.migration.Migrations;
import io.mandi.persistence.pool.DatabasePool;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import io.mandi.persistence.postgres.StreamingReplica;
import io.mandi.persistence.projection.ProjectionRun;
import io.mandi.persistence.replica.ReplicaMonitor;
import io.mandi.persistence.replica.ReplicaOutage;
import io.mandi.persistence.replica.ReplicaSettings;
import io.mandi.persistence.replica.ReplicaSettings.Fallback;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Lists are read from a replica, and say how old they are. */
@Isolated("whether a replica is fresh is a matter of milliseconds here")
class ReplicaReadsIT {
    private static final Duration HEARTBEAT = Duration.ofMillis(50);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ConsistencySettings CONSISTENCY = new ConsistencySettings(Duration.ofMillis(300), 2);
    private static final OrderFilter ALL =
            new OrderFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final long SEED = 31;
    private static final int CONNECTIONS = 3;

    private static final ReplicatedServer SERVERS = ReplicatedServer.shared();
    private static final StreamingReplica REPLICA = SERVERS.replica();
    private static final DatabasePool PRIMARY =
            DatabasePool.open(pool(SERVERS.primary().jdbcUrl()));
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
    private static List<SampleBook> books;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<AutoCloseable> opened = new ArrayList<>();

    private static PoolSettings pool(String url) {
        return PoolSettings.of(DatabaseUrl.parse(url))
                .withMaximumPoolSize(CONNECTIONS)
                .withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(20));
    }

    @BeforeAll
    static void migrate() throws SQLException {
        new Migrations(PRIMARY.dataSource(), Duration.ofSeconds(10)).up();
        books = SampleBook.some(SEED, 40);
        // The others write what is left of them.
        writeAndProject(books.get(0));
    }

    @AfterAll
    static void closePrimary() {
        PRIMARY.close();
        THREADS.shutdown();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private static void writeAndProject(SampleBook book) throws SQLException {
        try (Connection connection = PRIMARY.dataSource().getConnection()) {
            while (!book.isWritten()) {
                book.write(connection, 40);
            }
        }
        project();
    }

    private static void project() {
        try {
            ProjectionRun.catchUp(PRIMARY.dataSource(), new OrderProjection(), 500);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private ListReader reader(String replicaUrl, Duration maxStaleness, Fallback fallback) {
        DatabasePool pool = DatabasePool.openLazily(pool(replicaUrl));
        opened.add(pool);
        DatabasePool looks = DatabasePool.openLazily(
                pool(replicaUrl).withMaximumPoolSize(1).withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(2)));
        opened.add(looks);
        ReplicaSettings settings = new ReplicaSettings(maxStaleness, HEARTBEAT, fallback);
        ReplicaMonitor monitor = ReplicaMonitor.start(PRIMARY.dataSource(), looks.dataSource(), settings);
        opened.add(monitor);
        return new ListReader(
                new OrganizationReader(PRIMARY.dataSource(), THREADS),
                Optional.of(new ListReader.Replica(
                        new OrganizationReader(pool.dataSource(), THREADS), pool, monitor, fallback)),
                CONSISTENCY,
                registry);
    }

    private ListReader reader(Duration maxStaleness, Fallback fallback) {
        return reader(REPLICA.jdbcUrl(), maxStaleness, fallback);
    }

    private static Stamped<Integer> orders(ListReader reader, ReadScope scope) {
        try {
            return new PostgresOrderLists(reader)
                    .orders(scope, ALL, Optional.empty(), 1_000)
                    .thenApply(stamped -> stamped.with(stamped.found().size()))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static Stamped<Integer> orders(ListReader reader) {
        return orders(reader, ReadScope.of("north"));
    }

    private void awaitReplica(ListReader reader) {
        await("the replica is read from")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> orders(reader).source() == Stamped.Source.REPLICA);
    }

    private double count(String name, String... tags) {
        return registry.find(name).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static long sequence(SampleBook book) {
        return Long.parseLong(StreamingReplica.text(
                SERVERS.primary().jdbcUrl(),
                "SELECT max(sequence_number) FROM event_journal WHERE persistence_id LIKE '%/"
                        + book.id().symbol() + "'"));
    }

    @Test
    void aListIsWhatThePrimaryHasAndOfTheOneOrganisationAndNeedsNoRightsButTheReaders() throws Exception {
        try (Connection connection = PRIMARY.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE reports LOGIN IN ROLE mandi_reader");
        }
        ListReader reader = reader(REPLICA.jdbcUrl().replace("user=postgres", "user=reports"), NEVER, Fallback.REFUSE);
        awaitReplica(reader);
        ListReader primary = PrimaryReads.of(new OrganizationReader(PRIMARY.dataSource(), THREADS));
        assertThat(orders(primary).found()).isPositive();
        await("it has it all")
                .atMost(LIMIT)
                .until(() -> orders(reader).found().equals(orders(primary).found()));
        assertThat(orders(reader, ReadScope.of("nobody")).found()).isZero();
        assertThat(count("mandi.reads", "database", "primary")).isZero();
        assertThat(count("mandi.reads", "database", "replica")).isPositive();
        assertThat(REPLICA.text("SELECT pg_is_in_recovery()")).isEqualTo("t");
    }

    @Test
    void nothingCanBeWrittenInAReadNorOnThePrimary() {
        OrganizationReader reader = new OrganizationReader(PRIMARY.dataSource(), THREADS);
        assertThatThrownBy(() -> reader.readNow("north", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("RESET ROLE");
                        return statement.executeUpdate("DELETE FROM book_order");
                    }
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read-only transaction");
    }

    @Test
    void aReplayThatIsHeldMakesAWriterWaitAndAgesUntilItIsTooOld() throws Exception {
        ListReader patient = reader(NEVER, Fallback.REFUSE);
        awaitReplica(patient);
        SampleBook book = books.get(2);
        REPLICA.pauseReplay();
        try {
            Instant held = orders(patient).asOf();
            writeAndProject(book);
            Stamped<Integer> before = orders(patient);
            assertThat(before.asOf()).as("no fresher than it is").isBeforeOrEqualTo(Instant.now());
            assertThat(before.asOf()).isEqualTo(held);
            ReadScope after = new ReadScope("north", Map.of(EntityId.of(book.id()), sequence(book)));
            long start = System.nanoTime();
            assertThatThrownBy(() -> orders(patient, after)).isInstanceOf(NotYetConsistentException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(
                            CONSISTENCY.patience().minusMillis(101),
                            CONSISTENCY.patience().plusSeconds(5));

            ListReader strict = reader(Duration.ofMillis(400), Fallback.REFUSE);
            await("it is too old")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThatThrownBy(() -> orders(strict))
                            .isInstanceOf(ReplicaUnusableException.class)
                            .hasMessageContaining("stale"));
            ListReader falling = reader(Duration.ofMillis(400), Fallback.PRIMARY);
            assertThat(orders(falling, after).source()).isEqualTo(Stamped.Source.PRIMARY);
            assertThat(count("mandi.reads.fallbacks", "cause", "stale", "fallback", "refuse"))
                    .isPositive();

            CompletableFuture<Stamped<Integer>> waits =
                    CompletableFuture.supplyAsync(() -> awaitFound(patient, after), THREADS);
            REPLICA.resumeReplay();
            assertThat(waits.get(LIMIT.toSeconds(), TimeUnit.SECONDS).source()).isEqualTo(Stamped.Source.REPLICA);
            awaitReplica(strict);
            awaitReplica(falling);
        } finally {
            REPLICA.resumeReplay();
        }
    }

    private static Stamped<Integer> awaitFound(ListReader reader, ReadScope after) {
        return await("it shows what was written")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> orders(reader, after), found -> true);
    }

    @Test
    void aReplicaThatHasLostItsPrimaryAgesAlsoWhenNothingIsWritten() {
        ListReader reader = reader(NEVER, Fallback.REFUSE);
        ListReader strict = reader(Duration.ofMillis(500), Fallback.REFUSE);
        awaitReplica(reader);
        awaitReplica(strict);
        REPLICA.disconnect();
        try {
            await("it is too old")
                    .atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> orders(strict)).isInstanceOf(ReplicaUnusableException.class));
            Instant cut = orders(reader).asOf();
            assertThat(orders(reader).asOf()).isEqualTo(cut);
            assertThat(cut).isBefore(Instant.now().minusMillis(400));
        } finally {
            REPLICA.connect(SERVERS.primary());
        }
        awaitReplica(strict);
    }

    @Test
    void aReplicaThatFallsSilentCostsNobodyAWaitOnceThatIsNoticed() {
        ListReader reader = reader(NEVER, Fallback.PRIMARY);
        awaitReplica(reader);
        REPLICA.suspend();
        try {
            await("it is noticed")
                    .atMost(LIMIT)
                    .until(() -> registry.get("mandi.replica.usable").gauge().value() == 0);
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                assertThat(orders(reader).source()).isEqualTo(Stamped.Source.PRIMARY);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(400));
            }
        } finally {
            REPLICA.resume();
        }
        awaitReplica(reader);
    }

    @Test
    void whatIsTooMuchForTheReplicaDoesNotComeDownOnThePrimary() {
        ListReader reader = reader(NEVER, Fallback.PRIMARY);
        awaitReplica(reader);
        double before = count("mandi.reads", "database", "primary");

        CompletableFuture<Stamped<Boolean>> slow = reader.read(
                        ReadScope.of("north"), OrderProjection.NAME, connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("SET LOCAL statement_timeout = 50");
                                return statement.execute("SELECT pg_sleep(20)");
                            }
                        })
                .toCompletableFuture();
        assertThatThrownBy(slow::join).hasMessageContaining("statement timeout");

        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(CONNECTIONS);
        List<CompletableFuture<Stamped<Boolean>>> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(reader.read(ReadScope.of("north"), OrderProjection.NAME, connection -> {
                        busy.countDown();
                        try {
                            return end.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            throw new SQLException(e);
                        }
                    })
                    .toCompletableFuture());
        }
        try {
            await("all connections are busy").atMost(LIMIT).until(() -> busy.getCount() == 0);
            assertThatThrownBy(() -> orders(reader)).hasRootCauseInstanceOf(SQLTransientConnectionException.class);
        } finally {
            end.countDown();
        }
        assertThat(all).allSatisfy(one -> assertThat(one.join().source()).isEqualTo(Stamped.Source.REPLICA));
        assertThat(count("mandi.reads", "database", "primary")).isEqualTo(before);
        assertThat(orders(reader).source()).isEqualTo(Stamped.Source.REPLICA);
    }

    @Test
    void anEventThatTheProjectionHasNotTakenInIsWaitedForOnThePrimaryToo() throws Exception {
        SampleBook book = books.get(4);
        ListReader reader = PrimaryReads.of(new OrganizationReader(PRIMARY.dataSource(), THREADS));
        try (Connection connection = PRIMARY.dataSource().getConnection()) {
            book.write(connection, 5);
        }
        ReadScope after = new ReadScope("north", Map.of(EntityId.of(book.id()), sequence(book)));
        assertThat(orders(reader).asOf()).as("its rows have no time of writing").isEqualTo(Instant.EPOCH);
        CompletableFuture<Stamped<Integer>> waits = CompletableFuture.supplyAsync(() -> orders(reader, after), THREADS);
        project();
        assertThat(waits.get().found()).isPositive();
        assertThat(orders(reader).asOf()).isAfter(Instant.now().minusSeconds(60));
    }

    @Test
    void onlySoManyWaitAtATimeAndHalfOfThemForOneOrganisation() throws Exception {
        ListReader reader = new ListReader(
                new OrganizationReader(PRIMARY.dataSource(), THREADS),
                Optional.empty(),
                new ConsistencySettings(Duration.ofMillis(1_500), 2),
                registry);
        ReadScope north = new ReadScope("north", Map.of(EntityId.of(books.get(0).id()), Long.MAX_VALUE));
        ReadScope south = new ReadScope("south", Map.of(EntityId.of(books.get(1).id()), Long.MAX_VALUE));
        List<CompletableFuture<Stamped<Integer>>> waits = new ArrayList<>();
        waits.add(CompletableFuture.supplyAsync(() -> orders(reader, north), THREADS));
        awaitWaiting(1);
        assertRefusedAtOnce(reader, north);
        waits.add(CompletableFuture.supplyAsync(() -> orders(reader, south), THREADS));
        awaitWaiting(2);
        assertRefusedAtOnce(reader, new ReadScope("east", Map.of(EntityId.of(new BookId("east", "BOOK-1")), 1L)));
        waits.forEach(wait -> assertThatThrownBy(wait::join).hasCauseInstanceOf(NotYetConsistentException.class));
        awaitWaiting(0);
    }

    private void awaitWaiting(int count) {
        await(count + " wait")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> registry.get("mandi.reads.waiting").gauge().value() == count);
    }

    private static void assertRefusedAtOnce(ListReader reader, ReadScope scope) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> orders(reader, scope)).isInstanceOf(NotYetConsistentException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_300));
    }

    @Test
    void anotherOrganisationsBookCannotBeNamed() {
        assertThatThrownBy(() -> new ReadScope("north", Map.of(EntityId.of(new BookId("south", "BOOK-1")), 1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStatementThatReplayHasEndedIsReadFromThePrimaryAndTheReplicaIsUsedAgain() throws Exception {
        ListReader reader = reader(NEVER, Fallback.PRIMARY);
        awaitReplica(reader);
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<Stamped<Boolean>> ended = reader.read(
                        ReadScope.of("north"), OrderProjection.NAME, connection -> {
                            try (Statement statement = connection.createStatement()) {
                                boolean onReplica = statement
                                        .getConnection()
                                        .getMetaData()
                                        .getURL()
                                        .startsWith(REPLICA.jdbcUrl()
                                                .substring(0, REPLICA.jdbcUrl().indexOf('?')));
                                if (onReplica) {
                                    reading.countDown();
                                    statement.execute(
                                            "SELECT count(*), pg_sleep(30) FROM book_order GROUP BY order_id");
                                }
                                return onReplica;
                            }
                        })
                .toCompletableFuture();
        reading.await();
        await("replay ends it").atMost(LIMIT).until(() -> {
            try (Connection connection = PRIMARY.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE book_order SET partner_id = partner_id");
                statement.execute("VACUUM book_order");
            }
            return ended.isDone();
        });
        assertThat(ended.join().found()).as("read from the replica").isFalse();
        assertThat(ended.join().source()).isEqualTo(Stamped.Source.PRIMARY);
        assertThat(count("mandi.reads.fallbacks", "cause", "conflict")).isEqualTo(1);
        assertThat(orders(reader).source()).isEqualTo(Stamped.Source.REPLICA);
    }

    @Test
    void aReplicaWhoseListsMayNotBeReadIsSeenWithoutAReader() throws SQLException {
        DatabasePool looks = DatabasePool.openLazily(pool(REPLICA.jdbcUrl()).withMaximumPoolSize(1));
        opened.add(looks);
        ReplicaMonitor monitor = ReplicaMonitor.start(
                PRIMARY.dataSource(), looks.dataSource(), new ReplicaSettings(NEVER, HEARTBEAT, Fallback.PRIMARY));
        opened.add(monitor);
        await().atMost(LIMIT).until(() -> monitor.outage().isEmpty());
        execute("REVOKE SELECT ON book_order FROM mandi_reader");
        try {
            await().atMost(LIMIT).until(() -> monitor.outage().equals(Optional.of(ReplicaOutage.UNREACHABLE)));
        } finally {
            execute("GRANT SELECT ON book_order TO mandi_reader");
        }
        await().atMost(LIMIT).until(() -> monitor.outage().isEmpty());
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = PRIMARY.dataSource().getConnection();
                Statement onPrimary = connection.createStatement()) {
            onPrimary.execute(statement);
        }
    }

    @Test
    void aDatabaseThatIsNoReplicaOfThePrimaryIsNotReadFrom() {
        for (Map.Entry<String, String> other : Map.of(
                        SERVERS.primary().jdbcUrl(),
                        "not_a_replica",
                        TestServer.freshDatabase().jdbcUrl() + "?user=postgres",
                        "other_system",
                        "jdbc:postgresql://127.0.0.1:1/mandi?user=postgres",
                        "unreachable")
                .entrySet()) {
            if (other.getValue().equals("other_system")) {
                try (DatabasePool pool = DatabasePool.open(pool(other.getKey()))) {
                    new Migrations(pool.dataSource(), Duration.ofSeconds(10)).up();
                }
            }
            ListReader reader = reader(other.getKey(), NEVER, Fallback.REFUSE);
            await(other.getValue())
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThatThrownBy(() -> orders(reader))
                            .isInstanceOf(ReplicaUnusableException.class)
                            .hasMessageContaining(other.getValue()));
            ListReader falling = reader(other.getKey(), NEVER, Fallback.PRIMARY);
            assertThat(orders(falling).source()).isEqualTo(Stamped.Source.PRIMARY);
        }
    }
}
