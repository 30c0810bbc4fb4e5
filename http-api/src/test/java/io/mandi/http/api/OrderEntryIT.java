package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Order books that take orders of approved partners alone, as those of a new organisation do. */
class OrderEntryIT {
    private static final String PARTNERS = "/api/v1/partners";
    private static final String SETTINGS = "/api/v1/settings";
    private static final String SYMBOL = "WHEAT";
    private static final Path DATA_DIR = TestNode.newDataDir();
    private static final TestNode NODE =
            TestNode.start(DATA_DIR, Map.of("ORDERS_REQUIRE_APPROVED_PARTNER", "true", "BOOK_ASK_TIMEOUT", "3s"));
    private static final AtomicInteger MARKETS = new AtomicInteger();

    private final String organization = "entry-" + MARKETS.incrementAndGet();
    private final ApiClient staff = NODE.staffOf(organization);

    @AfterAll
    static void close() {
        NODE.close();
        TestNode.delete(DATA_DIR);
    }

    @BeforeEach
    void openMarket() {
        staff.define(SYMBOL, Orders.instrument("0.50", "1"));
    }

    private static ObjectNode mill() {
        ObjectNode mill = Orders.object()
                .put("legal_name", "Gondal Cotton Mills")
                .put("business_entity_type", "PRIVATE_LIMITED")
                .put("gst_number", "24AAACG1234A1ZK")
                .put("pan_number", "AAACG1234A")
                .put("mobile", "+919812345678")
                .put("email", "sales@gondal.example");
        mill.putObject("bank_account").put("account_number", "50100012345678").put("ifsc", "HDFC0001234");
        mill.putObject("profile").put("established_on", "2001-04-01").put("annual_turnover", "20000000.00");
        mill.putArray("locations")
                .addObject()
                .put("kind", "PRINCIPAL")
                .put("address", "12 Mill Road")
                .put("city", "Gondal")
                .put("state_code", "GJ")
                .put("pincode", "360311");
        return mill;
    }

    private String created() {
        return staff.postOnce(ApiClient.newKey(), PARTNERS, mill().toString())
                .json(201)
                .path("id")
                .textValue();
    }

    private JsonNode post(String partner, String what) {
        return staff.send("POST", PARTNERS + "/" + partner + "/" + what, BodyPublishers.noBody())
                .json(200);
    }

    /** By itself, once its documents are verified. */
    private void approve(String partner) {
        List<String> documents = Stream.of("GST_CERTIFICATE", "PAN_CARD", "BANK_PROOF")
                .map(type -> staff.post(PARTNERS + "/" + partner + "/documents", "{\"type\":\"" + type + "\"}")
                        .json(201)
                        .path("id")
                        .textValue())
                .toList();
        post(partner, "submit");
        documents.forEach(document -> staff.post(PARTNERS + "/" + partner + "/documents/" + document + "/verify", "{}")
                .json(200));
        assertThat(staff.get(PARTNERS + "/" + partner).json(200).path("status").textValue())
                .isEqualTo("APPROVED");
    }

    private Reply place(String key, ObjectNode order) {
        return staff.postOnce(key, ApiClient.ORDERS, order.toString());
    }

    private static void assertBarred(Reply reply, String why) {
        JsonNode problem = reply.problem(403, "capability_missing");
        assertThat(problem.at("/errors/0/pointer").textValue()).isEqualTo("/partner_id");
        assertThat(problem.at("/errors/0/detail").textValue()).contains(why);
    }

