package io.mandi.engine.partner.kind;

/** How a partner's KYC stands (PT-12). */
public enum KycStatus {
    /** Not done yet; it begins with the approval. */
    PENDING,
    VALID,
    EXPIRED,
    /** A renewal was not completed in time, or has failed. */
    FAILED
}
