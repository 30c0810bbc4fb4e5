package io.mandi.engine.book;

import io.mandi.engine.id.TraceContext;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who asks, and when.
 *
 * @param at microseconds since the epoch
 * @param correlationId of the request
 * @param idempotency the request's idempotency key, where it has one
 * @param expectedVersion the version that the user has seen of the order or instrument that the command changes: the
 *     sequence of its last change, or {@link #ANY_VERSION}. The command is refused when it has another by now
 * @param lookedUpTo no event of the book before this time, in microseconds since the epoch, has the idempotency key: someone
 *     has looked; 0 when nobody has
 * @param trace the span that the command belongs to, where that is sampled
 */
public record CommandContext(
        long at,
        Actor actor,
        String correlationId,
        Optional<Idempotency> idempotency,
        OptionalLong expectedVersion,
        long lookedUpTo,
        Optional<TraceContext> trace) {

    /** Expects that there is something to change, in whatever version. */
    public static final long ANY_VERSION = -1;

    /** The context of a command that belongs to no trace. */
    public CommandContext(
            long at,
            Actor actor,
            String correlationId,
            Optional<Idempotency> idempotency,
            OptionalLong expectedVersion,
            long lookedUpTo) {
        this(at, actor, correlationId, idempotency, expectedVersion, lookedUpTo, Optional.empty());
    }

    /** The context of a command that expects no version. */
    public CommandContext(long at, Actor actor, String correlationId, Optional<Idempotency> idempotency) {
        this(at, actor, correlationId, idempotency, OptionalLong.empty(), 0);
    }

    /** The same, after someone has looked for the key. */
    public CommandContext lookedUp(long to) {
        return new CommandContext(at, actor, correlationId, idempotency, expectedVersion, to, trace);
    }

    /** Whether the user has seen another version; 0 is that of what is not there. */
    public boolean expectsOtherThan(long version) {
        if (expectedVersion.isEmpty()) {
            return false;
        }
        long expected = expectedVersion.getAsLong();
        return expected == ANY_VERSION ? version == 0 : expected != version;
    }
}
