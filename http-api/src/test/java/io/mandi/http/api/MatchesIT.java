package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.receiver.WebhookReceiver;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Matches that are found by themselves, as those see them who follow them. */
class MatchesIT {
    private static final TestNode NODE = TestNode.shared();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String LOTS = "/api/v1/availabilities/";
    private static final String NEEDS = "/api/v1/requirements/";

    private final String organization = "match-" + TestNode.newSymbol().toLowerCase(Locale.ROOT);
    private final ApiClient staff = NODE.staffOf(organization);
    private final String seller = Postings.approved(staff, "Matching ginners");
    private final String buyer = Postings.approved(staff, "Matching mills");
    private final String commodity = Postings.commodity(staff);

    private String token(String partner) {
        return TestNode.token(organization, "user-of-" + partner, UserType.EXTERNAL, Optional.of(partner));
    }

    private static String id(Reply created) {
        return created.json(201).path("id").textValue();
    }

    private String lot() {
        return id(staff.postOnce(ApiClient.newKey(), "/api/v1/availabilities", Postings.lot(seller, commodity)));
    }

    private String need() {
        String need = id(staff.postOnce(ApiClient.newKey(), "/api/v1/requirements", Postings.need(buyer, commodity)));
        tell(NEEDS + need + "/publish");
        return need;
    }

    private JsonNode tell(String path) {
        return staff.send("POST", path, BodyPublishers.noBody()).json(200);
    }

    private List<JsonNode> events() {
        JsonNode page = staff.get("/api/v1/events?limit=500&types=match.*").json(200);
        return StreamSupport.stream(page.path("items").spliterator(), false).toList();
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").textValue()).toList();
    }

