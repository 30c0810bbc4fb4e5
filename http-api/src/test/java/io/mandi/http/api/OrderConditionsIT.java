package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Icebergs, post-only orders, price bands and modes of self-trade prevention, also after the node was away. */
class OrderConditionsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private final Path data = TestNode.newDataDir();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.start(data, Map.of("BOOK_ICEBERG_SLICES", "5"));
    }

    @AfterEach
    void stop() {
        node.close();
        TestNode.delete(data);
    }

    private void restart() {
        node.close();
        node = TestNode.start(data, Map.of("BOOK_ICEBERG_SLICES", "5"));
    }

    private JsonNode asks(String symbol) {
        return node.staff().book(symbol).path("asks");
    }

    @Test
    void anIcebergShowsItsNextSliceAfterTheNodeWasAway() {
        String symbol = node.openMarket();
        ObjectNode order = Orders.limit(symbol, "gin", "SELL", "10", "100.00").put("display_quantity", "3");
        String id = node.staff().placed(order);
        node.staff().place(Orders.limit(symbol, "ginner", "SELL", "4", "100.00"));
        node.staff().place(Orders.limit(symbol, "mill", "BUY", "2", "100.00"));
        assertThat(asks(symbol).toString()).isEqualTo("[[\"100.00\",\"5\",2]]");
        node.staff()
                .submit(Orders.limit(symbol, "gin", "SELL", "16", "100.00").put("display_quantity", "3"))
                .problem(422, "display_quantity_too_small");

        restart();
        assertThat(asks(symbol).toString()).isEqualTo("[[\"100.00\",\"5\",2]]");
        JsonNode bought = node.staff().place(Orders.limit(symbol, "mill", "BUY", "6", "100.00"));
        assertThat(bought.path("trades").findValuesAsText("quantity")).containsExactly("1", "4", "1");
        assertThat(asks(symbol).toString()).isEqualTo("[[\"100.00\",\"2\",1]]");

        JsonNode now = node.staff().order(id).json(200);
        assertThat(now.path("remaining_quantity").textValue()).isEqualTo("6");
        assertThat(now.path("display_quantity").textValue()).isEqualTo("3");
        await("the list")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(node.staff()
                                .get(ApiClient.ORDERS + "?instrument=" + symbol + "&status=open")
                                .json(200)
                                .path("items"))
                        .containsExactly(now));
    }

    @Test
    void aPostOnlyOrderEndsInsteadOfTrading() {
        String symbol = node.openMarket();
        node.staff().place(Orders.limit(symbol, "gin", "SELL", "1", "100.00"));
        JsonNode answer = node.staff()
                .submit(Orders.limit(symbol, "mill", "BUY", "1", "100.00").put("post_only", true))
                .json(201);
        assertThat(answer.at("/order/status").textValue()).isEqualTo("CANCELLED");
        assertThat(answer.at("/order/reason").textValue()).isEqualTo("post_only_would_cross");
        assertThat(answer.at("/order/post_only").booleanValue()).isTrue();
        assertThat(answer.path("trades")).isEmpty();
        node.staff()
                .submit(Orders.limit(symbol, "mill", "BUY", "1", "99.00")
                        .put("post_only", true)
                        .put("time_in_force", "IOC"))
                .problem(422, "post_only_not_allowed");
    }

    @Test
    void anInstrumentBoundsPricesAndForbidsSelfTrades() {
        String symbol = node.openMarket();
        ObjectNode banded = Orders.instrument("0.50", "1")
                .put("price_band_percent", "4")
                .put("reference_price", "100.00")
                .put("self_trade_prevention", "CANCEL_MAKER")
                .put("self_trades_forbidden", true);
        node.staff()
                .put(ApiClient.INSTRUMENTS + "/" + symbol, banded.toString())
                .json(200);
        JsonNode instrument =
                node.staff().get(ApiClient.INSTRUMENTS + "/" + symbol).json(200);
        assertThat(instrument.path("self_trade_prevention").textValue()).isEqualTo("CANCEL_MAKER");
        assertThat(instrument.path("self_trades_forbidden").booleanValue()).isTrue();

        restart();
        JsonNode refused = node.staff()
                .submit(Orders.limit(symbol, "gin", "SELL", "1", "104.50"))
                .problem(422, "price_outside_band");
        assertThat(Reply.errors(refused)).containsExactly("/price price_outside_band");
        node.staff()
                .submit(Orders.limit(symbol, "gin", "SELL", "1", "104.00").put("self_trade_prevention", "NONE"))
                .problem(422, "self_trades_forbidden");

        String own = node.staff().placed(Orders.limit(symbol, "mill", "SELL", "1", "100.00"));
        JsonNode bid = node.staff().place(Orders.limit(symbol, "mill", "BUY", "1", "100.00"));
        assertThat(bid.at("/order/status").textValue()).isEqualTo("OPEN");
        assertThat(bid.at("/order/self_trade_prevention").textValue()).isEqualTo("CANCEL_MAKER");
        JsonNode ended = node.staff().order(own).json(200);
        assertThat(ended.path("status").textValue()).isEqualTo("CANCELLED");
        assertThat(ended.path("reason").textValue()).isEqualTo("self_trade_prevented");
    }
}
