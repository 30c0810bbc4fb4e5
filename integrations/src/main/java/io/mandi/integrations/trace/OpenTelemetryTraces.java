package io.mandi.integrations.trace;

import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans to a collector by OTLP over HTTP. Whether a request is sampled is decided when it comes: as its caller has decided,
 * and by chance where that has not; and never more in a second than may be. Spans that have ended wait in a bounded queue; those
 * that find it full, or a collector that does not answer, are lost. Nobody waits for it.
 */
public final class OpenTelemetryTraces implements Traces, AutoCloseable {
    private static final String PATH = "/v1/traces";
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";
    private static final Duration SEND_EVERY = Duration.ofSeconds(1);
    private static final int MOST_IN_A_MESSAGE = 512;

    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public String get(Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    };

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final SamplePace pace;
    private final int sampleOneIn;
    private final Duration timeout;
    private final SpanCounts counts;

    private OpenTelemetryTraces(SdkTracerProvider provider, TraceExport settings, SpanCounts counts) {
        this.provider = provider;
        this.tracer = provider.get("io.mandi");
        this.pace = new SamplePace(settings.maxPerSecond(), System.nanoTime());
        this.sampleOneIn = settings.sampleOneIn();
        this.timeout = settings.timeout();
        this.counts = counts;
    }

    /** Sends to a collector. It need not be there. */
    public static OpenTelemetryTraces exportingTo(TraceExport settings) {
        LibraryLog.take();
        String endpoint = settings.endpoint().toString();
        String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        return exportingTo(
                settings,
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(base.endsWith(PATH) ? base : base + PATH)
                        .setConnectTimeout(settings.timeout())
                        .setTimeout(settings.timeout())
                        .build());
    }

    static OpenTelemetryTraces exportingTo(TraceExport settings, SpanExporter exporter) {
        SpanCounts counts = new SpanCounts(settings.queue());
        SpanExporter counted =
                new CountedExporter(exporter, counts, settings.endpoint().toString());
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.builder()
                        .put("service.name", settings.serviceName())
                        .put("service.instance.id", UUID.randomUUID().toString())
                        .build()));
        return new OpenTelemetryTraces(
                SdkTracerProvider.builder()
                        .setResource(resource)
                        // Only spans that are sampled are ever begun.
                        .setSampler(Sampler.alwaysOn())
                        .addSpanProcessor(BatchSpanProcessor.builder(counted)
                                .setScheduleDelay(SEND_EVERY)
                                .setMaxQueueSize(settings.queue())
                                .setMaxExportBatchSize(Math.min(settings.queue(), MOST_IN_A_MESSAGE))
                                .setExporterTimeout(settings.timeout())
                                .build())
                        .build(),
                settings,
                counts);
    }

    @Override
    public Optional<Span> receive(String name, Optional<String> traceparent, Optional<String> tracestate) {
        Context parent = traceparent.isPresent() ? parent(traceparent.get(), tracestate.orElse("")) : Context.root();
        SpanContext caller = io.opentelemetry.api.trace.Span.fromContext(parent).getSpanContext();
        boolean sampled = caller.isValid()
                ? caller.isSampled()
                : sampleOneIn > 0 && ThreadLocalRandom.current().nextInt(sampleOneIn) == 0;
        return sampled && pace.take(System.nanoTime())
                ? Optional.of(begin(name, SpanKind.SERVER, parent))
                : Optional.empty();
    }

    @Override
    public Optional<Span> begin(String name, Kind kind, TraceContext parent) {
        SpanKind spanKind = switch (kind) {
            case INTERNAL -> SpanKind.INTERNAL;
            case CLIENT -> SpanKind.CLIENT;
        };
        return Optional.of(begin(name, spanKind, parent(parent.traceparent(), parent.state())));
    }

    private Span begin(String name, SpanKind kind, Context parent) {
        io.opentelemetry.api.trace.Span span =
                tracer.spanBuilder(name).setSpanKind(kind).setParent(parent).startSpan();
        SpanContext context = span.getSpanContext();
        return new ExportedSpan(
                span, new TraceContext(context.getTraceId(), context.getSpanId(), state(context)), counts);
    }

    private static Context parent(String traceparent, String tracestate) {
        Map<String, String> headers = tracestate.isEmpty()
                ? Map.of(TRACEPARENT, traceparent)
                : Map.of(TRACEPARENT, traceparent, TRACESTATE, tracestate);
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    }

    private static String state(SpanContext context) {
        if (context.getTraceState().isEmpty()) {
            return "";
        }
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(
                        Context.root().with(io.opentelemetry.api.trace.Span.wrap(context)),
                        headers,
                        (carrier, name, value) -> carrier.put(name, value));
        String state = headers.getOrDefault(TRACESTATE, "");
        return state.length() <= TraceContext.MAX_STATE ? state : "";
    }

    /** Spans that have arrived at the collector. */
    public long exported() {
        return counts.exported();
    }

    /** Spans that have not, because the queue was full or the collector did not take them. */
    public long lost() {
        return counts.lost();
    }

    /** Sends what has ended, for as long as sending may take. */
    @Override
    public void close() {
        provider.shutdown().join(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
