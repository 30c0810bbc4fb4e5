package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Instruments, their books as everyone sees them, and the node's health. */
class InstrumentsIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();

    private String symbol;

    @BeforeEach
    void nameAnInstrument() {
        symbol = TestNode.newSymbol();
    }

    private String path() {
        return ApiClient.INSTRUMENTS + "/" + symbol;
    }

    private Reply put(ObjectNode instrument) {
        return STAFF.put(path(), instrument.toString());
    }

    // ---------------------------------------------------------------------------------------------------- definitions

    @Test
    void showsAnInstrumentWithAllItsFields() {
        ObjectNode full = Orders.instrument("0.50", "5")
                .put("commodity_id", "WHEAT")
                .put("min_quantity", "10")
                .put("max_quantity", "500")
                .put("price_band_percent", "4.5")
                .put("reference_price", "2600.00")
                .put("self_trade_prevention", "CANCEL_MAKER")
                .put("self_trades_forbidden", true)
                .put("max_notional", "5000000.00")
                .put("max_open_orders", 12);
        full.putObject("session").put("timezone", "Europe/Paris").put("session_end", "17:30");
        JsonNode created = put(full).json(201);
        assertThat(Reply.names(created))
                .containsExactly(
                        "symbol",
                        "name",
                        "commodity_id",
                        "currency",
                        "quantity_unit",
                        "price_unit",
                        "tick_size",
                        "lot_size",
                        "min_quantity",
                        "max_quantity",
                        "price_band_percent",
                        "reference_price",
                        "self_trade_prevention",
                        "self_trades_forbidden",
                        "session",
                        "max_notional",
                        "max_open_orders",
                        "value_factor");
        ObjectNode expected = full.deepCopy().put("symbol", symbol);
        expected.putObject("value_factor").put("quantity_unit", "1000").put("price_unit", "100");
        assertThat(created).isEqualTo(expected);
        assertThat(STAFF.get(path()).json(200)).isEqualTo(expected);
    }

    @Test
    void showsNullForWhatAnInstrumentDoesNotHave() {
        JsonNode created = put(Orders.instrument("0.50", "5")).json(201);
        for (String none : List.of(
                "commodity_id",
                "min_quantity",
                "max_quantity",
                "price_band_percent",
                "reference_price",
                "self_trade_prevention",
                "max_notional",
                "max_open_orders")) {
            assertThat(created.path(none).isNull()).as(none).isTrue();
        }
        assertThat(created.path("self_trades_forbidden").booleanValue()).isFalse();
    }

    @Test
    void createsOnceAndThenReplaces() {
        put(Orders.instrument("0.50", "5")).json(201);
        put(Orders.instrument("0.50", "5")).json(200);
        JsonNode changed = put(Orders.instrument("0.25", "1").put("name", "Wheat, renamed"))
                .json(200);
        assertThat(changed.path("tick_size").textValue()).isEqualTo("0.25");
        assertThat(STAFF.get(path()).json(200)).isEqualTo(changed);
        assertThat(inTheList(symbol)).isEqualTo(changed);
        assertThat(NODE.journalRows(symbol)).isEqualTo(2);
    }

    private static JsonNode inTheList(String symbol) {
        for (JsonNode item :
                STAFF.get(ApiClient.INSTRUMENTS + "?limit=500").json(200).path("items")) {
            if (item.path("symbol").textValue().equals(symbol)) {
                return item;
            }
        }
        throw new AssertionError(symbol + " is not in the list");
    }

    @ParameterizedTest
    @CsvSource({"tick_size,0.25", "lot_size,1", "currency,USD", "quantity_unit,KG", "price_unit,KG"})
    void keepsWhatRecordedOrdersAreReadBy(String field, String value) {
        put(Orders.instrument("0.50", "5")).json(201);
        STAFF.placed(Orders.limit(symbol, "mill", "BUY", "5", "100.00"));
        put(Orders.instrument("0.50", "5").put(field, value)).problem(409, "instrument_in_use");
        // The rest may change.
        put(Orders.instrument("0.50", "5").put("name", "Another name").put("max_quantity", "10"))
                .json(200);
        STAFF.submit(Orders.limit(symbol, "mill", "BUY", "15", "100.00")).problem(422, "quantity_above_maximum");
    }

    @Test
    void valuesOrdersByTheFactorsOfTheCommodity() {
        ObjectNode bales = Orders.instrument("10.00", "1")
                .put("quantity_unit", "BALE")
                .put("price_unit", "CANDY")
                .put("max_notional", "286825.91");
        JsonNode commodity = STAFF.post(
                        "/api/v1/commodities",
                        "{\"name\":\"Cotton\",\"category\":\"FIBRE\",\"hsn_code\":\"5201\",\"base_unit\":\"KG\","
                            + "\"trade_unit\":\"BALE\",\"rate_unit\":\"CANDY\",\"unit_factors\":{\"CANDY\":\"355.61641808\"}}")
                .json(201);
        JsonNode created =
                put(bales.put("commodity_id", commodity.path("id").textValue())).json(201);
        assertThat(created.path("value_factor").path("quantity_unit").textValue())
                .isEqualTo("170");
        assertThat(created.path("value_factor").path("price_unit").textValue()).isEqualTo("355.61641808");
        // 10 bales at 60,000 a candy are 60000 * 10 * 170 / 355.61641808 = 286,825.90.
        STAFF.placed(Orders.limit(symbol, "mill", "BUY", "10", "60000.00"));
        STAFF.submit(Orders.limit(symbol, "mill", "BUY", "10", "60010.00")).problem(422, "notional_above_maximum");
        // The next PUT is by other factors, and the orders keep theirs.
        JsonNode renamed =
                put(bales.put("name", "Cotton").putNull("commodity_id")).json(200);
        assertThat(renamed.path("value_factor")).isEqualTo(created.path("value_factor"));
        assertThat(put(bales).json(200)).isEqualTo(renamed);
    }

    @Test
    void limitsNoValueThatIsNotKnown() {
        ObjectNode liters =
                Orders.instrument("10.00", "1").put("quantity_unit", "LITER").put("price_unit", "KG");
        assertThat(put(liters).json(201).path("value_factor").isNull()).isTrue();
        put(liters.put("max_notional", "100.00")).problem(422, "invalid_instrument");
    }

    @Test
    void countsOpenOrdersOfAPartner() {
        put(Orders.instrument("0.50", "5").put("max_open_orders", 1)).json(201);
        STAFF.placed(Orders.limit(symbol, "mill", "BUY", "5", "100.00"));
        JsonNode refused =
                STAFF.submit(Orders.limit(symbol, "mill", "BUY", "5", "100.00")).problem(422, "too_many_open_orders");
        assertThat(refused.path("detail").textValue()).contains("at most 1 open orders");
        STAFF.placed(Orders.limit(symbol, "other-mill", "BUY", "5", "100.00"));
    }

    // ---------------------------------------------------------------------------------------------------- list

    @Test
    void listsInstrumentsBySymbolPageByPage() {
        List<String> own = new ArrayList<>();
        for (String letter : List.of("C", "A", "E", "B", "D")) {
            String name = "PAGE-" + letter;
            own.add(name);
            STAFF.put(
                    ApiClient.INSTRUMENTS + "/" + name,
                    Orders.instrument("0.50", "5").toString());
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    STAFF.get(ApiClient.INSTRUMENTS + "?limit=2" + cursor).json(200);
            assertThat(Reply.names(page)).containsExactly("items", "next_cursor");
            assertThat(page.path("items").size()).isLessThanOrEqualTo(2);
            page.path("items").forEach(item -> seen.add(item.path("symbol").textValue()));
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").textValue();
        } while (!cursor.isEmpty());
        assertThat(seen).doesNotHaveDuplicates().containsAll(own);
        assertThat(seen.stream().filter(own::contains)).isSorted();
    }

    // ---------------------------------------------------------------------------------------------------- books

    @Test
    void showsAnEmptyBook() {
        put(Orders.instrument("0.50", "5")).json(201);
        JsonNode book = STAFF.book(symbol);
        assertThat(Reply.names(book))
                .contains("instrument", "sequence", "phase", "bids", "asks", "last_price")
                .doesNotContain("auction");
        assertThat(book.path("instrument").textValue()).isEqualTo(symbol);
        assertThat(book.path("phase").textValue()).isEqualTo("CONTINUOUS");
        assertThat(book.path("bids").isArray() && book.path("bids").isEmpty()).isTrue();
        assertThat(book.path("asks").isArray() && book.path("asks").isEmpty()).isTrue();
        assertThat(book.path("last_price").isNull()).isTrue();
        JsonNode trades = STAFF.get(path() + "/trades").json(200);
        assertThat(Reply.names(trades)).containsExactly("items", "next_cursor");
        assertThat(trades.path("items").isEmpty()).isTrue();
    }

    @Test
    void showsTheLevelsOfABookBestFirst() {
        put(Orders.instrument("0.50", "5")).json(201);
        for (String price : List.of("99.00", "99.50", "98.00", "99.50")) {
            STAFF.placed(Orders.limit(symbol, "mill", "BUY", "10", price));
        }
        for (String price : List.of("101.00", "100.50", "100.50", "100.00")) {
            STAFF.placed(Orders.limit(symbol, "ginner", "SELL", "5", price));
        }
        JsonNode before = STAFF.book(symbol);
        STAFF.placed(Orders.limit(symbol, "mill", "BUY", "5", "100.00"));

        JsonNode book = STAFF.book(symbol);
        assertThat(book.path("bids").toString())
                .isEqualTo("[[\"99.50\",\"20\",2],[\"99.00\",\"10\",1],[\"98.00\",\"10\",1]]");
        assertThat(book.path("asks").toString()).isEqualTo("[[\"100.50\",\"10\",2],[\"101.00\",\"5\",1]]");
        assertThat(book.path("last_price").textValue()).isEqualTo("100.00");
        assertThat(book.path("sequence").longValue())
                .isEqualTo(before.path("sequence").longValue() + 1);

        JsonNode top = STAFF.get(path() + "/book?depth=1").json(200);
        assertThat(top.path("bids").toString()).isEqualTo("[[\"99.50\",\"20\",2]]");
        assertThat(top.path("asks").size()).isEqualTo(1);
    }

    @Test
    void shows20LevelsUnlessToldOtherwise() {
        put(Orders.instrument("0.50", "1")).json(201);
        JsonNode[] orders = new JsonNode[25];
        for (int i = 0; i < orders.length; i++) {
            orders[i] = Orders.limit(symbol, "mill", "BUY", "1", (100 + i) + ".00");
        }
        STAFF.batch(orders).json(200);
        assertThat(STAFF.book(symbol).path("bids").size()).isEqualTo(20);
        assertThat(STAFF.book(symbol).at("/bids/0/0").textValue()).isEqualTo("124.00");
        assertThat(STAFF.get(path() + "/book?depth=100").json(200).path("bids").size())
                .isEqualTo(25);
    }

    @Test
    void showsTheOrdersInTheirQueues() {
        put(Orders.instrument("0.50", "1")).json(201);
        String mills = STAFF.placed(Orders.limit(symbol, "mill", "BUY", "3", "100.00"));
        String others = STAFF.placed(Orders.limit(symbol, "other-mill", "BUY", "4", "100.00"));
        STAFF.placed(Orders.limit(symbol, "mill", "BUY", "5", "99.50"));
        String iceberg =
                STAFF.placed(Orders.limit(symbol, "mill", "SELL", "9", "101.00").put("display_quantity", "2"));

        ApiClient mill = NODE.partner("mill");
        JsonNode queues = mill.get(path() + "/orders?depth=2").json(200);
        assertThat(Reply.names(queues)).containsExactly("instrument", "sequence", "bids", "asks");
        assertThat(queues.path("sequence").longValue()).isEqualTo(5);
        assertThat(queues.path("bids").toString())
                .isEqualTo("[{\"price\":\"100.00\",\"quantity\":\"3\",\"own\":true,\"id\":\"" + mills + "\"},"
                        + "{\"price\":\"100.00\",\"quantity\":\"4\",\"own\":false,\"id\":null}]");
        assertThat(queues.path("asks").toString())
                .isEqualTo("[{\"price\":\"101.00\",\"quantity\":\"2\",\"own\":true,\"id\":\"" + iceberg + "\"}]");

        JsonNode all = STAFF.get(path() + "/orders").json(200);
        assertThat(all.path("bids"))
                .hasSize(3)
                .noneMatch(entry -> entry.path("own").booleanValue());
        assertThat(all.at("/bids/1/id").textValue()).isEqualTo(others);
        STAFF.get(ApiClient.INSTRUMENTS + "/NEVER-WAS-20/orders").problem(404, "not_found");
    }

    @Test
    void showsTradesNewestFirst() {
        put(Orders.instrument("0.50", "1")).json(201);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            STAFF.placed(Orders.limit(symbol, "ginner", "SELL", "1", (100 + i) + ".00"));
            JsonNode bought = STAFF.place(Orders.limit(symbol, "mill", "BUY", "1", (100 + i) + ".00"));
            made.addFirst(bought.at("/trades/0/id").textValue());
        }
        JsonNode trades = STAFF.trades(symbol);
        assertThat(trades).extracting(trade -> trade.path("id").textValue()).containsExactlyElementsOf(made);
        assertThat(trades)
                .extracting(trade -> trade.path("sequence").longValue())
                .containsExactly(3L, 2L, 1L);
        JsonNode last = STAFF.get(path() + "/trades?limit=1").json(200).path("items");
        assertThat(last).extracting(trade -> trade.path("id").textValue()).containsExactly(made.getFirst());
    }

    @Test
    void tellsTheStateOfABookByAFingerprint() {
        put(Orders.instrument("0.50", "1")).json(201);
        JsonNode empty = STAFF.get(path() + "/state").json(200);
        assertThat(Reply.names(empty)).containsExactly("instrument", "sequence", "state_hash");
        assertThat(empty.path("state_hash").textValue()).matches("[0-9a-f]{64}");
        assertThat(STAFF.get(path() + "/state").json(200)).isEqualTo(empty);
        STAFF.placed(Orders.limit(symbol, "mill", "BUY", "1", "100.00"));
        JsonNode changed = STAFF.get(path() + "/state").json(200);
        assertThat(changed.path("state_hash")).isNotEqualTo(empty.path("state_hash"));
        assertThat(changed.path("sequence").longValue()).isEqualTo(2);
    }

    // ---------------------------------------------------------------------------------------------------- health

    @Test
    void tellsWhoeverAsksThatItLivesAndIsReady() {
        JsonNode live = NODE.anonymous().get("/health/live").json(200);
        assertThat(live.path("status").textValue()).isEqualTo("live");
        JsonNode ready = NODE.anonymous().get("/health/ready").json(200);
        assertThat(ready.path("status").textValue()).isEqualTo("ready");
        assertThat(Reply.names(ready.path("checks")))
                .containsExactly("running", "cluster", "sharding", "journal", "warm_start");
        assertThat(ready.path("checks")).allMatch(check -> check.textValue().equals("ok"));
        assertThat(ready.path("quarantined_books").isInt()).isTrue();
        assertThat(ready.path("quarantined_books").intValue()).isZero();
    }
}
