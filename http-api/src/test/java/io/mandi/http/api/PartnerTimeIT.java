package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.receiver.WebhookReceiver;
import io.mandi.http.receiver.WebhookReceiver.Message;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What time does to partners, as it is seen from outside. */
class PartnerTimeIT {
    private static final TestNode NODE = TestNode.shared();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String WEST = "Pacific/Pago_Pago";
    /** 25 hours ahead of the west: whatever is the last day of something there, that day is over here. */
    private static final String EAST = "Pacific/Kiritimati";

    private final String organization = "partner-time-" + TestNode.newSymbol().toLowerCase(Locale.ROOT);
    private final ApiClient staff = NODE.staffOf(organization);

    private Reply post(String path) {
        return staff.send("POST", path, BodyPublishers.noBody());
    }

    private void set(String settings) {
        staff.patch("/api/v1/settings", settings).json(200);
    }

    private void listen(WebhookReceiver receiver, String... types) {
        ObjectNode definition = Orders.object().put("url", receiver.url());
        Stream.of(types).forEach(definition.withArray("event_types")::add);
        JsonNode webhook = staff.postOnce(ApiClient.newKey(), "/api/v1/webhooks", definition.toString())
                .json(201);
        post("/api/v1/webhooks/" + webhook.path("id").textValue() + "/verify").json(200);
    }

    /** Approved by itself: 50 + 20 + 15 + 15. */
    private String approved(LocalDate lastDayOfItsGstCertificate) {
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
        String partner = staff.postOnce(ApiClient.newKey(), "/api/v1/partners", mill.toString())
                .json(201)
                .path("id")
                .textValue();
        String path = "/api/v1/partners/" + partner;
        String expires = ",\"expires_on\":\"" + lastDayOfItsGstCertificate + "\"";
        List<String> documents = new ArrayList<>();
        for (String document : List.of("GST_CERTIFICATE\"" + expires, "PAN_CARD\"", "BANK_PROOF\"")) {
            documents.add(staff.post(path + "/documents", "{\"type\":\"" + document + "}")
                    .json(201)
                    .path("id")
                    .textValue());
        }
        post(path + "/submit").json(200);
        documents.forEach(document ->
                staff.post(path + "/documents/" + document + "/verify", "{}").json(200));
        return partner;
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").textValue()).toList();
    }

    // PT-9, PT-12, PT-13
    @Test
    void whatHasEndedByTheClockOfTheMarketHappensByItselfAndIsTold() {
        set("{\"timezone\":\"" + WEST + "\",\"suspend_on_kyc_expiry\":true}");
        // Not one that ends while this runs.
        LocalDate last = LocalDate.ofInstant(Instant.now().plusSeconds(60), ZoneId.of(WEST));
        try (WebhookReceiver receiver = WebhookReceiver.start()) {
            listen(receiver, "partner.approved", "partner.suspended", "partner.kyc_*");
            String partner = approved(last);
            String path = "/api/v1/partners/" + partner;
            assertThat(staff.get(path).json(200).path("capabilities")).hasSize(2);
            NODE.endKyc(partner, last);
            assertThat(staff.get(path).json(200).path("kyc_status").textValue()).isEqualTo("VALID");

            set("{\"timezone\":\"" + EAST + "\"}");
            await("the webhook is told")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(types(receiver.messages().stream()
                                    .map(Message::body)
                                    .filter(event -> event.at("/data/partner_id")
                                            .asText()
                                            .equals(partner))
                                    .distinct()
                                    .toList()))
                            .containsExactly("partner.approved.v1", "partner.kyc_expired.v1", "partner.suspended.v1"));
            JsonNode now = staff.get(path).json(200);
            assertThat(now.path("kyc_status").textValue()).isEqualTo("EXPIRED");
            assertThat(now.path("status").textValue()).isEqualTo("SUSPENDED");
            assertThat(now.path("capabilities")).isEmpty();

            List<JsonNode> ofNobody = new ArrayList<>();
            staff.get("/api/v1/events?types=partner.*&limit=500")
                    .json(200)
                    .path("items")
                    .forEach(ofNobody::add);
            ofNobody.removeIf(event -> !event.at("/actor/user_id").asText().equals("system"));
            assertThat(types(ofNobody))
                    .containsExactly(
                            "partner.capabilities_changed.v1", "partner.kyc_expired.v1", "partner.suspended.v1");
            assertThat(ofNobody.getFirst().at("/data/new")).isEmpty();
            assertThat(ofNobody.getFirst().at("/data/old")).hasSize(2);
        }
    }
}
