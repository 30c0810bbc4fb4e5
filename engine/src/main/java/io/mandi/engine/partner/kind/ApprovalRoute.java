package io.mandi.engine.partner.kind;

/** Who approves a partner, by its score (PT-11). */
public enum ApprovalRoute {
    /** By itself, once all documents are verified. */
    AUTOMATIC,
    MANAGER,
    DIRECTOR,
    /** A director, who says what was checked besides. */
    DIRECTOR_AFTER_CHECKS
}
