package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Permission;
import io.mandi.http.receiver.WebhookReceiver;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What reads, asked with every parameter that its document names, each with a value out of one organisation's data, by users who may not
 * see that data. The questions are made of the table of routes and of the document, so that no new route, filter or cursor is left out.
 */
class IsolationIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final WebhookReceiver RECEIVER = WebhookReceiver.start();
    /** A city, and the beginning of a commodity's name, that no other organisation has. */
    private static final String ISOLATED = "Isolatpur";
    /** What a drum holds in that organisation alone. */
    private static final String DRUM = "212.12121";

    /** What the partner of that organisation's is called in its tables. */
    private static final String MILL = "Isolated mill";

    private static final Map<String, String> VALUES = new LinkedHashMap<>();

    /** Users, and what they may see: nothing of a partner's, or nothing at all. */
    private static final ApiClient OTHER_ORGANISATION = NODE.bearing(TestNode.tokens()
            .issue("clerk", "isolated", UserType.INTERNAL, Optional.empty(), Optional.empty(), Duration.ofHours(1)));

    private static final ApiClient OTHER_PARTNER = NODE.partner("isolated-stranger");

    /** Everything that these questions can be about, and that must be empty for the others. */
    @BeforeAll
    static void trade() {
        String mill = STAFF.postOnce(
                        ApiClient.newKey(), "/api/v1/partners", "{\"legal_name\":\"" + MILL + "\",\"country\":\"LK\"}")
                .json(201)
                .path("id")
                .asText();
        String symbol = NODE.openMarket();
        String webhook = STAFF.postOnce(
                        ApiClient.newKey(),
                        "/api/v1/webhooks",
                        "{\"url\":\"" + RECEIVER.url() + "\",\"event_types\":[\"order.*\"]}")
                .json(201)
                .path("id")
                .asText();
        STAFF.send("POST", "/api/v1/webhooks/" + webhook + "/verify", BodyPublishers.noBody())
                .json(200);
        String deliveries = "/api/v1/webhooks/" + webhook + "/deliveries";
        String order =
                STAFF.placed(Orders.limit(symbol, mill, "BUY", "5", "100.00").put("client_order_id", "isolated-1"));
        STAFF.placed(Orders.limit(symbol, "isolated-ginner", "SELL", "2", "100.00"));
        STAFF.placed(Orders.limit(symbol, "isolated-ginner", "SELL", "2", "110.00"));
        await("the lists follow")
                .atMost(LIMIT)
                .until(() -> !items("/api/v1/trades?instrument=" + symbol).isEmpty()
                        && !items(deliveries).isEmpty()
                        && !items("/api/v1/audit?entity=" + order).isEmpty()
                        && !items("/api/v1/instruments/" + symbol + "/candles").isEmpty()
                        && !items("/api/v1/reports/daily-trades?instrument=" + symbol)
                                .isEmpty());
        String location = STAFF.post(
                        "/api/v1/locations",
                        "{\"name\":\"Isolated yard\",\"city\":\"" + ISOLATED
                                + "\",\"state_code\":\"GA\",\"country\":\"IN\"}")
                .json(201)
                .path("id")
                .asText();
        String commodity = STAFF.post(
                        "/api/v1/commodities",
                        "{\"name\":\"" + ISOLATED + " goods\",\"category\":\"SPICE\",\"hsn_code\":\"0910\","
                                + "\"base_unit\":\"KG\",\"trade_unit\":\"KG\",\"rate_unit\":\"KG\"}")
                .json(201)
                .path("id")
                .asText();
        STAFF.patch("/api/v1/settings", "{\"unit_factor_drum\":\"" + DRUM + "\"}")
                .json(200);
        Postings postings = Postings.open(STAFF);
        await("the lists follow")
                .atMost(LIMIT)
                .until(() -> !items("/api/v1/reservations?availability_id=" + postings.lot())
                        .isEmpty());
        VALUES.put("availability_id", postings.lot());
        VALUES.put("requirement_id", postings.need());
        VALUES.put("reservation_id", postings.reservation());
        VALUES.put("trade_id", postings.trade(STAFF));
        VALUES.put("kind", "DESK");
        VALUES.put("seller_partner_id", postings.seller());
        VALUES.put("buyer_partner_id", postings.buyer());
        VALUES.put("holder_partner_id", postings.buyer());
        VALUES.put("/api/v1/availabilities status", "ACTIVE");
        VALUES.put("/api/v1/requirements status", "ACTIVE");
        VALUES.put("/api/v1/reservations status", "HELD");
        VALUES.put("approval_status", "AUTO_APPROVED");
        VALUES.put("created_from", "2026-01-01T00:00:00Z");
        VALUES.put("created_before", "2126-01-01T00:00:00Z");
        VALUES.put("urgency", "NORMAL");
        VALUES.put("intent", "DIRECT_BUY");
        VALUES.put("min_score", "0.1");
        VALUES.put("location_id", location);
        VALUES.put("commodity_id", commodity);
        VALUES.put("city", ISOLATED);
        VALUES.put("state_code", "GA");
        VALUES.put("region", "WEST");
        VALUES.put("search", "Isolat");
        VALUES.put("category", "SPICE");
        VALUES.put("hsn_code", "0910");
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        VALUES.put("instrument", symbol);
        VALUES.put("symbol", symbol);
        VALUES.put("id", order);
        VALUES.put("entity", order);
        VALUES.put("webhook_id", webhook);
        VALUES.put("event_id", items(deliveries).get(0).path("event_id").asText());
        VALUES.put("partner_id", mill);
        VALUES.put("kyc_status", "PENDING");
        VALUES.put("country", "LK");
        VALUES.put("entity_class", "BUSINESS_ENTITY");
        VALUES.put("client_order_id", "isolated-1");
        VALUES.put("user", "clerk");
        VALUES.put("status", "open");
        VALUES.put("/api/v1/partners status", "PENDING");
        VALUES.put("state", "PENDING");
        VALUES.put("side", "BUY");
        VALUES.put("types", "order.*");
        VALUES.put("hours", "1");
        VALUES.put("from", today);
        VALUES.put("to", LocalDate.now(ZoneOffset.UTC).plusDays(1).toString());
        VALUES.put("interval", "1h");
        VALUES.put("/api/v1/instruments/{symbol}/candles from", "2026-01-01T00:00:00Z");
        VALUES.put("/api/v1/instruments/{symbol}/candles to", "2126-01-01T00:00:00Z");
        VALUES.put("limit", "1");
        VALUES.put("depth", "5");
        VALUES.put("format", "csv");
    }

    @AfterAll
    static void removeWebhook() {
        STAFF.delete("/api/v1/webhooks/" + VALUES.get("webhook_id"));
        RECEIVER.close();
    }

    private static JsonNode items(String path) {
        return STAFF.get(path).json(200).path("items");
    }

    private static JsonNode document() {
        try {
            return new JsonMapper().readTree(OpenApiRoutes.document());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each route that reads, without parameters and with each one that it has. */
    static Stream<Arguments> questions() {
        JsonNode document = document();
        List<Arguments> questions = new ArrayList<>();
        for (Endpoint route : LiveRoutes.all()) {
            if (route.permission().isEmpty() || route.changes()) {
                continue;
            }
            questions.add(Arguments.of(route.template(), "", route.permission().get()));
            if (route.template().equals("/api/v1/matches/explain")) {
                // It is of a pair: with one of the two alone there is no question.
                questions.removeLast();
                questions.add(Arguments.of(
                        route.template(),
                        "requirement_id=" + VALUES.get("requirement_id") + "&availability_id",
                        route.permission().get()));
                continue;
            }
            JsonNode operation = document.path("paths").path(route.template()).path("get");
            for (JsonNode parameter : operation.path("parameters")) {
                if (parameter.path("in").asText().equals("query")) {
                    questions.add(Arguments.of(
                            route.template(),
                            parameter.path("name").asText(),
                            route.permission().get()));
                }
            }
        }
        return questions.stream();
    }

    private static String path(String template, String parameter) {
        String path = template;
        for (Map.Entry<String, String> value : VALUES.entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
        }
        assertThat(path).as("this test has a value for every part of a path").doesNotContain("{");
        if (parameter.isEmpty()) {
            return path;
        }
        if (parameter.endsWith("&availability_id")) {
            return path + "?" + parameter + "=" + VALUES.get("availability_id");
        }
        String value = parameter.equals("cursor") || parameter.equals("after")
                ? cursor(path)
                : VALUES.getOrDefault(template + " " + parameter, VALUES.get(parameter));
        assertThat(value)
                .as("this test has a value of the parameter %s", parameter)
                .isNotNull();
        return path + "?" + parameter + "=" + value;
    }

    /** A place in the list of those who may see it. */
    private static String cursor(String path) {
        String next = STAFF.get(path + "?limit=1").json(200).path("next_cursor").asText("");
        // A list of one item has no next page; any other list's cursor is refused, which is no leak either.
        return next.isEmpty() || next.equals("null") ? "bm9uZQ" : next;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("questions")
    void staffOfAnotherOrganisationSeesNothing(String template, String parameter, Permission permission) {
        String path = path(template, parameter);
        if (!parameter.equals("cursor")) {
            assertThat(STAFF.get(path).status())
                    .as("the question to those who may see it")
                    .isEqualTo(200);
        }
        Reply reply = OTHER_ORGANISATION.get(path);
        switch (permission) {
            // It has a catalogue of its own.
            case LOCATION_READ, COMMODITY_READ, SETTINGS_READ ->
                assertThat(reply.text())
                        .as("status %d", reply.status())
                        .doesNotContain(ISOLATED, DRUM, "_" + TestNode.ORGANIZATION);
            default -> assertSeesNothing(reply);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("questions")
    void anotherPartnerSeesNothingOfAPartners(String template, String parameter, Permission permission) {
        Reply reply = OTHER_PARTNER.get(path(template, parameter));
        switch (permission) {
            // Books, trades without names, instruments and the catalogue are for everyone in the organisation.
            case INSTRUMENT_READ, LOCATION_READ, COMMODITY_READ ->
                assertThat(reply.text()).doesNotContain(VALUES.get("partner_id"));
            case ORDER_READ,
                    PARTNER_READ,
                    RISK_READ,
                    AVAILABILITY_READ,
                    REQUIREMENT_READ,
                    TRADE_READ,
                    MATCHING_VIEW_RESULTS -> assertSeesNothing(reply);
            default -> reply.problem(403, "permission_denied");
        }
    }

    private static void assertSeesNothing(Reply reply) {
        if (reply.status() == 404) {
            reply.problem(404, "not_found");
        } else if (reply.status() == 400) {
            reply.problem(400, "invalid_parameter");
        } else if (reply.status() == 403) {
            reply.problem(403, "permission_denied");
        } else if (reply.header("Content-Type").orElse("").startsWith("text/csv")) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text().lines().filter(line -> !line.contains(",access.")))
                    .as("the names of the columns alone")
                    .hasSize(1);
        } else {
            assertThat(reply.json(200).has("items")).isTrue();
            assertThat(reply.json(200).path("items"))
                    .allMatch(IsolationIT::saysWhatTheUserHasDoneHere, "a record of these questions themselves");
        }
    }

    private static boolean saysWhatTheUserHasDoneHere(JsonNode item) {
        return item.path("type").asText(item.path("action").asText()).startsWith("access.")
                && item.path("id").asText(item.path("event_id").asText()).endsWith("_isolated_~access");
    }
}
