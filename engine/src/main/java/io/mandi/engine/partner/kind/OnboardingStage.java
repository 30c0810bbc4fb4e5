package io.mandi.engine.partner.kind;

/** How far an onboarding has come (PT-7). */
public enum OnboardingStage {
    /** Has no document yet. */
    DRAFT,
    DOCUMENTS,
    SUBMITTED,
    /** A document was verified since it was submitted. */
    VERIFICATION,
    /** Waits for answers of the partner, who submits again. */
    INFO_REQUESTED,
    APPROVED,
    REJECTED
}
