package io.mandi.quality.violation.http;

import io.opentelemetry.api.trace.Span;

/** Spans that the settings do not reach. */
public record TracesByItself(Span span) {}
