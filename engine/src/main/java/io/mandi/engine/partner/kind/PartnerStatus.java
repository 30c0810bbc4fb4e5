package io.mandi.engine.partner.kind;

/** Whether a partner may take part (PT-7). */
public enum PartnerStatus {
    /** Until its onboarding has ended. */
    PENDING,
    APPROVED,
    REJECTED,
    SUSPENDED,
    /** Has left the market. */
    INACTIVE
}
