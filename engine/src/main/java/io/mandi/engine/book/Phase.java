package io.mandi.engine.book;

/** What a book does with orders at a time. */
public enum Phase {
    /** Orders are taken and trade as they come. */
    CONTINUOUS,
    /** Orders gather without trading, until the phase ends and all of them trade at one price. */
    AUCTION,
    /** No order comes in and none is changed so that it could trade; what rests can be taken off. */
    HALTED,
    /** Orders are taken off, and nothing else. */
    CANCEL_ONLY,
    /** Orders come to rest, or end: none trades on entering. */
    POST_ONLY,
    /** The session is over: orders are taken off, and nothing else. */
    CLOSED
}
