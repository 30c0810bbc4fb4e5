package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A node is killed before orders end that nobody else knows of, and while they end. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.SECOND)
class OrderExpiryKillIT {
    private static final int BOOKS = 12;
    private static final Duration LATEST = Duration.ofSeconds(10);
    private static final long SEED = Long.getLong("mandi.kill.seed", System.nanoTime());

    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<String, String> settings = Map.of("HTTP_PORT", Integer.toString(Nodes.freePort()));

    @Test
    void ordersEndOnceAfterANodeWasKilledBeforeTheirTimeOrAtIt() throws InterruptedException {
        System.out.println("OrderExpiryKillIT: seed=" + SEED);
        NodeProcess first = start();
        try (ApiClient api = new ApiClient(first::url)) {
            for (int i = 0; i < BOOKS; i++) {
                Market.open(api, symbol(i));
            }
            Instant end = Instant.now().plusSeconds(6);
            List<String> orders = new ArrayList<>(placed(api, "early", end));
            first.kill9();
            awaitTime(end);

            NodeProcess second = start();
            assertAllExpire(api, orders);
            end = Instant.now().plusSeconds(6);
            orders.addAll(placed(api, "late", end));
            awaitTime(end.plusMillis(random.nextLong(1_500)));
            second.kill9();

            start();
            assertAllExpire(api, orders);
            assertThat(expiredByEvents(api)).containsExactlyInAnyOrderElementsOf(orders);
        }
    }

    private NodeProcess start() {
        return NODES.start("own-database", settings).awaitReady();
    }

    private static String symbol(int book) {
        return "EXPIRE-" + book;
    }

    /** Two on each book: one that ends at that moment, and one a moment before. */
    private static List<String> placed(ApiClient api, String round, Instant end) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2 * BOOKS; i++) {
            String name = round + "-" + i;
            ObjectNode order = Market.order(symbol(i / 2), name, "BUY", "100.00", "1.5");
            order.put("time_in_force", "GTD")
                    .put("expires_at", end.minusMillis(i % 2).toString());
            Reply reply = send(api, Request.post("/orders", name, order));
            assertThat(reply.status()).as("%s", reply).isEqualTo(201);
            ids.add(reply.body().at("/order/id").textValue());
        }
        return ids;
    }

    /** By the clock of this machine, which is the one of the node. */
    private static void awaitTime(Instant time) {
        Duration ahead = Duration.between(Instant.now(), time);
        await("that it is " + time)
                .atMost(LATEST.plus(ahead.isNegative() ? Duration.ZERO : ahead))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !Instant.now().isBefore(time));
    }

    private static void assertAllExpire(ApiClient api, List<String> orders) {
        await("the end of all").atMost(LATEST).untilAsserted(() -> {
            List<String> expired = new ArrayList<>();
            for (JsonNode order : send(api, Request.get("/orders?limit=500&status=closed"))
                    .body()
                    .path("items")) {
                if (order.path("status").textValue().equals("EXPIRED")) {
                    expired.add(order.path("id").textValue());
                }
            }
            assertThat(expired).containsExactlyInAnyOrderElementsOf(orders);
        });
    }

    private static List<String> expiredByEvents(ApiClient api) {
        List<String> ids = new ArrayList<>();
        for (JsonNode event : send(api, Request.get("/events?limit=500&types=orders.expired"))
                .body()
                .path("items")) {
            event.at("/data/order_ids").forEach(id -> ids.add(id.textValue()));
        }
        return ids;
    }

    private static Reply send(ApiClient api, Request request) {
        try {
            return api.send(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
