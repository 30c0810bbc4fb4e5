package io.mandi.integrations.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what is sent, and says once when the collector is away and once when it is back. */
final class CountedExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(CountedExporter.class);

    private final SpanExporter exporter;
    private final SpanCounts counts;
    private final String collector;
    private final AtomicBoolean away = new AtomicBoolean();

    CountedExporter(SpanExporter exporter, SpanCounts counts, String collector) {
        this.exporter = exporter;
        this.counts = counts;
        this.collector = collector;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            counts.sent(count, result.isSuccess());
            if (result.isSuccess()) {
                if (away.compareAndSet(true, false)) {
                    LOG.info("Traces are sent to {} again", collector);
                }
            } else if (away.compareAndSet(false, true)) {
                LOG.warn("Traces cannot be sent to {}, and are lost until it answers", collector);
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
