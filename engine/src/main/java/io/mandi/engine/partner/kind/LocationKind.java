package io.mandi.engine.partner.kind;

/** What a partner's address is for. */
public enum LocationKind {
    /** Where the partner is registered. Each has one at most. */
    PRINCIPAL,
    ADDITIONAL_SAME_STATE,
    BRANCH_DIFFERENT_STATE,
    WAREHOUSE,
    FACTORY,
    /** Where a buyer has goods delivered (PT-3). */
    SHIP_TO,
    BILL_TO,
    PORT,
    /** An inland container depot. */
    ICD
}
