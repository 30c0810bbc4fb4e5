package io.mandi.engine.book;

/** How an order is priced. */
public enum OrderType {
    /** Trades at its price or better. */
    LIMIT,
    /** Trades at any price within the price band; what finds no counterpart is cancelled. */
    MARKET
}
