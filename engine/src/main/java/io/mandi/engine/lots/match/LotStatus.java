package io.mandi.engine.lots.match;

/** A lot's place in its life (section 5.2). */
public enum LotStatus {
    DRAFT,
    ACTIVE,
    RESERVED,
    SOLD,
    BLOCKED,
    CANCELLED,
    EXPIRED
}
