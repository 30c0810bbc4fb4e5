package io.mandi.engine.book;

/** Why an order, or what remained of it, was cancelled. */
public enum CancelReason {
    /** Its owner, or the operator for the owner, asked for it. */
    REQUESTED,
    /** An IOC order met no further counterpart at its price. */
    IOC_REMAINDER,
    /** A FOK order could not have traded whole. */
    FOK_NOT_FILLABLE,
    /** A MARKET order met no further counterpart. */
    NO_LIQUIDITY,
    /** The order met one of its own partner. */
    SELF_TRADE_PREVENTED,
    /** A post-only order would have traded on entering. */
    POST_ONLY_WOULD_CROSS,
    /** A MARKET order met no further counterpart within the price band. */
    PRICE_BAND_REACHED
}
