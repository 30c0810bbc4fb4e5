package io.mandi.engine.lots.match;

/** A need's place in its life (section 6). */
public enum NeedStatus {
    DRAFT,
    ACTIVE,
    PARTIALLY_FULFILLED,
    FULFILLED,
    BLOCKED,
    CANCELLED,
    EXPIRED;

    /** RQ-3. */
    public boolean isMatchable() {
        return this == ACTIVE || this == PARTIALLY_FULFILLED;
    }
}