    @Test
    void ordersArePlacedByApprovedPartnersAlone() {
        ObjectNode unknown = Orders.limit(SYMBOL, "mill-01", "BUY", "1", "50.00");
        assertBarred(staff.submit(unknown), "this is not one");
        String partner = created();
        ObjectNode order = Orders.limit(SYMBOL, partner, "BUY", "1", "50.00");
        String key = ApiClient.newKey();
        assertBarred(place(key, order), "not approved");
        approve(partner);
        // Nothing was done for this key yet.
        String id = place(key, order).json(201).at("/order/id").textValue();
        staff.submit(Orders.limit(SYMBOL, partner, "SELL", "1", "60.00")).json(201);

        // PT-13: what is confirmed continues.
        staff.post(PARTNERS + "/" + partner + "/suspend", "{\"reason\":\"payments are late\"}")
                .json(200);
        assertBarred(place(ApiClient.newKey(), order), "not approved");
        Reply again = place(key, order);
        assertThat(again.replayed()).isTrue();
        assertThat(again.json(201).at("/order/id").textValue()).isEqualTo(id);
        staff.cancel(id).json(200);

        staff.post(PARTNERS + "/" + partner + "/reactivate", "{\"reason\":\"paid\"}")
                .json(200);
        place(ApiClient.newKey(), order).json(201);
        assertBarred(staff.submit(unknown), "this is not one");
    }

    @Test
    void aBatchSaysItOfEachOrder() {
        String partner = created();
        approve(partner);
        JsonNode items = staff.batch(
                        Orders.limit(SYMBOL, partner, "BUY", "1", "50.00"),
                        Orders.limit(SYMBOL, "mill-01", "BUY", "1", "50.00"),
                        Orders.limit(SYMBOL, partner, "BUY", "2", "50.00"))
                .json(200)
                .path("results");
        assertThat(items.get(0).at("/order/status").textValue()).isEqualTo("OPEN");
        assertThat(items.get(1).at("/problem/code").textValue()).isEqualTo("capability_missing");
        assertThat(items.get(2).at("/order/status").textValue()).isEqualTo("OPEN");
    }

    @Test
    void aDirectorsOverrideCounts() {
        String partner = created();
        approve(partner);
        // CAP-1
        staff.put(
                        PARTNERS + "/" + partner + "/capabilities/override",
                        "{\"capabilities\":[\"DOMESTIC_BUY_INDIA\"],\"reason\":\"no sales before the audit\"}")
                .json(200);
        staff.submit(Orders.limit(SYMBOL, partner, "BUY", "1", "50.00")).json(201);
        assertBarred(staff.submit(Orders.limit(SYMBOL, partner, "SELL", "1", "60.00")), "no capability to sell");
    }

    @Test
    void aPartnerOfAnotherMarketIsNone() {
        String partner = created();
        approve(partner);
        ApiClient elsewhere = NODE.staffOf(organization + "-b");
        elsewhere.define(SYMBOL, Orders.instrument("0.50", "1"));
        assertBarred(elsewhere.submit(Orders.limit(SYMBOL, partner, "BUY", "1", "50.00")), "this is not one");
        ApiClient trader =
                NODE.bearing(TestNode.token(organization, "trader", UserType.EXTERNAL, Optional.of(partner)));
        trader.submit(Orders.limit(SYMBOL, "BUY", "1", "50.00")).json(201);
    }

    @Test
    void theMarketDecides() {
        String setting = "orders_require_approved_partner";
        ObjectNode order = Orders.limit(SYMBOL, "mill-01", "BUY", "1", "50.00");
        assertBarred(staff.submit(order), "this is not one");
        assertThat(staff.get(SETTINGS).json(200).path(setting).booleanValue()).isTrue();
        staff.patch(SETTINGS, "{\"" + setting + "\":false}").json(200);
        staff.submit(order).json(201);
        staff.patch(SETTINGS, "{\"" + setting + "\":true}").json(200);
        assertBarred(staff.submit(order), "this is not one");
    }

    @Test
    void whileTheDatabaseIsAwayNobodyIsLetInUnseen() {
        String partner = created();
        try (HeldTable held = NODE.holdPartners()) {
            Reply waiting = staff.submit(Orders.limit(SYMBOL, partner, "BUY", "1", "50.00"));
            assertThat(waiting.header("Retry-After")).isPresent();
            assertThat(waiting.problem(503, "unavailable").path("detail").textValue())
                    .contains("whether the partner may trade");
            assertThat(held.isWaitedFor()).isTrue();
        }
        assertBarred(staff.submit(Orders.limit(SYMBOL, partner, "BUY", "1", "50.00")), "not approved");
    }
}
