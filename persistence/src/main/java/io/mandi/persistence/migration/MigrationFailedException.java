package io.mandi.persistence.migration;

import java.io.Serial;

/** The tables could not be brought to the wanted version. The database is as it was before the script that failed. */
public final class MigrationFailedException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    MigrationFailedException(String message) {
        super(message);
    }

    MigrationFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
