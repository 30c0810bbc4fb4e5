package io.mandi.cluster;

import io.mandi.engine.actor.LotBookSettings;
import io.mandi.engine.actor.OrderBookSettings;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.lots.LotBookLimits;
import io.mandi.engine.lots.matching.MatchingLimits;
import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.webhook.DeliveryPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be set of a node, read once at its start. The names, defaults and meanings are in
 * {@code .env.example} too; a test holds the two together.
 */
public record NodeSettings(
        Path dataDir,
        HttpSettings http,
        DatabaseSettings database,
        SecuritySettings security,
        ClusterSettings cluster,
        LogSettings log,
        OrderBookSettings books,
        LotBookSettings lots,
        MatchingLimits matching,
        DeskSettings desk,
        TradeSettings trades,
        WarmStart warmStart,
        ProjectionSettings projections,
        SchedulePolicy schedule,
        WebhookSettings webhooks,
        CatalogueSettings catalogue,
        PartnerSettings partners,
        ReadSettings reads,
        StreamSettings stream,
        TraceSettings traces) {

    /**
     * @param port 0 for any free one
     * @param maxBodyBytes longest request body that is read
     * @param headerTimeout how long a request's head may take to arrive, from its first byte on
     * @param bodyTimeout how long a request's body may take to arrive
     * @param drainTimeout how long requests in flight may take when the node stops
     */
    public record HttpSettings(
            String host,
            int port,
            int maxConnections,
            int maxBodyBytes,
            Duration headerTimeout,
            Duration bodyTimeout,
            Duration drainTimeout,
            AccessLog accessLog,
            AdmissionSettings admission) {}

    /**
     * How many requests are worked on at one time; those that change something and those that only look are counted apart.
     *
     * @param maxInFlight of the node
     * @param maxInFlightPerTenant of one organisation
     * @param refusalsPerSecond refusals for want of room that are answered in a second; others wait
     * @param refusalDelay longest wait of a refusal
     */
    public record AdmissionSettings(
            int maxInFlight, int maxInFlightPerTenant, int refusalsPerSecond, Duration refusalDelay) {}

    /**
     * How the log is followed.
     *
     * @param page most events of one transaction
     * @param poll how often the log is looked at when nobody has said that it has grown
     * @param busyPercent part of a thread's time that goes into it while the node writes events
     */
    public record ProjectionSettings(int page, Duration poll, int busyPercent) {}

    /**
     * How large the catalogue of an organisation can become.
     *
     * @param maxLocations those that are deleted left out
     */
    public record CatalogueSettings(int maxLocations, int maxCommodities) {}

    /**
     * How many partners an organisation can have, and what is known of them without looking.
     *
     * @param maxPartners of one organisation
     * @param ordersRequireApproved whether organisations begin with order books for approved partners only
     * @param cached most partners, and most organisations, of which a node has in memory whether their orders are taken
     * @param cacheTime how long it has that in memory at most
     * @param directories most organisations of which a node has in memory what matching asks of their partners
     * @param directoryTime how long it has that in memory at most
     */
    public record PartnerSettings(
            int maxPartners,
            boolean ordersRequireApproved,
            int cached,
            Duration cacheTime,
            int directories,
            Duration directoryTime) {

        /** What organisations begin with. */
        public MarketSettings initial() {
            GivenValue approved = new GivenValue.Flag(ordersRequireApproved);
            return MarketSettings.DEFAULT
                    .patch(Map.of(Setting.ORDERS_REQUIRE_APPROVED_PARTNER.name(), approved))
                    .asOptional()
                    .orElseThrow()
                    .settings();
        }
    }

    /**
     * What is kept for requests that may never end.
     *
     * @param holdOrphanAfter how old what a ledger holds must be for the schedule to ask whether a reservation came of it (TR-2);
     *     reservations are granted on holds of at most half that age
     * @param postingOrphanAfter how old a registration of a lot or need must be for the schedule to ask whether it was posted
     */
    public record DeskSettings(
            Duration holdOrphanAfter,
            Duration holdSweepEvery,
            Duration postingOrphanAfter,
            Duration postingSweepEvery) {}

    /**
     * How events are sent to others.
     *
     * @param allowLoopback whether to this machine too, and without TLS, for development
     * @param timeout of an attempt
     * @param key what signing secrets are enciphered with in the database; absent for the one that tokens are signed with
     * @param maxEndpoints of one organisation
     * @param keep how long it is kept what became of a delivery
     */
    public record WebhookSettings(
            boolean allowLoopback,
            Duration timeout,
            Optional<String> key,
            int maxEndpoints,
            Duration keep,
            DeliveryPolicy policy) {}

    /**
     * How lists and reports are read.
     *
     * @param url of a streaming replica; without one they are read from the primary
     * @param connections to the replica
     * @param statementTimeout longest statement there
     * @param maxStaleness how far the replica may be behind; one that is further counts as failed
     * @param heartbeat how often the replica is looked at, and time is stored on the primary for it to show
     * @param fallback what is done with a read when the replica cannot be used
     * @param consistencyWait how long a reader waits for a list to show what it has written
     * @param consistencyWaiters most readers that wait at the same time
     */
    public record ReadSettings(
            Optional<String> url,
            int connections,
            Duration statementTimeout,
            Duration maxStaleness,
            Duration heartbeat,
            ReadFallback fallback,
            Duration consistencyWait,
            int consistencyWaiters) {}

    /** What is done with a read when the replica cannot be used. */
    public enum ReadFallback {
        /** It goes to the primary. */
        PRIMARY,
        /** It is refused. */
        REFUSE
    }

    /**
     * The live stream.
     *
     * @param maxSockets of the node
     * @param maxUnauthenticated of the node, of clients that have not yet said who they are
     * @param maxSocketsPerUser of one user of an organisation on the node
     * @param maxSubscriptions of one socket
     * @param maxBooks that are followed on the node at one time; of one organisation half as many
     * @param messagesPerSecond that one client may send
     * @param maxMessageBytes longest message of a client that is read
     * @param bufferBytes that may wait for one client before it is cut off
     * @param bookDepth price levels of each side that are shown, no more than books show
     * @param bookPace between what a book has told and the next question to it; what happens meanwhile is told together
     * @param window changes, and trades, of one book that are kept for clients who come back; at most 256 KiB of each
     * @param resumeEvents how many events of its organisation a client may have missed and still go on where it was
     * @param snapshotOrders most open orders in a snapshot
     * @param heartbeat how often the server says that it is there
     * @param clientSilence after which a client is taken to be gone
     * @param authenticationTimeout within which a client must say who it is
     * @param bookLinger how long a book is followed when nobody looks at it any more
     * @param cancelPasses lost sockets whose orders are cancelled at one time on the node
     * @param cancelQueue lost sockets that may wait for that
     * @param cancelMargin orders placed up to this long after a socket was lost are cancelled as well
     * @param cancelDrain how long a node that stops waits for these cancellations
     */
    public record StreamSettings(
            int maxSockets,
            int maxUnauthenticated,
            int maxSocketsPerUser,
            int maxSubscriptions,
            int maxBooks,
            int messagesPerSecond,
            int maxMessageBytes,
            int bufferBytes,
            int bookDepth,
            Duration bookPace,
            int window,
            int resumeEvents,
            int snapshotOrders,
            Duration heartbeat,
            Duration clientSilence,
            Duration authenticationTimeout,
            Duration bookLinger,
            int cancelPasses,
            int cancelQueue,
            Duration cancelMargin,
            Duration cancelDrain) {}

    /** Which requests leave a line in the log. */
    public enum AccessLog {
        /** None. */
        OFF,
        /** Those that were answered with a status of 400 or more. */
        ERRORS,
        /** All. */
        ALL
    }

    /**
     * @param url of a PostgreSQL server; the embedded one when absent
     * @param journal which plugin stores the events
     * @param lanes threads and connections that store events
     * @param recoveryConnections connections for what books read when they come back, and for their snapshots
     * @param queryConnections connections for what is asked over HTTP, and for health
     * @param projectionConnections connections for what follows the log
     * @param webhookConnections connections for what is sent to others
     * @param embeddedPort of the embedded server; 0 for any free one
     * @param migrateOnStart whether the node brings the schema up to date
     * @param migrationLockTimeout how long a node waits while another migrates
     */
    public record DatabaseSettings(
            Optional<String> url,
            Journal journal,
            int lanes,
            int recoveryConnections,
            int queryConnections,
            int projectionConnections,
            int webhookConnections,
            int embeddedPort,
            Duration embeddedStartTimeout,
            boolean migrateOnStart,
            Duration migrationLockTimeout) {}

    /** The plugins that can store the events, in the same tables. */
    public enum Journal {
        /** Mandi's own. */
        POSTGRES,
        /** The Pekko project's. */
        PEKKO_PERSISTENCE_JDBC
    }

    /**
     * What is told of requests, to a collector of traces.
     *
     * @param endpoint of the collector, without the path {@code /v1/traces}; absent when nothing is told
     * @param serviceName that the collector knows the node by
     * @param sampleOneIn one in so many requests is sampled that come without a trace; 0 for none of them
     * @param maxPerSecond most requests that are sampled in a second, wherever their trace comes from
     * @param queue most spans that wait to be sent
     * @param timeout of sending, and of sending the last ones when the node stops
     */
    public record TraceSettings(
            Optional<URI> endpoint,
            String serviceName,
            int sampleOneIn,
            int maxPerSecond,
            int queue,
            Duration timeout) {}

    /**
     * @param jwtSecret HMAC key of the tokens; absent when the node may make and keep one of its own
     * @param maxViolators users of whom requests for what is another's wait to be recorded
     */
    public record SecuritySettings(Optional<String> jwtSecret, int maxViolators) {}

    /**
     * @param host address that other nodes reach this one at
     * @param port 0 for any free one
     * @param seedNodes nodes to join; none for a cluster of one
     */
    public record ClusterSettings(String host, int port, List<HostAndPort> seedNodes) {}

    /** Where a node listens for other nodes. */
    public record HostAndPort(String host, int port) {}

    /**
     * What a node does before it is ready.
     *
     * @param books how many of those that were busy last it brings up; 0 for none
     * @param timeout how long it waits for them at most
     */
    public record WarmStart(int books, Duration timeout) {}

    /** @param patience how long somebody who makes a trade waits until it is made, at most */
    public record TradeSettings(Duration patience) {}

    /** How the log is written. */
    public record LogSettings(LogFormat format, String level) {}

    /** The form of log lines. */
    public enum LogFormat {
        /** Text on a terminal, JSON elsewhere. */
        AUTO,
        JSON,
        TEXT
    }

    private static final List<String> LOG_LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int DEFAULT_CLUSTER_PORT = 17355;

    /** @throws InvalidSettingsException naming every variable that cannot be */
    public static NodeSettings from(Environment env) {
        OrderBookSettings books = books(env);
        NodeSettings settings = new NodeSettings(
                Path.of(env.text("DATA_DIR", "./data")).toAbsolutePath().normalize(),
                http(env),
                database(env),
                security(env),
                cluster(env),
                log(env),
                books,
                lots(env, books),
                new MatchingLimits(
                        env.integer("MATCHES_JUDGED", MatchingLimits.DEFAULT.judged(), 1, 10_000),
                        env.integer("NOTICES_KEPT", MatchingLimits.DEFAULT.notices(), 1, 1_000_000)),
                desk(env),
                new TradeSettings(
                        env.duration("TRADE_WAIT", Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(30))),
                new WarmStart(
                        env.integer("WARM_START_BOOKS", 64, 0, 20_000),
                        env.duration(
                                "WARM_START_TIMEOUT", Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(10))),
                new ProjectionSettings(
                        env.integer("PROJECTION_PAGE", 1_000, 1, 100_000),
                        env.duration(
                                "PROJECTION_POLL", Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofHours(1)),
                        env.integer("PROJECTION_BUSY_PERCENT", 10, 1, 100)),
                schedule(env),
                webhooks(env),
                new CatalogueSettings(
                        env.integer("CATALOGUE_MAX_LOCATIONS", 100_000, 1, 10_000_000),
                        env.integer("CATALOGUE_MAX_COMMODITIES", 1_000, 1, 100_000)),
                new PartnerSettings(
                        env.integer("PARTNER_MAX", 100_000, 1, 10_000_000),
                        env.flag("ORDERS_REQUIRE_APPROVED_PARTNER", true),
                        env.integer("PARTNER_CACHE", 100_000, 1, 10_000_000),
                        env.duration(
                                "PARTNER_CACHE_TIME",
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(1),
                                Duration.ofHours(1)),
                        env.integer("PARTY_DIRECTORIES", 64, 1, 10_000),
                        env.duration(
                                "PARTY_DIRECTORY_TIME",
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(1),
                                Duration.ofHours(1))),
                reads(env),
                stream(env, books.viewDepth()),
                traces(env));
        env.check();
        return settings;
    }

    private static HttpSettings http(Environment env) {
        return new HttpSettings(
                env.text("HTTP_HOST", "127.0.0.1"),
                env.integer("HTTP_PORT", 8080, 0, 65_535),
                env.integer("HTTP_MAX_CONNECTIONS", 4_096, 1, 1_000_000),
                env.integer("HTTP_MAX_BODY_BYTES", 1_048_576, 1_024, 16_777_216),
                env.duration(
                        "HTTP_HEADER_TIMEOUT", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(1)),
                env.duration(
                        "HTTP_BODY_TIMEOUT", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)),
                env.duration("HTTP_DRAIN_TIMEOUT", Duration.ofSeconds(12), Duration.ZERO, Duration.ofSeconds(14)),
                env.choice("ACCESS_LOG", AccessLog.ERRORS),
                new AdmissionSettings(
                        env.integer("ADMISSION_MAX_IN_FLIGHT", 1_024, 1, 1_000_000),
                        env.integer("ADMISSION_MAX_IN_FLIGHT_PER_TENANT", 256, 1, 1_000_000),
                        env.integer("ADMISSION_REFUSALS_PER_SECOND", 500, 1, 1_000_000),
                        env.duration(
                                "ADMISSION_REFUSAL_DELAY",
                                Duration.ofSeconds(5),
                                Duration.ZERO,
                                Duration.ofSeconds(10))));
    }

    /** @param viewDepth levels that a book shows anybody, and so the live stream too */
    private static StreamSettings stream(Environment env, int viewDepth) {
        StreamSettings set = new StreamSettings(
                env.integer("STREAM_MAX_SOCKETS", 1_000, 1, 1_000_000),
                env.integer("STREAM_MAX_UNAUTHENTICATED", 100, 0, 1_000_000),
                env.integer("STREAM_MAX_SOCKETS_PER_USER", 10, 1, 1_000_000),
                env.integer("STREAM_MAX_SUBSCRIPTIONS", 100, 1, 10_000),
                env.integer("STREAM_MAX_BOOKS", 1_000, 1, 20_000),
                env.integer("STREAM_MESSAGES_PER_SECOND", 10, 1, 100_000),
                env.integer("STREAM_MAX_MESSAGE_BYTES", 8_192, 1_024, 1_048_576),
                env.integer("STREAM_BUFFER_BYTES", 1_048_576, 65_536, 1_073_741_824),
                Math.min(viewDepth, env.integer("STREAM_BOOK_DEPTH", 50, 10, 10_000)),
                env.duration("STREAM_BOOK_PACE", Duration.ofMillis(25), Duration.ZERO, Duration.ofSeconds(1)),
                env.integer("STREAM_WINDOW", 1_000, 0, 1_000_000),
                env.integer("STREAM_RESUME_EVENTS", 1_000, 0, 1_000_000),
                env.integer("STREAM_SNAPSHOT_ORDERS", 1_000, 1, 10_000),
                env.duration("STREAM_HEARTBEAT", Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofMinutes(1)),
                env.duration(
                        "STREAM_CLIENT_SILENCE", Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofHours(1)),
                env.duration(
                        "STREAM_AUTHENTICATION_TIMEOUT",
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1)),
                env.duration("STREAM_BOOK_LINGER", Duration.ofSeconds(30), Duration.ZERO, Duration.ofHours(1)),
                env.integer("STREAM_CANCEL_PASSES", 4, 1, 1_000),
                env.integer("STREAM_CANCEL_QUEUE", 10_000, 0, 1_000_000),
                env.duration("STREAM_CANCEL_MARGIN", Duration.ofMillis(100), Duration.ZERO, Duration.ofMinutes(1)),
                env.duration("STREAM_CANCEL_DRAIN", Duration.ofSeconds(5), Duration.ZERO, Duration.ofSeconds(14)));
        if (set.heartbeat().compareTo(set.clientSilence()) >= 0) {
            env.problem("STREAM_HEARTBEAT", "must be less than STREAM_CLIENT_SILENCE");
        }
        return set;
    }

    private static TraceSettings traces(Environment env) {
        return new TraceSettings(
                env.text("TRACES_ENDPOINT").flatMap(text -> traceEndpoint(env, text)),
                env.text("TRACES_SERVICE_NAME", "mandi"),
                env.integer("TRACES_SAMPLE_ONE_IN", 100, 0, 1_000_000_000),
                env.integer("TRACES_MAX_PER_SECOND", 100, 1, 1_000_000),
                env.integer("TRACES_QUEUE", 2_048, 1, 1_000_000),
                env.duration("TRACES_TIMEOUT", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(30)));
    }

    private static Optional<URI> traceEndpoint(Environment env, String text) {
        try {
            URI endpoint = new URI(text);
            boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
            if (web
                    && endpoint.getHost() != null
                    && endpoint.getUserInfo() == null
                    && endpoint.getQuery() == null
                    && endpoint.getFragment() == null) {
                return Optional.of(endpoint);
            }
        } catch (URISyntaxException e) {
            // Told below, like one of another kind.
        }
        env.problem("TRACES_ENDPOINT", "must be a URL as http://localhost:4318, but is \"" + text + "\"");
        return Optional.empty();
    }

    private static DatabaseSettings database(Environment env) {
        return new DatabaseSettings(
                env.text("DATABASE_URL"),
                env.choice("JOURNAL", Journal.POSTGRES),
                env.integer("JOURNAL_LANES", 2, 1, 64),
                env.integer("DATABASE_RECOVERY_CONNECTIONS", 8, 5, 500),
                env.integer("DATABASE_QUERY_CONNECTIONS", 4, 2, 500),
                env.integer("DATABASE_PROJECTION_CONNECTIONS", 1, 1, 500),
                env.integer("DATABASE_WEBHOOK_CONNECTIONS", 2, 1, 500),
                env.integer("EMBEDDED_DATABASE_PORT", 0, 0, 65_535),
                env.duration(
                        "EMBEDDED_DATABASE_START_TIMEOUT",
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                env.flag("MIGRATE_ON_START", true),
                env.duration(
                        "MIGRATION_LOCK_TIMEOUT", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofHours(1)));
    }

    private static SchedulePolicy schedule(Environment env) {
        SchedulePolicy policy = SchedulePolicy.DEFAULT;
        Duration second = Duration.ofSeconds(1);
        return new SchedulePolicy(
                // What is due has to be done within five seconds.
                env.duration("SCHEDULE_POLL", policy.poll(), Duration.ofMillis(50), Duration.ofSeconds(4)),
                env.integer("SCHEDULE_BATCH", policy.batch(), 1, 10_000),
                env.integer("SCHEDULE_PARALLEL", policy.parallel(), 1, 1_000),
                env.duration("SCHEDULE_LEASE", policy.lease(), second, HOUR),
                env.duration("SCHEDULE_RETRY_MOST", policy.retryMost(), second, HOUR),
                env.duration("SCHEDULE_DRAIN", policy.drain(), Duration.ZERO, Duration.ofSeconds(14)));
    }

    private static WebhookSettings webhooks(Environment env) {
        DeliveryPolicy policy = DeliveryPolicy.DEFAULT;
        Duration second = Duration.ofSeconds(1);
        Optional<String> key = env.text("WEBHOOK_KEY");
        key.flatMap(JwtSecret::weakness).ifPresent(weakness -> env.problem("WEBHOOK_KEY", weakness));
        return new WebhookSettings(
                env.flag("WEBHOOK_ALLOW_LOOPBACK", false),
                env.duration("WEBHOOK_TIMEOUT", Duration.ofSeconds(30), second, Duration.ofMinutes(2)),
                key,
                env.integer("WEBHOOK_MAX_ENDPOINTS", 50, 1, 10_000),
                env.duration("WEBHOOK_KEEP", Duration.ofHours(720), Duration.ofMinutes(1), Duration.ofHours(87_600)),
                new DeliveryPolicy(
                        env.duration("WEBHOOK_RETRY_FIRST", policy.retryFirst(), Duration.ofMillis(10), HOUR),
                        env.duration("WEBHOOK_RETRY_MOST", policy.retryMost(), Duration.ofMillis(10), DAY),
                        env.integer("WEBHOOK_RETRY_JITTER_PERCENT", policy.retryJitterPercent(), 0, 100),
                        env.duration("WEBHOOK_RETRY_AFTER_MOST", policy.retryAfterMost(), second, DAY.multipliedBy(7)),
                        env.integer("WEBHOOK_BREAKER_FAILURES", policy.breakerFailures(), 1, 1_000),
                        env.duration("WEBHOOK_BREAKER_PAUSE", policy.breakerPause(), Duration.ofMillis(10), DAY),
                        env.duration("WEBHOOK_DISABLE_AFTER", policy.disableAfter(), second, DAY.multipliedBy(365)),
                        env.integer("WEBHOOK_PARALLEL", policy.parallel(), 1, 100),
                        env.integer("WEBHOOK_WINDOW", policy.window(), 8, 10_000)));
    }

    private static ReadSettings reads(Environment env) {
        ReadSettings reads = new ReadSettings(
                env.text("DATABASE_READ_URL"),
                env.integer("DATABASE_READ_CONNECTIONS", 4, 1, 500),
                env.duration(
                        "READ_STATEMENT_TIMEOUT",
                        Duration.ofSeconds(10),
                        Duration.ofMillis(1_500),
                        Duration.ofMinutes(5)),
                env.duration(
                        "READ_MAX_STALENESS", Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofHours(24)),
                env.duration("READ_HEARTBEAT", Duration.ofSeconds(1), Duration.ofMillis(50), Duration.ofMinutes(1)),
                env.choice("READ_FALLBACK", ReadFallback.PRIMARY),
                env.duration("READ_CONSISTENCY_WAIT", Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(10)),
                env.integer("READ_CONSISTENCY_WAITERS", 64, 1, 100_000));
        if (reads.heartbeat().multipliedBy(2).compareTo(reads.maxStaleness()) > 0) {
            env.problem("READ_HEARTBEAT", "must not be more than half of READ_MAX_STALENESS");
        }
        return reads;
    }

    private static SecuritySettings security(Environment env) {
        Optional<String> secret = env.text("JWT_SECRET");
        secret.flatMap(JwtSecret::weakness).ifPresent(weakness -> env.problem("JWT_SECRET", weakness));
        if (secret.isEmpty() && env.text("DATABASE_URL").isPresent()) {
            env.problem("JWT_SECRET", "must be set when DATABASE_URL is; make one with: openssl rand -base64 48");
        }
        return new SecuritySettings(secret, env.integer("AUDIT_MAX_VIOLATORS", 1_000, 1, 1_000_000));
    }

    private static ClusterSettings cluster(Environment env) {
        List<HostAndPort> seeds = new ArrayList<>();
        for (String seed : env.text("CLUSTER_SEED_NODES", "").split(",")) {
            if (!seed.isBlank()) {
                hostAndPort(seed.strip())
                        .ifPresentOrElse(
                                seeds::add,
                                () -> env.problem(
                                        "CLUSTER_SEED_NODES",
                                        "must be a list host:port,host:port, but has \"" + seed.strip() + "\""));
            }
        }
        int port = env.integer("CLUSTER_PORT", seeds.isEmpty() ? 0 : DEFAULT_CLUSTER_PORT, 0, 65_535);
        return new ClusterSettings(env.text("CLUSTER_HOST", "127.0.0.1"), port, List.copyOf(seeds));
    }

    private static Optional<HostAndPort> hostAndPort(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        return port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(new HostAndPort(text.substring(0, colon), port));
    }

    private static LogSettings log(Environment env) {
        String level = env.text("LOG_LEVEL", "INFO").toUpperCase(Locale.ROOT);
        if (!LOG_LEVELS.contains(level)) {
            env.problem("LOG_LEVEL", "must be one of " + LOG_LEVELS + ", but is \"" + level + "\"");
        }
        return new LogSettings(env.choice("LOG_FORMAT", LogFormat.AUTO), level);
    }

    private static OrderBookSettings books(Environment env) {
        BookLimits limits = BookLimits.DEFAULT;
        OrderBookSettings books = OrderBookSettings.DEFAULT;
        OrderBookSettings set = new OrderBookSettings(
                new BookLimits(
                        env.integer("BOOK_MAX_OPEN_ORDERS", limits.openOrders(), 1, 1_000_000),
                        env.integer("BOOK_MAX_OPEN_ORDERS_PER_PARTNER", limits.openOrdersPerPartner(), 1, 1_000_000),
                        env.integer("BOOK_REMEMBERED", limits.remembered(), 1_000, 10_000_000),
                        env.duration(
                                "BOOK_REMEMBERED_FOR",
                                limits.rememberedFor(),
                                Duration.ofMinutes(1),
                                Duration.ofHours(720)),
                        env.integer("BOOK_RECENT_TRADES", limits.recentTrades(), 0, 10_000),
                        env.integer("BOOK_ICEBERG_SLICES", limits.icebergSlices(), 1, 10_000),
                        env.duration(
                                "BOOK_EXPIRES_WITHIN",
                                limits.expiresWithin(),
                                Duration.ofHours(1),
                                Duration.ofDays(3_660)),
                        env.integer("BOOK_EXPIRED_TOGETHER", limits.expiredTogether(), 1, 10_000),
                        env.integer("BOOK_STOP_ORDERS", limits.stopOrders(), 1, 100_000),
                        env.integer("BOOK_STOP_ORDERS_PER_PARTNER", limits.stopOrdersPerPartner(), 1, 100_000)),
                env.integer("BOOK_QUEUE_CAPACITY", books.queueCapacity(), 1, 1_000_000),
                env.integer("BOOK_MAX_BATCH", books.maxBatch(), 1, 10_000),
                env.integer("BOOK_VIEW_DEPTH", books.viewDepth(), 1, 10_000),
                env.integer("BOOK_SNAPSHOT_EVERY", books.snapshotEvery(), 10, 100_000_000),
                env.integer("BOOK_SNAPSHOTS_KEPT", books.snapshotsKept(), 1, 100),
                env.duration("BOOK_ASK_TIMEOUT", books.askTimeout(), Duration.ofMillis(50), Duration.ofMinutes(2)),
                env.duration("BOOK_RESTART_MIN", books.restartMin(), Duration.ofMillis(10), Duration.ofMinutes(1)),
                env.duration("BOOK_RESTART_MAX", books.restartMax(), Duration.ofMillis(10), Duration.ofMinutes(10)),
                env.duration(
                        "BOOK_QUARANTINE_RETRY",
                        books.quarantineRetry(),
                        Duration.ofMillis(100),
                        Duration.ofHours(24)));
        if (set.restartMin().compareTo(set.restartMax()) > 0) {
            env.problem("BOOK_RESTART_MIN", "must not be more than BOOK_RESTART_MAX");
        }
        return set;
    }

    /** What both kinds of books do alike is set for both. */
    private static DeskSettings desk(Environment env) {
        return new DeskSettings(
                env.duration("HOLD_ORPHAN_AFTER", Duration.ofSeconds(60), Duration.ofSeconds(5), HOUR),
                env.duration("HOLD_SWEEP_EVERY", Duration.ofSeconds(15), Duration.ofSeconds(1), HOUR),
                env.duration("POSTING_ORPHAN_AFTER", Duration.ofMinutes(5), Duration.ofSeconds(5), HOUR),
                env.duration("POSTING_SWEEP_EVERY", Duration.ofSeconds(60), Duration.ofSeconds(1), HOUR));
    }

    private static LotBookSettings lots(Environment env, OrderBookSettings books) {
        LotBookLimits limits = LotBookLimits.DEFAULT;
        LotBookSettings lots = LotBookSettings.DEFAULT;
        return new LotBookSettings(
                new LotBookLimits(
                        env.integer("LOTS_MAX_POSTINGS", limits.postings(), 1, 1_000_000),
                        env.integer("LOTS_MAX_OPEN_PER_PARTNER", limits.openPostingsPerPartner(), 1, 1_000_000),
                        env.integer("LOTS_MAX_RESERVATIONS", limits.reservationsPerPosting(), 1, 100_000),
                        env.integer("LOTS_CLOSED", limits.closedPostings(), 0, 1_000_000),
                        env.duration("LOTS_CLOSED_FOR", limits.closedFor(), HOUR, DAY.multipliedBy(3_650)),
                        env.duration("LOTS_SOLD_FOR", limits.soldFor(), HOUR, DAY.multipliedBy(3_650)),
                        env.integer("LOTS_ENDED_RESERVATIONS", limits.endedReservations(), 0, 1_000_000),
                        env.integer("LOTS_REMEMBERED", limits.remembered(), 1_000, 1_000_000),
                        books.limits().rememberedFor(),
                        limits.endedAtOnce()),
                env.integer("LOTS_QUEUE_CAPACITY", lots.queueCapacity(), 1, 1_000_000),
                env.integer("LOTS_MAX_BATCH", lots.maxBatch(), 1, 10_000),
                env.integer("LOTS_SNAPSHOT_EVERY", lots.snapshotEvery(), 10, 100_000_000),
                books.snapshotsKept(),
                books.askTimeout(),
                books.restartMin(),
                books.restartMax(),
                books.quarantineRetry());
    }
}
