package io.mandi.engine.partner.kind;

/** Legal forms. */
public enum BusinessEntityType {
    PROPRIETORSHIP,
    PARTNERSHIP,
    LLP,
    PRIVATE_LIMITED,
    PUBLIC_LIMITED,
    LLC,
    CORPORATION,
    TRUST,
    SOCIETY,
    FOREIGN_ENTITY
}
