package io.mandi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.cluster.NodeSettings.AccessLog;
import io.mandi.cluster.NodeSettings.HostAndPort;
import io.mandi.cluster.NodeSettings.LogFormat;
import io.mandi.engine.actor.LotBookSettings;
import io.mandi.engine.actor.OrderBookSettings;
import io.mandi.engine.lots.LotBookLimits;
import io.mandi.engine.lots.matching.MatchingLimits;
import io.mandi.engine.schedule.SchedulePolicy;
import io.mandi.engine.webhook.DeliveryPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeSettingsTest {
    private static final String SECRET = "Zk3v0pYw8dLq5sX1nB7cR2tU9eGhJ4aM";

    private static NodeSettings of(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return NodeSettings.from(new Environment(variables));
    }

    private static void assertRefused(String name, String value) {
        assertThatThrownBy(() -> of(name, value))
                .as("%s=%s", name, value)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("\n  " + name + ": ");
    }

    @Test
    void needsNoSettingAtAll() {
        NodeSettings settings = of();
        assertThat(settings.dataDir()).isAbsolute().isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().accessLog()).isEqualTo(AccessLog.ERRORS);
        assertThat(settings.database().url()).isEmpty();
        assertThat(settings.database().migrateOnStart()).isTrue();
        assertThat(settings.reads().url()).isEmpty();
        assertThat(settings.reads().fallback()).isEqualTo(NodeSettings.ReadFallback.PRIMARY);
        assertThat(settings.security().jwtSecret()).isEmpty();
        assertThat(settings.security().maxViolators()).isEqualTo(1_000);
        assertThat(settings.cluster().host()).isEqualTo("127.0.0.1");
        assertThat(settings.cluster().port()).isZero();
        assertThat(settings.cluster().seedNodes()).isEmpty();
        assertThat(settings.log().format()).isEqualTo(LogFormat.AUTO);
        assertThat(settings.log().level()).isEqualTo("INFO");
        assertThat(settings.books()).isEqualTo(OrderBookSettings.DEFAULT);
        assertThat(settings.lots()).isEqualTo(LotBookSettings.DEFAULT);
        assertThat(settings.matching()).isEqualTo(MatchingLimits.DEFAULT);
        assertThat(settings.schedule()).isEqualTo(SchedulePolicy.DEFAULT);
        assertThat(settings.traces())
                .isEqualTo(new NodeSettings.TraceSettings(
                        Optional.empty(), "mandi", 100, 100, 2_048, Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:4318",
                "grpc://localhost:4317",
                "http://",
                "http://user:word@localhost:4318",
                "http://localhost:4318?key=1",
                "http://local host:4318"
            })
    void refusesACollectorThatIsNoUrl(String endpoint) {
        assertRefused("TRACES_ENDPOINT", endpoint);
    }

    @Test
    void aReplicaMayNotAgeFasterThanItsHeartbeat() {
        assertThat(of("READ_MAX_STALENESS", "2s").reads().maxStaleness()).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> of("READ_MAX_STALENESS", "1999ms"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("READ_HEARTBEAT: must not be more than half of READ_MAX_STALENESS");
    }

    @Test
    void readsEverySetting() {
        NodeSettings settings = of(
                "DATA_DIR", "/var/lib/mandi/../mandi",
                "HTTP_HOST", "0.0.0.0",
                "HTTP_PORT", "9090",
                "HTTP_MAX_CONNECTIONS", "10",
                "HTTP_MAX_BODY_BYTES", "2048",
                "HTTP_HEADER_TIMEOUT", "1s",
                "HTTP_BODY_TIMEOUT", "2s",
                "HTTP_DRAIN_TIMEOUT", "3s",
                "ADMISSION_MAX_IN_FLIGHT", "200",
                "ADMISSION_MAX_IN_FLIGHT_PER_TENANT", "50",
                "ADMISSION_REFUSALS_PER_SECOND", "300",
                "ADMISSION_REFUSAL_DELAY", "400ms",
                "ACCESS_LOG", "all",
                "JOURNAL", "pekko-persistence-jdbc",
                "JOURNAL_LANES", "3",
                "DATABASE_RECOVERY_CONNECTIONS", "5",
                "DATABASE_QUERY_CONNECTIONS", "6",
                "DATABASE_PROJECTION_CONNECTIONS", "7",
                "DATABASE_WEBHOOK_CONNECTIONS", "8",
                "WEBHOOK_ALLOW_LOOPBACK", "true",
                "WEBHOOK_TIMEOUT", "11s",
                "WEBHOOK_KEY", SECRET,
                "WEBHOOK_MAX_ENDPOINTS", "12",
                "WEBHOOK_KEEP", "13h",
                "WEBHOOK_RETRY_FIRST", "14ms",
                "WEBHOOK_RETRY_MOST", "15s",
                "WEBHOOK_RETRY_JITTER_PERCENT", "16",
                "WEBHOOK_RETRY_AFTER_MOST", "17s",
                "WEBHOOK_BREAKER_FAILURES", "18",
                "WEBHOOK_BREAKER_PAUSE", "19s",
                "WEBHOOK_DISABLE_AFTER", "20h",
                "WEBHOOK_PARALLEL", "21",
                "WEBHOOK_WINDOW", "22",
                "CATALOGUE_MAX_LOCATIONS", "23",
                "CATALOGUE_MAX_COMMODITIES", "24",
                "PARTNER_MAX", "25",
                "ORDERS_REQUIRE_APPROVED_PARTNER", "false",
                "PARTNER_CACHE", "26",
                "PARTNER_CACHE_TIME", "27s",
                "PARTY_DIRECTORIES", "28",
                "PARTY_DIRECTORY_TIME", "29s",
                "PROJECTION_PAGE", "77",
                "PROJECTION_POLL", "777ms",
                "PROJECTION_BUSY_PERCENT", "70",
                "SCHEDULE_POLL", "2s",
                "SCHEDULE_BATCH", "25",
                "SCHEDULE_PARALLEL", "26",
                "SCHEDULE_LEASE", "27s",
                "SCHEDULE_RETRY_MOST", "28m",
                "SCHEDULE_DRAIN", "9s",
                "DATABASE_READ_URL", "postgresql://replica/mandi",
                "DATABASE_READ_CONNECTIONS", "11",
                "READ_STATEMENT_TIMEOUT", "12s",
                "READ_MAX_STALENESS", "13s",
                "READ_HEARTBEAT", "600ms",
                "READ_FALLBACK", "refuse",
                "READ_CONSISTENCY_WAIT", "700ms",
                "READ_CONSISTENCY_WAITERS", "8",
                "EMBEDDED_DATABASE_PORT", "5433",
                "EMBEDDED_DATABASE_START_TIMEOUT", "2m",
                "MIGRATE_ON_START", "false",
                "MIGRATION_LOCK_TIMEOUT", "30s",
                "JWT_SECRET", SECRET,
                "AUDIT_MAX_VIOLATORS", "7",
                "CLUSTER_HOST", "10.0.0.1",
                "CLUSTER_PORT", "17000",
                "LOG_FORMAT", "json",
                "LOG_LEVEL", "debug",
                "BOOK_MAX_OPEN_ORDERS", "100",
                "BOOK_MAX_OPEN_ORDERS_PER_PARTNER", "50",
                "BOOK_REMEMBERED", "5000",
                "BOOK_REMEMBERED_FOR", "1h",
                "BOOK_RECENT_TRADES", "7",
                "BOOK_ICEBERG_SLICES", "9",
                "BOOK_EXPIRES_WITHIN", "48h",
                "BOOK_EXPIRED_TOGETHER", "11",
                "BOOK_STOP_ORDERS", "8",
                "BOOK_QUEUE_CAPACITY", "20",
                "BOOK_MAX_BATCH", "4",
                "BOOK_VIEW_DEPTH", "8",
                "BOOK_SNAPSHOT_EVERY", "1000",
                "BOOK_SNAPSHOTS_KEPT", "3",
                "BOOK_ASK_TIMEOUT", "1s",
                "BOOK_RESTART_MIN", "20ms",
                "BOOK_RESTART_MAX", "40ms",
                "BOOK_QUARANTINE_RETRY", "5s",
                "LOTS_MAX_POSTINGS", "900",
                "LOTS_MAX_OPEN_PER_PARTNER", "90",
                "LOTS_MAX_RESERVATIONS", "80",
                "LOTS_CLOSED", "70",
                "LOTS_CLOSED_FOR", "48h",
                "LOTS_SOLD_FOR", "96h",
                "LOTS_ENDED_RESERVATIONS", "60",
                "LOTS_REMEMBERED", "5001",
                "LOTS_QUEUE_CAPACITY", "21",
                "LOTS_MAX_BATCH", "5",
                "LOTS_SNAPSHOT_EVERY", "1001",
                "MATCHES_JUDGED", "6",
                "NOTICES_KEPT", "17",
                "WARM_START_BOOKS", "9",
                "WARM_START_TIMEOUT", "4s",
                "TRACES_ENDPOINT", "http://collector:4318",
                "TRACES_SERVICE_NAME", "mandi-north",
                "TRACES_SAMPLE_ONE_IN", "5",
                "TRACES_MAX_PER_SECOND", "6",
                "TRACES_QUEUE", "7",
                "TRACES_TIMEOUT", "800ms");
        assertThat(settings.dataDir()).isEqualTo(Path.of("/var/lib/mandi"));
        assertThat(settings.http())
                .isEqualTo(new NodeSettings.HttpSettings(
                        "0.0.0.0",
                        9090,
                        10,
                        2048,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        AccessLog.ALL,
                        new NodeSettings.AdmissionSettings(200, 50, 300, Duration.ofMillis(400))));
        assertThat(settings.database().journal()).isEqualTo(NodeSettings.Journal.PEKKO_PERSISTENCE_JDBC);
        assertThat(settings.database().lanes()).isEqualTo(3);
        assertThat(settings.database().recoveryConnections()).isEqualTo(5);
        assertThat(settings.database().queryConnections()).isEqualTo(6);
        assertThat(settings.database().projectionConnections()).isEqualTo(7);
        assertThat(settings.database().webhookConnections()).isEqualTo(8);
        assertThat(settings.webhooks())
                .isEqualTo(new NodeSettings.WebhookSettings(
                        true,
                        Duration.ofSeconds(11),
                        Optional.of(SECRET),
                        12,
                        Duration.ofHours(13),
                        new DeliveryPolicy(
                                Duration.ofMillis(14),
                                Duration.ofSeconds(15),
                                16,
                                Duration.ofSeconds(17),
                                18,
                                Duration.ofSeconds(19),
                                Duration.ofHours(20),
                                21,
                                22)));
        assertThat(settings.catalogue()).isEqualTo(new NodeSettings.CatalogueSettings(23, 24));
        assertThat(settings.partners())
                .isEqualTo(new NodeSettings.PartnerSettings(
                        25, false, 26, Duration.ofSeconds(27), 28, Duration.ofSeconds(29)));
        assertThat(settings.projections())
                .isEqualTo(new NodeSettings.ProjectionSettings(77, Duration.ofMillis(777), 70));
        assertThat(settings.schedule())
                .isEqualTo(new SchedulePolicy(
                        Duration.ofSeconds(2),
                        25,
                        26,
                        Duration.ofSeconds(27),
                        Duration.ofMinutes(28),
                        Duration.ofSeconds(9)));
        assertThat(settings.reads())
                .isEqualTo(new NodeSettings.ReadSettings(
                        Optional.of("postgresql://replica/mandi"),
                        11,
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13),
                        Duration.ofMillis(600),
                        NodeSettings.ReadFallback.REFUSE,
                        Duration.ofMillis(700),
                        8));
        assertThat(settings.database().embeddedPort()).isEqualTo(5433);
        assertThat(settings.database().embeddedStartTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.database().migrateOnStart()).isFalse();
        assertThat(settings.database().migrationLockTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.security().jwtSecret()).hasValue(SECRET);
        assertThat(settings.security().maxViolators()).isEqualTo(7);
        assertThat(settings.cluster().host()).isEqualTo("10.0.0.1");
        assertThat(settings.cluster().port()).isEqualTo(17_000);
        assertThat(settings.log().format()).isEqualTo(LogFormat.JSON);
        assertThat(settings.log().level()).isEqualTo("DEBUG");
        OrderBookSettings books = settings.books();
        assertThat(books.limits().openOrders()).isEqualTo(100);
        assertThat(books.limits().openOrdersPerPartner()).isEqualTo(50);
        assertThat(books.limits().remembered()).isEqualTo(5_000);
        assertThat(books.limits().rememberedFor()).isEqualTo(Duration.ofHours(1));
        assertThat(books.limits().recentTrades()).isEqualTo(7);
        assertThat(books.limits().icebergSlices()).isEqualTo(9);
        assertThat(books.limits().expiresWithin()).isEqualTo(Duration.ofHours(48));
        assertThat(books.limits().expiredTogether()).isEqualTo(11);
        assertThat(books.limits().stopOrders()).isEqualTo(8);
        assertThat(books.queueCapacity()).isEqualTo(20);
        assertThat(books.maxBatch()).isEqualTo(4);
        assertThat(books.viewDepth()).isEqualTo(8);
        assertThat(books.snapshotEvery()).isEqualTo(1_000);
        assertThat(books.snapshotsKept()).isEqualTo(3);
        assertThat(books.askTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(books.restartMin()).isEqualTo(Duration.ofMillis(20));
        assertThat(books.restartMax()).isEqualTo(Duration.ofMillis(40));
        assertThat(books.quarantineRetry()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.matching()).isEqualTo(new MatchingLimits(6, 17));
        assertThat(settings.lots())
                .isEqualTo(new LotBookSettings(
                        new LotBookLimits(
                                900,
                                90,
                                80,
                                70,
                                Duration.ofHours(48),
                                Duration.ofHours(96),
                                60,
                                5_001,
                                Duration.ofHours(1),
                                LotBookLimits.DEFAULT.endedAtOnce()),
                        21,
                        5,
                        1_001,
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofMillis(20),
                        Duration.ofMillis(40),
                        Duration.ofSeconds(5)));
        assertThat(settings.warmStart()).isEqualTo(new NodeSettings.WarmStart(9, Duration.ofSeconds(4)));
        assertThat(settings.traces())
                .isEqualTo(new NodeSettings.TraceSettings(
                        Optional.of(URI.create("http://collector:4318")),
                        "mandi-north",
                        5,
                        6,
                        7,
                        Duration.ofMillis(800)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP_PORT",
                "HTTP_MAX_CONNECTIONS",
                "HTTP_MAX_BODY_BYTES",
                "HTTP_BODY_TIMEOUT",
                "HTTP_DRAIN_TIMEOUT",
                "ACCESS_LOG",
                "JOURNAL",
                "JOURNAL_LANES",
                "DATABASE_RECOVERY_CONNECTIONS",
                "DATABASE_QUERY_CONNECTIONS",
                "DATABASE_PROJECTION_CONNECTIONS",
                "DATABASE_WEBHOOK_CONNECTIONS",
                "WEBHOOK_ALLOW_LOOPBACK",
                "WEBHOOK_TIMEOUT",
                "WEBHOOK_KEY",
                "WEBHOOK_MAX_ENDPOINTS",
                "WEBHOOK_KEEP",
                "WEBHOOK_RETRY_FIRST",
                "WEBHOOK_RETRY_MOST",
                "WEBHOOK_RETRY_JITTER_PERCENT",
                "WEBHOOK_RETRY_AFTER_MOST",
                "WEBHOOK_BREAKER_FAILURES",
                "WEBHOOK_BREAKER_PAUSE",
                "WEBHOOK_DISABLE_AFTER",
                "WEBHOOK_PARALLEL",
                "WEBHOOK_WINDOW",
                "TRACES_SAMPLE_ONE_IN",
                "TRACES_MAX_PER_SECOND",
                "TRACES_QUEUE",
                "TRACES_TIMEOUT",
                "AUDIT_MAX_VIOLATORS",
                "CATALOGUE_MAX_LOCATIONS",
                "CATALOGUE_MAX_COMMODITIES",
                "PARTNER_MAX",
                "PARTNER_CACHE",
                "PARTNER_CACHE_TIME",
                "PARTY_DIRECTORIES",
                "PARTY_DIRECTORY_TIME",
                "PROJECTION_PAGE",
                "PROJECTION_POLL",
                "PROJECTION_BUSY_PERCENT",
                "SCHEDULE_POLL",
                "SCHEDULE_BATCH",
                "SCHEDULE_PARALLEL",
                "SCHEDULE_LEASE",
                "SCHEDULE_RETRY_MOST",
                "SCHEDULE_DRAIN",
                "DATABASE_READ_CONNECTIONS",
                "READ_STATEMENT_TIMEOUT",
                "READ_MAX_STALENESS",
                "READ_HEARTBEAT",
                "READ_FALLBACK",
                "READ_CONSISTENCY_WAIT",
                "READ_CONSISTENCY_WAITERS",
                "ADMISSION_REFUSALS_PER_SECOND",
                "ADMISSION_REFUSAL_DELAY",
                "EMBEDDED_DATABASE_PORT",
                "EMBEDDED_DATABASE_START_TIMEOUT",
                "MIGRATE_ON_START",
                "MIGRATION_LOCK_TIMEOUT",
                "JWT_SECRET",
                "CLUSTER_PORT",
                "CLUSTER_SEED_NODES",
                "LOG_FORMAT",
                "LOG_LEVEL",
                "BOOK_MAX_OPEN_ORDERS",
                "BOOK_MAX_OPEN_ORDERS_PER_PARTNER",
                "BOOK_REMEMBERED",
                "BOOK_REMEMBERED_FOR",
                "BOOK_RECENT_TRADES",
                "BOOK_ICEBERG_SLICES",
                "BOOK_EXPIRES_WITHIN",
                "BOOK_EXPIRED_TOGETHER",
                "BOOK_STOP_ORDERS",
                "BOOK_QUEUE_CAPACITY",
                "BOOK_MAX_BATCH",
                "BOOK_VIEW_DEPTH",
                "BOOK_SNAPSHOT_EVERY",
                "BOOK_SNAPSHOTS_KEPT",
                "BOOK_QUARANTINE_RETRY",
                "LOTS_MAX_POSTINGS",
                "LOTS_MAX_OPEN_PER_PARTNER",
                "LOTS_MAX_RESERVATIONS",
                "LOTS_CLOSED",
                "LOTS_CLOSED_FOR",
                "LOTS_SOLD_FOR",
                "LOTS_ENDED_RESERVATIONS",
                "LOTS_REMEMBERED",
                "LOTS_QUEUE_CAPACITY",
                "LOTS_MAX_BATCH",
                "LOTS_SNAPSHOT_EVERY",
                "MATCHES_JUDGED",
                "NOTICES_KEPT",
                "WARM_START_BOOKS",
                "WARM_START_TIMEOUT",
                "BOOK_ASK_TIMEOUT",
                "BOOK_RESTART_MIN",
                "BOOK_RESTART_MAX"
            })
    void namesTheVariableThatCannotBe(String name) {
        assertRefused(name, "rubbish");
        assertRefused(name, "-1");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PORT,65536",
        "HTTP_MAX_CONNECTIONS,0",
        "HTTP_MAX_BODY_BYTES,1023",
        "HTTP_BODY_TIMEOUT,99ms",
        "HTTP_DRAIN_TIMEOUT,15s",
        "JOURNAL,slick",
        "JOURNAL_LANES,0",
        "DATABASE_RECOVERY_CONNECTIONS,4",
        "DATABASE_QUERY_CONNECTIONS,1",
        "SCHEDULE_POLL,4001ms",
        "SCHEDULE_BATCH,0",
        "SCHEDULE_PARALLEL,0",
        "SCHEDULE_LEASE,999ms",
        "SCHEDULE_RETRY_MOST,999ms",
        "SCHEDULE_DRAIN,15s",
        "READ_STATEMENT_TIMEOUT,1499ms",
        "READ_CONSISTENCY_WAIT,11s",
        "READ_CONSISTENCY_WAITERS,0",
        "BOOK_REMEMBERED,999",
        "LOTS_REMEMBERED,999",
        "LOTS_MAX_POSTINGS,0",
        "LOTS_QUEUE_CAPACITY,0",
        "MATCHES_JUDGED,0",
        "NOTICES_KEPT,0",
        "LOTS_CLOSED_FOR,59m",
        "BOOK_QUEUE_CAPACITY,0",
        "BOOK_MAX_BATCH,0",
        "BOOK_SNAPSHOT_EVERY,0",
        "BOOK_ASK_TIMEOUT,1h"
    })
    void keepsValuesWithinTheirLimits(String name, String value) {
        assertRefused(name, value);
    }

    @Test
    void namesSeveralMistakesAtOnce() {
        assertThatThrownBy(
                        () -> of("HTTP_PORT", "x", "LOG_LEVEL", "loud", "BOOK_MAX_BATCH", "0", "JWT_SECRET", "short"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll("HTTP_PORT: ", "LOG_LEVEL: ", "BOOK_MAX_BATCH: ", "JWT_SECRET: ");
    }

    @Test
    void refusesARestartThatWaitsLongerAtFirstThanAtLast() {
        assertThatThrownBy(() -> of("BOOK_RESTART_MIN", "30s", "BOOK_RESTART_MAX", "1s"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("BOOK_RESTART_M");
    }

    // ---------------------------------------------------------------------------------------------------- secret

    @Test
    void asksForASecretBesideADatabaseOfOnesOwn() {
        String url = "jdbc:postgresql://db.example:5432/mandi";
        assertThatThrownBy(() -> of("DATABASE_URL", url))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("JWT_SECRET: must be set when DATABASE_URL is");
        assertThat(of("DATABASE_URL", url, "JWT_SECRET", SECRET).database().url())
                .hasValue(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "0123456789012345678901234567890",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "abcabcabcabcabcabcabcabcabcabcabcabcabcabc"
            })
    void refusesAWeakSecretWithoutRepeatingIt(String weak) {
        assertThatThrownBy(() -> of("JWT_SECRET", weak))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("JWT_SECRET: ")
                .hasMessageContaining("openssl rand")
                .hasMessageNotContaining("\"" + weak + "\"");
    }

    @Test
    void readsTheSettingsOfTheStream() {
        NodeSettings.StreamSettings stream = of(
                "STREAM_MAX_SOCKETS",
                "11",
                "STREAM_MAX_UNAUTHENTICATED",
                "10",
                "STREAM_MAX_SOCKETS_PER_USER",
                "12",
                "STREAM_MAX_SUBSCRIPTIONS",
                "13",
                "STREAM_MAX_BOOKS",
                "14",
                "STREAM_MESSAGES_PER_SECOND",
                "15",
                "STREAM_MAX_MESSAGE_BYTES",
                "1600",
                "STREAM_BUFFER_BYTES",
                "170000",
                "STREAM_BOOK_DEPTH",
                "18",
                "STREAM_BOOK_PACE",
                "30ms",
                "STREAM_WINDOW",
                "19",
                "STREAM_RESUME_EVENTS",
                "20",
                "STREAM_SNAPSHOT_ORDERS",
                "21",
                "STREAM_HEARTBEAT",
                "2s",
                "STREAM_CLIENT_SILENCE",
                "3s",
                "STREAM_AUTHENTICATION_TIMEOUT",
                "4s",
                "STREAM_BOOK_LINGER",
                "5s",
                "STREAM_CANCEL_PASSES",
                "6",
                "STREAM_CANCEL_QUEUE",
                "7",
                "STREAM_CANCEL_MARGIN",
                "8ms",
                "STREAM_CANCEL_DRAIN",
                "9s")
                .stream();
        assertThat(stream)
                .isEqualTo(new NodeSettings.StreamSettings(
                        11,
                        10,
                        12,
                        13,
                        14,
                        15,
                        1_600,
                        170_000,
                        18,
                        Duration.ofMillis(30),
                        19,
                        20,
                        21,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        6,
                        7,
                        Duration.ofMillis(8),
                        Duration.ofSeconds(9)));
        assertRefused("STREAM_CANCEL_PASSES", "0");
        // A phase of the shutdown takes no longer.
        assertRefused("STREAM_CANCEL_DRAIN", "15s");
        assertRefused("STREAM_MAX_SOCKETS", "0");
        assertRefused("STREAM_BOOK_DEPTH", "9");
        assertRefused("STREAM_BUFFER_BYTES", "1000");
        assertRefused("STREAM_BOOK_PACE", "1001ms");
    }

    @Test
    void showsNoMoreLevelsLiveThanABookShows() {
        assertThat(of("STREAM_BOOK_DEPTH", "200").stream().bookDepth()).isEqualTo(100);
        assertThat(of("BOOK_VIEW_DEPTH", "8").stream().bookDepth()).isEqualTo(8);
        assertThat(of("BOOK_VIEW_DEPTH", "300", "STREAM_BOOK_DEPTH", "200").stream()
                        .bookDepth())
                .isEqualTo(200);
    }

    @Test
    void saysThatItIsThereMoreOftenThanItTakesAClientForGone() {
        assertThatThrownBy(() -> of("STREAM_HEARTBEAT", "10s", "STREAM_CLIENT_SILENCE", "10s"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("STREAM_HEARTBEAT: must be less than STREAM_CLIENT_SILENCE");
    }

    // ---------------------------------------------------------------------------------------------------- cluster

    @Test
    void readsSeedNodes() {
        assertThat(of("CLUSTER_SEED_NODES", "a.example:17355, 10.0.0.2:2551 ,,[::1]:80")
                        .cluster()
                        .seedNodes())
                .containsExactly(
                        new HostAndPort("a.example", 17_355),
                        new HostAndPort("10.0.0.2", 2_551),
                        new HostAndPort("[::1]", 80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "a.example:",
                ":17355",
                "a.example:0",
                "a.example:65536",
                "a.example:99999999999",
                "a:1,b",
                "a:-1"
            })
    void refusesAnotherSeedNode(String seeds) {
        assertRefused("CLUSTER_SEED_NODES", seeds);
    }

    @Test
    void listensWhereOthersLookWhenItHasSeeds() {
        assertThat(of("CLUSTER_SEED_NODES", "a:17355").cluster().port()).isEqualTo(17_355);
        assertThat(of("CLUSTER_SEED_NODES", "a:17355", "CLUSTER_PORT", "0")
                        .cluster()
                        .port())
                .isZero();
    }
}
