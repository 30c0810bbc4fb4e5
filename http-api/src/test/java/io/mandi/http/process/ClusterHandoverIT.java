package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.id.BookId;
import io.mandi.http.process.ApiClient.Refusal;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Three nodes on one database. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.SECOND)
class ClusterHandoverIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    /** Enough that every node has some. */
    private static final List<String> SYMBOLS =
            IntStream.rangeClosed(1, 12).mapToObj(i -> "HANDOVER-" + i).toList();

    private static final String MEETING = "MEETING";
    private static final int CLIENTS = 6;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final String database = Database.create();
    private final List<Integer> clusterPorts = List.of(Nodes.freePort(), Nodes.freePort(), Nodes.freePort());

    @Test
    void ordersSentToAnyNodeReachTheOneBookAlsoWhileNodesStopAndHandTheirBooksOver() throws SQLException {
        List<NodeProcess> nodes = List.of(start(0), start(1), start(2));
        nodes.forEach(NodeProcess::awaitReady);
        List<String> urls = nodes.stream().map(NodeProcess::url).toList();
        AtomicLong turn = new AtomicLong();

        try (ApiClient api = new ApiClient(() -> urls.get((int) (turn.getAndIncrement() % urls.size())));
                ApiClient survivor = new ApiClient(() -> urls.get(2));
                Traders traders = new Traders(api, SYMBOLS, CLIENTS, Duration.ofMillis(5), System.nanoTime())) {
            Market.open(api, MEETING);
            SYMBOLS.forEach(symbol -> Market.open(api, symbol));
            assertOrdersOfDifferentNodesMeet(urls);
            traders.start();
            traders.awaitAnswers(200);
            assertThat(api.refusals()).as("refusals while nothing changes").isEmpty();
            Map<String, String> writers = writers();

            // The first seed node is the oldest one, which also says where the books are.
            stop(nodes.get(0), traders);
            Map<String, String> afterFirst = writers();
            assertThat(moved(writers, afterFirst)).as("books with a new writer").isPositive();
            assertOnlyOneNodeRefused(api.refusals(), Set.of(urls.get(0)));

            stop(nodes.get(1), traders);
            assertThat(moved(afterFirst, writers()))
                    .as("books with a new writer")
                    .isPositive();
            assertOnlyOneNodeRefused(api.refusals(), Set.of(urls.get(0), urls.get(1)));

            traders.stop();
            Audit audit = new Audit(survivor, () -> database, SYMBOLS);
            Audit.Found found = audit.assertNothingIsLostOrDoubled(traders.placed(), traders.trades());
            System.out.printf(
                    "ClusterHandoverIT: requests=%d, refused=%d, retried=%d, replayed=%d, acknowledged=%d, trades=%d,"
                            + " books moved=%d and %d, duplicates=0, lost=0%n",
                    traders.answered(),
                    api.refusals().stream()
                            .filter(refusal -> refusal.status() != 0)
                            .count(),
                    api.retried(),
                    api.replayed(),
                    found.orders(),
                    found.trades(),
                    moved(writers, afterFirst),
                    moved(afterFirst, writers()));
        }
        assertThat(errors(nodes.get(2))).isEmpty();
        assertThat(nodes)
                .as("nodes that stop say so, and nobody has to take them for dead")
                .allSatisfy(node -> assertThat(node.log()).noneMatch(line -> line.contains("SBR took decision")));
    }

    private NodeProcess start(int index) {
        String seeds = String.join(
                ",", clusterPorts.stream().map(port -> "127.0.0.1:" + port).toList());
        return NODES.start(
                "node-" + index,
                Map.of(
                        "DATABASE_URL", database,
                        "CLUSTER_PORT", Integer.toString(clusterPorts.get(index)),
                        "CLUSTER_SEED_NODES", seeds));
    }

    private static void assertOrdersOfDifferentNodesMeet(List<String> urls) {
        ObjectNode sale = Market.order(MEETING, "seller", "SELL", "250.00", "1");
        ObjectNode purchase = Market.order(MEETING, "buyer", "BUY", "250.00", "1");
        try (ApiClient first = new ApiClient(() -> urls.get(0));
                ApiClient second = new ApiClient(() -> urls.get(1));
                ApiClient third = new ApiClient(() -> urls.get(2))) {
            Reply resting = first.untilCertain(Request.post("/orders", "meet-1", sale));
            assertThat(resting.body().path("order").path("status").asText()).isEqualTo("OPEN");
            Reply taking = second.untilCertain(Request.post("/orders", "meet-2", purchase));
            assertThat(taking.body().path("order").path("status").asText()).isEqualTo("FILLED");
            Reply seen = third.untilCertain(Request.get(
                    "/orders/" + resting.body().path("order").path("id").asText()));
            assertThat(seen.body().path("status").asText()).isEqualTo("FILLED");
            Reply again = third.untilCertain(Request.post("/orders", "meet-2", purchase));
            assertThat(again.replayed()).as("a key is known on every node").isTrue();
            assertThat(again.body()).isEqualTo(taking.body());
        }
    }

    private static void stop(NodeProcess node, Traders traders) {
        long begin = System.nanoTime();
        node.sendTerminate();
        traders.awaitAnswers(200);
        assertThat(node.exit(STOP_LIMIT)).isIn(0, 143);
        System.out.printf("ClusterHandoverIT: a node stopped in %.1f s%n", (System.nanoTime() - begin) / 1e9);
        assertThat(errors(node)).isEmpty();
        traders.awaitAnswers(200);
    }

    private static List<String> errors(NodeProcess node) {
        return node.log().stream()
                .filter(line -> line.contains("\"level\":\"ERROR\"") || !line.startsWith("{"))
                .toList();
    }

    /** A node that stops may leave a connection without an answer; whoever answers says when to try again. */
    private static void assertOnlyOneNodeRefused(List<Refusal> refusals, Set<String> stopped) {
        assertThat(refusals).allSatisfy(refusal -> {
            if (refusal.status() == 0) {
                assertThat(stopped).as("%s", refusal).contains(refusal.node());
            } else {
                assertThat(refusal.status()).as("%s", refusal).isEqualTo(503);
                assertThat(refusal.retryAfter()).as("%s", refusal).isTrue();
            }
        });
    }

    /** Who wrote the last row of each book: a new name after each recovery. */
    private Map<String, String> writers() throws SQLException {
        Map<String, String> writers = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(database);
                PreparedStatement last = connection.prepareStatement(
                        "SELECT writer FROM event_journal WHERE persistence_id = ? ORDER BY sequence_number DESC LIMIT"
                                + " 1")) {
            for (String symbol : SYMBOLS) {
                last.setString(
                        1,
                        OrderBooks.persistenceId(new BookId(ApiClient.ORGANIZATION, symbol))
                                .id());
                try (ResultSet row = last.executeQuery()) {
                    row.next();
                    writers.put(symbol, row.getString(1));
                }
            }
        }
        return writers;
    }

    private static int moved(Map<String, String> before, Map<String, String> after) {
        Set<Map.Entry<String, String>> changed = new HashSet<>(after.entrySet());
        changed.removeAll(before.entrySet());
        return changed.size();
    }
}
