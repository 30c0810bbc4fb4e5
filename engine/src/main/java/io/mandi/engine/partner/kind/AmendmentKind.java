package io.mandi.engine.partner.kind;

/** What of an approved partner changes through an amendment only (PT-4). */
public enum AmendmentKind {
    BANK,
    /** With the declaration that stands in its place. */
    GST_NUMBER,
    CREDIT_LIMIT,
    /** All locations. */
    ADDRESS,
    CONTACT
}
