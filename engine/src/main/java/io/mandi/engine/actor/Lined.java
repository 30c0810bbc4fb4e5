package io.mandi.engine.actor;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Span;
import java.util.Optional;

/**
 * A message that stands in line with the others and is answered after the commit of its batch.
 *
 * @param <Q> the messages of the same line
 */
interface Lined<Q extends Lined<Q>> {
    Caller caller();

    /** Milliseconds that the asker waits; a message that stood in line longer is not started. */
    long patienceMillis();

    /** How much of a batch's limit it takes. */
    default int weight() {
        return 1;
    }

    /** Whether it changes nothing, and so goes before the commands. */
    boolean asks();

    /** The key that no other message may use while this one is in line. */
    default Optional<Idempotency.Scope> key() {
        return asks()
                ? Optional.empty()
                : caller().idempotency().map(key -> key.scope(caller().actor().user()));
    }

    /** Tells a span what it is about; of commands only. */
    void describe(Span span);

    /** The same, as part of a span; of commands only. */
    Q within(TraceContext span);

    void refuse(LineRefusal why);
}
