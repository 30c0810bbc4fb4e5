package io.mandi.http.report;

import java.io.IOException;

/** The node does not answer for certain, or not to this user: to go on would not help. */
public final class ImportStoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    ImportStoppedException(String message) {
        super(message);
    }
}
