package io.mandi.http.node;

import io.mandi.cluster.ClusterMembership;
import io.mandi.cluster.NodeConfig;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.http.api.HttpApi;
import io.mandi.http.api.Readiness;
import io.mandi.http.auth.Tokens;
import io.mandi.http.desk.TradingDesk;
import io.mandi.http.server.HttpServer;
import io.mandi.http.stream.Streams;
import io.mandi.persistence.DatabaseHealth;
import io.mandi.persistence.access.AccessRecords;
import io.mandi.persistence.book.PostgresQuarantine;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.catalog.PostgresInstrumentDirectory;
import io.mandi.persistence.history.PostgresOrderChanges;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.journal.DatabaseSetup;
import io.mandi.persistence.journal.EntityJournal;
import io.mandi.persistence.ledger.PartnerLedgers;
import io.mandi.persistence.ledger.PartyDirectory;
import io.mandi.persistence.ledger.RiskSleeper;
import io.mandi.persistence.log.EntityNews;
import io.mandi.persistence.log.LogNews;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.partner.OrderEntry;
import io.mandi.persistence.partner.PartnerSleeper;
import io.mandi.persistence.partner.PostgresPartners;
import io.mandi.persistence.partner.TimezoneSleeper;
import io.mandi.persistence.projection.Projections;
import io.mandi.persistence.reader.ConsistencySettings;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.report.PostgresReports;
import io.mandi.persistence.schedule.Schedule;
import io.mandi.persistence.trail.PostgresEvents;
import io.mandi.persistence.trail.PostgresPastRequests;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
import java.util.stream.Collectors;
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
    /** For which requests for what is another's are gathered. */
    private static final Duration VIOLATION_PAUSE = Duration.ofSeconds(1);

    private static final Duration QUARANTINE_TURN = Duration.ofSeconds(2);

    private final NodeDatabase database;
    private final DatabaseHealth health;
    private final ExecutorService blocking;
    private final ActorSystem<Void> system;
    private final OrderBooks books;
    private final PostgresCatalogue markets;
    private final PostgresPartners partners;
    private final TradingDesk desk;
    private final Schedule schedule;
    private final NodeTraces traces;
    private final NodeReadiness readiness;
    private final InetSocketAddress address;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private Node(
            NodeDatabase database,
            DatabaseHealth health,
            ExecutorService blocking,
            ActorSystem<Void> system,
            OrderBooks books,
            PostgresCatalogue markets,
            PostgresPartners partners,
            TradingDesk desk,
            Schedule schedule,
            NodeTraces traces,
            NodeReadiness readiness,
            InetSocketAddress address) {
        this.database = database;
        this.health = health;
        this.blocking = blocking;
        this.system = system;
        this.books = books;
        this.markets = markets;
        this.partners = partners;
        this.desk = desk;
        this.schedule = schedule;
        this.traces = traces;
        this.readiness = readiness;
        this.address = address;
    }

    /**
     * Starts a node. It listens when this returns; it can serve when {@link #awaitReady} returns.
     *
     * @param secret that tokens are signed with
     */
    public static Node start(NodeSettings settings, String secret) throws SQLException {
        return start(settings, secret, InstantSource.system());
    }

    /** @param clock of the market; tokens, streams and webhooks go by that of the machine */
    public static Node start(NodeSettings settings, String secret, InstantSource clock) throws SQLException {
        return start(settings, secret, clock, List.of());
    }

    /** @param sleepers whom the schedule wakes, besides those of the program */
    static Node start(NodeSettings settings, String secret, InstantSource clock, List<Sleeper> sleepers)
            throws SQLException {
        NodeDatabase database = NodeDatabase.open(settings);
        try {
            database.prepareSchema(settings.database().migrateOnStart());
            database.checkDurability();
            return startOn(database, settings, secret, clock, sleepers);
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Node startOn(
            NodeDatabase database, NodeSettings settings, String secret, InstantSource clock, List<Sleeper> sleepers)
            throws SQLException {
        NodeMetrics metrics = new NodeMetrics();
        metrics.follow(database.pools());
        metrics.follow(NodeProjections.all());
        metrics.followWebhooks();
        metrics.followSchedule();
        NodeTraces traces = NodeTraces.open(settings.traces(), metrics);
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "mandi",
                ActorSystemSetup.create(
                        BootstrapSetup.create(NodeConfig.of(settings)),
                        DatabaseSetup.of(database.pools(), metrics.registry(), traces.traces())));
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
            AccessRecords access = new AccessRecords(
                    new EntityJournal(queries, LogNews.get(system)::stored, InstantSource.system()),
                    blocking,
                    VIOLATION_PAUSE,
                    settings.security().maxViolators());
            PostgresPastRequests past = new PostgresPastRequests(reader, blocking);
            OrderBooks books =
                    OrderBooks.start(system, settings.books(), quarantine, access, past, clock, traces.traces());
            membership.join(settings.cluster());
            EventCatalogue catalogue = EventCatalogue.standard();
            NodeWebhooks webhooks = NodeWebhooks.start(
                    system,
                    settings,
                    secret,
                    database.pools(),
                    catalogue,
                    metrics.registry(),
                    traces.traces(),
                    blocking);
            Expectations expectations = new Expectations();
            DataSource projections = database.pools().projections().dataSource();
            ExecutorService projecting =
                    Executors.newFixedThreadPool(settings.database().projectionConnections(), PROJECTION_THREADS);
            system.getWhenTerminated().whenComplete((done, failure) -> projecting.shutdown());
            Projections.start(
                    system,
                    NodeProjections.all(clock),
                    projections,
                    projecting,
                    settings.projections().page(),
                    settings.projections().poll(),
                    settings.projections().busyPercent(),
                    (projection, slice) -> {
                        webhooks.afterTurn(projection, slice);
                        expectations.afterTurn(projection);
                    });
            DatabaseHealth health = new DatabaseHealth(queries);
            CompletableFuture<Void> sharding = awaitSharding(system, membership, blocking);
            WarmStart warmStart = WarmStart.begin(settings.warmStart(), books, queries, sharding, blocking);
            EntityNews news = new EntityNews(system, LogNews.get(system));
            EntityJournal changes = new EntityJournal(queries, news::changed, clock);
            PostgresPartners partners = new PostgresPartners(
                    changes,
                    reader,
                    access,
                    blocking,
                    clock,
                    settings.partners().maxPartners());
            PartnerLedgers ledgers = new PartnerLedgers(changes, queries, reader, access, news::changed, blocking);
            PartyDirectory parties = new PartyDirectory(
                    reader,
                    blocking,
                    clock,
                    settings.partners().initial(),
                    settings.partners().directories(),
                    settings.partners().directoryTime());
            news.listen(parties::forget);
            PostgresMatches matches = new PostgresMatches(
                    new EntityJournal(queries, LogNews.get(system)::stored, clock),
                    queries,
                    reader,
                    blocking,
                    settings.matching().notices());
            TradingDesk desk = NodeDesk.start(
                    system,
                    settings,
                    secret,
                    new NodeDesk.Parts(
                            queries,
                            reader,
                            lists,
                            blocking,
                            news,
                            partners,
                            ledgers,
                            parties,
                            quarantine,
                            access,
                            past,
                            clock,
                            traces.traces(),
                            matches,
                            expectations,
                            metrics.registry()));
            List<Sleeper> all = new ArrayList<>(sleepers);
            all.addAll(desk.sleepers());
            all.add(new PartnerSleeper(partners));
            all.add(new BookSleeper(books, queries, blocking));
            all.add(new TimezoneSleeper(queries, blocking));
            all.add(new RiskSleeper(ledgers, queries, blocking));
            RiskSleeper.begin(queries, ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
            Schedule schedule = NodeSchedule.start(
                    system,
                    "schedule",
                    settings.schedule(),
                    queries,
                    all,
                    desk.searching().stream().map(Sleeper::kind).collect(Collectors.toSet()),
                    sharding,
                    clock,
                    metrics.registry(),
                    blocking);
            // With places of its own: a backlog of searches holds up no end of a reservation, no hold and no trade.
            Schedule searching = NodeSchedule.start(
                    system,
                    "schedule-matches",
                    settings.schedule(),
                    queries,
                    desk.searching(),
                    all.stream().map(Sleeper::kind).collect(Collectors.toSet()),
                    sharding,
                    clock,
                    metrics.registry(),
                    blocking);
            expectations.of(List.of(schedule, searching));
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
                    desk.matchViews(),
                    HttpApi.items(),
                    access);
            OrderEntry entry = new OrderEntry(
                    reader,
                    blocking,
                    clock,
                    settings.partners().initial(),
                    settings.partners().cached(),
                    settings.partners().cacheTime(),
                    settings.books().askTimeout());
            news.listen(entry::forget);
            news.listen(entity -> followLimit(ledgers, entity));
            PostgresCatalogue markets = new PostgresCatalogue(
                    changes,
                    reader,
                    blocking,
                    settings.partners().initial(),
                    new PostgresCatalogue.Limits(
                            settings.catalogue().maxLocations(),
                            settings.catalogue().maxCommodities()),
                    TimezoneSleeper::settingsChanged);
            HttpApi api = new HttpApi(
                    books,
                    directory,
                    new PostgresOrderLists(lists),
                    new PostgresEvents(lists, catalogue),
                    new PostgresReports(lists),
                    webhooks.administration(),
                    markets,
                    partners,
                    ledgers,
                    entry,
                    desk,
                    streams,
                    settings.books().viewDepth(),
                    readiness,
                    tokens,
                    settings.http(),
                    metrics.registry(),
                    traces.traces(),
                    access,
                    () -> metrics.scrape(queries, blocking),
                    Materializer.matFromSystem(system));
            HttpServer server = await(HttpServer.bind(system, settings.http(), api.flow()), BIND_TIMEOUT);
            CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "not-ready", () -> {
                readiness.stop();
                return CompletableFuture.completedStage(Done.getInstance());
            });
            CoordinatedShutdown.get(system)
                    .addTask(
                            CoordinatedShutdown.PhaseServiceStop(),
                            "access-records",
                            () -> access.flush().thenApply(done -> Done.getInstance()));
            Node node = new Node(
                    database,
                    health,
                    blocking,
                    system,
                    books,
                    markets,
                    partners,
                    desk,
                    schedule,
                    traces,
                    readiness,
                    server.address());
            system.getWhenTerminated().whenComplete((done, failure) -> node.closeDatabase());
            LOG.info("Listening on {}", node.url());
            return node;
        } catch (SQLException | RuntimeException e) {
            system.terminate();
            await(system.getWhenTerminated(), STOP_TIMEOUT);
            traces.close();
            throw e;
        }
    }

    /** A limit that is lowered may be used up by what is on hold already. */
    private static void followLimit(PartnerLedgers ledgers, EntityId entity) {
        if (entity.kind() == EntityId.Kind.PARTNER) {
            ResourceId.ofPartner(entity.key(), entity.organization())
                    .ifPresent(partner -> ledgers.limitMayHaveChanged(partner.organization(), partner.number())
                            .whenComplete((done, failure) -> {
                                if (failure != null) {
                                    LOG.warn("It is not known how much of the limit of {} is used", partner, failure);
                                }
                            }));
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

    /** The schedule, for what runs inside the node. */
    Schedule schedule() {
        return schedule;
    }

    /** The directory of instruments, for what runs inside the node. */
    PostgresInstrumentDirectory directory() {
        return new PostgresInstrumentDirectory(database.pools().queries().dataSource(), blocking);
    }

    /** The catalogues and settings of organisations, for what runs inside the node. */
    PostgresCatalogue markets() {
        return markets;
    }

    /** The partners of organisations, for what runs inside the node. */
    PostgresPartners partners() {
        return partners;
    }

    /** The desk of lots and needs, for what runs inside the node. */
    TradingDesk desk() {
        return desk;
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
            traces.close();
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
