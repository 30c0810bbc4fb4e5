package io.mandi.engine.lots;

import io.mandi.engine.id.ResourceId;
import java.time.Instant;
import java.util.List;

/** What a book of lots makes of a command. */
public sealed interface LotDecision {

    /**
     * A lot or need that a command has changed.
     *
     * @param matching whether it has to be matched anew for that (7.7)
     */
    record Touched(ResourceId posting, boolean matching) {}

    /** The command is good: this has to be recorded before anyone is told. */
    record Accept(LotTransition transition, LotAnswer answer, List<Touched> touched) implements LotDecision {
        public Accept {
            touched = List.copyOf(touched);
        }
    }

    /** The command is refused, and that has to be recorded before anyone is told. */
    record Refuse(LotTransition transition, LotRejection rejection) implements LotDecision {}

    /** The command is a repetition: this is how it was answered the first time, a recorded refusal among it. */
    record Repeat(LotAnswer answer) implements LotDecision {}

    /** The command is good and asks for what already is. */
    record Unchanged(LotAnswer answer) implements LotDecision {}

    /**
     * The request's idempotency key may be one that the book has forgotten before its time. Nothing is done; when it is known
     * that no transition before {@code lookUpTo} has it, the command can be given again.
     *
     * @param anyKey whether this is so for every key that the book does not know
     */
    record Forgotten(Instant lookUpTo, boolean anyKey) implements LotDecision {}

    /** The command is refused. */
    record Reject(LotRejection rejection) implements LotDecision {}
}
