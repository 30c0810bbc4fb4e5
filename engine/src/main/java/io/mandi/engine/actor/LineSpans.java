package io.mandi.engine.actor;

import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The spans of the sampled commands in an entity's line, from their arrival to the end of their commit. Most entities have none. */
final class LineSpans<Q extends Lined<Q>> {
    static final String DONE = "done";
    static final String NOT_STARTED = "not_started";
    static final String UNKNOWN = "outcome_unknown";

    private final Traces traces;
    private final Consumer<Span> describe;
    private final Map<Q, Started> spans = new IdentityHashMap<>(4);

    /** @param since {@link System#nanoTime} */
    private record Started(Span span, long since) {}

    /** @param describe tells each span whose line it is */
    LineSpans(Traces traces, Consumer<Span> describe) {
        this.traces = traces;
        this.describe = describe;
    }

    /** @return what goes into the line instead: the same, as part of its new span */
    Q arrived(Q message) {
        if (message.caller().trace().isEmpty() || message.asks()) {
            return message;
        }
        Optional<Span> begun = traces.begin(
                "book", Traces.Kind.INTERNAL, message.caller().trace().get());
        if (begun.isEmpty()) {
            return message;
        }
        Span span = begun.get();
        span.set("mandi.organization_id", message.caller().organization());
        describe.accept(span);
        message.describe(span);
        Q traced = message.within(span.context());
        spans.put(traced, new Started(span, System.nanoTime()));
        return traced;
    }

    /** These have left the line together and are decided now. */
    void started(List<Q> batch) {
        if (spans.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (Q message : batch) {
            Started started = spans.get(message);
            if (started != null) {
                started.span().event("left the line");
                started.span().set("mandi.line.wait", (now - started.since()) / 1e9);
                started.span().set("mandi.batch.size", batch.size());
            }
        }
    }

    /** Its answer is known. */
    void left(Q message, String outcome) {
        if (spans.isEmpty()) {
            return;
        }
        Started started = spans.remove(message);
        if (started != null) {
            started.span().set("mandi.outcome", outcome);
            if (!outcome.equals(DONE)) {
                started.span().fail(outcome);
            }
            started.span().end();
        }
    }
}
