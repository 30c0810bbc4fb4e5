package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.persistence.ReplicatedServer;
import io.mandi.persistence.postgres.StreamingReplica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node over a real primary and a real streaming replica. */
class ReplicaIT {
    private static final String REPORT = "/api/v1/reports/daily-trades";
    private static final List<String> LISTS = List.of(
            ApiClient.ORDERS,
            "/api/v1/trades",
            REPORT,
            "/api/v1/reports/open-interest",
            "/api/v1/audit",
            "/api/v1/events");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MAX_STALENESS = Duration.ofSeconds(2);

    private static final ReplicatedServer SERVERS = ReplicatedServer.shared();
    private static final StreamingReplica REPLICA = SERVERS.replica();
    private static final String PRIMARY = SERVERS.primary().jdbcUrl();
    private static final TestNode NODE = start("primary", Map.of());
    private static final ApiClient STAFF = NODE.staff();

    private static TestNode start(String fallback, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "DATABASE_URL",
                PRIMARY,
                "JWT_SECRET",
                TestNode.SECRET,
                "DATABASE_READ_URL",
                REPLICA.jdbcUrl(),
                "DATABASE_READ_CONNECTIONS",
                "3",
                "READ_HEARTBEAT",
                "100ms",
                "READ_MAX_STALENESS",
                MAX_STALENESS.toMillis() + "ms",
                "READ_CONSISTENCY_WAIT",
                "500ms",
                "READ_FALLBACK",
                fallback,
                "PROJECTION_BUSY_PERCENT",
                "100"));
        settings.putAll(own);
        return TestNode.start(SERVERS.dataDir(), settings);
    }

    @AfterAll
    static void close() {
        NODE.close();
    }

    /** As clients do: who is told that the list does not show it yet asks again. */
    private static Reply consistent(String list, String... headers) {
        Reply[] last = new Reply[1];
        await("the list shows it").atMost(LIMIT).until(() -> {
            last[0] = STAFF.get(list, headers);
            return last[0].status() != 503;
        });
        return last[0];
    }

    private static String source(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.header("Data-Source").orElseThrow();
    }

    private static Instant asOf(Reply reply) {
        return Instant.parse(reply.header("Data-As-Of").orElseThrow());
    }

    private static void awaitReplica() {
        await("the replica is read from")
                .atMost(LIMIT)
                .until(() -> source(STAFF.get(REPORT)).equals("replica"));
    }

    private static String token(Reply reply) {
        return reply.header("Consistency-Token").orElseThrow(() -> new AssertionError(reply.text()));
    }

    private static double metric(String start) {
        return NODE.anonymous()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long scans(String server) {
        return Long.parseLong(StreamingReplica.text(
                server, "SELECT seq_scan + idx_scan FROM pg_stat_user_tables WHERE relname = 'daily_trade'"));
    }

    private static String sessions(String server) {
        return StreamingReplica.text(
                server, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'mandi-reads'");
    }

    @Test
    void reportsGoToTheReplicaAndNotToThePrimary() {
        awaitReplica();
        double before = metric("mandi_reads_total{database=\"primary\"");
        long scansOfPrimary = scans(PRIMARY);
        long scansOfReplica = scans(REPLICA.jdbcUrl());
        for (int i = 0; i < 30; i++) {
            assertThat(source(STAFF.get(REPORT))).isEqualTo("replica");
        }
        for (String list : LISTS) {
            assertThat(source(STAFF.get(list))).as(list).isEqualTo("replica");
        }
        // A session tells its counts at the end of a transaction, a second after it last did.
        await("the replica has counted them").atMost(LIMIT).until(() -> {
            assertThat(source(STAFF.get(REPORT))).isEqualTo("replica");
            return scans(REPLICA.jdbcUrl()) > scansOfReplica;
        });
        assertThat(scans(PRIMARY)).isEqualTo(scansOfPrimary);
        assertThat(metric("mandi_reads_total{database=\"primary\"")).isEqualTo(before);
        assertThat(sessions(REPLICA.jdbcUrl())).isEqualTo("3");
        assertThat(sessions(PRIMARY)).isEqualTo("0");
        assertThat(metric("mandi_replica_lag_seconds")).isLessThan(MAX_STALENESS.toSeconds());
        assertThat(NODE.anonymous()
                        .get("/health/ready")
                        .json(200)
                        .path("read_replica")
                        .asText())
                .isEqualTo("ok");
    }

    @Test
    void everyListShowsWhatItsWriterHasDone() {
        String symbol = TestNode.newSymbol();
        Reply defined = STAFF.put(
                ApiClient.INSTRUMENTS + "/" + symbol,
                Orders.instrument("0.50", "1").toString());
        List<String> tokens = new ArrayList<>(List.of(token(defined)));
        ObjectNode sell = Orders.limit(symbol, "ginner", "SELL", "10", "100.00");
        String key = ApiClient.newKey();
        Reply placed = STAFF.postOnce(key, ApiClient.ORDERS, sell.toString());
        Reply repeated = STAFF.postOnce(key, ApiClient.ORDERS, sell.toString());
        assertThat(repeated.replayed()).isTrue();
        assertThat(token(repeated)).isEqualTo(token(placed));
        String order = placed.json(201).path("order").path("id").asText();
        tokens.add(token(placed));
        tokens.add(token(STAFF.amend(order, "{\"quantity\": \"8\"}")));
        tokens.add(token(STAFF.batch(Orders.limit(symbol, "mill", "BUY", "4", "100.00"))));
        tokens.add(token(STAFF.cancel(order)));
        Reply cancelled = STAFF.delete(ApiClient.ORDERS + "?instrument=" + symbol + "&partner_id=mill");
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(token(cancelled)).as("nothing was there to cancel").isEqualTo(tokens.getLast());
        assertThat(tokens).doesNotHaveDuplicates();

        String[] after = {"If-Consistent-With", String.join(", ", tokens)};
        String ofSymbol = "?instrument=" + symbol;
        JsonNode orders =
                consistent(ApiClient.ORDERS + ofSymbol, after).json(200).path("items");
        assertThat(orders).hasSize(2);
        assertThat(orders.get(1).path("status").asText()).isEqualTo("CANCELLED");
        assertThat(consistent("/api/v1/trades" + ofSymbol, after).json(200).path("items"))
                .hasSize(1);
        assertThat(consistent(REPORT + ofSymbol, after)
                        .json(200)
                        .path("items")
                        .get(0)
                        .path("quantity")
                        .asText())
                .isEqualTo("4");
        assertThat(consistent("/api/v1/reports/open-interest" + ofSymbol, after)
                        .json(200)
                        .path("items"))
                .isEmpty();
        assertThat(consistent("/api/v1/audit?entity=" + order, after)
                        .json(200)
                        .path("items")
                        .get(0)
                        .path("action")
                        .asText())
                .startsWith("order.cancelled");
        assertThat(consistent("/api/v1/events?types=instrument.defined&limit=500", after)
                        .json(200)
                        .toString())
                .contains("\"" + symbol + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "!", "QUJDREVGRw", "QUJDREVGRw,QUJDREVGRw"})
    void whatIsNoTokenIsRefused(String token) {
        for (String list : LISTS) {
            STAFF.get(list, "If-Consistent-With", token).problem(400, "invalid_consistency_token");
        }
    }

    @Test
    void aTokenOfAnotherOrganisationIsAsUnknownAsNone() {
        String symbol = NODE.openMarket();
        NODE.otherStaff().define(symbol, Orders.instrument("0.50", "1"));
        Reply placed = NODE.otherStaff().submit(Orders.limit(symbol, "mill", "BUY", "1", "100.00"));
        String foreign = token(placed);
        JsonNode problem =
                STAFF.get(ApiClient.ORDERS, "If-Consistent-With", foreign).problem(400, "invalid_consistency_token");
        JsonNode garbage =
                STAFF.get(ApiClient.ORDERS, "If-Consistent-With", "x").problem(400, "invalid_consistency_token");
        assertThat(problem.path("detail")).isEqualTo(garbage.path("detail"));
        assertThat(NODE.otherStaff()
                        .get(ApiClient.ORDERS, "If-Consistent-With", foreign)
                        .json(200)
                        .path("items"))
                .isNotEmpty();
    }

    @Test
    void whatTheReplicaDoesNotHaveIsWaitedForAndAnOldListSaysSoUntilItIsTooOld() {
        String symbol = NODE.openMarket();
        awaitReplica();
        REPLICA.pauseReplay();
        try {
            String token = token(STAFF.submit(Orders.limit(symbol, "mill", "BUY", "1", "100.00")));
            String list = ApiClient.ORDERS + "?instrument=" + symbol;
            Reply waited = STAFF.get(list, "If-Consistent-With", token);
            waited.problem(503, "not_yet_consistent");
            assertThat(waited.header("Retry-After")).hasValue("1");
            Reply old = STAFF.get(list);
            if (source(old).equals("replica")) {
                assertThat(old.json(200).path("items")).isEmpty();
                assertThat(asOf(old)).isBefore(Instant.now().minusMillis(300));
            }
            Reply[] last = new Reply[1];
            await("it is too old").atMost(LIMIT).until(() -> {
                Reply reply = STAFF.get(list);
                boolean primary = source(reply).equals("primary");
                if (!primary) {
                    assertThat(asOf(reply))
                            .isAfter(Instant.now().minus(MAX_STALENESS).minusSeconds(1));
                    assertThat(reply.json().path("items")).isEmpty();
                }
                last[0] = reply;
                return primary;
            });
            assertThat(last[0].json(200).path("items")).hasSize(1);
            assertThat(source(STAFF.get(list, "If-Consistent-With", token))).isEqualTo("primary");
            assertThat(metric("mandi_reads_fallbacks_total{cause=\"stale\"")).isPositive();
        } finally {
            REPLICA.resumeReplay();
        }
        awaitReplica();
    }

    @Test
    void aReplicaThatStopsIsDoneWithoutAsIsSetAndUsedAgainWhenItIsBack() {
        awaitReplica();
        try (TestNode refusing = start("refuse", Map.of("WARM_START_BOOKS", "0"))) {
            await("the replica is read from")
                    .atMost(LIMIT)
                    .until(() -> refusing.staff().get(REPORT).status() == 200);
            REPLICA.stop();
            try {
                for (String list : LISTS) {
                    assertThat(source(STAFF.get(list))).as(list).isEqualTo("primary");
                    Reply refused = refusing.staff().get(list);
                    refused.problem(503, "unavailable");
                    assertThat(refused.header("Retry-After")).hasValue("1");
                }
                JsonNode health = refusing.anonymous().get("/health/ready").json(200);
                assertThat(health.path("read_replica").asText()).isEqualTo("unreachable");
                long start = System.nanoTime();
                assertThat(source(STAFF.get(REPORT))).isEqualTo("primary");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("nobody waits for a host that is gone")
                        .isLessThan(Duration.ofMillis(900));
            } finally {
                REPLICA.start();
            }
            awaitReplica();
            await("the replica is read from")
                    .atMost(LIMIT)
                    .until(() -> refusing.staff().get(REPORT).status() == 200);
        }
    }

    @Test
    void aReplicaThatIsKilledUnderLoadMakesNoMistakes() {
        awaitReplica();
        AtomicBoolean stop = new AtomicBoolean();
        Queue<Reply> replies = new ConcurrentLinkedQueue<>();
        try (ExecutorService readers = Executors.newFixedThreadPool(6)) {
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int reader = i;
                running.add(CompletableFuture.runAsync(
                        () -> {
                            while (!stop.get()) {
                                replies.add(STAFF.get(LISTS.get(reader)));
                            }
                        },
                        readers));
            }
            await("they read").atMost(LIMIT).until(() -> replies.size() > 100);
            REPLICA.kill();
            try {
                await("the primary answers")
                        .atMost(LIMIT)
                        .until(() -> replies.stream()
                                .anyMatch(reply -> reply.header("Data-Source").equals(Optional.of("primary"))));
            } finally {
                REPLICA.start();
            }
            awaitReplica();
            stop.set(true);
            running.forEach(CompletableFuture::join);
        }
        // At the most, what was under way at a node that had just lost all its connections.
        assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isIn(200, 503));
        assertThat(replies.stream().filter(reply -> reply.status() == 503).count())
                .isLessThanOrEqualTo(6);
    }
}
