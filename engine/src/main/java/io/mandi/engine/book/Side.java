package io.mandi.engine.book;

/** The side of the market an order stands on. */
public enum Side {
    BUY,
    SELL;

    public Side opposite() {
        return this == BUY ? SELL : BUY;
    }
}
