package io.mandi.engine.partner.kind;

/** Why a partner in India has no GSTIN. */
public enum NoGstDeclaration {
    COMMISSION_AGENT,
    TURNOVER_BELOW_THRESHOLD,
    EXEMPTED_CATEGORY
}
