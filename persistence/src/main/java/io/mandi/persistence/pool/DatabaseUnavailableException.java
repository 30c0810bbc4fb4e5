package io.mandi.persistence.pool;

import java.io.Serial;

/** The database could not be reached when the pool was opened. The message says where it was looked for. */
public final class DatabaseUnavailableException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    DatabaseUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
