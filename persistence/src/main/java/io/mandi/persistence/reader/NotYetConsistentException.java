package io.mandi.persistence.reader;

import java.io.Serial;

/** The list does not show what its reader has to see, and did not come to show it in time. */
public final class NotYetConsistentException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NotYetConsistentException() {
        super("the list does not show what is asked for yet", null, false, false);
    }
}
