package io.mandi.engine.actor;

import java.io.NotSerializableException;
import java.util.Optional;

/** The events of an entity can be read, and do not make a history. */
final class DamagedHistoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedHistoryException(Exception cause) {
        super(cause.getMessage(), cause);
    }

    /**
     * What is damaged, where that is why a recovery failed. Everything else passes: a database that is away, a limit of
     * time.
     */
    static Optional<String> reason(Throwable failure) {
        String context = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotSerializableException || cause instanceof DamagedHistoryException) {
                return Optional.of(context + cause.getMessage());
            }
            context = cause.getMessage() == null ? "" : cause.getMessage() + ": ";
        }
        return Optional.empty();
    }
}
