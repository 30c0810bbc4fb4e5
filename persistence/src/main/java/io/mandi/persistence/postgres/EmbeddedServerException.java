package io.mandi.persistence.postgres;

import java.io.Serial;

/** The embedded server could not be prepared, started or stopped. The message says why and what to do. */
public final class EmbeddedServerException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message) {
        super(message);
    }

    EmbeddedServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
