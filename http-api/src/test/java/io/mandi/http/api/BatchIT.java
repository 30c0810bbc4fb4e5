package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many orders in one request: each stands for itself, in the order of the body. */
class BatchIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();

    private String symbol;

    @BeforeEach
    void openMarket() {
        symbol = NODE.openMarket();
    }

    private ObjectNode buy(String quantity, String price) {
        return Orders.limit(symbol, "mill", "BUY", quantity, price);
    }

    private ObjectNode sell(String quantity, String price) {
        return Orders.limit(symbol, "ginner", "SELL", quantity, price);
    }

    private static ObjectNode cancel(String clientOrderId) {
        return Orders.object().put("partner_id", "mill").put("client_order_id", clientOrderId);
    }

    private static JsonNode results(Reply reply) {
        JsonNode answer = reply.json(200);
        assertThat(Reply.names(answer)).containsExactly("results");
        return answer.path("results");
    }

    @Test
    void answersEveryItemInItsPlace() {
        JsonNode results = results(STAFF.batch(
                sell("2", "100.00"),
                buy("1", "100.25"),
                buy("3", "100.00"),
                buy("1", "100.00").put("time_in_force", "DAY").put("expires_at", "2126-01-01T00:00:00Z"),
                buy("1", "100.00").put("instrument", "NEVER-OPENED")));
        assertThat(results.size()).isEqualTo(5);
        JsonNode traded = results.get(2);
        assertThat(Reply.names(traded)).containsExactly("status", "order", "trades");
        assertThat(traded.path("status").intValue()).isEqualTo(201);
        assertThat(traded.at("/order/status").textValue()).isEqualTo("PARTIALLY_FILLED");
        assertThat(traded.at("/trades/0/maker_order_id"))
                .isEqualTo(results.get(0).at("/order/id"));
        assertThat(STAFF.order(traded.at("/order/id").textValue()).json(200)).isEqualTo(traded.path("order"));

        Reply.checkItem(results.get(1), 422, "price_off_tick");
        assertThat(Reply.errors(results.get(1).path("problem"))).containsExactly("/orders/1/price price_off_tick");
        Reply.checkItem(results.get(3), 422, "expires_at_not_allowed");
        assertThat(Reply.errors(results.get(3).path("problem")))
                .containsExactly("/orders/3/expires_at expires_at_not_allowed");
        Reply.checkItem(results.get(4), 422, "unknown_instrument");
        assertThat(Reply.errors(results.get(4).path("problem")))
                .containsExactly("/orders/4/instrument unknown_instrument");
    }

    @Test
    void writesOneEventForAllItemsOfABook() {
        long rows = NODE.journalRows(symbol);
        results(STAFF.batch(sell("2", "100.00"), buy("2", "100.00"), buy("1", "100.25"), buy("1", "99.00")));
        assertThat(NODE.journalRows(symbol)).isEqualTo(rows + 1);
    }

    @Test
    void leadsEachItemToItsOwnBook() {
        String other = NODE.openMarket("1.00", "5");
        JsonNode results = results(STAFF.batch(
                buy("1", "100.00"),
                buy("5", "90.00").put("instrument", other),
                sell("1", "100.00"),
                sell("5", "90.00").put("instrument", other),
                buy("1", "0.50").put("instrument", other)));
        assertThat(results)
                .extracting(result -> result.path("status").intValue())
                .containsExactly(201, 201, 201, 201, 422);
        assertThat(results.get(2).at("/trades/0/maker_order_id"))
                .isEqualTo(results.get(0).at("/order/id"));
        assertThat(results.get(3).at("/trades/0/maker_order_id"))
                .isEqualTo(results.get(1).at("/order/id"));
        assertThat(results.get(3).at("/trades/0/price").textValue()).isEqualTo("90.00");
    }

    @Test
    void cancelsByTheClientsName() {
        STAFF.placed(buy("3", "100.00").put("client_order_id", "old"));
        JsonNode results = results(STAFF.batch(
                buy("1", "99.00").put("client_order_id", "new"),
                Orders.cancel(cancel("old")),
                Orders.cancel(cancel("new")),
                Orders.cancel(cancel("old")),
                Orders.cancel(cancel("never"))));
        JsonNode cancelled = results.get(1);
        assertThat(Reply.names(cancelled)).containsExactly("status", "order");
        assertThat(cancelled.path("status").intValue()).isEqualTo(200);
        assertThat(cancelled.at("/order/status").textValue()).isEqualTo("CANCELLED");
        assertThat(cancelled.at("/order/reason").textValue()).isEqualTo("requested");
        assertThat(results.get(2).at("/order/id")).isEqualTo(results.get(0).at("/order/id"));
        Reply.checkItem(results.get(3), 404, "not_found");
        Reply.checkItem(results.get(4), 404, "not_found");
        assertThat(STAFF.book(symbol).path("bids").isEmpty()).isTrue();
    }

    @Test
    void cancelsWithoutAnInstrumentWhereTheBatchHasOne() {
        STAFF.placed(buy("3", "100.00").put("client_order_id", "old"));
        JsonNode results = results(STAFF.batch(Orders.cancel(cancel("old")), buy("1", "99.00")));
        assertThat(results.get(0).path("status").intValue()).isEqualTo(200);

        STAFF.placed(buy("3", "100.00").put("client_order_id", "old"));
        ObjectNode named = cancel("none").put("instrument", symbol);
        results = results(STAFF.batch(Orders.cancel(cancel("old")), Orders.cancel(named)));
        assertThat(results.get(0).path("status").intValue()).isEqualTo(200);
    }

    @Test
    void asksForTheInstrumentOfACancellationWhereTheBatchHasNoneOrSeveral() {
        JsonNode alone = results(STAFF.batch(Orders.cancel(cancel("old")))).get(0);
        Reply.checkItem(alone, 400, "missing_field");
        assertThat(Reply.errors(alone.path("problem"))).containsExactly("/orders/0/cancel/instrument missing_field");
        JsonNode among = results(STAFF.batch(
                        buy("1", "99.00"),
                        buy("1", "99.00").put("instrument", NODE.openMarket()),
                        Orders.cancel(cancel("old"))))
                .get(2);
        Reply.checkItem(among, 400, "missing_field");
    }

    @Test
    void seesItsOwnEarlierItems() {
        JsonNode results = results(STAFF.batch(
                buy("1", "99.00").put("client_order_id", "c-1"),
                buy("1", "98.00").put("client_order_id", "c-1"),
                Orders.cancel(cancel("c-1")),
                buy("1", "98.00").put("client_order_id", "c-1")));
        assertThat(results)
                .extracting(result -> result.path("status").intValue())
                .containsExactly(201, 409, 200, 201);
        assertThat(Reply.errors(results.get(1).path("problem")))
                .containsExactly("/orders/1/client_order_id duplicate_client_order_id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        7                                                    | /orders/0 object_expected
        null                                                 | /orders/0 object_expected
        []                                                   | /orders/0 object_expected
        {"cancel": 7}                                        | /orders/0/cancel object_expected
        {"cancel": null}                                     | /orders/0/cancel object_expected
        {"cancel": {}, "side": "BUY"}                        | /orders/0/side unknown_field
        {"cancel": {"instrument": "X", "partner_id": "mill", "client_order_id": 7}} | /orders/0/cancel/client_order_id string_expected
        {"cancel": {"instrument": "X", "partner_id": "mill"}} | /orders/0/cancel/client_order_id missing_field
        {"cancel": {"instrument": "X", "client_order_id": "c"}} | /orders/0/cancel/partner_id missing_field
        {"cancel": {"instrument": "X", "partner_id": "mill", "client_order_id": "c", "id": "1"}} | /orders/0/cancel/id unknown_field
        """)
    void namesWhatIsWrongInAnItemAndDoesTheOthers(String item, String error) {
        String body = "{\"orders\":[" + item + "," + buy("1", "99.00") + "]}";
        JsonNode results = results(STAFF.postOnce(ApiClient.newKey(), ApiClient.BATCH, body));
        String code = error.substring(error.indexOf(' ') + 1);
        Reply.checkItem(results.get(0), 400, code);
        assertThat(Reply.errors(results.get(0).path("problem"))).containsExactly(error);
        assertThat(results.get(1).path("status").intValue()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {}                           | /orders missing_field
        {"orders": null}             | /orders missing_field
        {"orders": {}}               | /orders array_expected
        {"orders": "all"}            | /orders array_expected
        {"orders": []}               | /orders invalid_size
        {"orders": [{}], "atomic": true} | /atomic unknown_field
        """)
    void refusesABatchThatIsNone(String body, String error) {
        JsonNode problem = STAFF.postOnce(ApiClient.newKey(), ApiClient.BATCH, body)
                .problem(400, error.substring(error.indexOf(' ') + 1));
        assertThat(Reply.errors(problem)).containsExactly(error);
    }

    @Test
    void takesUpTo500OrdersAndNotOneMore() {
        List<JsonNode> orders = Collections.nCopies(500, buy("1", "99.00"));
        JsonNode results = results(STAFF.batch(orders.toArray(JsonNode[]::new)));
        assertThat(results.size()).isEqualTo(500);
        assertThat(results).allMatch(result -> result.path("status").intValue() == 201);
        assertThat(results.findValuesAsText("id")).doesNotHaveDuplicates();
        assertThat(STAFF.book(symbol).at("/bids/0/2").intValue()).isEqualTo(500);

        JsonNode problem = STAFF.batch(
                        Collections.nCopies(501, buy("1", "99.00")).toArray(JsonNode[]::new))
                .problem(400, "invalid_size");
        assertThat(Reply.errors(problem)).containsExactly("/orders invalid_size");
        assertThat(STAFF.book(symbol).at("/bids/0/2").intValue()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void doesAsManyBooksAsTheBatchNames(int books) {
        JsonNode[] orders = new JsonNode[books];
        for (int i = 0; i < books; i++) {
            orders[i] = buy("1", "99.00").put("instrument", NODE.openMarket());
        }
        assertThat(results(STAFF.batch(orders)))
                .allMatch(result -> result.path("status").intValue() == 201);
    }
}
