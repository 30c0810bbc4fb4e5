package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.receiver.WebhookReceiver;
import io.mandi.http.receiver.WebhookReceiver.Answer;
import io.mandi.http.receiver.WebhookReceiver.Message;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Events sent to endpoints, and how their owners look after these. */
class WebhooksIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TestNode NODE = TestNode.shared();
    private static final ApiClient STAFF = NODE.staff();

    private final WebhookReceiver receiver = WebhookReceiver.start();
    private final List<String> made = new ArrayList<>();

    @AfterEach
    void remove() {
        made.forEach(path -> STAFF.delete(path));
        receiver.close();
    }

    private static ObjectNode definition(String url, String... types) {
        ObjectNode definition = Orders.object().put("url", url);
        Stream.of(types).forEach(definition.withArray("event_types")::add);
        return definition;
    }

    private JsonNode created(ObjectNode definition) {
        JsonNode webhook = STAFF.postOnce(ApiClient.newKey(), WEBHOOKS, definition.toString())
                .json(201);
        made.add(path(webhook));
        return webhook;
    }

    private static String path(JsonNode webhook) {
        return WEBHOOKS + "/" + webhook.path("id").asText();
    }

    private static Reply post(String path) {
        return STAFF.send("POST", path, BodyPublishers.noBody());
    }

    /** An endpoint that events are sent to. */
    private JsonNode listening(String... types) {
        JsonNode webhook = created(definition(receiver.url(), types));
        assertThat(webhook.path("status").asText()).isEqualTo("PENDING_VERIFICATION");
        assertThat(post(path(webhook) + "/verify").json(200).path("status").asText())
                .isEqualTo("ACTIVE");
        return webhook;
    }

    private List<Message> ofMarket(String symbol) {
        return receiver.messages().stream()
                .filter(message ->
                        message.body().at("/data/instrument").asText().equals(symbol))
                .toList();
    }

    /** Each at least once: whoever has answered may be asked again when that was not heard. */
    private List<String> delivered(String symbol) {
        return ofMarket(symbol).stream()
                .filter(message -> message.status() == 200)
                .map(Message::id)
                .distinct()
                .toList();
    }

    private void allArrive(JsonNode webhook, String symbol, int events) {
        await("all arrive")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(delivered(symbol))
                        .as(() -> "%s; %s; %s"
                                .formatted(
                                        receiver.messages().stream()
                                                .map(message -> message.id() + " " + message.status())
                                                .toList(),
                                        STAFF.get(path(webhook)).text(),
                                        STAFF.get(path(webhook) + "/deliveries").text()))
                        .hasSize(events));
    }

    /** Three events: the definition, an offer, a purchase. */
    private static String trade() {
        String symbol = NODE.openMarket();
        STAFF.placed(Orders.limit(symbol, "hook-ginner", "SELL", "2", "100.00"));
        STAFF.placed(Orders.limit(symbol, "hook-mill", "BUY", "1", "100.00"));
        return symbol;
    }

    private static List<JsonNode> eventsOf(String symbol) {
        List<JsonNode> events = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = STAFF.get("/api/v1/events?limit=500" + after).json(200);
            page.path("items").forEach(event -> {
                if (event.at("/data/instrument").asText().equals(symbol)) {
                    events.add(event);
                }
            });
            if (page.path("items").isEmpty()) {
                return events;
            }
            after = "&after=" + page.path("next_cursor").asText();
        }
    }

    private JsonNode delivery(JsonNode webhook, String eventId) {
        return STAFF.get(path(webhook) + "/deliveries/" + eventId).json(200);
    }

    // --------------------------------------------------------------------------------------------------- deliveries

    @Test
    void anEventArrivesSignedAndAsItIsInTheListOfEvents() {
        JsonNode webhook = listening("order.*", "instrument.defined");
        String symbol = trade();
        await("the events arrive").atMost(LIMIT).until(() -> ofMarket(symbol).size() == 3);
        List<JsonNode> events = eventsOf(symbol);
        for (int i = 0; i < 3; i++) {
            Message message = ofMarket(symbol).get(i);
            assertThat(message.body()).isEqualTo(events.get(i));
            assertThat(message.id())
                    .isEqualTo(message.body().path("id").asText())
                    .doesNotContain(".");
            message.verify(webhook.path("secret").asText());
            assertThat(message.timestamp())
                    .isBetween(
                            Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
        }
        await("what became of it is kept").atMost(LIMIT).untilAsserted(() -> {
            JsonNode delivery = delivery(webhook, ofMarket(symbol).getFirst().id());
            assertThat(delivery.path("state").asText()).isEqualTo("SUCCESS");
            assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
            assertThat(delivery.at("/attempt_log/0/status").asInt()).isEqualTo(200);
            assertThat(delivery.at("/attempt_log/0/answer").asText()).isEqualTo("{\"received\":true}");
        });
    }

    @Test
    void onlyTheTypesThatAreWantedAreSent() {
        JsonNode webhook = listening("order.cancelled.v1");
        String symbol = trade();
        STAFF.cancel(STAFF.placed(Orders.limit(symbol, "hook-mill", "BUY", "1", "50.00")));
        await("the cancellation arrives")
                .atMost(LIMIT)
                .until(() -> ofMarket(symbol).size() == 1);
        assertThat(ofMarket(symbol).getFirst().body().path("type").asText()).isEqualTo("order.cancelled.v1");
        JsonNode page = STAFF.get(path(webhook) + "/deliveries?limit=1").json(200);
        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("next_cursor").isNull()).isTrue();
    }

    @Test
    void anAttemptThatFailsIsRepeatedUnderTheSameIdWithTheSameBodyAndInOrder() {
        AtomicInteger count = new AtomicInteger();
        receiver.answer(message -> Answer.of(count.incrementAndGet() <= 3 ? 500 : 200));
        JsonNode webhook = listening("order.*", "instrument.*");
        String symbol = trade();
        allArrive(webhook, symbol, 3);
        List<Message> messages = ofMarket(symbol);
        assertThat(messages).hasSize(6);
        assertThat(messages.subList(0, 4))
                .allMatch(message -> message.id().equals(messages.getFirst().id())
                        && message.text().equals(messages.getFirst().text()));
        messages.forEach(message -> message.verify(webhook.path("secret").asText()));
        assertThat(delivered(symbol))
                .containsExactlyElementsOf(eventsOf(symbol).stream()
                        .map(event -> event.path("id").asText())
                        .toList());
        await("the attempts are kept").atMost(LIMIT).untilAsserted(() -> {
            JsonNode log = delivery(webhook, messages.getFirst().id()).path("attempt_log");
            assertThat(log)
                    .extracting(attempt -> attempt.path("status").asInt())
                    .containsExactly(200, 500, 500, 500);
        });
    }

    @Test
    void afterItsLastAttemptADeliveryIsADeadLetterThatCanBeSentAgain() {
        receiver.answer(
                message -> Answer.of(message.body().path("type").asText().startsWith("instrument") ? 422 : 200));
        JsonNode webhook =
                created(definition(receiver.url(), "order.*", "instrument.*").put("max_attempts", 2));
        post(path(webhook) + "/verify").json(200);
        String symbol = trade();
        await("those behind it arrive")
                .atMost(LIMIT)
                .until(() -> delivered(symbol).size() == 2);
        String dead = ofMarket(symbol).getFirst().id();
        await("it is given up")
                .atMost(LIMIT)
                .until(() -> delivery(webhook, dead).path("state").asText().equals("DEAD_LETTER"));
        JsonNode list =
                STAFF.get(path(webhook) + "/deliveries?state=DEAD_LETTER").json(200);
        assertThat(list.path("items")).hasSize(1);
        assertThat(list.at("/items/0/event_id").asText()).isEqualTo(dead);

        receiver.answer(message -> Answer.of(200));
        JsonNode anew = post(path(webhook) + "/deliveries/" + dead + "/resend").json(200);
        assertThat(anew.path("attempts").asInt()).isZero();
        await("it arrives").atMost(LIMIT).until(() -> delivered(symbol).contains(dead));
    }

    @Test
    void whatWasGivenUpIsRecoveredTogether() {
        receiver.answer(message -> Answer.of(500));
        JsonNode webhook = created(definition(receiver.url(), "order.*").put("max_attempts", 1));
        post(path(webhook) + "/verify").json(200);
        String symbol = trade();
        String later = "{\"since\":\"2126-11-23T00:00:00Z\"}";
        await("both are given up")
                .atMost(LIMIT)
                .until(() -> STAFF.get(path(webhook) + "/deliveries?state=DEAD_LETTER")
                                .json(200)
                                .path("items")
                                .size()
                        == 2);
        assertThat(STAFF.post(path(webhook) + "/recover", later)
                        .json(200)
                        .path("recovered")
                        .asInt())
                .isZero();
        receiver.answer(message -> Answer.of(204));
        JsonNode recovered = STAFF.post(path(webhook) + "/recover", "{\"since\":\"2026-01-01T00:00:00+05:30\"}")
                .json(200);
        assertThat(recovered.path("recovered").asInt()).isEqualTo(2);
        assertThat(recovered.path("next_cursor").isNull()).isTrue();
        await("they arrive")
                .atMost(LIMIT)
                .until(() -> ofMarket(symbol).stream()
                                .filter(message -> message.status() == 204)
                                .count()
                        == 2);
        await("that is known")
                .atMost(LIMIT)
                .until(() -> STAFF.get(path(webhook) + "/deliveries?state=SUCCESS")
                                .json(200)
                                .path("items")
                                .size()
                        == 2);
        JsonNode again = STAFF.post(
                        path(webhook) + "/recover", "{\"since\":\"2026-01-01T00:00:00Z\",\"successes\":true}")
                .json(200);
        assertThat(again.path("recovered").asInt()).isEqualTo(2);
        await("they arrive once more")
                .atMost(LIMIT)
                .until(() -> ofMarket(symbol).size() == 6);
    }

    @Test
    void aDeadEndpointDelaysNobody() {
        try (WebhookReceiver dead = WebhookReceiver.start()) {
            Object never = new Object();
            dead.answer(message -> {
                synchronized (never) {
                    try {
                        never.wait(LIMIT.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
                return Answer.of(200);
            });
            JsonNode slow = created(definition(dead.url(), "order.*"));
            post(path(slow) + "/verify").json(200);
            listening("order.*");
            String symbol = trade();
            await("the other one has both")
                    .atMost(LIMIT.dividedBy(2))
                    .until(() -> delivered(symbol).size() == 2);
            assertThat(dead.messages()).isEmpty();
            synchronized (never) {
                never.notifyAll();
            }
        }
    }

    @Test
    void anEndpointThatSaysItIsGoneIsLeftAloneUntilItIsActivatedAnew() {
        receiver.answer(message -> Answer.of(410));
        JsonNode webhook = listening("order.*");
        String symbol = trade();
        await("it is disabled")
                .atMost(LIMIT)
                .until(() -> STAFF.get(path(webhook))
                        .json(200)
                        .path("status")
                        .asText()
                        .equals("DISABLED"));
        assertThat(STAFF.get(path(webhook)).json(200).path("disabled_reason").asText())
                .isEqualTo("GONE");
        receiver.answer(message -> Answer.of(200));
        int before = receiver.messages().size();
        STAFF.placed(Orders.limit(symbol, "hook-mill", "BUY", "1", "50.00"));
        await("the event is there").atMost(LIMIT).until(() -> eventsOf(symbol).size() == 4);
        assertThat(receiver.messages()).hasSize(before);
        assertThat(STAFF.patch(path(webhook), "{\"active\":true}")
                        .json(200)
                        .path("status")
                        .asText())
                .isEqualTo("ACTIVE");
        allArrive(webhook, symbol, 3);
    }

    @Test
    void whatIsDoneToAnEndpointIsInTheAudit() {
        receiver.answer(message -> Answer.of(410));
        JsonNode webhook = listening("order.*");
        String id = webhook.path("id").asText();
        post(path(webhook) + "/rotate-secret").json(200);
        String symbol = trade();
        await("it is disabled")
                .atMost(LIMIT)
                .until(() -> STAFF.get(path(webhook))
                        .json(200)
                        .path("status")
                        .asText()
                        .equals("DISABLED"));
        receiver.answer(message -> Answer.of(200));
        STAFF.patch(path(webhook), "{\"active\":true,\"max_attempts\":3}").json(200);
        await("the events arrive").atMost(LIMIT).until(() -> delivered(symbol).size() == 2);
        String eventId = delivered(symbol).getFirst();
        await("the delivery is done")
                .atMost(LIMIT)
                .until(() -> delivery(webhook, eventId).path("state").asText().equals("SUCCESS"));
        post(path(webhook) + "/deliveries/" + eventId + "/resend").json(200);
        STAFF.delete(path(webhook)).json(200);

        List<String> expected = List.of(
                "webhook.endpoint_deleted.v1",
                "webhook.redelivery_requested.v1",
                "webhook.endpoint_updated.v1",
                "webhook.endpoint_disabled.v1",
                "webhook.secret_rotated.v1",
                "webhook.endpoint_verified.v1",
                "webhook.endpoint_created.v1");
        List<JsonNode> records = new ArrayList<>();
        await("the trail has it").atMost(LIMIT).untilAsserted(() -> {
            records.clear();
            STAFF.get("/api/v1/audit?entity=" + id).json(200).path("items").forEach(records::add);
            assertThat(records)
                    .extracting(record -> record.path("action").asText())
                    .isEqualTo(expected);
        });
        assertThat(records).allSatisfy(record -> {
            assertThat(record.path("entity_type").asText()).isEqualTo("webhook");
            assertThat(record.path("entity_id").asText()).isEqualTo(id);
            assertThat(record.toString()).doesNotContain("whsec_");
        });
        assertThat(records)
                .extracting(record -> record.path("user_id").asText().equals("system"))
                .containsExactly(false, false, false, true, false, false, false);
        assertThat(records.get(1).at("/details/event_id").asText()).isEqualTo(eventId);
        assertThat(records.get(2).at("/details/max_attempts").asInt()).isEqualTo(3);
    }

    @Test
    void nothingIsSentWhileTheEndpointIsPausedOrNotVerified() {
        JsonNode webhook = created(definition(receiver.url(), "order.*"));
        String symbol = trade();
        await("the events are there").atMost(LIMIT).until(() -> eventsOf(symbol).size() == 3);
        assertThat(receiver.messages()).isEmpty();
        STAFF.patch(path(webhook), "{\"active\":false}").json(200);
        assertThat(post(path(webhook) + "/verify").json(200).path("status").asText())
                .isEqualTo("PAUSED");
        STAFF.placed(Orders.limit(symbol, "hook-mill", "BUY", "1", "50.00"));
        await("the event is there").atMost(LIMIT).until(() -> eventsOf(symbol).size() == 4);
        assertThat(receiver.messages()).isEmpty();
        STAFF.patch(path(webhook), "{\"active\":true}").json(200);
        await("all since its creation arrive")
                .atMost(LIMIT)
                .until(() -> delivered(symbol).size() == 3);
    }

    @Test
    void theReceiverMaySayWhenToComeAgain() {
        AtomicInteger count = new AtomicInteger();
        receiver.answer(message -> count.incrementAndGet() == 1 ? new Answer(429, "1") : Answer.of(200));
        listening("order.executed");
        String symbol = trade();
        await("it comes again").atMost(LIMIT).until(() -> delivered(symbol).size() == 2);
        List<Message> messages = ofMarket(symbol);
        assertThat(messages.get(1).timestamp() - messages.get(0).timestamp()).isGreaterThanOrEqualTo(1);
    }

    // ---------------------------------------------------------------------------------------------------- endpoints

    @Test
    void afterARotationBothSecretsSign() {
        JsonNode webhook = listening("order.*");
        String first = webhook.path("secret").asText();
        String second =
                post(path(webhook) + "/rotate-secret").json(200).path("secret").asText();
        assertThat(second).isNotEqualTo(first);
        String third =
                post(path(webhook) + "/rotate-secret").json(200).path("secret").asText();
        String symbol = trade();
        await("the events arrive").atMost(LIMIT).until(() -> delivered(symbol).size() == 2);
        Message message = ofMarket(symbol).getFirst();
        message.verify(third);
        message.verify(first);
        assertThat(message.headers()
                        .firstValue("webhook-signature")
                        .orElseThrow()
                        .split(" "))
                .as("the second secret was replaced at once")
                .hasSize(2);
    }

    @Test
    void theSecretIsShownOnceAndKeptEnciphered() {
        String key = ApiClient.newKey();
        ObjectNode definition = definition(receiver.url(), "order.*");
        Reply first = STAFF.postOnce(key, WEBHOOKS, definition.toString());
        made.add(path(first.json(201)));
        assertThat(first.json(201).path("secret").asText()).matches("whsec_[A-Za-z0-9+/]{43}=");
        Reply again = STAFF.postOnce(key, WEBHOOKS, definition.toString());
        assertThat(again.json(201)).isEqualTo(first.json(201));
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
        STAFF.postOnce(key, WEBHOOKS, definition.put("max_attempts", 3).toString())
                .problem(422, "idempotency_key_reused");
        made.add(path(NODE.staff("another")
                .postOnce(key, WEBHOOKS, definition.toString())
                .json(201)));
        String secret = first.json(201).path("secret").asText();
        assertThat(STAFF.get(path(first.json(201))).text()).doesNotContain("secret");
        assertThat(STAFF.get(WEBHOOKS).text())
                .doesNotContain("secret")
                .contains(first.json(201).path("id").asText());
        byte[] bytes = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        byte[] kept = NODE.webhookSecret(first.json(201).path("id").asText());
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(kept)).doesNotContain(hex.formatHex(bytes));
    }

    @Test
    void aCreationThatIsRepeatedAfterARotationDoesNotShowTheNewSecret() {
        String key = ApiClient.newKey();
        String definition = definition(receiver.url(), "order.*").toString();
        JsonNode webhook = STAFF.postOnce(key, WEBHOOKS, definition).json(201);
        made.add(path(webhook));
        post(path(webhook) + "/rotate-secret").json(200);
        JsonNode again = STAFF.postOnce(key, WEBHOOKS, definition).json(201);
        assertThat(again.path("id")).isEqualTo(webhook.path("id"));
        assertThat(again.has("secret")).isFalse();
    }

    @Test
    void aChangeNeedsTheVersionThatWasSeen() {
        JsonNode webhook = created(definition(receiver.url(), "order.*"));
        Reply read = STAFF.get(path(webhook));
        String tag = read.header("ETag").orElseThrow();
        Reply changed = STAFF.patch(path(webhook), "{\"description\":\"for the ledger\"}", "If-Match", tag);
        assertThat(changed.json(200).path("description").asText()).isEqualTo("for the ledger");
        assertThat(changed.json(200).path("event_types")).isEqualTo(webhook.path("event_types"));
        STAFF.patch(path(webhook), "{\"max_attempts\":3}", "If-Match", tag).problem(412, "precondition_failed");
        assertThat(STAFF.patch(path(webhook), "{\"max_attempts\":3}", "If-Match", "*")
                        .json(200)
                        .path("max_attempts")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void whatIsMovedHasToBeVerifiedAnew() {
        JsonNode webhook = listening("order.*");
        JsonNode moved = STAFF.patch(path(webhook), "{\"url\":\"" + receiver.url() + "/other\"}")
                .json(200);
        assertThat(moved.path("status").asText()).isEqualTo("PENDING_VERIFICATION");
        JsonNode same = STAFF.patch(path(webhook), "{\"url\":\"" + receiver.url() + "/other\"}")
                .json(200);
        assertThat(same.path("verified_at").isNull()).isTrue();
        JsonNode verified = post(path(webhook) + "/verify").json(200);
        assertThat(STAFF.patch(path(webhook), "{\"url\":\"" + receiver.url() + "/other\"}")
                        .json(200)
                        .path("verified_at"))
                .isEqualTo(verified.path("verified_at"));
    }

    @Test
    void whoDoesNotAnswerTheChallengeIsNoEndpoint() {
        JsonNode webhook = created(definition("http://127.0.0.1:9/", "order.*"));
        post(path(webhook) + "/verify").problem(422, "webhook_not_verified");
        assertThat(STAFF.get(path(webhook)).json(200).path("status").asText()).isEqualTo("PENDING_VERIFICATION");
    }

    @Test
    void whatIsRemovedIsGoneWithAllItsDeliveries() {
        JsonNode webhook = listening("order.*");
        String symbol = trade();
        await("the events arrive").atMost(LIMIT).until(() -> delivered(symbol).size() == 2);
        String event = ofMarket(symbol).getFirst().id();
        STAFF.delete(path(webhook)).json(200);
        for (String rest : List.of("", "/deliveries", "/deliveries/" + event)) {
            STAFF.get(path(webhook) + rest).problem(404, "not_found");
        }
        STAFF.delete(path(webhook)).problem(404, "not_found");
    }

    @Test
    void listsComePageByPageAndForSpreadsheets() {
        JsonNode webhook = listening("order.*");
        String symbol = trade();
        await("the events arrive").atMost(LIMIT).until(() -> delivered(symbol).size() == 2);
        Set<String> seen = new HashSet<>();
        String cursor = "";
        JsonNode page;
        do {
            page = STAFF.get(path(webhook) + "/deliveries?limit=1" + cursor).json(200);
            page.path("items").forEach(item -> seen.add(item.path("event_id").asText()));
            cursor = "&cursor=" + page.path("next_cursor").asText();
        } while (!page.path("next_cursor").isNull());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(delivered(symbol));
        assertThat(STAFF.get(path(webhook) + "/deliveries?format=csv").text())
                .startsWith("event_id,type,aggregate_id,state,");
        assertThat(STAFF.get(WEBHOOKS + "?format=csv").text()).startsWith("id,url,event_types,");
        for (String list : List.of(WEBHOOKS, path(webhook) + "/deliveries")) {
            STAFF.get(list + "?cursor=rubbish").problem(400, "invalid_parameter");
            STAFF.get(list + "?limit=0").problem(400, "invalid_parameter");
        }
        STAFF.get(path(webhook) + "/deliveries?state=LOST").problem(400, "invalid_parameter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"event_types\":[\"order.*\"]} | 400 | missing_field | /url",
                "{\"url\":\"URL\"} | 400 | missing_field | /event_types",
                "{\"url\":7,\"event_types\":[\"order.*\"]} | 400 | string_expected | /url",
                "{\"url\":\"URL\",\"event_types\":[]} | 400 | invalid_size | /event_types",
                "{\"url\":\"URL\",\"event_types\":\"order.*\"} | 400 | array_expected | /event_types",
                "{\"url\":\"URL\",\"event_types\":[7]} | 400 | string_expected | /event_types",
                "{\"url\":\"URL\",\"event_types\":[\"order.lost.v1\"]} | 422 | unknown_event_type | /event_types",
                "{\"url\":\"URL\",\"event_types\":[\"order.*\"],\"active\":1} | 400 | boolean_expected | /active",
                "{\"url\":\"URL\",\"event_types\":[\"order.*\"],\"max_attempts\":\"3\"} | 400 | integer_expected"
                        + " | /max_attempts",
                "{\"url\":\"URL\",\"event_types\":[\"order.*\"],\"max_attempts\":0} | 422 | number_out_of_range"
                        + " | /max_attempts",
                "{\"url\":\"URL\",\"event_types\":[\"order.*\"],\"max_attempts\":99999999999} | 422"
                        + " | number_out_of_range | /max_attempts",
                "{\"url\":\"URL\",\"event_types\":[\"order.*\"],\"secret\":\"x\"} | 400 | unknown_field | /secret",
                "{\"url\":\"ftp://x/\",\"event_types\":[\"order.*\"]} | 422 | webhook_url_refused | /url",
                "{\"url\":\"https://u:p@example.com/\",\"event_types\":[\"order.*\"]} | 422 | webhook_url_refused |"
                        + " /url",
                "{\"url\":\"https://10.0.0.1/\",\"event_types\":[\"order.*\"]} | 422 | webhook_url_refused | /url",
                "{\"url\":\"https://169.254.169.254/\",\"event_types\":[\"order.*\"]} | 422 | webhook_url_refused |"
                        + " /url"
            })
    void saysWhatCannotBe(String body, int status, String code, String pointer) {
        JsonNode problem = STAFF.postOnce(ApiClient.newKey(), WEBHOOKS, body.replace("URL", receiver.url()))
                .problem(status, code);
        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource({
        "{}, missing_field",
        "{\"since\":\"2026-11-23T00:00:00Z\";\"cursor\":\"rubbish\"}, invalid_parameter",
        "{\"since\":\"yesterday\"}, invalid_value",
        "{\"since\":7}, string_expected"
    })
    void recoveryNeedsATime(String body, String code) {
        JsonNode webhook = created(definition(receiver.url(), "order.*"));
        STAFF.post(path(webhook) + "/recover", body.replace(';', ',')).problem(400, code);
    }

    @Test
    void anOrganisationHasALimitedNumberOfEndpoints() {
        ApiClient others = NODE.otherStaff();
        List<String> paths = new ArrayList<>();
        Reply last = null;
        for (int i = 0; i <= 50; i++) {
            last = others.postOnce(
                    ApiClient.newKey(),
                    WEBHOOKS,
                    definition(receiver.url(), "order.*").toString());
            if (last.status() == 201) {
                paths.add(path(last.json(201)));
            }
        }
        assertThat(last).isNotNull();
        last.problem(409, "too_many_webhooks");
        assertThat(paths).hasSize(50);
        paths.forEach(path -> others.delete(path).json(200));
    }

    // ------------------------------------------------------------------------------------------------------ tenancy

    /** Every route on an endpoint. */
    static Stream<Endpoint> routesOfAnEndpoint() {
        return LiveRoutes.all().stream().filter(endpoint -> endpoint.template().startsWith(WEBHOOKS + "/{webhook_id}"));
    }

    @ParameterizedTest
    @MethodSource("routesOfAnEndpoint")
    void anotherOrganisationsEndpointIsAsUnknownAsOneThatNeverWas(Endpoint route) {
        JsonNode webhook = listening("order.*");
        String symbol = trade();
        await("the events arrive").atMost(LIMIT).until(() -> delivered(symbol).size() == 2);
        String template = route.template()
                .replace("{event_id}", ofMarket(symbol).getFirst().id());
        String theirs = template.replace("{webhook_id}", webhook.path("id").asText());
        String nobodys = template.replace("{webhook_id}", "whk_" + "0".repeat(26));
        for (String path : List.of(theirs, nobodys)) {
            Reply reply = route.hasBody()
                    ? NODE.otherStaff()
                            .send(
                                    route.method(),
                                    path,
                                    path.endsWith("recover") ? "{\"since\":\"2026-01-01T00:00:00Z\"}" : "{}")
                    : NODE.otherStaff().send(route.method(), path, BodyPublishers.noBody());
            reply.problem(404, "not_found");
            Reply asPartner = NODE.partner("hook-mill").send(route.method(), path, BodyPublishers.noBody());
            asPartner.problem(403, "permission_denied");
        }
        assertThat(STAFF.get(path(webhook)).json(200).path("status").asText()).isEqualTo("ACTIVE");
        assertThat(NODE.otherStaff().get(WEBHOOKS).text())
                .doesNotContain(webhook.path("id").asText());
    }
}
