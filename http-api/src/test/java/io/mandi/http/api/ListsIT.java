package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Permission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of orders and trades, which follow the log. */
class ListsIT {
    private static final String TRADES = "/api/v1/trades";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final ApiClient MILL = NODE.partner("list-mill");
    private static final ApiClient GINNER = NODE.partner("list-ginner");

    private static String symbol;
    private static String sold;
    private static String bought;
    private static String open;
    private static String cancelled;

    @BeforeAll
    static void trade() {
        symbol = NODE.openMarket();
        sold = STAFF.placed(
                Orders.limit(symbol, "list-ginner", "SELL", "10", "100.00").put("client_order_id", "lot 7"));
        bought = STAFF.placed(Orders.limit(symbol, "list-mill", "BUY", "4", "100.00"));
        open = STAFF.placed(Orders.limit(symbol, "list-mill", "BUY", "1", "90.00"));
        cancelled = STAFF.placed(Orders.limit(symbol, "list-mill", "BUY", "2", "80.00"));
        assertThat(STAFF.cancel(cancelled).status()).isEqualTo(200);
        await("the list follows").atMost(LIMIT).until(() -> {
            List<JsonNode> orders = items(STAFF, ApiClient.ORDERS + "?instrument=" + symbol);
            return orders.size() == 4
                    && orders.getFirst().path("status").asText().equals("CANCELLED");
        });
    }

    private static List<JsonNode> items(ApiClient client, String path) {
        List<JsonNode> items = new ArrayList<>();
        client.get(path).json(200).path("items").forEach(items::add);
        return items;
    }

    private static List<String> ids(ApiClient client, String path) {
        return items(client, path).stream()
                .map(item -> item.path("id").asText())
                .toList();
    }

    @Test
    void anOrderOfAListIsTheOrderOfItsBook() {
        List<JsonNode> listed = items(STAFF, ApiClient.ORDERS + "?instrument=" + symbol);
        assertThat(ids(STAFF, ApiClient.ORDERS + "?instrument=" + symbol))
                .containsExactly(cancelled, open, bought, sold);
        for (JsonNode order : listed) {
            assertThat(order).isEqualTo(STAFF.order(order.path("id").asText()).json(200));
        }
    }

    @Test
    void aTradeOfAListIsTheTradeOfItsBook() {
        List<JsonNode> listed = items(STAFF, TRADES + "?instrument=" + symbol);
        assertThat(listed).hasSize(1);
        ObjectNode trade = listed.getFirst().deepCopy();
        // Of those that are listed beside it there are others.
        assertThat(trade.remove("kind").textValue()).isEqualTo("ORDER_BOOK");
        assertThat(trade).isEqualTo(STAFF.trades(symbol).get(0));
    }

    @Test
    void filtersNameWhatIsListed() {
        String list = ApiClient.ORDERS + "?instrument=" + symbol;
        assertThat(ids(STAFF, list + "&status=open")).containsExactly(open, sold);
        assertThat(ids(STAFF, list + "&status=closed")).containsExactly(cancelled, bought);
        assertThat(ids(STAFF, list + "&partner_id=list-ginner")).containsExactly(sold);
        assertThat(ids(STAFF, list + "&client_order_id=lot%207")).containsExactly(sold);
        assertThat(ids(STAFF, list + "&client_order_id=lot%208")).isEmpty();
        assertThat(ids(STAFF, TRADES + "?instrument=" + symbol + "&partner_id=nobody"))
                .isEmpty();
    }

    @Test
    void pagesFitTogetherAlsoWhileOrdersComeIn() {
        String market = NODE.openMarket();
        Set<String> placed = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            placed.add(STAFF.placed(Orders.limit(market, "list-mill", "BUY", "1", "50.00")));
        }
        String list = ApiClient.ORDERS + "?instrument=" + market + "&limit=3";
        await("the list follows")
                .atMost(LIMIT)
                .until(() ->
                        items(STAFF, ApiClient.ORDERS + "?instrument=" + market).size() == 7);
        List<String> seen = new ArrayList<>();
        JsonNode page = STAFF.get(list).json(200);
        while (true) {
            page.path("items").forEach(order -> seen.add(order.path("id").asText()));
            if (page.path("next_cursor").isNull()) {
                break;
            }
            String late = STAFF.placed(Orders.limit(market, "list-mill", "BUY", "1", "50.00"));
            await("the list follows")
                    .atMost(LIMIT)
                    .until(() -> ids(STAFF, list).getFirst().equals(late));
            page = STAFF.get(list + "&cursor=" + page.path("next_cursor").asText())
                    .json(200);
        }
        assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(placed);
    }

    @Test
    void aPartnerSeesItsOwnAndWhatItTraded() {
        assertThat(ids(GINNER, ApiClient.ORDERS + "?instrument=" + symbol)).containsExactly(sold);
        assertThat(ids(MILL, ApiClient.ORDERS + "?instrument=" + symbol)).containsExactly(cancelled, open, bought);
        assertThat(ids(MILL, ApiClient.ORDERS + "?instrument=" + symbol + "&client_order_id=lot%207"))
                .isEmpty();
        assertThat(items(GINNER, TRADES + "?instrument=" + symbol)).hasSize(1);
        assertThat(items(MILL, TRADES)).hasSize(1);
        assertThat(items(NODE.partner("list-stranger"), TRADES)).isEmpty();
        assertThat(items(NODE.partner("list-stranger"), ApiClient.ORDERS)).isEmpty();
        for (String list : List.of(ApiClient.ORDERS, TRADES)) {
            GINNER.get(list + "?partner_id=list-mill").problem(404, "not_found");
            assertThat(GINNER.get(list + "?partner_id=list-ginner").status()).isEqualTo(200);
        }
    }

    @Test
    void anotherOrganisationSeesNothingWhateverItAsksFor() {
        String cursor = STAFF.get(ApiClient.ORDERS + "?instrument=" + symbol + "&limit=1")
                .json(200)
                .path("next_cursor")
                .asText();
        for (String query : List.of(
                "",
                "?instrument=" + symbol,
                "?partner_id=list-mill",
                "?cursor=" + cursor,
                "?instrument=" + symbol + "&cursor=" + cursor)) {
            for (String list : List.of(ApiClient.ORDERS, TRADES)) {
                assertThat(NODE.otherStaff().get(list + query).json(200).toString())
                        .doesNotContain(symbol, TestNode.ORGANIZATION, "list-");
            }
        }
        assertThat(NODE.otherStaff()
                        .get(ApiClient.ORDERS + "?client_order_id=lot%207")
                        .json(200)
                        .path("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "status=OPEN, ?status",
        "instrument=a%20b, ?instrument",
        "client_order_id=, ?client_order_id",
        "client_order_id=a%00b, ?client_order_id",
        "partner_id=a%20b, ?partner_id",
        "limit=0, ?limit",
        "limit=501, ?limit",
        "cursor=rubbish, ?cursor",
        "cursor=LTUuQQ, ?cursor"
    })
    void saysWhichParameterCannotBe(String query, String pointer) {
        JsonNode problem = STAFF.get(ApiClient.ORDERS + "?" + query).problem(400, "invalid_parameter");
        assertThat(problem.path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {ApiClient.ORDERS, TRADES})
    void needsTheRightToReadOrders(String list) {
        NODE.anonymous().get(list).problem(401, "token_missing");
        NODE.allowed(UserType.INTERNAL, Optional.empty(), Permission.INSTRUMENT_READ)
                .get(list)
                .problem(403, "permission_denied");
        STAFF.get(list + "?colour=red").problem(400, "unknown_parameter");
    }
}
