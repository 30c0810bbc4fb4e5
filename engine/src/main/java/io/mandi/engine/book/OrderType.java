package io.mandi.engine.book;

/** How an order is priced. */
public enum OrderType {
    /** Trades at its price or better. */
    LIMIT,
    /** Trades at any price within the price band; what finds no counterpart is cancelled. */
    MARKET,
    /** A MARKET order that waits until the market has traded at its stop price. */
    STOP,
    /** A LIMIT order that waits until the market has traded at its stop price. */
    STOP_LIMIT;

    /** Whether it has a price of its own, beyond which it does not trade. */
    public boolean hasLimit() {
        return this == LIMIT || this == STOP_LIMIT;
    }

    /** Whether it waits for a price before it enters. */
    public boolean isStop() {
        return this == STOP || this == STOP_LIMIT;
    }
}
