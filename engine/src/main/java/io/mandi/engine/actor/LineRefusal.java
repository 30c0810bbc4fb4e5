package io.mandi.engine.actor;

/** Why a message that stood in line, or would have, is not answered by its entity. */
enum LineRefusal {
    /** The line is full, the entity is moving, or nobody waits any more: nothing was done. */
    OVERLOADED,
    /** A request with the same idempotency key is in line: nothing was done. */
    IN_PROGRESS,
    /** What is stored of the entity is damaged: nothing was done. */
    QUARANTINED,
    /** Whether it was done is not known. */
    OUTCOME_UNKNOWN
}
