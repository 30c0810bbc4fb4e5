package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that place, change and cancel orders at the same time, each one request after the other, and remember what
 * they were told. Prices lie close together, so that most orders trade.
 */
final class Traders implements AutoCloseable {
    /** Longer than a client's patience with one request. */
    private static final List<String> MODES =
            List.of("NONE", "CANCEL_TAKER", "CANCEL_MAKER", "CANCEL_BOTH", "DECREMENT");

    private static final Duration STOP_LIMIT = Duration.ofSeconds(180);

    private static final BigDecimal TICK = new BigDecimal("0.05");
    private static final BigDecimal LOT = new BigDecimal("0.5");
    private static final int MIDDLE_TICKS = 2_000;
    private static final int MOST_KNOWN = 50;

    private final ApiClient api;
    private final List<String> symbols;
    private final ScheduledExecutorService threads;
    private final List<Trader> traders = new ArrayList<>();
    private final Duration pause;

    private final Queue<Placed> placed = new ConcurrentLinkedQueue<>();
    private final Queue<String> trades = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();

    /** An order that the server has acknowledged. */
    record Placed(String symbol, String clientOrderId, String orderId) {}

    /**
     * @param number of clients
     * @param pause of each client between an answer and its next request
     */
    Traders(ApiClient api, List<String> symbols, int number, Duration pause, long seed) {
        this.api = api;
        this.symbols = symbols;
        this.pause = pause;
        this.threads = Executors.newScheduledThreadPool(number);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < number; i++) {
            traders.add(new Trader("t" + i, random.split()));
        }
    }

    void start() {
        traders.forEach(
                trader -> threads.scheduleWithFixedDelay(trader::act, 0, pause.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Waits until so many more requests have been answered for certain. */
    void awaitAnswers(long more) {
        long goal = answered.get() + more;
        await("answers to the clients")
                .atMost(Duration.ofSeconds(120))
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> answered.get() >= goal || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Lets every client finish the request that it is at, and checks that nothing unexpected was answered. */
    void stop() {
        threads.shutdown();
        try {
            assertThat(threads.awaitTermination(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("every client has got its last answer")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assertThat(failures).isEmpty();
    }

    long answered() {
        return answered.get();
    }

    /** Every order that was acknowledged, once for each acknowledgement. */
    List<Placed> placed() {
        return List.copyOf(placed);
    }

    /** The ids of all trades that were told to the clients who caused them. */
    List<String> trades() {
        return List.copyOf(trades);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Trader {
        private final String name;
        private final SplittableRandom random;
        /** Orders of its own, the newest last; most are closed by now, since others trade with them. */
        private final List<Placed> known = new ArrayList<>();

        private int requests;
        private int orders;

        Trader(String name, SplittableRandom random) {
            this.name = name;
            this.random = random;
        }

        void act() {
            try {
                int chance = random.nextInt(100);
                if (chance < 55 || known.isEmpty()) {
                    submit();
                } else if (chance < 75) {
                    batch();
                } else if (chance < 87) {
                    amend();
                } else if (chance < 97) {
                    cancel();
                } else {
                    cancelAll();
                }
                answered.incrementAndGet();
            } catch (Throwable e) {
                if (!threads.isShutdown() || e instanceof AssertionError) {
                    failures.add(e);
                }
                throw e;
            }
        }

        private void submit() {
            ObjectNode order = order();
            Reply reply = api.untilCertain(Request.post("/orders", key(), order));
            assertThat(reply.status()).as("%s to %s", reply, order).isEqualTo(201);
            acknowledge(order, reply.body());
        }

        private void batch() {
            ObjectNode body = ApiClient.JSON.createObjectNode();
            ArrayNode items = body.putArray("orders");
            for (int i = random.nextInt(4); i >= 0; i--) {
                items.add(order());
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                Placed old = anyKnown();
                items.addObject()
                        .putObject("cancel")
                        .put("instrument", old.symbol())
                        .put("client_order_id", old.clientOrderId())
                        .put("partner_id", name);
            }
            Reply reply = api.untilCertain(Request.post("/orders/batch", key(), body));
            assertThat(reply.status()).as("%s to %s", reply, body).isEqualTo(200);
            JsonNode results = reply.body().path("results");
            assertThat(results).as("%s to %s", reply, body).hasSameSizeAs(items);
            for (int i = 0; i < items.size(); i++) {
                JsonNode result = results.get(i);
                int status = result.path("status").asInt();
                if (items.get(i).has("cancel")) {
                    assertThat(status).as("%s to %s", result, items.get(i)).isIn(200, 404);
                } else {
                    assertThat(status).as("%s to %s", result, items.get(i)).isEqualTo(201);
                    acknowledge((ObjectNode) items.get(i), result);
                }
            }
        }

        /** The second time, the same amendment finds the order as it has made it, or closed. */
        private void amend() {
            Placed old = anyKnown();
            ObjectNode body = ApiClient.JSON.createObjectNode();
            if (random.nextBoolean()) {
                body.put("price", price());
            }
            if (body.isEmpty() || random.nextBoolean()) {
                body.put("quantity", quantity());
            }
            Reply reply = api.untilCertain(Request.patch("/orders/" + old.orderId(), body));
            if (reply.status() == 422) {
                assertThat(reply.code()).isEqualTo("quantity_below_filled");
            } else {
                assertThat(reply.status()).as("%s to %s", reply, body).isIn(200, 409);
            }
            tradesOf(reply.body());
        }

        private void cancel() {
            Placed old = anyKnown();
            Reply reply = api.untilCertain(Request.delete("/orders/" + old.orderId()));
            assertThat(reply.status()).as("%s to %s", reply, old).isIn(200, 409);
        }

        private void cancelAll() {
            String symbol = symbols.get(random.nextInt(symbols.size()));
            String side = random.nextBoolean() ? "BUY" : "SELL";
            Reply reply = api.untilCertain(
                    Request.delete("/orders?instrument=" + symbol + "&partner_id=" + name + "&side=" + side));
            assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        }

        private ObjectNode order() {
            boolean market = random.nextInt(20) == 0;
            ObjectNode order = ApiClient.JSON
                    .createObjectNode()
                    .put("instrument", symbols.get(random.nextInt(symbols.size())))
                    .put("partner_id", name)
                    .put("client_order_id", name + "-" + ++orders)
                    .put("side", random.nextBoolean() ? "BUY" : "SELL")
                    .put("type", market ? "MARKET" : "LIMIT")
                    .put("quantity", quantity())
                    .put("self_trade_prevention", MODES.get(random.nextInt(MODES.size())));
            if (!market) {
                order.put("price", price());
            }
            int chance = random.nextInt(10);
            if (chance == 0 || market) {
                order.put("time_in_force", "IOC");
            } else if (chance == 1) {
                order.put("time_in_force", "FOK");
            } else if (chance == 2) {
                order.put("post_only", true);
            } else if (chance == 3) {
                order.put("display_quantity", LOT.toPlainString());
            }
            return order;
        }

        private String price() {
            return TICK.multiply(BigDecimal.valueOf(MIDDLE_TICKS + random.nextInt(-5, 6)))
                    .toPlainString();
        }

        private String quantity() {
            return LOT.multiply(BigDecimal.valueOf(random.nextInt(1, 21))).toPlainString();
        }

        private String key() {
            return name + "-" + ++requests;
        }

        private Placed anyKnown() {
            return known.get(random.nextInt(known.size()));
        }

        private void acknowledge(ObjectNode asked, JsonNode answer) {
            JsonNode order = answer.path("order");
            String clientOrderId = asked.path("client_order_id").asText();
            assertThat(order.path("client_order_id").asText()).isEqualTo(clientOrderId);
            Placed one = new Placed(
                    asked.path("instrument").asText(),
                    clientOrderId,
                    order.path("id").asText());
            placed.add(one);
            tradesOf(answer);
            if (known.size() == MOST_KNOWN) {
                known.removeFirst();
            }
            known.add(one);
        }

        private void tradesOf(JsonNode answer) {
            answer.path("trades").forEach(trade -> trades.add(trade.path("id").asText()));
        }
    }
}
