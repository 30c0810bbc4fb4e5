package io.mandi.engine.book;

/** How long an order lives. */
public enum TimeInForce {
    /** Good till cancelled: what does not trade rests on the book. */
    GTC,
    /** Immediate or cancel: what does not trade at once is cancelled. */
    IOC,
    /** Fill or kill: trades whole at once or not at all. */
    FOK
}
