package io.mandi.engine.partner.kind;

/** What a partner's tax id is. */
public enum TaxIdType {
    GSTIN,
    PAN,
    FOREIGN_TAX_ID
}
