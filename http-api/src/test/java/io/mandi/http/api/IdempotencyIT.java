package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.UserType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request under an idempotency key is done once, and its answer can be had again. */
class IdempotencyIT {
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();

    private String symbol;
    private String key;

    @BeforeEach
    void openMarket() {
        symbol = NODE.openMarket();
        key = ApiClient.newKey();
    }

    private ObjectNode buy(String quantity, String price) {
        return Orders.limit(symbol, "mill", "BUY", quantity, price);
    }

    private ObjectNode sell(String quantity, String price) {
        return Orders.limit(symbol, "ginner", "SELL", quantity, price);
    }

    private Reply submit(ObjectNode order) {
        return submit(order.toString());
    }

    private Reply submit(String order) {
        return STAFF.postOnce(key, ApiClient.ORDERS, order);
    }

    private static void assertReplayOf(Reply first, Reply again) {
        assertThat(first.replayed()).isFalse();
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    }

    // ---------------------------------------------------------------------------------------------------- the key

    @ParameterizedTest
    @ValueSource(strings = {ApiClient.ORDERS, ApiClient.BATCH})
    void asksForAKey(String path) {
        STAFF.post(
                        path,
                        path.equals(ApiClient.BATCH)
                                ? Orders.batch(buy("1", "100.00"))
                                : buy("1", "100.00").toString())
                .problem(400, "idempotency_key_missing");
        assertThat(NODE.journalRows(symbol)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "tab\there", "\"\"", "\"two words\"", "k\u00c3\u00a9y"})
    void refusesAKeyOfAnotherForm(String wrong) {
        String body = buy("1", "100.00").toString();
        String token = TestNode.token(TestNode.ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty());
        Reply reply = RawConnection.exchange(
                NODE.url(),
                "POST " + ApiClient.ORDERS + " HTTP/1.1\r\nHost: mandi\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + wrong + "\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body);
        reply.problem(400, "idempotency_key_invalid");
        assertThat(NODE.journalRows(symbol)).isEqualTo(1);
    }

    @Test
    void takesAKeyOfUpTo255Characters() {
        STAFF.postOnce("k".repeat(256), ApiClient.ORDERS, buy("1", "100.00").toString())
                .problem(400, "idempotency_key_invalid");
        STAFF.postOnce("k".repeat(255), ApiClient.ORDERS, buy("1", "100.00").toString())
                .json(201);
        STAFF.postOnce("!", ApiClient.ORDERS, buy("1", "100.00").toString()).json(201);
    }

    @Test
    void takesAQuotedKeyForTheBareOne() {
        Reply first = submit(buy("1", "100.00"));
        Reply again = STAFF.postOnce(
                "\"" + key + "\"", ApiClient.ORDERS, buy("1", "100.00").toString());
        assertReplayOf(first, again);
    }

    @Test
    void refusesTwoKeysAtOnce() {
        Reply reply = STAFF.post(
                ApiClient.ORDERS, buy("1", "100.00").toString(), "Idempotency-Key", key, "Idempotency-Key", "another");
        reply.problem(400, "idempotency_key_invalid");
    }

    // ---------------------------------------------------------------------------------------------------- one order

    @Test
    void answersARepetitionWithTheFirstAnswerByteForByte() {
        STAFF.placed(sell("3", "99.50"));
        Reply first = submit(buy("5", "100.00"));
        assertThat(first.json(201).path("trades").size()).isEqualTo(1);
        long rows = NODE.journalRows(symbol);
        for (int i = 0; i < 3; i++) {
            assertReplayOf(first, submit(buy("5", "100.00")));
        }
        assertThat(NODE.journalRows(symbol)).isEqualTo(rows);
        assertThat(STAFF.book(symbol).at("/bids/0/1").textValue()).isEqualTo("2");
    }

