package io.mandi.engine.book;

/** How long an order lives. */
public enum TimeInForce {
    /** Good till cancelled: what does not trade rests on the book. */
    GTC,
    /** Immediate or cancel: what does not trade at once is cancelled. */
    IOC,
    /** Fill or kill: trades whole at once or not at all. */
    FOK,
    /** Until the end of the instrument's session in which it came, or of the next one when none was under way. */
    DAY,
    /** Good till date: until a time that the order names. */
    GTD;

    /** Whether what does not trade at once may rest on the book. */
    public boolean mayRest() {
        return this != IOC && this != FOK;
    }

    /** Whether what rests on the book ends by itself at a time. */
    public boolean expires() {
        return this == DAY || this == GTD;
    }
}
