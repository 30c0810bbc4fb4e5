package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A node is killed again and again while buyers reserve and give back, each of them until the answer is certain. What was
 * acknowledged is there once; lots, reservations and ledgers tell the same in the end. {@code -Dmandi.desk.kill.rounds=…} kills
 * more often, {@code -Dmandi.desk.kill.seed=…} makes the same choices again.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.SECOND)
class TradeDeskKillIT {
    @RegisterExtension
    static final Nodes NODES = new Nodes();

    private static final int ROUNDS = Integer.getInteger("mandi.desk.kill.rounds", 6);
    private static final long SEED = Long.getLong("mandi.desk.kill.seed", System.nanoTime());
    private static final int BUYERS = 4;
    /** About a second of load. */
    private static final int MOST_ANSWERS = 60;

    private static final Duration SETTLED = Duration.ofSeconds(30);
    /** When a hold is ended that its request, killed, has left behind. */
    private static final Duration ORPHAN_AFTER = Duration.ofSeconds(10);

    private static final Duration ORPHAN_SWEEP = Duration.ofSeconds(2);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final int port = Nodes.freePort();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    /** What was acknowledged, by its id. */
    private final Map<String, Granted> granted = new ConcurrentHashMap<>();

    private final Set<String> released = ConcurrentHashMap.newKeySet();
    /** What has become a trade, by the id of its reservation. */
    private final Map<String, String> traded = new ConcurrentHashMap<>();

    /** Reservations whose trades were cancelled. */
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

    private record Granted(String buyer, BigDecimal quantity) {}

    // AV-1, AV-10, TR-1, TR-2, TR-8, EX-1
    @Test
    void everyAcknowledgedReservationAndTradeSurvivesKillsOnceAndTheLedgersFollow() {
        System.out.println("TradeDeskKillIT: seed=" + SEED);
        try (ApiClient api = new ApiClient(() -> "http://127.0.0.1:" + port)) {
            NodeProcess node = start().awaitReady();
            DeskMarket market = new DeskMarket(api);
            String seller = market.partner(0);
            List<String> buyers = new ArrayList<>();
            for (int i = 1; i <= BUYERS; i++) {
                buyers.add(market.partner(i));
            }
            String commodity = market.commodity("Killed goods");
            // Too little for everybody, so that some are refused.
            List<String> lots = List.of(market.lot(seller, commodity, "60"), market.lot(seller, commodity, "40"));

            ScheduledExecutorService threads = Executors.newScheduledThreadPool(BUYERS);
            try {
                for (String buyer : buyers) {
                    Buyer acting = new Buyer(market, buyer, lots, random.split());
                    threads.scheduleWithFixedDelay(acting::act, 0, 1, TimeUnit.MILLISECONDS);
                }
                for (int round = 0; round < ROUNDS; round++) {
                    awaitAnswers(random.nextInt(1, MOST_ANSWERS));
                    node.kill9();
                    node = start().awaitReady();
                }
                awaitAnswers(MOST_ANSWERS);
            } finally {
                threads.shutdown();
            }
            await("every client's last answer").atMost(Duration.ofSeconds(180)).until(threads::isTerminated);
            assertThat(failures).isEmpty();

            assertTradesAreSettled(api);
            assertGrantedOnce(api);
            assertLotsAddUp(api, lots);
            assertHoldsAreThoseOfReservations(api, buyers);
            System.out.printf(
                    "TradeDeskKillIT: kills=%d, requests=%d, retried=%d, replayed=%d, reserved=%d, released=%d,"
                            + " traded=%d, cancelled=%d, seed=%d%n",
                    ROUNDS,
                    answered.get(),
                    api.retried(),
                    api.replayed(),
                    granted.size(),
                    released.size(),
                    traded.size(),
                    cancelled.size(),
                    SEED);
            assertThat(released).isNotEmpty();
            assertThat(traded).isNotEmpty();
            assertThat(cancelled).isNotEmpty();
            assertThat(node.terminate()).isIn(0, 143);
        }
    }

    private NodeProcess start() {
        return NODES.start(
                "desk",
                Map.of(
                        "HTTP_PORT",
                        Integer.toString(port),
                        "LOTS_SNAPSHOT_EVERY",
                        "20",
                        "BOOK_ASK_TIMEOUT",
                        "3s",
                        "HOLD_ORPHAN_AFTER",
                        ORPHAN_AFTER.toSeconds() + "s",
                        "HOLD_SWEEP_EVERY",
                        ORPHAN_SWEEP.toSeconds() + "s"));
    }