    @Test
    void answersARepetitionWithTheFirstAnswerAlsoWhenTheOrderHasMovedOn() {
        Reply first = submit(buy("5", "100.00"));
        String id = first.json(201).at("/order/id").textValue();

        STAFF.placed(sell("2", "100.00"));
        assertReplayOf(first, submit(buy("5", "100.00")));
        STAFF.amend(id, "{\"quantity\":\"4\"}").json(200);
        assertReplayOf(first, submit(buy("5", "100.00")));
        STAFF.cancel(id).json(200);
        assertReplayOf(first, submit(buy("5", "100.00")));
        assertThat(STAFF.order(id).json(200).path("status").textValue()).isEqualTo("CANCELLED");
    }

    @Test
    void repeatsAlsoAnOrderThatEndedAtOnce() {
        ObjectNode order = buy("5", "100.00").put("time_in_force", "IOC");
        Reply first = submit(order);
        assertThat(first.json(201).at("/order/reason").textValue()).isEqualTo("ioc_remainder");
        // By now it could trade.
        STAFF.placed(sell("5", "100.00"));
        assertReplayOf(first, submit(order));
    }

    // S9
    @Test
    void refusesTheKeyForAnotherBody() {
        submit(buy("5", "100.00")).json(201);
        long rows = NODE.journalRows(symbol);
        submit(buy("6", "100.00")).problem(422, "idempotency_key_reused");
        submit(buy("5", "100.0")).problem(422, "idempotency_key_reused");
        submit(buy("5", "100.00").put("client_order_id", "c")).problem(422, "idempotency_key_reused");
        assertThat(NODE.journalRows(symbol)).isEqualTo(rows);
    }

    @Test
    void keepsTheKeysOfInstrumentsApart() {
        submit(buy("5", "100.00")).json(201);
        ObjectNode elsewhere = buy("5", "100.00").put("instrument", NODE.openMarket());
        Reply other = submit(elsewhere);
        other.json(201);
        assertThat(other.replayed()).isFalse();
    }

    @Test
    void doesNotMindTheOrderOfNamesAndTheSpaceBetweenThem() {
        Reply first = submit("""
            {"instrument":"%s","partner_id":"mill","side":"BUY","type":"LIMIT","quantity":"5","price":"100.00"}\
            """.formatted(symbol));
        Reply again = submit("""
            { "price" : "100.00", "quantity" : "5",
              "type" : "LIMIT", "side" : "\\u0042UY", "partner_id" : "mill",
              "instrument" : "%s" }
            """.formatted(symbol));
        assertReplayOf(first, again);
    }

    @Test
    void keepsTheKeysOfUsersAndOperationsApart() {
        ObjectNode order = buy("1", "100.00");
        String first = submit(order).json(201).at("/order/id").textValue();
        JsonNode other = NODE.staff("another-clerk")
                .postOnce(key, ApiClient.ORDERS, order.toString())
                .json(201);
        assertThat(other.at("/order/id").textValue()).isNotEqualTo(first);
        Reply batch = STAFF.postOnce(key, ApiClient.BATCH, Orders.batch(order));
        assertThat(batch.replayed()).isFalse();
        assertThat(batch.json(200).at("/results/0/order/id").textValue()).isNotEqualTo(first);
        assertThat(STAFF.book(symbol).at("/bids/0/2").intValue()).isEqualTo(3);
    }

    @Test
    void keepsTheKeysOfTenantsApart() {
        NODE.otherStaff().define(symbol, Orders.instrument("0.50", "1"));
        Reply ours = submit(buy("1", "100.00"));
        Reply theirs = NODE.otherStaff()
                .postOnce(key, ApiClient.ORDERS, buy("7", "90.00").toString());
        assertThat(ours.json(201).at("/order/id").textValue()).contains(TestNode.ORGANIZATION);
        assertThat(theirs.json(201).at("/order/id").textValue()).contains(TestNode.OTHER_ORGANIZATION);
    }

    @Test
    void forgetsARequestThatWasRefused() {
        long rows = NODE.journalRows(symbol);
        submit(buy("5", "100.25")).problem(422, "price_off_tick");
        submit(buy("5.5", "100.00")).problem(422, "quantity_off_lot");
        submit("{").problem(400, "malformed_json");
        assertThat(NODE.journalRows(symbol)).isEqualTo(rows);
        Reply good = submit(buy("5", "100.00"));
        good.json(201);
        assertThat(good.replayed()).isFalse();
        assertReplayOf(good, submit(buy("5", "100.00")));
    }

