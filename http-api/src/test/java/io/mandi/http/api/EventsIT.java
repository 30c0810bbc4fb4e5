package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Permission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The events of an organisation, for those who follow them and for audits. */
class EventsIT {
    private static final String EVENTS = "/api/v1/events";
    private static final String AUDIT = "/api/v1/audit";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final ApiClient MILL = NODE.partner("event-mill");

    private static String symbol;
    private static String sold;
    private static String bought;
    private static List<JsonNode> events;

    @BeforeAll
    static void trade() {
        symbol = NODE.openMarket();
        sold = STAFF.placed(Orders.limit(symbol, "event-ginner", "SELL", "10", "100.00"));
        bought = MILL.placed(Orders.limit(symbol, "event-mill", "BUY", "4", "100.00"));
        assertThat(STAFF.cancel(sold).status()).isEqualTo(200);
        await("the events follow").atMost(LIMIT).until(() -> {
            events = ofBook();
            return events.size() == 4;
        });
    }

    /** All events of the organisation, page by page. */
    private static List<JsonNode> all(ApiClient client, String query) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = client.get(EVENTS + "?limit=500" + query + after).json(200);
            page.path("items").forEach(all::add);
            after = "&after=" + page.path("next_cursor").asText();
            if (page.path("items").isEmpty()) {
                return all;
            }
        }
    }

    private static List<JsonNode> ofBook() {
        return all(STAFF, "").stream()
                .filter(event -> event.path("data").path("instrument").asText().equals(symbol))
                .toList();
    }

    private static List<String> texts(List<JsonNode> nodes, String pointer) {
        return nodes.stream().map(node -> node.at(pointer).asText()).toList();
    }

    @Test
    void anEventSaysWhatHappenedAndWhoDidIt() {
        assertThat(texts(events, "/type"))
                .containsExactly(
                        "instrument.defined.v1", "order.executed.v1", "order.executed.v1", "order.cancelled.v1");
        assertThat(texts(events, "/sequence")).containsExactly("1", "2", "3", "4");
        assertThat(texts(events, "/data/order_id")).containsExactly("", sold, bought, sold);
        JsonNode purchase = events.get(2);
        JsonNode trade = STAFF.trades(symbol).get(0);
        assertThat(purchase.at("/data/trades/0/id")).isEqualTo(trade.path("id"));
        assertThat(purchase.path("occurred_at")).isEqualTo(trade.path("executed_at"));
        assertThat(purchase.at("/actor/user_id").asText()).isEqualTo("user-of-event-mill");
        assertThat(purchase.at("/actor/user_type").asText()).isEqualTo("EXTERNAL");
        assertThat(purchase.at("/actor/partner_id").asText()).isEqualTo("event-mill");
        assertThat(events.get(1).at("/actor/user_type").asText()).isEqualTo("INTERNAL");
        assertThat(events.get(1).at("/actor/partner_id").isNull()).isTrue();
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.path("organization_id").asText()).isEqualTo(TestNode.ORGANIZATION));
    }

    @Test
    void everyEventIsAsTheCatalogueSays() {
        Map<String, Schema> schemas = new HashMap<>();
        for (JsonNode type :
                NODE.anonymous().get("/api/v1/event-types").json(200).path("items")) {
            schemas.put(
                    type.path("type").asText(),
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(type.path("schema")));
            assertThat(type.path("example").path("type")).isEqualTo(type.path("type"));
            assertThat(type.path("served").asBoolean()).isTrue();
        }
        assertThat(events)
                .allSatisfy(event -> assertThat(
                                schemas.get(event.path("type").asText()).validate(event.path("data")))
                        .isEmpty());
    }

    @Test
    void whoComesBackWithACursorGetsWhatHasHappenedSince() {
        String market = NODE.openMarket();
        await("the events follow")
                .atMost(LIMIT)
                .until(() -> all(STAFF, "&types=instrument.defined").stream()
                        .anyMatch(event -> event.at("/data/instrument").asText().equals(market)));
        String cursor = "";
        JsonNode page;
        do {
            page = STAFF.get(EVENTS + "?limit=3" + cursor).json(200);
            cursor = "&after=" + page.path("next_cursor").asText();
        } while (!page.path("items").isEmpty());
        String end = cursor;
        assertThat(STAFF.get(EVENTS + "?limit=3" + end).json(200)).isEqualTo(page);
        String order = STAFF.placed(Orders.limit(market, "event-mill", "BUY", "1", "50.00"));
        await("the event follows")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(texts(
                                list(STAFF.get(EVENTS + "?types=order.executed" + end)
                                        .json(200)
                                        .path("items")),
                                "/data/order_id"))
                        .contains(order));
    }

    @Test
    void typesThatAreNamedAreThoseThatCome() {
        assertThat(texts(all(STAFF, "&types=order.cancelled.v1,instrument.*"), "/type"))
                .isNotEmpty()
                .containsOnly("order.cancelled.v1", "instrument.defined.v1");
    }

    @Test
    void anAuditRecordSaysWhoDidWhatToWhat() {
        JsonNode records = STAFF.get(AUDIT + "?entity=" + bought).json(200).path("items");
        assertThat(records).hasSize(1);
        JsonNode purchase = records.get(0);
        assertThat(purchase.path("action").asText()).isEqualTo("order.executed.v1");
        assertThat(purchase.path("user_id").asText()).isEqualTo("user-of-event-mill");
        assertThat(purchase.path("entity_type").asText()).isEqualTo("order");
        assertThat(purchase.path("entity_id").asText()).isEqualTo(bought);
        assertThat(purchase.path("event_id")).isEqualTo(events.get(2).path("id"));
        assertThat(purchase.path("details")).isEqualTo(events.get(2).path("data"));
        assertThat(purchase.path("hash").asText()).matches("[0-9a-f]{64}");

        String ofSold = AUDIT + "?entity=" + sold;
        List<String> actions = List.of("order.cancelled.v1", "order.executed.v1", "order.executed.v1");
        assertThat(texts(list(STAFF.get(ofSold).json(200).path("items")), "/action"))
                .isEqualTo(actions);
        JsonNode first = STAFF.get(ofSold + "&limit=2").json(200);
        assertThat(first.path("items")).hasSize(2);
        JsonNode rest = STAFF.get(
                        ofSold + "&limit=2&cursor=" + first.path("next_cursor").asText())
                .json(200);
        assertThat(texts(list(rest.path("items")), "/details/order_id")).containsExactly(sold);
        assertThat(rest.path("next_cursor").isNull()).isTrue();

        String trade = STAFF.trades(symbol).get(0).path("id").asText();
        assertThat(texts(list(STAFF.get(AUDIT + "?entity=" + trade).json(200).path("items")), "/entity_id"))
                .containsExactly(bought);
        assertThat(texts(list(STAFF.get(AUDIT + "?entity=" + symbol).json(200).path("items")), "/action"))
                .containsExactly("instrument.defined.v1");
        assertThat(texts(
                        list(STAFF.get(AUDIT + "?hours=1&user=user-of-event-mill")
                                .json(200)
                                .path("items")),
                        "/entity_id"))
                .containsExactly(bought);
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items;
    }

    @Test
    void anotherOrganisationSeesNothingWhateverItAsksFor() {
        ApiClient other = NODE.otherStaff();
        assertThat(all(other, "").toString()).doesNotContain(symbol, TestNode.ORGANIZATION + "\"", "event-mill");
        other.get(AUDIT + "?entity=" + sold).problem(404, "not_found");
        assertThat(other.get(AUDIT + "?entity=" + symbol).json(200).path("items"))
                .isEmpty();
        assertThat(other.get(AUDIT + "?user=user-of-event-mill").json(200).path("items"))
                .isEmpty();
    }

    @Test
    void aPartnerSeesNoEventsAndNoAudit() {
        for (String path : List.of(EVENTS, AUDIT, AUDIT + "?entity=" + bought)) {
            NODE.anonymous().get(path).problem(401, "token_missing");
            MILL.get(path).problem(403, "permission_denied");
        }
        NODE.allowed(UserType.INTERNAL, Optional.empty(), Permission.EVENT_READ)
                .get(AUDIT)
                .problem(403, "permission_denied");
        assertThat(NODE.allowed(UserType.SUPER_ADMIN, Optional.empty(), Permission.AUDIT_READ)
                        .get(AUDIT)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        EVENTS + "?after=rubbish, ?after",
        EVENTS + "?after=ZXZlbnQuMTIzNDU2Nzg5MDEyMzQ1Njc4OTA, ?after",
        EVENTS + "?limit=501, ?limit",
        EVENTS + "?types=, ?types",
        EVENTS + "?types=order.executed.v9, ?types",
        EVENTS + "?types=order.executed%20, ?types",
        AUDIT + "?hours=169, ?hours",
        AUDIT + "?hours=0, ?hours",
        AUDIT + "?limit=1001, ?limit",
        AUDIT + "?user=a%20b, ?user",
        AUDIT + "?entity=a%20b, ?entity",
        AUDIT + "?cursor=rubbish, ?cursor"
    })
    void saysWhichParameterCannotBe(String path, String pointer) {
        JsonNode problem = STAFF.get(path).problem(400, "invalid_parameter");
        assertThat(problem.path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    }

    @Test
    void aTypeThatIsNotKnownIsToldWithThoseThatAre() {
        JsonNode problem = STAFF.get(EVENTS + "?types=freight.*").problem(400, "invalid_parameter");
        assertThat(problem.path("errors").get(0).path("detail").asText()).contains("freight.*", "order.executed.v1");
    }
}