    private void awaitAnswers(int more) {
        long goal = answered.get() + more;
        await("answers to the buyers")
                .atMost(Duration.ofSeconds(120))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> answered.get() >= goal || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Does one thing after the other, and remembers what it was told. */
    private final class Buyer {
        private final ApiClient api;
        private final DeskMarket market;
        private final String partner;
        private final List<String> lots;
        private final SplittableRandom chance;
        private final List<String> own = new ArrayList<>();
        /** Reservations that have become trades, and stayed so. */
        private final List<String> deals = new ArrayList<>();

        Buyer(DeskMarket market, String partner, List<String> lots, SplittableRandom chance) {
            this.api = market.api();
            this.market = market;
            this.partner = partner;
            this.lots = lots;
            this.chance = chance;
        }

        void act() {
            try {
                int what = chance.nextInt(10);
                if (!deals.isEmpty() && what < 2) {
                    cancel();
                } else if (own.isEmpty() || what < 6) {
                    reserve();
                } else if (what < 8) {
                    release();
                } else {
                    trade();
                }
                answered.incrementAndGet();
            } catch (Throwable e) {
                failures.add(e);
                throw e;
            }
        }

        private void reserve() {
            BigDecimal quantity = BigDecimal.valueOf(chance.nextInt(1, 9));
            String lot = lots.get(chance.nextInt(lots.size()));
            ObjectNode body = ApiClient.JSON
                    .createObjectNode()
                    .put("quantity", quantity.toPlainString())
                    .put("partner_id", partner);
            Reply reply =
                    api.untilCertain(Request.post("/availabilities/" + lot + "/reservations", market.key(), body));
            if (reply.status() == 409) {
                assertThat(reply.code()).isIn("insufficient_quantity", "state_conflict");
                return;
            }
            assertThat(reply.status()).as("%s to %s", reply, body).isEqualTo(201);
            String id = reply.body().path("reservation_id").textValue();
            assertThat(granted.put(id, new Granted(partner, quantity)))
                    .as("two requests that were given %s", id)
                    .isNull();
            own.add(id);
        }

        private void trade() {
            String id = own.remove(chance.nextInt(own.size()));
            ObjectNode body = ApiClient.JSON.createObjectNode().put("reservation_id", id);
            Reply reply = api.untilCertain(Request.post("/trades", market.key(), body));
            assertThat(reply.status()).as("%s to the trade of %s", reply, id).isIn(201, 202);
            String trade = reply.body().path("id").textValue();
            assertThat(settled(api, trade).path("status").textValue()).isEqualTo("CREATED");
            traded.put(id, trade);
            deals.add(id);
        }

        private void cancel() {
            String id = deals.remove(chance.nextInt(deals.size()));
            String trade = traded.get(id);
            ObjectNode body = ApiClient.JSON.createObjectNode().put("reason", "changed its mind");
            Reply reply = api.untilCertain(
                    new Request("POST", "/trades/" + trade + "/cancel", Optional.empty(), Optional.of(body)));
            assertThat(reply.status())
                    .as("%s to the cancellation of %s", reply, trade)
                    .isIn(200, 202);
            cancelled.add(id);
            assertThat(settled(api, trade).path("status").textValue()).isEqualTo("CANCELLED");
        }

        /** The second time it is over already. */
        private void release() {
            String id = own.remove(chance.nextInt(own.size()));
            Reply reply = api.untilCertain(Request.delete("/reservations/" + id));
            assertThat(reply.status()).as("%s to the release of %s", reply, id).isIn(200, 409);
            released.add(id);
        }
    }

    // ---------------------------------------------------------------------------------------------------- the audit

    private static JsonNode settled(ApiClient api, String trade) {
        await("the end of what is under way with " + trade)
                .atMost(Duration.ofSeconds(90))
                .until(() -> get(api, "/trades/" + trade).path("under_way").isNull());
        return get(api, "/trades/" + trade);
    }

    /** Nothing is under way, and there is one trade for each reservation that became one. */
    private void assertTradesAreSettled(ApiClient api) {
        Set<String> numbers = new HashSet<>();
        traded.forEach((reservation, trade) -> {
            JsonNode now = settled(api, trade);
            assertThat(now.path("reservation_id").textValue()).isEqualTo(reservation);
            assertThat(now.path("status").textValue())
                    .isEqualTo(cancelled.contains(reservation) ? "CANCELLED" : "CREATED");
            assertThat(numbers.add(now.path("number").textValue())).isTrue();
            assertThat(get(api, "/reservations/" + reservation).path("trade_id").textValue())
                    .isEqualTo(trade);
        });
        List<String> listed = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = get(api, "/trades?kind=DESK&limit=200" + cursor);
            page.path("items").forEach(one -> listed.add(one.path("id").textValue()));
            String next = page.path("next_cursor").textValue();
            cursor = next == null ? null : "&cursor=" + next;
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(traded.values());
    }

    private boolean isHeld(String reservation) {
        return !released.contains(reservation) && !traded.containsKey(reservation);
    }

    private boolean isSold(String reservation) {
        return traded.containsKey(reservation) && !cancelled.contains(reservation);
    }

    private static JsonNode get(ApiClient api, String path) {
        Reply reply = api.untilCertain(Request.get(path));
        assertThat(reply.status()).as("%s to %s", reply, path).isEqualTo(200);
        return reply.body();
    }

    private static BigDecimal amount(JsonNode of, String name) {
        return new BigDecimal(of.path(name).textValue());
    }

    /** All reservations that the lists have. */
    private static List<JsonNode> listed(ApiClient api) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = get(api, "/reservations?limit=200" + cursor);
            page.path("items").forEach(all::add);
            String next = page.path("next_cursor").textValue();
            cursor = next == null ? null : "&cursor=" + next;
        }
        return all;
    }

    private void assertGrantedOnce(ApiClient api) {
        for (Map.Entry<String, Granted> entry : granted.entrySet()) {
            JsonNode found = get(api, "/reservations/" + entry.getKey());
            assertThat(amount(found, "quantity"))
                    .isEqualByComparingTo(entry.getValue().quantity());
            assertThat(found.path("holder_partner_id").textValue())
                    .isEqualTo(entry.getValue().buyer());
            assertThat(found.path("status").textValue())
                    .as("status of %s", entry.getKey())
                    .isEqualTo(
                            released.contains(entry.getKey())
                                    ? "RELEASED"
                                    : traded.containsKey(entry.getKey()) ? "CONVERTED" : "HELD");
        }
        await("lists that have every reservation, and none besides")
                .atMost(SETTLED)
                .untilAsserted(() -> {
                    List<String> ids = listed(api).stream()
                            .map(one -> one.path("reservation_id").textValue())
                            .toList();
                    assertThat(ids).doesNotHaveDuplicates();
                    assertThat(new HashSet<>(ids)).isEqualTo(granted.keySet());
                });
    }

    private void assertLotsAddUp(ApiClient api, List<String> lots) {
        BigDecimal reserved = BigDecimal.ZERO;
        BigDecimal sold = BigDecimal.ZERO;
        for (String lot : lots) {
            JsonNode now = get(api, "/availabilities/" + lot);
            assertThat(amount(now, "available").add(amount(now, "reserved")).add(amount(now, "sold")))
                    .isEqualByComparingTo(amount(now, "total_quantity"));
            assertThat(amount(now, "available")).isGreaterThanOrEqualTo(BigDecimal.ZERO);
            reserved = reserved.add(amount(now, "reserved"));
            sold = sold.add(amount(now, "sold"));
        }
        assertThat(reserved).isEqualByComparingTo(quantity(this::isHeld));
        assertThat(sold).isEqualByComparingTo(quantity(this::isSold));
    }

    private BigDecimal quantity(Predicate<String> of) {
        return granted.entrySet().stream()
                .filter(entry -> of.test(entry.getKey()))
                .map(entry -> entry.getValue().quantity())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private void assertHoldsAreThoseOfReservations(ApiClient api, List<String> buyers) {
        Map<String, BigDecimal> held = values(this::isHeld);
        Map<String, BigDecimal> converted = values(this::isSold);
        for (String buyer : buyers) {
            await("the ledger of " + buyer)
                    .atMost(ORPHAN_AFTER.plus(ORPHAN_SWEEP).plus(SETTLED))
                    .untilAsserted(() -> {
                        JsonNode exposure = get(api, "/partners/" + buyer + "/exposure");
                        assertThat(amount(exposure, "held"))
                                .as("held")
                                .isEqualByComparingTo(held.getOrDefault(buyer, BigDecimal.ZERO));
                        assertThat(amount(exposure, "converted"))
                                .as("converted")
                                .isEqualByComparingTo(converted.getOrDefault(buyer, BigDecimal.ZERO));
                    });
        }
    }

    /** What reservations come to, by their buyers. */
    private Map<String, BigDecimal> values(Predicate<String> of) {
        Map<String, BigDecimal> values = new HashMap<>();
        granted.forEach((id, one) -> {
            if (of.test(id)) {
                values.merge(one.buyer(), one.quantity().multiply(new BigDecimal("50")), BigDecimal::add);
            }
        });
        return values;
    }
}
