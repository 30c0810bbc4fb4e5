package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Orders that end at the time of a clock that the test moves, on books that nobody touches. */
class OrderExpiryIT {
    private static final int BOOKS = 1_000;
    private static final int THREADS = 16;
    private static final Duration LATEST = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> SETTINGS = Map.of("BOOK_EXPIRES_WITHIN", "48h");

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final InstantSource clock = now::get;

    private static ObjectNode goodTill(String symbol, String price, Instant end) {
        return Orders.limit(symbol, "gin", "SELL", "10", price)
                .put("time_in_force", "GTD")
                .put("expires_at", end.toString());
    }

    private static List<JsonNode> listed(TestNode node, String symbol, String status) {
        List<JsonNode> items = new ArrayList<>();
        node.staff()
                .get(ApiClient.ORDERS + "?limit=500&instrument=" + symbol + "&status=" + status)
                .json(200)
                .path("items")
                .forEach(items::add);
        return items;
    }

    private static void awaitListed(TestNode node, String symbol, int open) {
        await("lists that know of all, and with them the schedule")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(listed(node, symbol, "open")).hasSize(open));
    }

    private static void awaitExpired(TestNode node, String symbol, String id) {
        await("the end in the list")
                .atMost(LATEST)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(listed(node, symbol, "closed")).anySatisfy(order -> {
                    assertThat(order.path("id").textValue()).isEqualTo(id);
                    assertThat(order.path("status").textValue()).isEqualTo("EXPIRED");
                }));
    }

    @Test
    void ordersEndOnABookThatNobodyTouchesAlsoWhenNoNodeWasThereAtTheMoment() throws Exception {
        Path folder = TestNode.newDataDir();
        try {
            String symbol;
            String day;
            Instant dayEnds;
            try (TestNode node = TestNode.start(folder, SETTINGS, clock)) {
                symbol = node.openMarket();
                Instant end = now.get().plusSeconds(600);
                String first = node.staff().placed(goodTill(symbol, "100.00", end));
                String moved = node.staff().placed(goodTill(symbol, "101.00", end));
                JsonNode placed = node.staff()
                        .place(Orders.limit(symbol, "gin", "SELL", "10", "102.00")
                                .put("time_in_force", "DAY"))
                        .path("order");
                day = placed.path("id").textValue();
                dayEnds = Instant.parse(placed.path("expires_at").textValue());
                assertThat(dayEnds).isBetween(now.get(), now.get().plus(Duration.ofDays(1)));
                JsonNode amended = node.staff()
                        .amend(moved, "{\"expires_at\":\"" + end.plusSeconds(60) + "\"}")
                        .json(200)
                        .path("order");
                assertThat(Instant.parse(amended.path("expires_at").textValue()))
                        .isEqualTo(end.plusSeconds(60));
                awaitListed(node, symbol, 3);

                now.set(end.minusNanos(1_000));
                assertThat(node.staff().order(first).json(200).path("status").textValue())
                        .isEqualTo("OPEN");
                try (StreamClient gin = StreamClient.bearing(
                        node,
                        TestNode.token(TestNode.ORGANIZATION, "user-of-gin", UserType.EXTERNAL, Optional.of("gin")))) {
                    gin.subscribe("orders");
                    gin.next("subscribed");
                    assertThat(gin.next("snapshot").path("orders")).hasSize(3);
                    now.set(end);
                    JsonNode change = gin.next("change");
                    assertThat(change.at("/orders/0/id").textValue()).isEqualTo(first);
                    assertThat(change.at("/orders/0/status").textValue()).isEqualTo("EXPIRED");
                }
                awaitExpired(node, symbol, first);
                JsonNode ended = node.staff().order(first).json(200);
                assertThat(ended.path("reason").isNull()).isTrue();
                assertThat(ended.path("remaining_quantity").textValue()).isEqualTo("0");
                assertThat(node.staff().book(symbol).path("asks").toString())
                        .isEqualTo("[[\"101.00\",\"10\",1],[\"102.00\",\"10\",1]]");
                JsonNode event = lastEvent(node, "orders.expired");
                assertThat(event.at("/data/order_ids/0").textValue()).isEqualTo(first);
                assertThat(event.at("/actor/user_id").textValue()).isEqualTo("system");

                now.set(end.plusSeconds(60));
                assertThat(node.staff()
                                .place(Orders.limit(symbol, "mill", "BUY", "10", "101.00"))
                                .path("trades"))
                        .isEmpty();
                assertThat(node.staff().order(moved).json(200).path("status").textValue())
                        .isEqualTo("EXPIRED");
            }
            now.set(dayEnds.plusSeconds(3_600));
            try (TestNode node = TestNode.start(folder, SETTINGS, clock)) {
                awaitExpired(node, symbol, day);
            }
        } finally {
            TestNode.delete(folder);
        }
    }

    private static JsonNode lastEvent(TestNode node, String types) {
        List<JsonNode> events = new ArrayList<>();
        await("the event").atMost(LIMIT).untilAsserted(() -> {
            events.clear();
            node.staff()
                    .get("/api/v1/events?limit=500&types=" + types)
                    .json(200)
                    .path("items")
                    .forEach(events::add);
            assertThat(events).isNotEmpty();
        });
        return events.getLast();
    }

    @Test
    void refusesTimesThatNoOrderMayName() {
        Path folder = TestNode.newDataDir();
        try (TestNode node = TestNode.start(folder, SETTINGS, clock)) {
            String symbol = node.openMarket();
            ObjectNode plain = Orders.limit(symbol, "gin", "SELL", "10", "100.00");
            node.staff().submit(goodTill(symbol, "100.00", now.get())).problem(422, "expires_at_past");
            node.staff()
                    .submit(goodTill(symbol, "100.00", now.get().plus(Duration.ofDays(3))))
                    .problem(422, "expires_at_too_far");
            node.staff().submit(plain.deepCopy().put("time_in_force", "GTD")).problem(422, "expires_at_required");
            node.staff()
                    .submit(plain.deepCopy()
                            .put("expires_at", now.get().plusSeconds(5).toString()))
                    .problem(422, "expires_at_not_allowed");
            node.staff()
                    .submit(plain.deepCopy().put("time_in_force", "GTD").put("expires_at", "tomorrow"))
                    .problem(400, "invalid_value");
            ObjectNode instrument = Orders.instrument("0.50", "1");
            instrument.putObject("session").put("timezone", "Asia/Nowhere");
            node.staff()
                    .put(ApiClient.INSTRUMENTS + "/" + symbol, instrument.toString())
                    .problem(422, "invalid_instrument");
            instrument.putObject("session").put("timezone", "Europe/London").put("session_end", "16:30");
            assertThat(node.staff()
                            .put(ApiClient.INSTRUMENTS + "/" + symbol, instrument.toString())
                            .json(200)
                            .path("session"))
                    .isEqualTo(instrument.path("session"));
            node.staff().placed(plain.put("time_in_force", "DAY"));
        } finally {
            TestNode.delete(folder);
        }
    }

    @Test
    void aThousandBooksEndTheirOrdersAtOneMoment() throws Exception {
        Path folder = TestNode.newDataDir();
        try (TestNode node = TestNode.start(folder, SETTINGS, clock)) {
            Instant end = now.get().plusSeconds(600);
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < BOOKS; i++) {
                    all.add(threads.submit(() -> node.staff().placed(goodTill(node.openMarket(), "100.00", end))));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
            await("lists that know of all, and with them the schedule")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(count(node, "open")).isEqualTo(BOOKS));
            now.set(end);
            await("the end of all")
                    .atMost(LATEST)
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> assertThat(count(node, "closed")).isEqualTo(BOOKS));
        } finally {
            TestNode.delete(folder);
        }
    }

    private static int count(TestNode node, String status) {
        int count = 0;
        String next = "";
        while (next != null) {
            JsonNode page = node.staff()
                    .get(ApiClient.ORDERS + "?limit=500&status=" + status + next)
                    .json(200);
            count += page.path("items").size();
            String cursor = page.path("next_cursor").textValue();
            next = cursor == null ? null : "&cursor=" + cursor;
        }
        return count;
    }
}
