package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.http.process.ApiClient.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A client builds the book of the live stream, reads now fast and now slowly, loses its connection by itself and by
 * {@code kill -9} of the node under load, and goes on where it was or from a snapshot, as it is told. At every message it has the
 * book whose checksum the server sends, and in the end the book that the API shows.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.THIRD)
class StreamKillIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private static final String SYMBOL = "LIVE";
    private static final int KILLS = 2;
    private static final long SEED = Long.getLong("mandi.stream.seed", System.nanoTime());

    private final int port = Nodes.freePort();

    @Test
    void aClientHasTheSameBookAtEveryChecksumThroughSlowReadsReconnectsAndKills() {
        System.out.println("StreamKillIT: seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        try (ApiClient api = new ApiClient(() -> "http://127.0.0.1:" + port);
                Traders traders = new Traders(api, List.of(SYMBOL), 4, Duration.ofMillis(2), random.nextLong())) {
            NodeProcess node = start();
            Market.open(api, SYMBOL);
            try (StreamFollower follower =
                    new StreamFollower(() -> "http://127.0.0.1:" + port, SYMBOL, true, random.split())) {
                traders.start();
                for (int kill = 0; kill < KILLS; kill++) {
                    follower.awaitChanges(150);
                    node.kill9();
                    node = start();
                }
                follower.awaitChanges(150);
                traders.stop();
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    assertThat(follower.failure.get()).isNull();
                    follower.assertSameAs(api.untilCertain(Request.get("/instruments/" + SYMBOL + "/book?depth=100"))
                            .body());
                });
                System.out.printf(
                        "StreamKillIT: changes=%d, snapshots=%d, resumed=%d, connections=%d, requests=%d, seed=%d%n",
                        follower.changes.get(),
                        follower.snapshots.get(),
                        follower.resumed.get(),
                        follower.connections.get(),
                        traders.answered(),
                        SEED);
                assertThat(follower.resumed.get()).as("went on where it was").isPositive();
                assertThat(follower.connections.get())
                        .as("came back after each kill")
                        .isGreaterThan(KILLS);
            }
        }
    }

    private NodeProcess start() {
        return NODES.start("live", Map.of("HTTP_PORT", Integer.toString(port), "STREAM_BOOK_DEPTH", "100"))
                .awaitReady();
    }
}
