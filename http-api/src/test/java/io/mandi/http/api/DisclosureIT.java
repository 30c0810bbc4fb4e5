package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.book.UserType;
import io.mandi.http.api.Postings.Company;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Two partners who come closer to each other, step by step, ask for everything there is at each step, as JSON and as CSV, and follow the
 * stream; so does a third one (section 2.2). What is asked is made of the table of routes and of the document, so that no new route is left
 * out.
 */
class DisclosureIT {
    private static final TestNode NODE = TestNode.shared();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final JsonNode DOCUMENT = document();

    private final String organization = "disclosure-" + TestNode.newSymbol().toLowerCase(Locale.ROOT);
    private final ApiClient staff = NODE.staffOf(organization);
    private final Side ginners = new Side("Secluded ginners", "76543217.00");
    private final Side mills = new Side("Veiled mills", "65432187.00");
    private final Side weavers = new Side("Curious weavers", "54321876.00");
    private final String commodity = Postings.commodity(staff);
    private final String lot = created("/api/v1/availabilities", Postings.lot(ginners.id, commodity), "id");
    private final String need = created("/api/v1/requirements", Postings.need(mills.id, commodity), "id");

    /** How far two have come. */
    private enum Stage {
        BROWSE,
        MATCHED,
        NEGOTIATING,
        TRADE
    }

    /** A partner and one of its users. */
    private final class Side {
        private final Company company;
        private final String id;
        private final String token;

        Side(String name, String creditLimit) {
            company = Company.of(name, creditLimit);
            id = Postings.approved(staff, company);
            token = TestNode.token(organization, "user-of-" + id, UserType.EXTERNAL, Optional.of(id));
        }

        ApiClient user() {
            return NODE.bearing(token);
        }

        /** What others may not know of it at a stage. */
        List<String> secrets(Stage stage) {
            List<String> secrets = new ArrayList<>(List.of(company.creditLimit()));
            if (stage != Stage.TRADE) {
                secrets.addAll(List.of(
                        id,
                        company.gstin(),
                        company.pan(),
                        company.mobile(),
                        company.email(),
                        company.account(),
                        company.number() + " Mill Road"));
            }
            if (stage.compareTo(Stage.NEGOTIATING) < 0) {
                secrets.add(company.name());
            }
            return secrets;
        }
    }