    // ---------------------------------------------------------------------------------------------------- at once

    @Test
    void doesOneOrderForRequestsAtTheSameTime() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 10; round++) {
            String shared = ApiClient.newKey();
            String body = buy("1", "100.00").toString();
            List<Reply> replies = atOnce(8, () -> STAFF.postOnce(shared, ApiClient.ORDERS, body));

            List<Reply> done =
                    replies.stream().filter(reply -> reply.status() == 201).toList();
            assertThat(done).isNotEmpty();
            assertThat(done.stream().map(Reply::text).distinct()).hasSize(1);
            assertThat(done.stream().filter(reply -> !reply.replayed())).hasSize(1);
            for (Reply reply : replies) {
                if (reply.status() != 201) {
                    reply.problem(409, "idempotency_in_progress");
                    assertThat(reply.header("Retry-After")).hasValue("1");
                }
            }
            assertThat(STAFF.book(symbol).at("/bids/0/2").intValue()).isEqualTo(round + 1);
        }
    }

    private static List<Reply> atOnce(int count, Callable<Reply> request)
            throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Future<Reply>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return request.call();
                }));
            }
            start.countDown();
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> reply : running) {
                replies.add(reply.get());
            }
            return replies;
        }
    }

    // ---------------------------------------------------------------------------------------------------- batches

    private Reply batch(String requestId, String body) {
        return STAFF.postOnce(key, ApiClient.BATCH, body, "X-Request-ID", requestId);
    }

    /** One item is done; one is refused by the book, which would take it later; one can never be read. */
    private String mixedBatch() {
        return Orders.batch(
                buy("1", "100.00").put("client_order_id", "new"),
                buy("1", "100.00").put("client_order_id", "taken"),
                buy("1", "100.00").put("colour", "red"));
    }

    @Test
    void repeatsABatchWithItsRefusalsThoughTheyWouldNotBeRefusedNow() {
        String blocking = STAFF.placed(buy("1", "90.00").put("client_order_id", "taken"));
        Reply first = batch("request-1", mixedBatch());
        assertThat(first.json(200).path("results"))
                .extracting(result -> result.path("status").intValue())
                .containsExactly(201, 409, 400);
        STAFF.cancel(blocking).json(200);
        long rows = NODE.journalRows(symbol);
        assertReplayOf(first, batch("request-1", mixedBatch()));
        assertThat(NODE.journalRows(symbol)).isEqualTo(rows);
    }

    @Test
    void repeatsABatchByteForByteUnderAnyRequestId() {
        STAFF.placed(buy("1", "90.00").put("client_order_id", "taken"));
        Reply first = batch("request-1", mixedBatch());
        assertReplayOf(first, batch("request-2", mixedBatch()));
    }

    @Test
    void decidesAnewOnlyThePartOfABatchThatWasRefusedWhole() {
        String blocking = STAFF.placed(buy("1", "90.00").put("client_order_id", "taken"));
        String body = Orders.batch(
                Orders.limit(NODE.openMarket(), "mill", "BUY", "1", "100.00"),
                buy("1", "100.00").put("client_order_id", "taken"));
        Reply first = batch("request-1", body);
        assertThat(first.json(200).at("/results/1/status").intValue()).isEqualTo(409);
        STAFF.cancel(blocking).json(200);
        Reply again = batch("request-1", body);
        assertThat(again.json(200).at("/results/0")).isEqualTo(first.json(200).at("/results/0"));
        assertThat(again.json(200).at("/results/1/status").intValue()).isEqualTo(201);
    }

    @Test
    void repeatsABatchOverSeveralInstruments() {
        String body = Orders.batch(buy("1", "100.00"), Orders.limit(NODE.openMarket(), "mill", "BUY", "1", "100.00"));
        Reply first = batch("request-1", body);
        first.json(200);
        assertReplayOf(first, batch("request-1", body));
    }

    @Test
    void repeatsTheCancellationsOfABatch() {
        STAFF.placed(buy("2", "100.00").put("client_order_id", "old"));
        String body = Orders.batch(Orders.cancel(Orders.object()
                .put("instrument", symbol)
                .put("partner_id", "mill")
                .put("client_order_id", "old")));
        Reply first = batch("request-1", body);
        assertThat(first.json(200).at("/results/0/order/status").textValue()).isEqualTo("CANCELLED");
        // The name is free and used again; the repetition must not touch the new order.
        String next = STAFF.placed(buy("2", "100.00").put("client_order_id", "old"));
        assertReplayOf(first, batch("request-1", body));
        assertThat(STAFF.order(next).json(200).path("status").textValue()).isEqualTo("OPEN");
    }

    @Test
    void refusesTheKeyForAnotherBatch() {
        batch("request-1", Orders.batch(buy("1", "100.00"))).json(200);
        batch("request-1", Orders.batch(buy("2", "100.00"))).problem(422, "idempotency_key_reused");
        batch("request-1", Orders.batch(buy("1", "100.00"), buy("1", "100.00"))).problem(422, "idempotency_key_reused");
    }

    @Test
    void leavesNoTraceOfABatchOfWhichNothingWasDone() {
        long rows = NODE.journalRows(symbol);
        String body = Orders.batch(buy("1", "100.25"), buy("0.5", "100.00"));
        Reply refused = batch("request-1", body);
        assertThat(refused.json(200).path("results"))
                .extracting(result -> result.at("/problem/code").textValue())
                .containsExactly("price_off_tick", "quantity_off_lot");
        assertThat(NODE.journalRows(symbol)).isEqualTo(rows);
        Reply good = batch("request-1", Orders.batch(buy("1", "100.00")));
        assertThat(good.json(200).at("/results/0/status").intValue()).isEqualTo(201);
        assertThat(good.replayed()).isFalse();
    }

    // ---------------------------------------------------------------------------------------------------- restart

    @Test
    void repeatsTheFirstAnswersAfterARestart() {
        Path dataDir = TestNode.newDataDir();
        try {
            String market = TestNode.newSymbol();
            String order = Orders.limit(market, "mill", "BUY", "5", "100.00").toString();
            String batch = Orders.batch(
                    Orders.limit(market, "mill", "BUY", "1", "100.25"),
                    Orders.limit(market, "ginner", "SELL", "2", "100.00"));
            Reply first;
            Reply firstBatch;
            JsonNode state;
            try (TestNode node = TestNode.start(dataDir)) {
                node.staff().define(market, Orders.instrument("0.50", "1"));
                first = node.staff().postOnce(key, ApiClient.ORDERS, order);
                first.json(201);
                firstBatch = node.staff().postOnce(key, ApiClient.BATCH, batch, "X-Request-ID", "request-1");
                assertThat(firstBatch
                                .json(200)
                                .at("/results/1/trades/0/quantity")
                                .textValue())
                        .isEqualTo("2");
                state = node.staff()
                        .get(ApiClient.INSTRUMENTS + "/" + market + "/state")
                        .json(200);
            }
            try (TestNode node = TestNode.start(dataDir)) {
                assertThat(node.staff()
                                .get(ApiClient.INSTRUMENTS + "/" + market + "/state")
                                .json(200))
                        .isEqualTo(state);
                assertReplayOf(first, node.staff().postOnce(key, ApiClient.ORDERS, order));
                assertReplayOf(
                        firstBatch, node.staff().postOnce(key, ApiClient.BATCH, batch, "X-Request-ID", "request-1"));
                node.staff()
                        .postOnce(key, ApiClient.ORDERS, order.replace("\"5\"", "\"6\""))
                        .problem(422, "idempotency_key_reused");
                assertThat(node.staff()
                                .order(first.json().at("/order/id").textValue())
                                .json(200)
                                .path("filled_quantity")
                                .textValue())
                        .isEqualTo("2");
                assertThat(node.staff()
                                .get(ApiClient.INSTRUMENTS + "/" + market + "/state")
                                .json(200))
                        .isEqualTo(state);
            }
        } finally {
            TestNode.delete(dataDir);
        }
    }
}
