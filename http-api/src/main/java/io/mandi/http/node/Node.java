package io.mandi.http.node;

import io.mandi.cluster.ClusterMembership;
import io.mandi.cluster.NodeConfig;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.http.api.HttpApi;
import io.mandi.http.api.Readiness;
import io.mandi.http.auth.Tokens;
import io.mandi.http.server.HttpServer;
import io.mandi.http.stream.Streams;
import io.mandi.persistence.DatabaseHealth;
import io.mandi.persistence.book.PostgresQuarantine;
import io.mandi.persistence.catalog.PostgresInstrumentDirectory;
import io.mandi.persistence.history.PostgresOrderChanges;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.journal.DatabaseSetup;
import io.mandi.persistence.projection.Projections;
import io.mandi.persistence.reader.ConsistencySettings;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.report.PostgresReports;
import io.mandi.persistence.trail.PostgresEvents;
import io.mandi.persistence.trail.PostgresPastRequests;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: database, actor system, order books, HTTP. It starts in this order and stops in the reverse one: no
 * new requests, those in flight are answered, the books finish and move, the actor system ends, then the database.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    /** More than the phases of the coordinated shutdown take together. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(90);

    private static final Duration READY_POLL = Duration.ofMillis(50);
    private static final ThreadFactory PROJECTION_THREADS =
            Thread.ofPlatform().daemon().name("projection-", 0).factory();
    private static final Duration QUARANTINE_TURN = Duration.ofSeconds(2);

    private final NodeDatabase database;
    private final DatabaseHealth health;
    private final ExecutorService blocking;
    private final ActorSystem<Void> system;
    private final OrderBooks books;
    private final NodeReadiness readiness;
    private final InetSocketAddress address;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private Node(
            NodeDatabase database,
            DatabaseHealth health,
            ExecutorService blocking,
            ActorSystem<Void> system,
            OrderBooks books,
            NodeReadiness readiness,
            InetSocketAddress address) {
        this.database = database;
        this.health = health;
        this.blocking = blocking;
        this.system = system;
        this.books = books;
        this.readiness = readiness;
        this.address = address;
    }

    /**
     * Starts a node. It listens when this returns; it can serve when {@link #awaitReady} returns.
     *
     * @param secret that tokens are signed with
     */
    public static Node start(NodeSettings settings, String secret) throws SQLException {
        NodeDatabase database = NodeDatabase.open(settings);
        try {
            database.prepareSchema(settings.database().migrateOnStart());
            database.checkDurability();
            return startOn(database, settings, secret);
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Node startOn(NodeDatabase database, NodeSettings settings, String secret) {
        NodeMetrics metrics = new NodeMetrics();
        metrics.follow(database.pools());
        metrics.follow(NodeProjections.all());
        metrics.followWebhooks();
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "mandi",
                ActorSystemSetup.create(
                        BootstrapSetup.create(NodeConfig.of(settings)),
                        DatabaseSetup.of(database.pools(), metrics.registry())));
        try {
            ClusterMembership membership = new ClusterMembership(system);
            DataSource queries = database.pools().queries().dataSource();
            PostgresQuarantine quarantine = new PostgresQuarantine(queries, QUARANTINE_TURN);
            metrics.followQuarantine(quarantine::count);
            system.getWhenTerminated().whenComplete((done, failure) -> {
                quarantine.close();
                metrics.close();
            });
            // Few calls wait for the database outside the journal, each for a bounded time; the pool bounds how many.
            ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
            OrganizationReader reader = new OrganizationReader(queries, blocking);
            Optional<NodeReplica> replica = NodeReplica.open(settings.reads(), queries, blocking);
            replica.ifPresent(opened -> {
                metrics.follow("replica", opened.pool());
                system.getWhenTerminated().whenComplete((done, failure) -> opened.close());
            });
            ListReader lists = new ListReader(
                    reader,
                    replica.map(NodeReplica::reads),
                    new ConsistencySettings(
                            settings.reads().consistencyWait(), settings.reads().consistencyWaiters()),
                    metrics.registry());
            OrderBooks books = OrderBooks.start(
                    system,
                    settings.books(),
                    quarantine,
                    new PostgresPastRequests(reader, blocking),
                    InstantSource.system());
            membership.join(settings.cluster());
            EventCatalogue catalogue = EventCatalogue.standard();
            NodeWebhooks webhooks = NodeWebhooks.start(
                    system, settings, secret, database.pools(), catalogue, metrics.registry(), blocking);
            DataSource projections = database.pools().projections().dataSource();
            ExecutorService projecting =
                    Executors.newFixedThreadPool(settings.database().projectionConnections(), PROJECTION_THREADS);
            system.getWhenTerminated().whenComplete((done, failure) -> projecting.shutdown());
            Projections.start(
                    system,
                    NodeProjections.all(),
                    projections,
                    projecting,
                    settings.projections().page(),
                    settings.projections().poll(),
                    settings.projections().busyPercent(),
                    webhooks::afterTurn);
            DatabaseHealth health = new DatabaseHealth(queries);
            WarmStart warmStart = WarmStart.begin(
                    settings.warmStart(), books, queries, awaitSharding(system, membership, blocking), blocking);
            NodeReadiness readiness = new NodeReadiness(membership, health, warmStart, quarantine, replica);
            Tokens tokens = new Tokens(secret, InstantSource.system());
            PostgresInstrumentDirectory directory = new PostgresInstrumentDirectory(queries, blocking);
            Streams streams = Streams.start(
                    system,
                    settings.stream(),
                    tokens,
                    metrics.registry(),
                    books,
                    directory,
                    // Not from a replica, which may be behind the changes.
                    new PostgresOrderLists(lists.ofPrimary()),
                    new PostgresOrderChanges(reader),
                    HttpApi.items());
            HttpApi api = new HttpApi(
                    books,
                    directory,
                    new PostgresOrderLists(lists),
                    new PostgresEvents(lists, catalogue),
                    new PostgresReports(lists),
                    webhooks.administration(),
                    streams,
                    settings.books().viewDepth(),
                    readiness,
                    tokens,
                    settings.http(),
                    metrics.registry(),
                    () -> metrics.scrape(queries, blocking),
                    Materializer.matFromSystem(system));
            HttpServer server = await(HttpServer.bind(system, settings.http(), api.flow()), BIND_TIMEOUT);
            CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "not-ready", () -> {
                readiness.stop();
                return CompletableFuture.completedStage(Done.getInstance());
            });
            Node node = new Node(database, health, blocking, system, books, readiness, server.address());
            system.getWhenTerminated().whenComplete((done, failure) -> node.closeDatabase());
            LOG.info("Listening on {}", node.url());
            return node;
        } catch (RuntimeException e) {
            system.terminate();
            await(system.getWhenTerminated(), STOP_TIMEOUT);
            throw e;
        }
    }

    private static CompletableFuture<Void> awaitSharding(
            ActorSystem<Void> system, ClusterMembership membership, ExecutorService blocking) {
        CompletableFuture<Done> end = system.getWhenTerminated().toCompletableFuture();
        return CompletableFuture.runAsync(
                () -> {
                    while (!membership.isUp() || !await(membership.isShardingReady(), STOP_TIMEOUT)) {
                        if (end.isDone()) {
                            throw new IllegalStateException("the node stops");
                        }
                        LockSupport.parkNanos(READY_POLL.toNanos());
                    }
                },
                blocking);
    }

    private static <T> T await(CompletionStage<T> stage, Duration limit) {
        try {
            return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not done within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** Where the node listens, without a slash at the end. */
    public String url() {
        String host = address.getAddress().isAnyLocalAddress() ? "127.0.0.1" : address.getHostString();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** The order books, for what runs inside the node. */
    OrderBooks books() {
        return books;
    }

    /** The directory of instruments, for what runs inside the node. */
    PostgresInstrumentDirectory directory() {
        return new PostgresInstrumentDirectory(database.pools().queries().dataSource(), blocking);
    }

    /** @return false when the node was not ready within the limit */
    public boolean awaitReady(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (await(readiness.check(), limit).isReady()) {
                return true;
            }
            TimeUnit.NANOSECONDS.sleep(READY_POLL.toNanos());
        }
        return false;
    }

    /** Waits until the node has stopped, by whatever cause. */
    public void awaitStopped() throws InterruptedException {
        try {
            stopped.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing the database failed", e.getCause());
        }
    }

    /**
     * Has something done when the JVM begins to end. The transport between nodes has a hook of its own, which waits for
     * those that are registered here and for no others: with a hook of the JVM's alone this node would be cut off from
     * the cluster before it has handed over its books.
     */
    public void onJvmExit(Runnable hook) {
        CoordinatedShutdown.get(system).addJvmShutdownHook(hook);
    }

    /** Stops in order, and returns when all is closed. */
    @Override
    public void close() {
        CompletionStage<Done> shutdown = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.jvmExitReason());
        try {
            await(shutdown.thenCombine(stopped, (done, closed) -> done), STOP_TIMEOUT);
        } catch (IllegalStateException e) {
            LOG.error("The node did not stop in order", e);
            closeDatabase();
        }
    }

    private synchronized void closeDatabase() {
        if (stopped.isDone()) {
            return;
        }
        try {
            blocking.shutdown();
            health.close();
            database.close();
            LOG.info("Stopped");
            stopped.complete(null);
        } catch (RuntimeException e) {
            stopped.completeExceptionally(e);
        }
    }

    /** What a node needs to be able to serve. */
    private static final class NodeReadiness implements Readiness {
        private final ClusterMembership membership;
        private final DatabaseHealth health;
        private final WarmStart warmStart;
        private final PostgresQuarantine quarantine;
        private final Optional<NodeReplica> replica;
        private volatile boolean stopping;

        NodeReadiness(
                ClusterMembership membership,
                DatabaseHealth health,
                WarmStart warmStart,
                PostgresQuarantine quarantine,
                Optional<NodeReplica> replica) {
            this.membership = membership;
            this.health = health;
            this.warmStart = warmStart;
            this.quarantine = quarantine;
            this.replica = replica;
        }

        void stop() {
            stopping = true;
        }

        @Override
        public CompletionStage<Report> check() {
            return membership
                    .isShardingReady()
                    .exceptionally(failure -> false)
                    .thenCombine(health.check(), (sharding, journal) -> {
                        Map<String, Boolean> parts = new LinkedHashMap<>();
                        parts.put("running", !stopping);
                        parts.put("cluster", membership.isUp());
                        parts.put("sharding", sharding);
                        parts.put("journal", journal);
                        parts.put("warm_start", warmStart.isDone());
                        return new Report(parts, quarantine.count(), replica.map(NodeReplica::health));
                    });
        }
    }
}
