package io.mandi.engine.book;

/**
 * Why a command was refused. A refused command has no effect.
 *
 * @param field the request's field that is at fault, as its JSON name; empty when none is
 * @param detail what would be right, for the client's developer
 */
public record Rejection(RejectionCode code, String field, String detail) implements Verdict {

    /** A key was used before, for something else. */
    public static Rejection keyReused() {
        return new Rejection(
                RejectionCode.IDEMPOTENCY_KEY_REUSED, "", "this Idempotency-Key was used with another body");
    }
}
