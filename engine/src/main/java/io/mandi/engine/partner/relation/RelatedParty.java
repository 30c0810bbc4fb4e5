package io.mandi.engine.partner.relation;

/** Why two partners may not trade with each other; the first one that holds counts (8.1). */
public enum RelatedParty {
    /** One of them is no partner of the organisation. */
    PARTNER_UNKNOWN,
    SAME_ENTITY,
    MASTER_BRANCH,
    CORPORATE_GROUP,
    SAME_GST,
    SAME_PAN,
    SAME_BANK_ACCOUNT
}
