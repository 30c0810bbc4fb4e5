package io.mandi.engine.ledger;

import java.time.Instant;

/** A lot or a need of a partner that is not closed: draft, offered or partly spoken for (8.2). */
public record OpenPosting(Kind kind, String commodity, Instant createdAt) {

    /** What is posted. */
    public enum Kind {
        LOT,
        NEED
    }
}
