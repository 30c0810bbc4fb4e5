package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Phases of an instrument and auctions, also after the node was away. */
class PhasesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final Path data = TestNode.newDataDir();
    private TestNode node;
    private String symbol;

    @BeforeEach
    void start() {
        node = TestNode.start(data, Map.of());
        symbol = node.openMarket();
    }

    @AfterEach
    void stop() {
        node.close();
        TestNode.delete(data);
    }

    private JsonNode enter(Phase phase) {
        return node.staff().changePhase(symbol, phase).json(200);
    }

    @Test
    void anAuctionOutlivesTheNodeAndTradesAtOnePrice() {
        assertThat(enter(Phase.AUCTION).toString()).isEqualTo("{\"phase\":\"AUCTION\",\"auction\":null,\"trades\":[]}");
        String bid = node.staff().placed(Orders.limit(symbol, "mill", "BUY", "10", "105.00"));
        String market = node.staff()
                .placed(Orders.object()
                        .put("instrument", symbol)
                        .put("partner_id", "spinner")
                        .put("side", "BUY")
                        .put("type", "MARKET")
                        .put("quantity", "7"));
        String offer = node.staff().placed(Orders.limit(symbol, "gin", "SELL", "12", "100.00"));
        node.staff()
                .submit(Orders.limit(symbol, "mill", "BUY", "1", "100.00").put("time_in_force", "IOC"))
                .problem(422, "phase_refuses_order");
        node.close();
        node = TestNode.start(data, Map.of());

        JsonNode gathered = node.staff().book(symbol);
        assertThat(gathered.path("phase").textValue()).isEqualTo("AUCTION");
        assertThat(gathered.path("open_orders").intValue()).isEqualTo(3);
        assertThat(gathered.path("bids").toString()).isEqualTo("[[\"105.00\",\"10\",1]]");
        assertThat(gathered.path("auction").toString())
                .isEqualTo("{\"price\":\"105.00\",\"quantity\":\"12\",\"surplus\":\"5\",\"surplus_side\":\"BUY\"}");
        assertThat(node.staff().order(market).json(200).path("status").textValue())
                .isEqualTo("OPEN");

        JsonNode ended = enter(Phase.CONTINUOUS);
        assertThat(ended.path("auction").toString()).isEqualTo("{\"price\":\"105.00\",\"quantity\":\"12\"}");
        assertThat(ended.path("trades").findValuesAsText("quantity")).containsExactly("7", "5");
        assertThat(ended.path("trades").findValuesAsText("taker_side")).containsOnly("SELL");
        assertThat(ended.path("trades").findValuesAsText("taker_order_id")).containsOnly(offer);
        JsonNode after = node.staff().book(symbol);
        assertThat(after.has("auction")).isFalse();
        assertThat(after.path("last_price").textValue()).isEqualTo("105.00");
        assertThat(after.path("bids").toString()).isEqualTo("[[\"105.00\",\"5\",1]]");
        JsonNode partly = node.staff().order(bid).json(200);
        assertThat(partly.path("filled_quantity").textValue()).isEqualTo("5");
        await("the lists").atMost(LIMIT).untilAsserted(() -> {
            assertThat(node.staff()
                            .get(ApiClient.ORDERS + "?instrument=" + symbol + "&status=open")
                            .json(200)
                            .path("items"))
                    .containsExactly(partly);
            assertThat(node.staff()
                            .get("/api/v1/trades?instrument=" + symbol)
                            .json(200)
                            .path("items")
                            .findValuesAsText("quantity"))
                    .containsExactly("5", "7");
            JsonNode day = node.staff()
                    .get("/api/v1/reports/daily-trades?instrument=" + symbol)
                    .json(200)
                    .path("items")
                    .path(0);
            assertThat(day.path("quantity").textValue()).isEqualTo("12");
            assertThat(day.path("trades").intValue()).isEqualTo(2);
            assertThat(day.path("high").textValue()).isEqualTo("105.00");
        });
    }

    @Test
    void theEndOfAnAuctionIsAnsweredOnceForEachKey() {
        enter(Phase.AUCTION);
        node.staff().placed(Orders.limit(symbol, "mill", "BUY", "10", "105.00"));
        node.staff().placed(Orders.limit(symbol, "gin", "SELL", "10", "105.00"));
        String path = ApiClient.INSTRUMENTS + "/" + symbol + "/phase";
        String end = "{\"phase\":\"CONTINUOUS\"}";
        Reply first = node.staff().postOnce("end", path, end);
        assertThat(first.json(200).path("trades")).hasSize(1);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        enter(Phase.HALTED);
        Reply again = node.staff().postOnce("end", path, end);
        assertThat(again.json(200)).isEqualTo(first.json(200));
        assertThat(again.header("Idempotent-Replayed")).contains("true");
        assertThat(node.staff().book(symbol).path("phase").textValue()).isEqualTo("HALTED");
        node.staff().postOnce("end", path, "{\"phase\":\"CLOSED\"}").problem(422, "idempotency_key_reused");
        node.staff().post(path, end, "If-Match", "\"1\"").problem(400, "invalid_if_match");
        assertThat(enter(Phase.CONTINUOUS).path("auction").isNull()).isTrue();
    }

    @Test
    void aHaltOutlivesTheNode() {
        String bid = node.staff().placed(Orders.limit(symbol, "mill", "BUY", "10", "105.00"));
        enter(Phase.HALTED);
        node.close();
        node = TestNode.start(data, Map.of());
        JsonNode problem = node.staff()
                .submit(Orders.limit(symbol, "gin", "SELL", "1", "105.00"))
                .problem(422, "phase_refuses_order");
        assertThat(problem.path("detail").textValue()).contains("HALTED");
        node.staff().cancel(bid).json(200);
        assertThat(enter(Phase.HALTED).path("phase").textValue()).isEqualTo("HALTED");
        enter(Phase.CONTINUOUS);
        node.staff().place(Orders.limit(symbol, "gin", "SELL", "1", "105.00"));
    }

    @Test
    void onlyAPhaseThatThereIsCanBeEnteredAndOnlyWhereThereIsABook() {
        String path = ApiClient.INSTRUMENTS + "/" + symbol + "/phase";
        node.staff().post(path, "{}").problem(400, "missing_field");
        node.staff().post(path, "{\"phase\":\"OPEN\"}").problem(400, "invalid_value");
        node.staff().post(path, "{\"phase\":\"CLOSED\",\"until\":\"soon\"}").problem(400, "unknown_field");
        node.staff().changePhase(TestNode.newSymbol(), Phase.CLOSED).problem(404, "not_found");
        node.partner("mill").changePhase(symbol, Phase.CLOSED).problem(403, "permission_denied");
        assertThat(node.staff().book(symbol).path("phase").textValue()).isEqualTo("CONTINUOUS");
    }
}
