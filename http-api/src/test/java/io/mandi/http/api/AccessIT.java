package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.UserType;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks for what is another's is answered as if it did not exist, and leaves a record in the audit; so does an export. */
class AccessIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static List<JsonNode> audited(ApiClient staff, String user, String action) {
        List<JsonNode> records = new ArrayList<>();
        staff.get("/api/v1/audit?limit=1000&user=" + user)
                .json(200)
                .path("items")
                .forEach(record -> {
                    if (record.path("action").asText().equals(action)) {
                        records.add(record);
                    }
                });
        return records;
    }

    private static JsonNode violation(ApiClient staff, String user, String named) {
        await("it is in the audit")
                .atMost(LIMIT)
                .until(() ->
                        !audited(staff, user, "access.isolation_violated.v1").isEmpty());
        JsonNode record = audited(staff, user, "access.isolation_violated.v1").getFirst();
        assertThat(record.at("/details/named").asText()).isEqualTo(named);
        assertThat(record.path("entity_type").asText()).isEqualTo("named");
        assertThat(record.path("entity_id").asText()).isEqualTo(named);
        assertThat(record.path("outcome").asText()).isEqualTo("refused");
        return record;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        reads    | GET    | /api/v1/orders/{order}                 |
        cancels  | DELETE | /api/v1/orders/{order}                 |
        amends   | PATCH  | /api/v1/orders/{order}                 | {"quantity":"5"}
        """)
    void anOrderOfAnotherPartner(String partner, String method, String path, String body) {
        String symbol = NODE.openMarket();
        String order = STAFF.placed(Orders.limit(symbol, "owner", "SELL", "10", "100.00"));
        ApiClient stranger = NODE.partner("stranger-" + partner);
        String target = path.replace("{order}", order);
        Reply reply = body == null
                ? stranger.send(method, target, BodyPublishers.noBody())
                : stranger.send(method, target, body);
        reply.problem(404, "not_found");
        JsonNode record = violation(STAFF, userOf("stranger-" + partner), order);
        assertThat(record.path("partner_id").asText()).isEqualTo("stranger-" + partner);
        assertThat(record.path("correlation_id").asText())
                .isEqualTo(reply.header("X-Request-ID").orElseThrow());
    }

    private static String userOf(String partner) {
        return "user-of-" + partner;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        places  | POST   | /api/v1/orders                                    | {"instrument":"X","partner_id":"owner","side":"BUY","type":"LIMIT","price":"1","quantity":"1"}
        batches | POST   | /api/v1/orders/batch                              | {"orders":[{"instrument":"X","partner_id":"owner","side":"BUY","type":"LIMIT","price":"1","quantity":"1"}]}
        lists   | GET    | /api/v1/orders?partner_id=owner                   |
        clears  | DELETE | /api/v1/orders?instrument=X&partner_id=owner      |
        trades  | GET    | /api/v1/trades?partner_id=owner                   |
        """)
    void anotherPartner(String partner, String method, String path, String body) {
        ApiClient stranger = NODE.partner("stranger-" + partner);
        if (body == null) {
            stranger.send(method, path, BodyPublishers.noBody()).problem(404, "not_found");
        } else {
            stranger.send(method, path, body, "Idempotency-Key", ApiClient.newKey());
        }
        violation(STAFF, userOf("stranger-" + partner), "owner");
    }

    @Test
    void anotherOrganisationsOrderIsOnRecordWhereTheUserIsAndNotWhereTheOrderIs() {
        String order = STAFF.placed(Orders.limit(NODE.openMarket(), "owner", "SELL", "10", "100.00"));
        ApiClient elsewhere = NODE.bearing(TestNode.tokens()
                .issue(
                        "prober",
                        "elsewhere",
                        UserType.INTERNAL,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofHours(1)));
        elsewhere.order(order).problem(404, "not_found");
        JsonNode record = violation(elsewhere, "prober", order);
        assertThat(audited(STAFF, "prober", "access.isolation_violated.v1")).isEmpty();
        assertThat(record.path("user_type").asText()).isEqualTo("INTERNAL");
    }

    @Test
    void anotherOrganisationsLocation() {
        String location = NODE.otherStaff()
                .get("/api/v1/locations?limit=1")
                .json(200)
                .at("/items/0/id")
                .asText();
        ApiClient stranger = NODE.partner("stranger-to-places");
        stranger.get("/api/v1/locations/" + location).problem(404, "not_found");
        violation(STAFF, userOf("stranger-to-places"), location);
    }

    @Test
    void whatNeverWasIsNoViolation() {
        String order = STAFF.placed(Orders.limit(NODE.openMarket(), "owner", "SELL", "10", "100.00"));
        ApiClient guesser = NODE.partner("guesser");
        guesser.order(order.replaceFirst("_[0-9A-Z]{13}_", "_0000000000001_")).problem(404, "not_found");
        guesser.order("nonsense").problem(404, "not_found");
        // Records come in the order of requests: when this one is there, one of those before would be, too.
        guesser.order(order).problem(404, "not_found");
        JsonNode record = violation(STAFF, userOf("guesser"), order);
        assertThat(record.at("/details/count").asInt()).isEqualTo(1);
    }

    @Test
    void aListThatIsTakenAwayIsOnRecordBeforeItIsHandedOut() {
        String symbol = NODE.openMarket();
        STAFF.placed(Orders.limit(symbol, "exporter", "SELL", "10", "100.00"));
        ApiClient exporter = NODE.partner("exporter");
        await("the list follows")
                .atMost(LIMIT)
                .until(() -> exporter.get("/api/v1/orders?instrument=" + symbol)
                                .json(200)
                                .path("items")
                                .size()
                        == 1);
        Reply csv = exporter.get("/api/v1/orders?format=csv&instrument=" + symbol);
        assertThat(csv.status()).isEqualTo(200);
        await("it is in the audit")
                .atMost(LIMIT)
                .until(() -> !audited(STAFF, userOf("exporter"), "access.list_exported.v1")
                        .isEmpty());
        JsonNode record =
                audited(STAFF, userOf("exporter"), "access.list_exported.v1").getFirst();
        assertThat(record.path("entity_type").asText()).isEqualTo("list");
        assertThat(record.path("entity_id").asText()).isEqualTo("orders");
        assertThat(record.at("/details/rows").asInt()).isEqualTo(1);
        assertThat(record.path("outcome").asText()).isEqualTo("success");
    }
}
