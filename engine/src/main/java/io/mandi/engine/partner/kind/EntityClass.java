package io.mandi.engine.partner.kind;

/** Whether a partner trades, or helps others to trade. */
public enum EntityClass {
    BUSINESS_ENTITY,
    /** Never trades, whatever its documents (CAP-1). */
    SERVICE_PROVIDER
}
