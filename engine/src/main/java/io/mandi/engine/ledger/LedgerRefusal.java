package io.mandi.engine.ledger;

/** Why a ledger does not do what is wanted of it. */
public enum LedgerRefusal {
    /** The limit is used up, or would be exceeded (EX-2, EX-3). */
    EXPOSURE_LIMIT,
    /** There is no such hold, or trade. */
    UNKNOWN,
    /** The hold has been released. */
    RELEASED,
    /** The hold has become a trade, or one of another id. */
    CONVERTED
}