    private void awaitTypes(String... types) {
        await("the matches are " + List.of(types))
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(types(events())).containsExactly(types));
    }

    private Optional<JsonNode> matchOf(String need) {
        return StreamSupport.stream(
                        staff.get(NEEDS + need + "/matches")
                                .json(200)
                                .path("items")
                                .spliterator(),
                        false)
                .findFirst();
    }

    private void listen(WebhookReceiver receiver) {
        ObjectNode definition = Orders.object().put("url", receiver.url());
        Stream.of("match.found", "match.lapsed", "match.allocated").forEach(definition.withArray("event_types")::add);
        String webhook = id(staff.postOnce(ApiClient.newKey(), "/api/v1/webhooks", definition.toString()));
        tell("/api/v1/webhooks/" + webhook + "/verify");
    }

    private static JsonNode change(StreamClient client) {
        JsonNode message = client.next("change");
        assertThat(message.path("channel").textValue()).isEqualTo("matches");
        assertThat(message.path("matches")).hasSize(1);
        return message;
    }

    // MT-10, MT-12, section 2.2
    @Test
    void aMatchIsToldToBothSidesAndToWebhooksAndLapsesWithItsLot() {
        try (WebhookReceiver receiver = WebhookReceiver.start();
                StreamClient mill = StreamClient.bearing(NODE, token(buyer));
                StreamClient ginner = StreamClient.bearing(NODE, token(seller));
                StreamClient bystander =
                        StreamClient.bearing(NODE, token(Postings.approved(staff, "Matching bystanders")))) {
            listen(receiver);
            for (StreamClient client : List.of(mill, ginner, bystander)) {
                client.subscribe("matches");
                client.next("subscribed");
                assertThat(client.next("snapshot").path("matches")).isEmpty();
            }
            String lot = lot();
            String need = need();

            JsonNode toBuyer = change(mill).at("/matches/0");
            assertThat(toBuyer.path("state").textValue()).isEqualTo("FOUND");
            assertThat(toBuyer.path("requirement_id").textValue()).isEqualTo(need);
            assertThat(toBuyer.path("availability_id").textValue()).isEqualTo(lot);
            assertThat(toBuyer.path("disclosure_stage").textValue()).isEqualTo("MATCHED");
            assertThat(toBuyer.at("/counterparty/label").textValue()).isEqualTo("Verified seller");
            assertThat(Reply.names(toBuyer.path("counterparty")))
                    .containsExactly("label", "region", "city", "rating_band");
            JsonNode toSeller = change(ginner).at("/matches/0");
            assertThat(toSeller.at("/counterparty/label").textValue()).isEqualTo("Verified buyer");
            assertThat(toBuyer.toString()).doesNotContain(seller, "Matching ginners");
            assertThat(toSeller.toString()).doesNotContain(buyer, "Matching mills");

            // The token is that of the match: who reserves by it reserves this lot.
            assertThat(matchOf(need).orElseThrow().path("match_id").textValue())
                    .isEqualTo(toBuyer.path("match_id").textValue());

            staff.post(LOTS + lot + "/cancel", "{\"reason\":\"sold elsewhere\"}")
                    .json(200);
            assertThat(change(mill).at("/matches/0/state").textValue()).isEqualTo("LAPSED");
            assertThat(change(ginner).at("/matches/0/state").textValue()).isEqualTo("LAPSED");
            awaitTypes("match.found.v1", "match.lapsed.v1");
            assertThat(events().getLast().at("/data/reason").textValue()).isEqualTo("LOT_CANCELLED");
            await("the webhook is told")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(types(receiver.messages().stream()
                                    .map(WebhookReceiver.Message::body)
                                    .filter(event -> event.path("type").asText().startsWith("match."))
                                    .distinct()
                                    .toList()))
                            .containsExactly("match.found.v1", "match.lapsed.v1"));
            assertThat(bystander.untilPong()).as("it is not theirs").isEmpty();
        }
    }

    @Test
    void whoComesLaterBeginsWithTheLiveMatches() {
        lot();
        need();
        awaitTypes("match.found.v1");
        try (StreamClient all = StreamClient.bearing(
                NODE, TestNode.token(organization, "clerk", UserType.INTERNAL, Optional.empty()))) {
            all.subscribe("matches");
            all.next("subscribed");
            JsonNode match = all.next("snapshot").at("/matches/0");
            assertThat(match.path("seller_partner_id").textValue()).isEqualTo(seller);
            assertThat(match.path("buyer_partner_id").textValue()).isEqualTo(buyer);
            assertThat(match.has("counterparty")).isFalse();
        }
    }

    // Section 7.9: what is kept is what is explained.
    @Test
    void aMatchThatIsOverBudgetIsRejectedWithItsReasons() {
        String lot = lot();
        String need = need();
        awaitTypes("match.found.v1");
        staff.patch(LOTS + lot, "{\"base_price\":\"75.00\"}").json(200);
        awaitTypes("match.found.v1", "match.rejected.v1", "match.lapsed.v1");
        JsonNode rejected = events().get(1).path("data");
        assertThat(rejected.path("first_failing").textValue()).isEqualTo("PRICE");
        assertThat(events().get(2).at("/data/reason").textValue()).isEqualTo("NO_LONGER_MATCHES");

        JsonNode explained = staff.get("/api/v1/matches/explain?requirement_id=" + need + "&availability_id=" + lot)
                .json(200);
        assertThat(explained.path("run_id").textValue()).startsWith("run_");
        assertThat(explained.at("/reasons/0/code").textValue())
                .isEqualTo(rejected.at("/reasons/0/code").textValue())
                .isEqualTo("OVER_BUDGET");
        assertThat(explained.at("/reasons/0/actual").textValue())
                .isEqualTo(rejected.at("/reasons/0/actual").textValue());

        staff.patch(LOTS + lot, "{\"base_price\":\"55.00\"}").json(200);
        awaitTypes("match.found.v1", "match.rejected.v1", "match.lapsed.v1", "match.found.v1");
        assertThat(events().get(3).at("/data/match_id").textValue())
                .as("another match")
                .isNotEqualTo(events().getFirst().at("/data/match_id").textValue());
    }

    // MT-8, MT-10: a reservation for the need is an allocation of the match.
    @Test
    void aMatchIsReservedAndFreeAgain() {
        String lot = lot();
        String need = need();
        awaitTypes("match.found.v1");
        String reservation = staff.postOnce(
                        ApiClient.newKey(),
                        LOTS + lot + "/reservations",
                        "{\"quantity\":\"20\",\"requirement_id\":\"" + need + "\"}")
                .json(201)
                .path("reservation_id")
                .textValue();
        await("it is reserved")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(types(events())).contains("match.allocated.v1"));
        JsonNode allocated = events().stream()
                .filter(event -> event.path("type").textValue().equals("match.allocated.v1"))
                .findFirst()
                .orElseThrow()
                .path("data");
        assertThat(allocated.path("reservation_id").textValue()).isEqualTo(reservation);
        assertThat(allocated.path("allocation_type").textValue()).isEqualTo("PARTIAL");
        assertThat(allocated.path("round").intValue()).isEqualTo(1);
        assertThat(matchOf(need).orElseThrow().path("state").textValue()).isEqualTo("RESERVED");

        staff.delete("/api/v1/reservations/" + reservation).json(200);
        await("it is free again")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                matchOf(need).orElseThrow().path("state").textValue())
                        .isEqualTo("FOUND"));
        assertThat(types(events())).doesNotContain("match.lapsed.v1");
    }

    // Section 7.7: who may not trade any more has no matches.
    @Test
    void aPartnerThatIsSuspendedLosesItsMatchesAndGetsThemBack() {
        lot();
        need();
        awaitTypes("match.found.v1");
        staff.post("/api/v1/partners/" + seller + "/suspend", "{\"reason\":\"payments are late\"}")
                .json(200);
        awaitTypes("match.found.v1", "match.rejected.v1", "match.lapsed.v1");
        assertThat(events().get(1).at("/data/first_failing").textValue()).isEqualTo("CAPABILITY");
        staff.post("/api/v1/partners/" + seller + "/reactivate", "{\"reason\":\"everything is paid\"}")
                .json(200);
        awaitTypes("match.found.v1", "match.rejected.v1", "match.lapsed.v1", "match.found.v1");
    }

    // MT-11
    @Test
    void staffApprovesAMatchByItsToken() {
        String lot = lot();
        String need = need();
        awaitTypes("match.found.v1");
        String token = matchOf(need).orElseThrow().path("match_token").textValue();
        for (int i = 0; i < 2; i++) {
            assertThat(tell("/api/v1/matches/" + token + "/approve")
                            .path("decision")
                            .textValue())
                    .isEqualTo("APPROVED");
        }
        assertThat(matchOf(need).orElseThrow().path("decision").textValue()).isEqualTo("APPROVED");
        staff.post("/api/v1/matches/" + token + "/decline", "{\"reason\":\"on second thoughts\"}")
                .json(200);
        awaitTypes("match.found.v1", "match.approved.v1", "match.declined.v1");
        assertThat(events().get(1).at("/data/by").textValue()).isNotEmpty();

        staff.post(LOTS + lot + "/cancel", "{\"reason\":\"sold elsewhere\"}").json(200);
        staff.send("POST", "/api/v1/matches/" + token + "/approve", BodyPublishers.noBody())
                .problem(409, "state_conflict");
        staff.send("POST", "/api/v1/matches/" + "A".repeat(60) + "/approve", BodyPublishers.noBody())
                .problem(404, "not_found");
    }

    // MT-14, MT-15, section 2.2
    @Test
    void partnersAreToldOfNewMatchesOnceInAWhile() {
        staff.patch("/api/v1/settings", "{\"notice_window_seconds\":5}").json(200);
        String lot = lot();
        // The lot alone finds nothing; when that is known, it is the need that finds the match.
        await("the lot's run").atMost(LIMIT).until(() -> NODE.isSearched(organization, lot));
        need();
        awaitTypes("match.found.v1");
        ApiClient ginner = NODE.bearing(token(seller));
        await("the notice").atMost(LIMIT).until(() -> !notices(ginner).isEmpty());
        JsonNode told = notices(ginner).getFirst();
        assertThat(told.path("kind").textValue()).isEqualTo("NEW_BUYER_MATCH");
        assertThat(told.path("matches")).hasSize(1);
        assertThat(told.at("/matches/0/counterparty/label").textValue()).isEqualTo("Verified buyer");
        assertThat(told.toString()).doesNotContain(buyer, "Matching mills");
        assertThat(notices(NODE.bearing(token(buyer))))
                .as("it has asked for it")
                .isEmpty();

        need();
        need();
        awaitTypes("match.found.v1", "match.found.v1", "match.found.v1");
        await("the summary")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(notices(ginner)).hasSize(2));
        assertThat(notices(ginner).getFirst().path("kind").textValue()).isEqualTo("SUMMARY");
        assertThat(notices(ginner).getFirst().path("total").intValue()).isEqualTo(2);
        assertThat(staff.get("/api/v1/notices?limit=1&partner_id=" + seller)
                        .json(200)
                        .path("next_cursor")
                        .isNull())
                .isFalse();
    }

    private static List<JsonNode> notices(ApiClient who) {
        return StreamSupport.stream(
                        who.get("/api/v1/notices").json(200).path("items").spliterator(), false)
                .toList();
    }
}
