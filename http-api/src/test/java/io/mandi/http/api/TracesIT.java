package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.http.receiver.TraceCollector;
import io.mandi.http.receiver.TraceCollector.Told;
import io.mandi.http.receiver.WebhookReceiver;
import io.mandi.http.receiver.WebhookReceiver.Answer;
import io.mandi.http.receiver.WebhookReceiver.Message;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One trace tells what has become of an order, from the request to those who are told of it. */
class TracesIT {
    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CALLER = "00f067aa0ba902b7";

    private final Path dataDir = TestNode.newDataDir();
    private final TraceCollector collector = TraceCollector.start();
    private final WebhookReceiver receiver = WebhookReceiver.start();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.start(
                dataDir,
                Map.of(
                        "TRACES_ENDPOINT",
                        collector.url(),
                        "TRACES_SERVICE_NAME",
                        "mandi-test",
                        "TRACES_SAMPLE_ONE_IN",
                        "0",
                        "WEBHOOK_RETRY_FIRST",
                        "50ms",
                        "WEBHOOK_RETRY_MOST",
                        "200ms"));
    }

    @AfterEach
    void stop() {
        node.close();
        receiver.close();
        collector.close();
        TestNode.delete(dataDir);
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-" + CALLER + "-01";
    }

    private static void listen(ApiClient staff, WebhookReceiver receiver) {
        ObjectNode definition = Orders.object().put("url", receiver.url());
        definition.withArray("event_types").add("order.*");
        JsonNode webhook = staff.postOnce(ApiClient.newKey(), WEBHOOKS, definition.toString())
                .json(201);
        staff.send("POST", WEBHOOKS + "/" + webhook.path("id").asText() + "/verify", BodyPublishers.noBody())
                .json(200);
    }

    private static Reply place(ApiClient staff, String symbol, String price, String... headers) {
        return staff.postOnce(
                ApiClient.newKey(),
                ApiClient.ORDERS,
                Orders.limit(symbol, "ginner", "SELL", "2", price).toString(),
                headers);
    }

    /** The headers {@code traceparent} of what was sent of an order, one for each attempt. */
    private static List<Optional<String>> sent(WebhookReceiver receiver, String order) {
        return receiver.messages().stream()
                .filter(message -> message.body().at("/data/order_id").asText().equals(order))
                .map(message -> message.headers().firstValue("traceparent"))
                .toList();
    }

    private static Told only(List<Told> spans, String name) {
        List<Told> found =
                spans.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    @Test
    void oneTraceTellsOfAnOrderFromTheRequestToTheWebhook() {
        String symbol = node.openMarket();
        listen(node.staff(), receiver);
        String trace = newTrace();
        JsonNode placed = place(
                        node.staff(),
                        symbol,
                        "100.00",
                        "traceparent",
                        traceparent(trace),
                        "tracestate",
                        "congo=t61",
                        "X-Request-ID",
                        "request-of-the-trace")
                .json(201);
        String order = placed.at("/order/id").asText();

        await("all of it").atMost(LIMIT).until(() -> collector.trace(trace).size() >= 5);
        List<Told> spans = collector.trace(trace);
        assertThat(spans)
                .extracting(Told::name)
                .containsExactlyInAnyOrder(
                        "POST /api/v1/orders", "book", "book decide", "journal commit", "webhook attempt");
        assertThat(spans).extracting(Told::service).containsOnly("mandi-test");
        assertThat(spans).extracting(Told::state).containsOnly("congo=t61");
        assertThat(spans).allSatisfy(span -> assertThat(span.end()).isGreaterThanOrEqualTo(span.start()));

        Told request = only(spans, "POST /api/v1/orders");
        assertThat(request.kind()).isEqualTo("SPAN_KIND_SERVER");
        assertThat(request.parent()).isEqualTo(CALLER);
        assertThat(request.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/api/v1/orders")
                .containsEntry("http.response.status_code", "201")
                .containsEntry("mandi.request_id", "request-of-the-trace")
                .containsEntry("mandi.organization_id", TestNode.ORGANIZATION);

        Told book = only(spans, "book");
        assertThat(book.parent()).isEqualTo(request.id());
        assertThat(book.events()).containsExactly("left the line");
        assertThat(book.attributes())
                .containsEntry("mandi.instrument", symbol)
                .containsEntry("mandi.batch.size", "1")
                .containsEntry("mandi.outcome", "done")
                .containsKey("mandi.line.wait");

        Told decision = only(spans, "book decide");
        assertThat(decision.parent()).isEqualTo(book.id());
        assertThat(decision.attributes())
                .containsEntry("mandi.decision", "accept")
                .containsEntry("mandi.event.type", "order.executed.v1");

        Told commit = only(spans, "journal commit");
        assertThat(commit.parent()).isEqualTo(book.id());
        assertThat(commit.attributes())
                .containsEntry("mandi.commit.events", "1")
                .containsKeys("mandi.commit.id", "mandi.commit.wait");
        assertThat(commit.start()).isGreaterThanOrEqualTo(book.start());

        Told attempt = only(spans, "webhook attempt");
        assertThat(attempt.kind()).isEqualTo("SPAN_KIND_CLIENT");
        assertThat(attempt.parent()).isEqualTo(book.id());
        assertThat(attempt.attributes())
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("http.response.status_code", "200")
                .doesNotContainKey("http.request.resend_count");
        assertThat(sent(receiver, order)).containsExactly(Optional.of("00-" + trace + "-" + attempt.id() + "-01"));
        assertThat(receiver.messages())
                .allSatisfy(message ->
                        assertThat(message.headers().firstValue("tracestate")).isEmpty());
    }

    @Test
    void ordersThatShareACommitSayWhichOne() {
        String trace = newTrace();
        String first = node.openMarket();
        String second = node.openMarket();
        node.staff()
                .postOnce(
                        ApiClient.newKey(),
                        ApiClient.BATCH,
                        Orders.batch(
                                Orders.limit(first, "ginner", "SELL", "2", "100.00"),
                                Orders.limit(first, "ginner", "SELL", "2", "101.00"),
                                Orders.limit(second, "ginner", "SELL", "2", "102.00")),
                        "traceparent",
                        traceparent(trace))
                .json(200);
        await("both books").atMost(LIMIT).until(() -> collector.trace(trace).size() >= 7);
        List<Told> commits = collector.trace(trace).stream()
                .filter(span -> span.name().equals("journal commit"))
                .toList();
        assertThat(commits).hasSize(2);
        boolean shared = commits.getFirst()
                .attributes()
                .get("mandi.commit.id")
                .equals(commits.getLast().attributes().get("mandi.commit.id"));
        assertThat(commits)
                .allSatisfy(commit ->
                        assertThat(commit.attributes()).containsEntry("mandi.commit.events", shared ? "2" : "1"));
    }

    @Test
    void theTraceOutlivesTheNode() {
        String symbol = node.openMarket();
        listen(node.staff(), receiver);
        // There are attempts left, however long the node takes to stop.
        receiver.answer(message -> new Answer(500, "4"));
        String trace = newTrace();
        String order = place(node.staff(), symbol, "100.00", "traceparent", traceparent(trace))
                .json(201)
                .at("/order/id")
                .asText();
        await("the first attempt")
                .atMost(LIMIT)
                .until(() -> !sent(receiver, order).isEmpty());
        node.close();
        int before = receiver.messages().size();
        receiver.answer(message -> Answer.of(200));
        start();
        await("the delivery")
                .atMost(LIMIT)
                .until(() -> receiver.messages().stream()
                        .skip(before)
                        .map(Message::status)
                        .anyMatch(status -> status == 200));
        assertThat(sent(receiver, order))
                .hasSizeGreaterThan(1)
                .doesNotHaveDuplicates()
                .allSatisfy(header -> assertThat(header.orElseThrow()).startsWith("00-" + trace + "-"));
        await("its span")
                .atMost(LIMIT)
                .until(() -> collector.trace(trace).stream()
                        .anyMatch(span -> "200".equals(span.attributes().get("http.response.status_code"))
                                && span.name().equals("webhook attempt")));
        Told failed = collector.trace(trace).stream()
                .filter(span -> "500".equals(span.attributes().get("error.type")))
                .findFirst()
                .orElseThrow();
        Told done = collector.trace(trace).stream()
                .filter(span -> span.name().equals("webhook attempt"))
                .filter(span -> "200".equals(span.attributes().get("http.response.status_code")))
                .findFirst()
                .orElseThrow();
        assertThat(done.parent()).isEqualTo(failed.parent());
        assertThat(Integer.parseInt(done.attributes().get("http.request.resend_count")))
                .isPositive();
    }

    @Test
    void whatIsNotSampledLeavesNothing() {
        String symbol = node.openMarket();
        listen(node.staff(), receiver);
        String unsampled = newTrace();
        String told = newTrace();
        String first = place(node.staff(), symbol, "100.00", "traceparent", "00-" + unsampled + "-" + CALLER + "-00")
                .json(201)
                .at("/order/id")
                .asText();
        String second = place(node.staff(), symbol, "100.50", "traceparent", traceparent(told) + "-more")
                .json(201)
                .at("/order/id")
                .asText();
        await("both arrive")
                .atMost(LIMIT)
                .until(() ->
                        sent(receiver, first).size() + sent(receiver, second).size() == 2);
        assertThat(sent(receiver, first)).containsExactly(Optional.empty());
        assertThat(sent(receiver, second)).containsExactly(Optional.empty());
        // What comes later is there: so would these be.
        String sampled = newTrace();
        node.staff()
                .get(ApiClient.INSTRUMENTS, "traceparent", traceparent(sampled))
                .json(200);
        node.anonymous().get("/health/live", "traceparent", traceparent(told)).json(200);
        await("a look").atMost(LIMIT).until(() -> !collector.trace(sampled).isEmpty());
        assertThat(collector.spans()).extracting(Told::trace).containsOnly(sampled);
    }

    @Test
    void aProblemNamesTheTraceAndTheTraceNamesTheProblem() {
        String trace = newTrace();
        Reply refused = place(node.staff(), TestNode.newSymbol(), "100.00", "traceparent", traceparent(trace));
        JsonNode problem = refused.json();
        String code = problem.path("code").asText();
        assertThat(refused.problem(refused.status(), code).path("trace_id").asText())
                .isEqualTo(trace);
        await("the refusal")
                .atMost(LIMIT)
                .until(() -> collector.trace(trace).stream()
                        .anyMatch(span -> span.parent().equals(CALLER)));
        Told request = only(collector.trace(trace), "POST /api/v1/orders");
        assertThat(request.attributes())
                .containsEntry("mandi.problem.code", code)
                .containsEntry("http.response.status_code", Integer.toString(refused.status()));
    }

    @Test
    void aNodeThatTracesNothingInventsNothing() {
        TestNode other = TestNode.shared();
        listen(other.staff(), receiver);
        String symbol = other.openMarket();
        String plain =
                place(other.staff(), symbol, "100.00").json(201).at("/order/id").asText();
        String traced = place(other.staff(), symbol, "100.50", "traceparent", traceparent(newTrace()))
                .json(201)
                .at("/order/id")
                .asText();
        await("both arrive")
                .atMost(LIMIT)
                .until(() ->
                        sent(receiver, plain).size() + sent(receiver, traced).size() == 2);
        assertThat(sent(receiver, plain)).containsExactly(Optional.empty());
        assertThat(sent(receiver, traced)).containsExactly(Optional.empty());
    }
}
