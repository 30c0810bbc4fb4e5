package io.mandi.integrations.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces.Kind;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class OpenTelemetryTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final InMemorySpanExporter collector = InMemorySpanExporter.create();

    private static TraceExport settings(URI endpoint, int oneIn, int perSecond, int queue) {
        return new TraceExport(endpoint, "mandi-test", oneIn, perSecond, queue, Duration.ofSeconds(1));
    }

    private OpenTelemetryTraces traces(int oneIn, int perSecond, int queue) {
        return OpenTelemetryTraces.exportingTo(
                settings(URI.create("http://127.0.0.1:4318"), oneIn, perSecond, queue), collector);
    }

    private static Optional<Span> receive(OpenTelemetryTraces traces, String traceparent) {
        return traces.receive("POST /orders", Optional.of(traceparent), Optional.empty());
    }

    private List<SpanData> sent(int count) {
        await().atMost(LIMIT).until(() -> collector.getFinishedSpanItems().size() >= count);
        return collector.getFinishedSpanItems();
    }

    @Test
    void aRequestGoesOnWithTheTraceOfItsCaller() {
        try (OpenTelemetryTraces traces = traces(0, 1_000, 100)) {
            Span request = traces.receive("POST /orders", Optional.of(SAMPLED), Optional.of("congo=t61,rojo=1"))
                    .orElseThrow();
            assertThat(request.context().traceId()).isEqualTo(TRACE);
            assertThat(request.context().state()).isEqualTo("congo=t61,rojo=1");
            Span work = traces.begin("book", Kind.INTERNAL, request.context()).orElseThrow();
            work.set("mandi.batch.size", 7);
            work.set("mandi.line.wait", 0.25);
            work.event("left the line");
            work.end();
            work.end();
            request.set("http.route", "/orders");
            request.fail("503");
            request.end();

            SpanData book = sent(2).getFirst();
            SpanData server = sent(2).getLast();
            assertThat(collector.getFinishedSpanItems()).hasSize(2);
            assertThat(server.getKind()).isEqualTo(SpanKind.SERVER);
            assertThat(server.getTraceId()).isEqualTo(TRACE);
            assertThat(server.getParentSpanId()).isEqualTo(PARENT);
            assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(server.getAttributes().get(AttributeKey.stringKey("http.route")))
                    .isEqualTo("/orders");
            assertThat(server.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .isEqualTo("503");
            assertThat(server.getResource().getAttribute(AttributeKey.stringKey("service.name")))
                    .isEqualTo("mandi-test");
            assertThat(book.getKind()).isEqualTo(SpanKind.INTERNAL);
            assertThat(book.getTraceId()).isEqualTo(TRACE);
            assertThat(book.getParentSpanId()).isEqualTo(server.getSpanId());
            assertThat(book.getSpanContext().getTraceState().get("congo")).isEqualTo("t61");
            assertThat(book.getAttributes().get(AttributeKey.longKey("mandi.batch.size")))
                    .isEqualTo(7);
            assertThat(book.getAttributes().get(AttributeKey.doubleKey("mandi.line.wait")))
                    .isEqualTo(0.25);
            assertThat(book.getEvents()).hasSize(1);
            await().atMost(LIMIT).until(() -> traces.exported() == 2);
            assertThat(traces.lost()).isZero();
        }
    }

    @Test
    void aSpanMayBelongToOneThatEndedLongAgo() {
        try (OpenTelemetryTraces traces = traces(0, 1, 100)) {
            for (int i = 0; i < 20; i++) {
                traces.begin("webhook attempt", Kind.CLIENT, new TraceContext(TRACE, PARENT, ""))
                        .orElseThrow()
                        .end();
            }
            assertThat(sent(20)).allSatisfy(span -> {
                assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
                assertThat(span.getParentSpanId()).isEqualTo(PARENT);
            });
        }
    }

    @Test
    void whatItsCallerHasNotSampledIsNotSampled() {
        try (OpenTelemetryTraces traces = traces(1, 1_000_000, 100)) {
            assertThat(receive(traces, "00-" + TRACE + "-" + PARENT + "-00")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish",
                "",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
            })
    void aRequestWithAMalformedTraceBeginsOneOfItsOwn(String traceparent) {
        try (OpenTelemetryTraces all = traces(1, 1_000_000, 100);
                OpenTelemetryTraces none = traces(0, 1_000_000, 100)) {
            TraceContext own = receive(all, traceparent).orElseThrow().context();
            assertThat(own.traceId()).isNotEqualTo(TRACE).matches("[0-9a-f]{32}");
            assertThat(receive(none, traceparent)).isEmpty();
        }
    }

    @Test
    void oneInSoManyRequestsIsSampled() {
        try (OpenTelemetryTraces traces = traces(10, 1_000_000, 100)) {
            int sampled = 0;
            for (int i = 0; i < 20_000; i++) {
                if (traces.receive("GET /orders", Optional.empty(), Optional.empty())
                        .isPresent()) {
                    sampled++;
                }
            }
            // Seven deviations of what is expected.
            assertThat(sampled).isBetween(1_700, 2_300);
        }
    }

    @Test
    void aCallerWhoSamplesEverythingIsHeldToTheRate() {
        try (OpenTelemetryTraces traces = traces(0, 10, 100)) {
            long begin = System.nanoTime();
            int sampled = 0;
            for (int i = 0; i < 50_000; i++) {
                if (receive(traces, SAMPLED).isPresent()) {
                    sampled++;
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(sampled).isBetween(1, 2 + (int) (seconds * 10));
        }
    }

    @Test
    void aStateThatIsTooLongIsDropped() {
        try (OpenTelemetryTraces traces = traces(0, 1_000, 100)) {
            String longest = "a=" + "x".repeat(TraceContext.MAX_STATE / 2 - 3) + ",b="
                    + "x".repeat(TraceContext.MAX_STATE / 2 - 2);
            assertThat(longest).hasSize(TraceContext.MAX_STATE);
            Span kept = traces.receive("GET", Optional.of(SAMPLED), Optional.of(longest))
                    .orElseThrow();
            Span dropped = traces.receive("GET", Optional.of(SAMPLED), Optional.of(longest + "x"))
                    .orElseThrow();
            assertThat(kept.context().state()).isEqualTo(longest);
            assertThat(dropped.context().state()).isEmpty();
            assertThat(dropped.context().traceId()).isEqualTo(TRACE);
        }
    }

    /** Takes what it is sent and never says whether it has arrived. */
    private static final class SilentCollector implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return new CompletableResultCode();
        }

        @Override
        public CompletableResultCode flush() {
            return new CompletableResultCode();
        }

        @Override
        public CompletableResultCode shutdown() {
            return new CompletableResultCode();
        }
    }

    @Test
    void noMoreSpansWaitThanThereIsRoomForAndTheEndIsBounded() {
        OpenTelemetryTraces traces = OpenTelemetryTraces.exportingTo(
                settings(URI.create("http://127.0.0.1:4318"), 1, 1_000_000, 50), new SilentCollector());
        for (int i = 0; i < 1_000; i++) {
            traces.begin("book", Kind.INTERNAL, new TraceContext(TRACE, PARENT, ""))
                    .orElseThrow()
                    .end();
        }
        assertThat(traces.lost()).isEqualTo(950);
        assertThat(traces.exported()).isZero();
        long begin = System.nanoTime();
        traces.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aCollectorThatIsNotThereIsToldOnceAndHurtsNobody() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        PrintStream errors = System.err;
        java.io.ByteArrayOutputStream printed = new java.io.ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            OpenTelemetryTraces traces = OpenTelemetryTraces.exportingTo(
                    settings(URI.create("http://127.0.0.1:" + port), 1, 1_000_000, 100));
            for (int round = 1; round <= 3; round++) {
                long lost = traces.lost();
                for (int i = 0; i < 1_000; i++) {
                    traces.begin("book", Kind.INTERNAL, new TraceContext(TRACE, PARENT, ""))
                            .orElseThrow()
                            .end();
                }
                await().atMost(LIMIT).until(() -> traces.lost() >= lost + 1_000);
            }
            traces.close();
            assertThat(traces.exported()).isZero();
            assertThat(traces.lost()).isEqualTo(3_000);
        } finally {
            System.setErr(errors);
            root.detachAppender(lines);
        }
        assertThat(lines.list.stream().filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO)))
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .isEqualTo("Traces cannot be sent to http://127.0.0.1:" + port
                                + ", and are lost until it answers"));
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("opentelemetry");
    }
}
