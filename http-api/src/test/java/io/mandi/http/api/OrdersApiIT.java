package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders over HTTP: what they look like, and what can be done with them. */
class OrdersApiIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    /** RFC 3339 in UTC, to the microsecond. */
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z";

    private static final List<String> ORDER_FIELDS = List.of(
            "id",
            "client_order_id",
            "instrument",
            "partner_id",
            "side",
            "type",
            "time_in_force",
            "price",
            "stop_price",
            "quantity",
            "filled_quantity",
            "remaining_quantity",
            "average_price",
            "display_quantity",
            "post_only",
            "self_trade_prevention",
            "status",
            "reason",
            "sequence",
            "created_at",
            "updated_at",
            "expires_at");
    private static final List<String> TRADE_FIELDS = List.of(
            "id",
            "sequence",
            "instrument",
            "price",
            "quantity",
            "taker_side",
            "taker_order_id",
            "maker_order_id",
            "executed_at");

    private String symbol;

    @BeforeEach
    void openMarket() {
        symbol = NODE.openMarket("0.50", "1");
    }

    private ObjectNode buy(String quantity, String price) {
        return Orders.limit(symbol, "mill", "BUY", quantity, price);
    }

    private ObjectNode sell(String quantity, String price) {
        return Orders.limit(symbol, "ginner", "SELL", quantity, price);
    }

    private static String text(JsonNode object, String field) {
        return object.path(field).textValue();
    }

    /** The trades of an answer, each as {@code price x quantity}. */
    private static List<String> trades(JsonNode answer) {
        List<String> trades = new ArrayList<>();
        answer.path("trades").forEach(trade -> trades.add(text(trade, "price") + " x " + text(trade, "quantity")));
        return trades;
    }

    /** The orders that an answer's trades were made with. */
    private static List<String> makers(JsonNode answer) {
        List<String> makers = new ArrayList<>();
        answer.path("trades").forEach(trade -> makers.add(text(trade, "maker_order_id")));
        return makers;
    }

    // ---------------------------------------------------------------------------------------------------- form

    @Test
    void showsAnOrderWithExactlyTheFieldsOfTheContract() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        JsonNode answer = STAFF.place(buy("10", "100.00"));
        assertThat(Reply.names(answer)).containsExactly("order", "trades");
        assertThat(answer.path("trades").isArray()).isTrue();
        assertThat(answer.path("trades").isEmpty()).isTrue();

        JsonNode order = answer.path("order");
        assertThat(Reply.names(order)).containsExactlyElementsOf(ORDER_FIELDS);
        assertThat(text(order, "id")).matches("ord_[0-9A-HJKMNP-TV-Z]{13}_.+");
        assertThat(text(order, "instrument")).isEqualTo(symbol);
        assertThat(text(order, "partner_id")).isEqualTo("mill");
        assertThat(text(order, "side")).isEqualTo("BUY");
        assertThat(text(order, "type")).isEqualTo("LIMIT");
        assertThat(text(order, "time_in_force")).isEqualTo("GTC");
        assertThat(text(order, "price")).isEqualTo("100.00");
        assertThat(text(order, "quantity")).isEqualTo("10");
        assertThat(text(order, "filled_quantity")).isEqualTo("0");
        assertThat(text(order, "remaining_quantity")).isEqualTo("10");
        assertThat(text(order, "self_trade_prevention")).isEqualTo("CANCEL_TAKER");
        assertThat(text(order, "status")).isEqualTo("OPEN");
        assertThat(order.path("post_only").getNodeType()).isEqualTo(JsonNodeType.BOOLEAN);
        assertThat(order.path("post_only").booleanValue()).isFalse();
        assertThat(order.path("sequence").isIntegralNumber()).isTrue();
        for (String none :
                List.of("client_order_id", "stop_price", "average_price", "display_quantity", "reason", "expires_at")) {
            assertThat(order.path(none).isNull()).as(none).isTrue();
        }
        assertThat(text(order, "created_at")).matches(TIME);
        assertThat(text(order, "updated_at")).isEqualTo(text(order, "created_at"));
        assertThat(Instant.parse(text(order, "created_at")))
                .isBetween(before, Instant.now().plus(Duration.ofSeconds(1)));
    }

    @Test
    void showsATradeWithExactlyTheFieldsOfTheContract() {
        String maker = STAFF.placed(sell("4", "100.00"));
        JsonNode answer = STAFF.place(buy("10", "101.00"));
        JsonNode trade = answer.path("trades").get(0);
        assertThat(Reply.names(trade)).containsExactlyElementsOf(TRADE_FIELDS);
        assertThat(text(trade, "id")).matches("trd_[0-9A-HJKMNP-TV-Z]{13}_.+");
        assertThat(trade.path("sequence").longValue()).isEqualTo(1);
        assertThat(text(trade, "instrument")).isEqualTo(symbol);
        assertThat(text(trade, "price")).isEqualTo("100.00");
        assertThat(text(trade, "quantity")).isEqualTo("4");
        assertThat(text(trade, "taker_side")).isEqualTo("BUY");
        assertThat(text(trade, "taker_order_id")).isEqualTo(text(answer.path("order"), "id"));
        assertThat(text(trade, "maker_order_id")).isEqualTo(maker);
        assertThat(text(trade, "executed_at")).matches(TIME).isEqualTo(text(answer.path("order"), "created_at"));
        // The market sees the same trade.
        assertThat(STAFF.trades(symbol).get(0)).isEqualTo(trade);
    }

    @Test
    void writesNumbersInTheDecimalsOfTheInstrument() {
        symbol = NODE.openMarket("0.25", "0.005");
        JsonNode order = STAFF.place(buy("10", "100")).path("order");
        assertThat(text(order, "price")).isEqualTo("100.00");
        assertThat(text(order, "quantity")).isEqualTo("10.000");
        assertThat(text(order, "filled_quantity")).isEqualTo("0.000");
        assertThat(text(STAFF.place(buy("0.0050", "0.2500000")).path("order"), "price"))
                .isEqualTo("0.25");
    }

    @Test
    void carriesTheLargestNumbersExactly() {
        symbol = NODE.openMarket("0.01", "0.001");
        JsonNode order = STAFF.place(buy("1000000000.000", "9999999999999.99")).path("order");
        assertThat(text(order, "price")).isEqualTo("9999999999999.99");
        assertThat(text(order, "quantity")).isEqualTo("1000000000.000");
        // A double cannot tell these two apart.
        symbol = NODE.openMarket("1", "1");
        STAFF.placed(sell("1", "900719925474099"));
        JsonNode bought = STAFF.place(buy("1", "900719925474099"));
        assertThat(trades(bought)).containsExactly("900719925474099 x 1");
    }

    @Test
    void takesANullForNoValue() {
        ObjectNode order = buy("10", "100.00")
                .putNull("client_order_id")
                .putNull("time_in_force")
                .putNull("stop_price")
                .putNull("display_quantity")
                .putNull("post_only")
                .putNull("expires_at")
                .putNull("self_trade_prevention");
        JsonNode placed = STAFF.place(order).path("order");
        assertThat(text(placed, "time_in_force")).isEqualTo("GTC");
        assertThat(text(placed, "self_trade_prevention")).isEqualTo("CANCEL_TAKER");
        STAFF.place(buy("10", "100.00").put("post_only", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "order 1",
                "ऑर्डर-१",
                "🌾",
                "1234567890123456789012345678901234567890123456789012345678901234"
            })
    void keepsTheClientsNameForAnOrder(String name) {
        JsonNode order =
                STAFF.place(buy("10", "100.00").put("client_order_id", name)).path("order");
        assertThat(text(order, "client_order_id")).isEqualTo(name);
        assertThat(text(STAFF.order(text(order, "id")).json(200), "client_order_id"))
                .isEqualTo(name);
    }

    @Test
    void letsNobodyKeepOrGuessAtAnAnswer() {
        Reply reply = STAFF.submit(buy("10", "100.00"));
        assertThat(reply.header("Cache-Control")).hasValue("no-store");
        assertThat(reply.header("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(reply.header("X-Request-ID")).isPresent();
        assertThat(reply.header("Idempotent-Replayed")).isEmpty();
    }

    // ---------------------------------------------------------------------------------------------------- types and
    // times

    /** The book offers 5 at 100.00 and 5 at 101.00; the order buys, at 100.50 where it has a limit. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        LIMIT  | GTC | 3  | FILLED           |                  | 3  | 0 | 1
        LIMIT  | GTC | 5  | FILLED           |                  | 5  | 0 | 1
        LIMIT  | GTC | 7  | PARTIALLY_FILLED |                  | 5  | 2 | 1
        LIMIT  | IOC | 5  | FILLED           |                  | 5  | 0 | 1
        LIMIT  | IOC | 7  | CANCELLED        | ioc_remainder    | 5  | 0 | 1
        LIMIT  | FOK | 5  | FILLED           |                  | 5  | 0 | 1
        LIMIT  | FOK | 7  | CANCELLED        | fok_not_fillable | 0  | 0 | 0
        MARKET | GTC | 10 | FILLED           |                  | 10 | 0 | 2
        MARKET | GTC | 12 | CANCELLED        | no_liquidity     | 10 | 0 | 2
        MARKET | IOC | 10 | FILLED           |                  | 10 | 0 | 2
        MARKET | IOC | 12 | CANCELLED        | no_liquidity     | 10 | 0 | 2
        MARKET | FOK | 10 | FILLED           |                  | 10 | 0 | 2
        MARKET | FOK | 12 | CANCELLED        | fok_not_fillable | 0  | 0 | 0
        """)
    void endsAnOrderAsItsTypeAndTimeInForceSay(
            String type,
            String time,
            String quantity,
            String status,
            String reason,
            String filled,
            String open,
            int trades) {
        STAFF.placed(sell("5", "100.00"));
        STAFF.placed(sell("5", "101.00"));
        ObjectNode order =
                type.equals("LIMIT") ? buy(quantity, "100.50") : Orders.market(symbol, "mill", "BUY", quantity);
        JsonNode answer = STAFF.place(order.put("time_in_force", time));

        JsonNode placed = answer.path("order");
        assertThat(text(placed, "type")).isEqualTo(type);
        assertThat(text(placed, "time_in_force")).isEqualTo(time);
        assertThat(text(placed, "status")).isEqualTo(status);
        assertThat(text(placed, "reason")).isEqualTo(reason);
        assertThat(text(placed, "filled_quantity")).isEqualTo(filled);
        assertThat(text(placed, "remaining_quantity")).isEqualTo(open);
        assertThat(text(placed, "price")).isEqualTo(type.equals("LIMIT") ? "100.50" : null);
        assertThat(answer.path("trades").size()).isEqualTo(trades);
        assertThat(STAFF.order(text(placed, "id")).json(200)).isEqualTo(placed);
        assertThat(STAFF.book(symbol).path("bids").size()).isEqualTo(open.equals("0") ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "LIMIT,GTC,OPEN,",
        "LIMIT,IOC,CANCELLED,ioc_remainder",
        "LIMIT,FOK,CANCELLED,fok_not_fillable",
        "MARKET,GTC,CANCELLED,no_liquidity",
        "MARKET,IOC,CANCELLED,no_liquidity",
        "MARKET,FOK,CANCELLED,fok_not_fillable"
    })
    void takesAnOrderThatMeetsAnEmptyBook(String type, String time, String status, String reason) {
        ObjectNode order = type.equals("LIMIT") ? buy("5", "100.00") : Orders.market(symbol, "mill", "BUY", "5");
        JsonNode placed = STAFF.place(order.put("time_in_force", time)).path("order");
        assertThat(text(placed, "status")).isEqualTo(status);
        assertThat(text(placed, "reason")).isEqualTo(reason);
        assertThat(placed.path("average_price").isNull()).isTrue();
        assertThat(text(placed, "remaining_quantity")).isEqualTo(status.equals("OPEN") ? "5" : "0");
    }

    @Test
    void tradesAtTheMakersPricesAndTellsTheirAverage() {
        STAFF.placed(sell("1", "101.50"));
        STAFF.placed(sell("2", "100.00"));
        JsonNode answer = STAFF.place(buy("3", "105.00"));
        assertThat(trades(answer)).containsExactly("100.00 x 2", "101.50 x 1");
        assertThat(text(answer.path("order"), "price")).isEqualTo("105.00");
        assertThat(text(answer.path("order"), "average_price")).isEqualTo("100.50");

        STAFF.placed(sell("1", "100.00"));
        STAFF.placed(sell("2", "100.50"));
        // 301 / 3 does not end: eight decimals, the last one rounded half up.
        assertThat(text(STAFF.place(buy("3", "105.00")).path("order"), "average_price"))
                .isEqualTo("100.33333333");
        STAFF.placed(sell("2", "100.00"));
        STAFF.placed(sell("1", "100.50"));
        assertThat(text(STAFF.place(buy("3", "105.00")).path("order"), "average_price"))
                .isEqualTo("100.16666667");
    }

    @Test
    void tradesWithTheEarlierOrderOfAPrice() {
        String first = STAFF.placed(sell("2", "100.00"));
        String second = STAFF.placed(sell("2", "100.00"));
        String better = STAFF.placed(sell("1", "99.50"));
        assertThat(makers(STAFF.place(buy("4", "100.00")))).containsExactly(better, first, second);
        assertThat(text(STAFF.order(second).json(200), "remaining_quantity")).isEqualTo("1");
    }

    // ---------------------------------------------------------------------------------------------------- self-trade

    @Test
    void endsAnOrderAtOneOfItsOwnPartner() {
        STAFF.placed(sell("2", "100.00"));
        String own = STAFF.placed(sell("2", "100.50").put("partner_id", "mill"));
        STAFF.placed(sell("2", "101.00"));
        JsonNode answer = STAFF.place(buy("6", "101.00"));
        assertThat(trades(answer)).containsExactly("100.00 x 2");
        assertThat(text(answer.path("order"), "status")).isEqualTo("CANCELLED");
        assertThat(text(answer.path("order"), "reason")).isEqualTo("self_trade_prevented");
        assertThat(text(STAFF.order(own).json(200), "status")).isEqualTo("OPEN");
    }

    @Test
    void tradesWithOnesOwnWhenToldTo() {
        String own = STAFF.placed(sell("2", "100.00").put("partner_id", "mill"));
        JsonNode answer = STAFF.place(buy("2", "100.00").put("self_trade_prevention", "NONE"));
        assertThat(makers(answer)).containsExactly(own);
        assertThat(text(answer.path("order"), "self_trade_prevention")).isEqualTo("NONE");
        assertThat(text(answer.path("order"), "status")).isEqualTo("FILLED");
    }

    // ---------------------------------------------------------------------------------------------------- rules

    @Test
    void keepsToTheLimitsOfTheInstrument() {
        symbol = TestNode.newSymbol();
        STAFF.define(
                symbol, Orders.instrument("0.50", "5").put("min_quantity", "10").put("max_quantity", "100"));
        STAFF.submit(buy("5", "100.00")).problem(422, "quantity_below_minimum");
        STAFF.submit(buy("105", "100.00")).problem(422, "quantity_above_maximum");
        STAFF.submit(buy("12", "100.00")).problem(422, "quantity_off_lot");
        String id = STAFF.placed(buy("10", "100.00"));
        STAFF.placed(buy("100", "100.00"));
        STAFF.amend(id, "{\"quantity\":\"5\"}").problem(422, "quantity_below_minimum");
        STAFF.amend(id, "{\"quantity\":\"105\"}").problem(422, "quantity_above_maximum");
    }

    @Test
    void givesAClientsNameToOneOpenOrderAtATime() {
        String first = STAFF.placed(buy("1", "100.00").put("client_order_id", "c-1"));
        JsonNode problem = STAFF.submit(buy("1", "101.00").put("client_order_id", "c-1"))
                .problem(409, "duplicate_client_order_id");
        assertThat(Reply.errors(problem)).containsExactly("/client_order_id duplicate_client_order_id");
        // Another partner, and another book, have names of their own.
        STAFF.placed(buy("1", "90.00").put("client_order_id", "c-1").put("partner_id", "trader"));
        STAFF.placed(buy("1", "90.00").put("client_order_id", "c-1").put("instrument", NODE.openMarket()));
        STAFF.cancel(first).json(200);
        STAFF.placed(buy("1", "101.00").put("client_order_id", "c-1"));
    }

    // ---------------------------------------------------------------------------------------------------- look

    @Test
    void showsAnOrderAsItIsNow() {
        JsonNode placed = STAFF.place(sell("10", "100.00")).path("order");
        String id = text(placed, "id");
        assertThat(STAFF.order(id).json(200)).isEqualTo(placed);
        assertThat(NODE.partner("ginner").order(id).json(200)).isEqualTo(placed);

        STAFF.placed(buy("4", "100.00"));
        JsonNode later = STAFF.order(id).json(200);
        assertThat(Reply.names(later)).containsExactlyElementsOf(ORDER_FIELDS);
        assertThat(text(later, "status")).isEqualTo("PARTIALLY_FILLED");
        assertThat(text(later, "filled_quantity")).isEqualTo("4");
        assertThat(text(later, "remaining_quantity")).isEqualTo("6");
        assertThat(text(later, "average_price")).isEqualTo("100.00");
        assertThat(text(later, "created_at")).isEqualTo(text(placed, "created_at"));
        assertThat(text(later, "updated_at")).isGreaterThan(text(placed, "updated_at"));
        assertThat(later.path("sequence").longValue())
                .isGreaterThan(placed.path("sequence").longValue());

        STAFF.placed(buy("6", "100.00"));
        assertThat(text(STAFF.order(id).json(200), "status")).isEqualTo("FILLED");
    }

    // ---------------------------------------------------------------------------------------------------- amend

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"quantity":"3"}                    | true
        {"quantity":"5"}                    | true
        {"price":"100.00"}                  | true
        {"price":"100.0","quantity":"4.00"} | true
        {"price":null,"quantity":"4"}       | true
        {"quantity":"6"}                    | false
        {"price":"100.00","quantity":"6"}   | false
        """)
    void keepsAnOrdersPlaceUnlessItGrows(String amendment, boolean keeps) {
        String first = STAFF.placed(sell("5", "100.00"));
        String second = STAFF.placed(sell("5", "100.00"));
        JsonNode answer = STAFF.amend(first, amendment).json(200);
        assertThat(Reply.names(answer)).containsExactly("order", "trades");
        assertThat(text(answer.path("order"), "id")).isEqualTo(first);
        assertThat(answer.path("trades").isEmpty()).isTrue();
        assertThat(STAFF.order(first).json(200)).isEqualTo(answer.path("order"));

        assertThat(makers(STAFF.place(buy("1", "100.00")))).containsExactly(keeps ? first : second);
    }

    @Test
    void givesAnOrderANewPlaceWhenItsPriceChanges() {
        String first = STAFF.placed(sell("5", "100.00"));
        String second = STAFF.placed(sell("5", "100.00"));
        STAFF.amend(first, "{\"price\":\"101.00\"}").json(200);
        JsonNode back = STAFF.amend(first, "{\"price\":\"100.00\"}").json(200);
        assertThat(text(back.path("order"), "price")).isEqualTo("100.00");
        assertThat(makers(STAFF.place(buy("6", "100.00")))).containsExactly(second, first);
    }

    @Test
    void tradesWhenAnAmendedPriceMeetsTheOtherSide() {
        STAFF.placed(sell("2", "101.00"));
        JsonNode placed = STAFF.place(buy("5", "100.00")).path("order");
        JsonNode answer = STAFF.amend(text(placed, "id"), "{\"price\":\"102.00\",\"quantity\":\"4\"}")
                .json(200);
        assertThat(trades(answer)).containsExactly("101.00 x 2");
        JsonNode order = answer.path("order");
        assertThat(text(order, "status")).isEqualTo("PARTIALLY_FILLED");
        assertThat(text(order, "price")).isEqualTo("102.00");
        assertThat(text(order, "quantity")).isEqualTo("4");
        assertThat(text(order, "remaining_quantity")).isEqualTo("2");
        assertThat(text(order, "created_at")).isEqualTo(text(placed, "created_at"));
        assertThat(answer.at("/trades/0/taker_order_id").textValue()).isEqualTo(text(placed, "id"));
    }

    @Test
    void fillsAnOrderThatIsCutToWhatItHasTraded() {
        String id = STAFF.placed(sell("5", "100.00"));
        STAFF.placed(buy("3", "100.00"));
        JsonNode problem = STAFF.amend(id, "{\"quantity\":\"2\"}").problem(422, "quantity_below_filled");
        assertThat(Reply.errors(problem)).containsExactly("/quantity quantity_below_filled");
        JsonNode order = STAFF.amend(id, "{\"quantity\":\"3\"}").json(200).path("order");
        assertThat(text(order, "status")).isEqualTo("FILLED");
        assertThat(text(order, "remaining_quantity")).isEqualTo("0");
        assertThat(STAFF.book(symbol).path("asks").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"price":"100.25"}  | price_off_tick
        {"price":"0"}       | price_not_positive
        {"quantity":"0"}    | quantity_not_positive
        {"quantity":"1.5"}  | quantity_off_lot
        """)
    void keepsAnAmendmentToTheRulesOfTheInstrument(String amendment, String code) {
        JsonNode placed = STAFF.place(buy("5", "100.00")).path("order");
        STAFF.amend(text(placed, "id"), amendment).problem(422, code);
        assertThat(STAFF.order(text(placed, "id")).json(200)).isEqualTo(placed);
    }

    @Test
    void doesNotAmendWhatIsClosed() {
        String cancelled = STAFF.placed(buy("5", "100.00"));
        STAFF.cancel(cancelled).json(200);
        STAFF.amend(cancelled, "{\"quantity\":\"3\"}").problem(409, "order_closed");
        String filled = STAFF.placed(buy("5", "100.00"));
        STAFF.placed(sell("5", "100.00"));
        STAFF.amend(filled, "{\"price\":\"101.00\"}").problem(409, "order_closed");
    }

    // ---------------------------------------------------------------------------------------------------- cancel

    @Test
    void cancelsAnOrderOnce() {
        String id = STAFF.placed(sell("5", "100.00"));
        STAFF.placed(buy("2", "100.00"));
        JsonNode answer = STAFF.cancel(id).json(200);
        assertThat(Reply.names(answer)).containsExactly("order");
        JsonNode order = answer.path("order");
        assertThat(Reply.names(order)).containsExactlyElementsOf(ORDER_FIELDS);
        assertThat(text(order, "status")).isEqualTo("CANCELLED");
        assertThat(text(order, "reason")).isEqualTo("requested");
        assertThat(text(order, "quantity")).isEqualTo("5");
        assertThat(text(order, "filled_quantity")).isEqualTo("2");
        assertThat(text(order, "remaining_quantity")).isEqualTo("0");
        assertThat(STAFF.order(id).json(200)).isEqualTo(order);
        assertThat(STAFF.book(symbol).path("asks").isEmpty()).isTrue();

        STAFF.cancel(id).problem(409, "order_closed");
    }

    @Test
    void doesNotCancelWhatHasTraded() {
        String id = STAFF.placed(sell("5", "100.00"));
        STAFF.placed(buy("5", "100.00"));
        STAFF.cancel(id).problem(409, "order_closed");
    }

    @Test
    void cancelsAllOrdersOfAPartnerOnABook() {
        String bid = STAFF.placed(buy("1", "99.00"));
        String ask = STAFF.placed(Orders.limit(symbol, "mill", "SELL", "1", "101.00"));
        String otherBid = STAFF.placed(buy("1", "98.00"));
        String others = STAFF.placed(sell("1", "102.00"));
        String elsewhere = STAFF.placed(buy("1", "99.00").put("instrument", NODE.openMarket()));
        String path = ApiClient.ORDERS + "?partner_id=mill&instrument=" + symbol;

        JsonNode bids = STAFF.delete(path + "&side=BUY").json(200);
        assertThat(Reply.names(bids)).containsExactly("cancelled");
        assertThat(bids.path("cancelled")).extracting(JsonNode::textValue).containsExactly(bid, otherBid);
        assertThat(STAFF.delete(path).json(200).path("cancelled"))
                .extracting(JsonNode::textValue)
                .containsExactly(ask);
        JsonNode none = STAFF.delete(path).json(200);
        assertThat(none.path("cancelled").isArray()).isTrue();
        assertThat(none.path("cancelled").isEmpty()).isTrue();

        assertThat(text(STAFF.order(bid).json(200), "reason")).isEqualTo("requested");
        assertThat(text(STAFF.order(others).json(200), "status")).isEqualTo("OPEN");
        assertThat(text(STAFF.order(elsewhere).json(200), "status")).isEqualTo("OPEN");
    }
}
