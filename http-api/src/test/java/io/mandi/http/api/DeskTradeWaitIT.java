package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** TR-7, TR-9: a ledger that does not answer delays a trade, and undoes nothing. */
class DeskTradeWaitIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @Test
    void whoeverMakesOrCancelsATradeWaitsForAWhileAndItGoesOnWithout() {
        Path data = TestNode.newDataDir();
        try (TestNode node = TestNode.start(data, Map.of("TRADE_WAIT", "300ms"))) {
            ApiClient staff = node.staff();
            Postings postings = Postings.open(staff);
            EntityId ledger = EntityId.ofLedger(
                    ResourceId.parse(ResourceId.Kind.PARTNER, postings.buyer()).orElseThrow());
            String key = ApiClient.newKey();
            String body = "{\"reservation_id\":\"" + postings.reservation() + "\"}";
            String one;
            try (HeldEntity held = node.hold(ledger)) {
                JsonNode waiting = staff.postOnce(key, "/api/v1/trades", body).json(202);
                one = "/api/v1/trades/" + waiting.path("id").textValue();
                assertThat(waiting.path("status").textValue()).isEqualTo("PENDING");
                assertThat(waiting.path("under_way").textValue()).isEqualTo("CREATE");
                assertThat(waiting.path("number").isNull()).isTrue();
                staff.postOnce(key, "/api/v1/trades", body).json(202);
                assertThat(sold(staff, postings)).isEqualByComparingTo("10");
                assertThat(held.isWaitedFor()).isTrue();
            }
            awaitEnd(staff, one, "CREATED");
            staff.postOnce(key, "/api/v1/trades", body).json(201);
            try (HeldEntity held = node.hold(ledger)) {
                JsonNode waiting = staff.post(one + "/cancel", "{\"reason\":\"the gin burned down\"}")
                        .json(202);
                assertThat(waiting.path("status").textValue()).isEqualTo("CREATED");
                assertThat(waiting.path("under_way").textValue()).isEqualTo("CANCEL");
                staff.send("POST", one + "/confirm", BodyPublishers.noBody()).problem(409, "state_conflict");
                assertThat(held.isWaitedFor()).isTrue();
            }
            awaitEnd(staff, one, "CANCELLED");
            assertThat(sold(staff, postings)).isEqualByComparingTo("0");
        } finally {
            TestNode.delete(data);
        }
    }

    private static BigDecimal sold(ApiClient staff, Postings postings) {
        return new BigDecimal(staff.get("/api/v1/availabilities/" + postings.lot())
                .json(200)
                .path("sold")
                .textValue());
    }

    private static void awaitEnd(ApiClient staff, String one, String status) {
        await("a trade that is " + status).atMost(LIMIT).untilAsserted(() -> {
            JsonNode now = staff.get(one).json(200);
            assertThat(now.path("status").textValue()).isEqualTo(status);
            assertThat(now.path("under_way").isNull()).isTrue();
        });
    }
}
