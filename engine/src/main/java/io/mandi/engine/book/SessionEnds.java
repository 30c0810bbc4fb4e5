package io.mandi.engine.book;

import io.mandi.engine.catalog.TradingSession;

/** When the sessions of an instrument end; the last answer is kept, because it holds for all orders of a day. */
final class SessionEnds {
    private final TradingSession session;
    /** From when on the next end is the one below, and that end, in microseconds since the epoch. */
    private long from;

    private long until;

    SessionEnds(TradingSession session) {
        this.session = session;
    }

    /**
     * The first end of a session behind a time.
     *
     * @param now microseconds since the epoch
     */
    long after(long now) {
        if (now < from || now >= until) {
            until = session.endAfter(now);
            from = now;
        }
        return until;
    }
}
