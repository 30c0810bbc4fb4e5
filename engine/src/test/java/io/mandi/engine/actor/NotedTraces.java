package io.mandi.engine.actor;

import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every span that is begun. */
final class NotedTraces implements Traces {
    private final List<NotedSpan> spans = new CopyOnWriteArrayList<>();

    List<NotedSpan> spans() {
        return spans;
    }

    @Override
    public Optional<Span> receive(String name, Optional<String> traceparent, Optional<String> tracestate) {
        throw new AssertionError("a book receives nothing from outside");
    }

    @Override
    public Optional<Span> begin(String name, Kind kind, TraceContext parent) {
        String id = String.format("%016x", spans.size() + 1);
        NotedSpan span = new NotedSpan(name, parent, new TraceContext(parent.traceId(), id, parent.state()));
        spans.add(span);
        return Optional.of(span);
    }

    static final class NotedSpan implements Span {
        private final String name;
        private final TraceContext parent;
        private final TraceContext context;
        private final Map<String, Object> attributes = new ConcurrentHashMap<>();
        private volatile boolean ended;

        NotedSpan(String name, TraceContext parent, TraceContext context) {
            this.name = name;
            this.parent = parent;
            this.context = context;
        }

        String name() {
            return name;
        }

        TraceContext parent() {
            return parent;
        }

        Map<String, Object> attributes() {
            return attributes;
        }

        boolean isEnded() {
            return ended;
        }

        @Override
        public TraceContext context() {
            return context;
        }

        @Override
        public void set(String attribute, String value) {
            attributes.put(attribute, value);
        }

        @Override
        public void set(String attribute, long value) {
            attributes.put(attribute, value);
        }

        @Override
        public void set(String attribute, double seconds) {
            attributes.put(attribute, seconds);
        }

        @Override
        public void event(String name) {
            // Attributes tell as much.
        }

        @Override
        public void fail(String type) {
            attributes.put("error.type", type);
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
