package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.UserType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request whose key its book has forgotten, long before a day is over, is answered as the first time, and done once. */
class ForgottenKeyIT {
    private static final int REMEMBERED = 1_000;
    private static final int BATCH = 500;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path DATA_DIR = TestNode.newDataDir();
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(DATA_DIR, Map.of("BOOK_REMEMBERED", Integer.toString(REMEMBERED)));
    }

    @AfterAll
    static void stop() {
        node.close();
        TestNode.delete(DATA_DIR);
    }

    private static ApiClient clerk(String user) {
        return node.bearing(TestNode.token(TestNode.ORGANIZATION, user, UserType.INTERNAL, Optional.empty()));
    }

    /** Fills the book's memory with closed orders. */
    private static void makeForget(String symbol) {
        JsonNode closing = Orders.limit(symbol, "mill", "BUY", "3", "1.00").put("time_in_force", "IOC");
        for (int sent = 0; sent <= REMEMBERED; sent += BATCH) {
            // New keys, of which the book knows that it has not forgotten them.
            assertThat(node.staff()
                            .batch(Collections.nCopies(BATCH, closing).toArray(JsonNode[]::new))
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Until the trail has come so far, the answer is that nothing was done and that one should come again. */
    private static Reply sendUntilDone(ApiClient client, String path, String key, String body) {
        Reply[] reply = new Reply[1];
        await("the trail to follow").atMost(LIMIT).until(() -> {
            reply[0] = client.postOnce(key, path, body);
            if (reply[0].status() == 503) {
                reply[0].problem(503, "overloaded");
                return false;
            }
            return true;
        });
        return reply[0];
    }

    @Test
    void anOrderIsAnsweredAsTheFirstTimeAndNotPlacedAgain() {
        String symbol = node.openMarket();
        String body = Orders.limit(symbol, "ginner", "SELL", "10", "100.00").toString();
        Reply first = clerk("asha").postOnce("the-key", ApiClient.ORDERS, body);
        assertThat(first.status()).isEqualTo(201);
        makeForget(symbol);

        Reply again = sendUntilDone(clerk("asha"), ApiClient.ORDERS, "the-key", body);
        assertThat(again.json(201)).isEqualTo(first.json(201));
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.header("Consistency-Token"))
                .isEqualTo(first.header("Consistency-Token"))
                .isPresent();
        String other = Orders.limit(symbol, "ginner", "SELL", "11", "100.00").toString();
        sendUntilDone(clerk("asha"), ApiClient.ORDERS, "the-key", other).problem(422, "idempotency_key_reused");

        JsonNode asks = node.staff()
                .get("/api/v1/instruments/" + symbol + "/book")
                .json(200)
                .path("asks");
        assertThat(asks.toString()).isEqualTo("[[\"100.00\",\"10\",1]]");
        Reply ofAnother = sendUntilDone(clerk("bela"), ApiClient.ORDERS, "the-key", body);
        assertThat(ofAnother.json(201).at("/order/id"))
                .as("the key of another user is another key")
                .isNotEqualTo(first.json(201).at("/order/id"));
    }

    @Test
    void aBatchWithACancellationIsAnsweredAsTheFirstTime() {
        String symbol = node.openMarket();
        node.staff().placed(Orders.limit(symbol, "mill", "BUY", "2", "50.00").put("client_order_id", "r-1"));
        String body = "{\"orders\":[{\"cancel\":{\"partner_id\":\"mill\",\"client_order_id\":\"r-1\"}},"
                + Orders.limit(symbol, "ginner", "SELL", "1", "100.00") + ","
                + Orders.limit(symbol, "ginner", "SELL", "1", "100.01") + "]}";
        Reply first = clerk("asha").postOnce("the-batch", ApiClient.BATCH, body);
        assertThat(first.json(200).path("results")).hasSize(3);
        makeForget(symbol);

        Reply again = sendUntilDone(clerk("asha"), ApiClient.BATCH, "the-batch", body);
        // A problem has the id of the request that it answers.
        assertThat(withoutTraces(again)).isEqualTo(withoutTraces(first));
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    }

    private static String withoutTraces(Reply reply) {
        return reply.json(200).toString().replaceAll("\"trace_id\":\"[^\"]*\"", "");
    }

    @Test
    void newRequestsGoOnAlsoAfterTheNodeHasComeBack() {
        String symbol = node.openMarket();
        String body = Orders.limit(symbol, "ginner", "SELL", "10", "100.00").toString();
        Reply first = clerk("asha").postOnce("before", ApiClient.ORDERS, body);
        makeForget(symbol);
        assertThat(sendUntilDone(clerk("asha"), ApiClient.ORDERS, "new", body).status())
                .isEqualTo(201);

        node.close();
        node = TestNode.start(DATA_DIR, Map.of("BOOK_REMEMBERED", Integer.toString(REMEMBERED)));
        Reply again = sendUntilDone(clerk("asha"), ApiClient.ORDERS, "before", body);
        assertThat(again.json(201)).isEqualTo(first.json(201));
        assertThat(sendUntilDone(clerk("asha"), ApiClient.ORDERS, "newer", body).status())
                .isEqualTo(201);
        assertThat(node.staff()
                        .get("/api/v1/instruments/" + symbol + "/book")
                        .json(200)
                        .path("asks")
                        .toString())
                .isEqualTo("[[\"100.00\",\"30\",3]]");
    }
}
