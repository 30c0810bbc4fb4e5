package io.mandi.engine.publication;

/** An event is of a type or version that this program does not know; a newer release wrote it. It is not guessed at. */
public final class UnknownEventTypeException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownEventTypeException(String type) {
        super("unknown event type " + type + "; it may come from a newer release");
    }
}
