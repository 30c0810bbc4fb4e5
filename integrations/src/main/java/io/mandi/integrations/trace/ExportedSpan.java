package io.mandi.integrations.trace;

import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.atomic.AtomicBoolean;

/** A span that is sent to the collector when it has ended, if there is room. */
final class ExportedSpan implements Span {
    private final io.opentelemetry.api.trace.Span span;
    private final TraceContext context;
    private final SpanCounts counts;
    private final AtomicBoolean ended = new AtomicBoolean();

    ExportedSpan(io.opentelemetry.api.trace.Span span, TraceContext context, SpanCounts counts) {
        this.span = span;
        this.context = context;
        this.counts = counts;
    }

    @Override
    public TraceContext context() {
        return context;
    }

    @Override
    public void set(String attribute, String value) {
        span.setAttribute(attribute, value);
    }

    @Override
    public void set(String attribute, long value) {
        span.setAttribute(attribute, value);
    }

    @Override
    public void set(String attribute, double seconds) {
        span.setAttribute(attribute, seconds);
    }

    @Override
    public void event(String name) {
        span.addEvent(name);
    }

    @Override
    public void fail(String type) {
        span.setAttribute("error.type", type);
        span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void end() {
        // One that is never ended is never sent.
        if (ended.compareAndSet(false, true) && counts.enter()) {
            span.end();
        }
    }
}
