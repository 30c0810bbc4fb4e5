package io.mandi.quality.violation.engine.id;

import java.util.UUID;

/** The core is given its ids. */
public final class RollsDice {
    private RollsDice() {}

    static UUID id() {
        return UUID.randomUUID();
    }
}
