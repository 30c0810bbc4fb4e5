package io.mandi.engine.trace;

import io.mandi.engine.id.TraceContext;
import java.util.Optional;

/** Begins spans. When nobody wants to know, it does nothing, and makes no objects. */
public interface Traces {

    /** Which way the work crosses the border of the program. */
    enum Kind {
        /** Not at all. */
        INTERNAL,
        /** It asks somebody else. */
        CLIENT
    }

    /** Nobody wants to know. */
    Traces OFF = new Traces() {
        @Override
        public Optional<Span> receive(String name, Optional<String> traceparent, Optional<String> tracestate) {
            return Optional.empty();
        }

        @Override
        public Optional<Span> begin(String name, Kind kind, TraceContext parent) {
            return Optional.empty();
        }
    };

    /**
     * Begins the span of a request that has come from outside, when the request is sampled.
     *
     * @param traceparent header of that name; one that is malformed is passed over, and the request begins a trace of its own
     * @param tracestate the headers of that name with commas between; counts only beside a traceparent
     */
    Optional<Span> receive(String name, Optional<String> traceparent, Optional<String> tracestate);

    /** Begins a span below another, which may have ended long ago, elsewhere. */
    Optional<Span> begin(String name, Kind kind, TraceContext parent);
}
