package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.http.process.ApiClient.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Clients follow books of both nodes of a cluster on one of them, while the other one stops and hands its books over: they lose no
 * connection, see no gap, and need no second snapshot.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.SECOND)
class StreamHandoverIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    /** So many that each node has some. */
    private static final List<String> SYMBOLS = List.of("MOVE-A", "MOVE-B", "MOVE-C", "MOVE-D", "MOVE-E", "MOVE-F");

    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final String database = Database.create();
    private final List<Integer> clusterPorts = List.of(Nodes.freePort(), Nodes.freePort());

    @Test
    void clientsSeeNoGapWhenTheBooksThatTheyFollowMoveToAnotherNode() {
        NodeProcess leaves = start(0);
        NodeProcess stays = start(1);
        String leaving = leaves.awaitReady().url();
        String staying = stays.awaitReady().url();
        SplittableRandom random = new SplittableRandom();
        List<StreamFollower> followers = new ArrayList<>();
        try (ApiClient api = new ApiClient(() -> staying);
                Traders traders = new Traders(api, SYMBOLS, 4, Duration.ofMillis(5), random.nextLong())) {
            SYMBOLS.forEach(symbol -> Market.open(api, symbol));
            SYMBOLS.forEach(symbol -> followers.add(new StreamFollower(() -> staying, symbol, false, random.split())));
            StreamFollower told = new StreamFollower(
                    () -> leaves.isAlive() ? leaving : staying, SYMBOLS.getFirst(), false, random.split());
            followers.add(told);
            traders.start();
            followers.forEach(follower -> follower.awaitChanges(5));
            leaves.sendTerminate();
            assertThat(leaves.exit(STOP_LIMIT)).isIn(0, 143);
            followers.forEach(follower -> follower.awaitChanges(5));
            traders.stop();
            for (StreamFollower follower : followers) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> follower.assertSameAs(
                                api.untilCertain(Request.get("/instruments/" + follower.symbol() + "/book?depth=100"))
                                        .body()));
            }
            assertThat(followers.subList(0, SYMBOLS.size())).allSatisfy(follower -> {
                assertThat(follower.connections.get()).isEqualTo(1);
                assertThat(follower.snapshots.get()).isEqualTo(1);
            });
            assertThat(told.connections.get())
                    .as("was told to go to the other node")
                    .isGreaterThan(1);
        } finally {
            followers.forEach(StreamFollower::close);
        }
    }

    private NodeProcess start(int index) {
        return NODES.start(
                "node-" + index,
                Map.of(
                        "DATABASE_URL",
                        database,
                        "CLUSTER_PORT",
                        Integer.toString(clusterPorts.get(index)),
                        "CLUSTER_SEED_NODES",
                        "127.0.0.1:" + clusterPorts.get(0) + ",127.0.0.1:" + clusterPorts.get(1),
                        "STREAM_BOOK_DEPTH",
                        "100"));
    }
}
