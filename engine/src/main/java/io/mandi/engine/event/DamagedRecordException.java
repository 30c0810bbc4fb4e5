package io.mandi.engine.event;

import java.io.IOException;

/** Stored bytes are not those that were written: the storage, or somebody, has changed them. */
public final class DamagedRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message what does not fit */
    public DamagedRecordException(String message) {
        super(message);
    }
}
