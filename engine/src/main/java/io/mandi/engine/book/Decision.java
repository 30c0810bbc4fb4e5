package io.mandi.engine.book;

import java.util.List;

/** What a book makes of a command. */
public sealed interface Decision {
    /**
     * The command is good: this has to be recorded before anyone is told.
     *
     * @param results one for each instruction about orders
     */
    record Accept(RecordedEvent event, List<OrderResult> results) implements Decision {}

    /**
     * The command is a repetition: this was recorded for it before.
     *
     * @param results as they were told, or would have been, the first time; a cancellation tells the order as it is now
     */
    record Repeat(RecordedEvent event, List<OrderResult> results) implements Decision {}

    /** The command is good and asks for what already is. */
    record Unchanged() implements Decision {}

    /**
     * The request's idempotency key may be one that the book has forgotten before its time. Nothing is done; when it is known
     * that no event before {@code lookUpTo} has it, the command can be given again.
     *
     * @param lookUpTo microseconds since the epoch
     * @param anyKey whether this is so for every key that the book does not know
     */
    record Forgotten(long lookUpTo, boolean anyKey) implements Decision {}

    /** The command is refused. */
    record Reject(Rejection rejection) implements Decision {}

    /** Every instruction of a batch is refused, each for its own reason. */
    record RejectAll(List<Rejection> rejections) implements Decision {}
}
