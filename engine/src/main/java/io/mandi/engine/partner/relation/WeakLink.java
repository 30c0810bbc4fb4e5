package io.mandi.engine.partner.relation;

/** What two partners have in common that makes one think, and forbids nothing (8.1). */
public enum WeakLink {
    SAME_MOBILE,
    /** Of a provider with which anybody has an address it says nothing. */
    SAME_EMAIL_DOMAIN
}