    private static JsonNode document() {
        try {
            return new JsonMapper().readTree(OpenApiRoutes.document());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String created(String path, String body, String id) {
        return staff.postOnce(ApiClient.newKey(), path, body).json(201).path(id).textValue();
    }

    /** The paths of all that can be read, and of those that have one the CSV too. */
    private List<String> questions(Map<String, String> values) {
        List<String> questions = new ArrayList<>();
        for (Endpoint route : LiveRoutes.all()) {
            if (route.permission().isEmpty() || route.changes()) {
                continue;
            }
            String path = route.template();
            for (Map.Entry<String, String> value : values.entrySet()) {
                path = path.replace("{" + value.getKey() + "}", value.getValue());
            }
            assertThat(path)
                    .as("this test has a value for every part of a path")
                    .doesNotContain("{");
            questions.add(path);
            for (JsonNode parameter :
                    DOCUMENT.path("paths").path(route.template()).path("get").path("parameters")) {
                if (parameter.path("name").asText().equals("format")) {
                    questions.add(path + "?format=csv");
                }
            }
        }
        questions.add("/api/v1/matches/explain?requirement_id=" + need + "&availability_id=" + lot);
        return questions;
    }

    /** @param other whose things are asked for */
    private Map<String, String> values(Side other, String reservation, String trade) {
        Map<String, String> values = new HashMap<>();
        values.put("availability_id", lot);
        values.put("requirement_id", need);
        values.put("reservation_id", reservation);
        values.put("trade_id", trade);
        values.put("partner_id", other.id);
        values.put("commodity_id", commodity);
        values.put("location_id", "none");
        values.put("symbol", "NONE");
        values.put("id", "none");
        values.put("webhook_id", "none");
        values.put("event_id", "none");
        return values;
    }

    private void assertSees(Side who, Side other, Stage stage, String reservation, String trade) {
        int told = 0;
        for (String question : questions(values(other, reservation, trade))) {
            Reply reply = who.user().get(question);
            // An unknown id is told back to whoever has sent it; nothing else of a refusal is about the other.
            if (reply.status() == 200) {
                told++;
                assertThat(reply.text())
                        .as("%s to %s of %s at %s", question, who.company.name(), other.company.name(), stage)
                        .doesNotContain(other.secrets(stage));
            }
        }
        assertThat(told).as("what is answered at all").isGreaterThan(10);
    }

    private void assertNobodySeesMore(Stage stage, String reservation, String trade, StreamClient... clients) {
        assertSees(mills, ginners, stage, reservation, trade);
        assertSees(ginners, mills, stage, reservation, trade);
        assertSees(weavers, ginners, Stage.BROWSE, reservation, trade);
        assertSees(weavers, mills, Stage.BROWSE, reservation, trade);
        Side[] sides = {mills, ginners};
        for (int i = 0; i < clients.length; i++) {
            String frames = clients[i].untilPong().toString();
            // A match tells what a match tells, however far the two have come.
            assertThat(frames).doesNotContain(sides[1 - i].secrets(Stage.MATCHED));
        }
    }

    // 2.2, TEN-3
    @Test
    void nobodyLearnsMoreOfTheOtherThanTheStageAllows() {
        try (StreamClient mill = StreamClient.bearing(NODE, mills.token);
                StreamClient ginner = StreamClient.bearing(NODE, ginners.token)) {
            for (StreamClient client : List.of(mill, ginner)) {
                client.subscribe("matches");
                client.next("subscribed");
                client.next("snapshot");
            }
            assertNobodySeesMore(Stage.BROWSE, "none", "none", mill, ginner);

            staff.send("POST", "/api/v1/requirements/" + need + "/publish", BodyPublishers.noBody())
                    .json(200);
            await("the match")
                    .atMost(LIMIT)
                    .until(() -> !items(ginners, "/api/v1/notices").isEmpty()
                            || !items(mills, "/api/v1/notices").isEmpty());
            assertNobodySeesMore(Stage.MATCHED, "none", "none", mill, ginner);

            String reservation = mills.user()
                    .postOnce(
                            ApiClient.newKey(),
                            "/api/v1/availabilities/" + lot + "/reservations",
                            "{\"quantity\":\"10\",\"requirement_id\":\"" + need + "\"}")
                    .json(201)
                    .path("reservation_id")
                    .textValue();
            await("the list of reservations")
                    .atMost(LIMIT)
                    .until(() -> !items(ginners, "/api/v1/reservations").isEmpty());
            assertNobodySeesMore(Stage.NEGOTIATING, reservation, "none", mill, ginner);
            assertThat(ginners.user().get("/api/v1/reservations").text()).contains(mills.company.name());

            String trade = mills.user()
                    .postOnce(ApiClient.newKey(), "/api/v1/trades", "{\"reservation_id\":\"" + reservation + "\"}")
                    .json(201)
                    .path("id")
                    .textValue();
            await("the list of trades")
                    .atMost(LIMIT)
                    .until(() -> !items(ginners, "/api/v1/trades?kind=DESK").isEmpty());
            assertNobodySeesMore(Stage.TRADE, reservation, trade, mill, ginner);
            assertThat(ginners.user().get("/api/v1/trades/" + trade).text()).contains(mills.company.gstin());
            assertThat(mills.user().get("/api/v1/trades/" + trade).text()).contains(ginners.company.account());
            weavers.user().get("/api/v1/trades/" + trade).problem(404, "not_found");
        }
    }

    private static JsonNode items(Side side, String path) {
        return side.user().get(path).json(200).path("items");
    }

    /** What others send to receivers of their own names both sides; partners have none. */
    @Test
    void receiversOfEventsAreForStaff() {
        mills.user()
                .postOnce(
                        ApiClient.newKey(),
                        "/api/v1/webhooks",
                        "{\"url\":\"https://example.com\",\"event_types\":[\"match.*\"]}")
                .problem(403, "permission_denied");
        mills.user().get("/api/v1/events").problem(403, "permission_denied");
    }
}
