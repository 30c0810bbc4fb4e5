package io.mandi.http.node;

import io.mandi.cluster.NodeSettings.TraceSettings;
import io.mandi.engine.trace.Traces;
import io.mandi.integrations.trace.OpenTelemetryTraces;
import io.mandi.integrations.trace.TraceExport;
import java.util.Optional;

/** What a node tells of the requests that it has sampled: to a collector, where one is set. */
record NodeTraces(Optional<OpenTelemetryTraces> exported) implements AutoCloseable {

    static NodeTraces open(TraceSettings settings, NodeMetrics metrics) {
        Optional<OpenTelemetryTraces> exported = settings.endpoint()
                .map(endpoint -> OpenTelemetryTraces.exportingTo(new TraceExport(
                        endpoint,
                        settings.serviceName(),
                        settings.sampleOneIn(),
                        settings.maxPerSecond(),
                        settings.queue(),
                        settings.timeout())));
        exported.ifPresent(traces -> {
            metrics.followSpans("exported", traces, OpenTelemetryTraces::exported);
            metrics.followSpans("lost", traces, OpenTelemetryTraces::lost);
        });
        return new NodeTraces(exported);
    }

    Traces traces() {
        return exported.isPresent() ? exported.get() : Traces.OFF;
    }

    /** Sends what has ended, within a bounded time. */
    @Override
    public void close() {
        exported.ifPresent(OpenTelemetryTraces::close);
    }
}
