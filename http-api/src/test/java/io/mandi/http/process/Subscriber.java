package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.process.ApiClient.Reply;
import io.mandi.http.process.ApiClient.Request;
import io.mandi.http.receiver.WebhookReceiver;
import io.mandi.http.receiver.WebhookReceiver.Answer;
import io.mandi.http.receiver.WebhookReceiver.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Somebody else's system that wants all events, and fails to take each tenth of them at first. */
final class Subscriber implements AutoCloseable {
    /** What nodes need for it: it listens on this machine, and does not want to be waited for. */
    static final Map<String, String> SETTINGS =
            Map.of("WEBHOOK_ALLOW_LOOPBACK", "true", "WEBHOOK_RETRY_FIRST", "50ms", "WEBHOOK_BREAKER_PAUSE", "200ms");

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int MOST_ATTEMPTS = 20;
    private static final int FAILURES_PERCENT = 10;
    private static final int ACCEPTED = 200;
    /** What types of events begin with. */
    private static final Set<String> GROUPS = Set.of("instrument", "order", "orders", "webhook");

    private final WebhookReceiver receiver = WebhookReceiver.start();
    private final ApiClient api;
    private final String secret;
    private final String path;
    /** Where its events begin. */
    private final String since;
    /** What was not signed as it should be, by the time of its arrival: old signatures are worth nothing. */
    private final Queue<AssertionError> unsigned = new ConcurrentLinkedQueue<>();

    private Subscriber(ApiClient api, long seed) {
        this.api = api;
        ObjectNode webhook =
                ApiClient.JSON.createObjectNode().put("url", receiver.url()).put("max_attempts", MOST_ATTEMPTS);
        // What happens to books, and so also what is done to this endpoint itself.
        GROUPS.forEach(group -> webhook.withArray("event_types").add(group + ".*"));
        this.since = cursor("");
        Reply created = api.untilCertain(Request.post("/webhooks", "subscriber-" + seed, webhook));
        assertThat(created.status()).as("%s", created).isEqualTo(201);
        this.secret = created.body().path("secret").asText();
        this.path = "/webhooks/" + created.body().path("id").asText();
        Reply verified = api.untilCertain(new Request("POST", path + "/verify", Optional.empty(), Optional.empty()));
        assertThat(verified.body().path("status").asText()).as("%s", verified).isEqualTo("ACTIVE");
        SplittableRandom random = new SplittableRandom(seed);
        receiver.answer(message -> {
            try {
                message.verify(secret);
            } catch (AssertionError e) {
                unsigned.add(e);
            }
            synchronized (random) {
                return Answer.of(random.nextInt(100) < FAILURES_PERCENT ? 500 : ACCEPTED);
            }
        });
    }

    /** From now on, before the first event that is looked for at the end. */
    static Subscriber of(ApiClient api, long seed) {
        return new Subscriber(api, seed);
    }

    /** Behind the events that follow on a cursor. */
    private String cursor(String from) {
        List<JsonNode> events = new ArrayList<>();
        return follow(from, events);
    }

    private String follow(String from, List<JsonNode> events) {
        String after = from;
        while (true) {
            Reply page =
                    api.untilCertain(Request.get("/events?limit=500" + (after.isEmpty() ? "" : "&after=" + after)));
            assertThat(page.status()).as("%s", page).isEqualTo(200);
            page.body().path("items").forEach(events::add);
            after = page.body().path("next_cursor").asText();
            if (page.body().path("items").isEmpty()) {
                return after;
            }
        }
    }

    /**
     * Checks, once nobody trades any more and the events are all there: each has arrived; whatever arrived under one id was the same,
     * and signed; those of a book arrived in their order.
     */
    int assertEverythingArrived() {
        List<JsonNode> events = new ArrayList<>();
        follow(since, events);
        Set<String> wanted = new LinkedHashSet<>();
        for (JsonNode event : events) {
            if (GROUPS.contains(event.path("type").asText().split("\\.")[0])) {
                wanted.add(event.path("id").asText());
            }
        }
        await("every event arrives")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(arrived()).containsAll(wanted));
        assertThat(unsigned).isEmpty();
        Map<String, String> texts = new HashMap<>();
        for (Message message : receiver.messages()) {
            String text = texts.putIfAbsent(message.id(), message.text());
            assertThat(text).as(message.id()).isIn(null, message.text());
            assertThat(message.body().path("id").asText()).isEqualTo(message.id());
        }
        assertInOrder();
        await("what arrived is known to have")
                .atMost(LIMIT)
                .until(() -> !hasDeliveries("PENDING") && !hasDeliveries("RETRYING"));
        assertThat(hasDeliveries("DEAD_LETTER")).isFalse();
        return wanted.size();
    }

    /** Attempts beyond the first ones. */
    int repeated() {
        return receiver.messages().size() - arrived().size();
    }

    private Set<String> arrived() {
        Set<String> arrived = new LinkedHashSet<>();
        for (Message message : receiver.messages()) {
            if (message.status() == ACCEPTED) {
                arrived.add(message.id());
            }
        }
        return arrived;
    }

    private void assertInOrder() {
        Map<String, List<Long>> sequences = new LinkedHashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Message message : receiver.messages()) {
            if (message.status() == ACCEPTED && seen.add(message.id())) {
                sequences
                        .computeIfAbsent(message.body().path("aggregate_id").asText(), aggregate -> new ArrayList<>())
                        .add(message.body().path("sequence").asLong());
            }
        }
        assertThat(sequences)
                .isNotEmpty()
                .allSatisfy(
                        (aggregate, order) -> assertThat(order).as(aggregate).isSorted());
    }

    private boolean hasDeliveries(String state) {
        Reply page = api.untilCertain(Request.get(path + "/deliveries?limit=1&state=" + state));
        assertThat(page.status()).as("%s", page).isEqualTo(200);
        return !page.body().path("items").isEmpty();
    }

    @Override
    public void close() {
        receiver.close();
    }
}
