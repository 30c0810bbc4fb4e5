package io.mandi.engine.partner.kind;

/** What has become of an amendment (PT-4). */
public enum AmendmentStatus {
    PENDING,
    APPROVED,
    REJECTED
}
