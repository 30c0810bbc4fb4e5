package io.mandi.persistence.journal;

import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.trace.Span;
import io.mandi.engine.trace.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The spans of the sampled events of one write, each below the span that its event comes from. Many events share a commit; those
 * that do are known by the same {@code mandi.commit.id}.
 */
final class CommitSpans {
    static final CommitSpans NONE = new CommitSpans(List.of());

    private final List<Span> spans;
    private final long begin = System.nanoTime();

    private CommitSpans(List<Span> spans) {
        this.spans = spans;
    }

    static CommitSpans begin(Traces traces, List<AtomicWrite> writes) {
        if (traces == Traces.OFF) {
            return NONE;
        }
        List<Span> spans = new ArrayList<>();
        for (AtomicWrite write : writes) {
            for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
                if (event.payload() instanceof RecordedEvent recorded) {
                    recorded.trace()
                            .flatMap(parent -> traces.begin("journal commit", Traces.Kind.INTERNAL, parent))
                            .ifPresent(spans::add);
                }
            }
        }
        return spans.isEmpty() ? NONE : new CommitSpans(spans);
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /** The name of a commit; unlike all others. */
    static String newCommit() {
        return String.format("%016x", ThreadLocalRandom.current().nextLong());
    }

    /**
     * The statement of the commit is sent now. May come again, when a commit is begun anew.
     *
     * @param rows of the whole commit
     */
    void sent(String commit, int rows) {
        double waited = (System.nanoTime() - begin) / 1e9;
        for (Span span : spans) {
            span.event("statement sent");
            span.set("mandi.commit.id", commit);
            span.set("mandi.commit.events", rows);
            span.set("mandi.commit.wait", waited);
        }
    }

    void stored() {
        spans.forEach(Span::end);
    }

    void failed(Throwable why) {
        for (Span span : spans) {
            span.fail(why.getClass().getSimpleName());
            span.end();
        }
    }
}
