/**
 * The order book: orders, price levels, matching, and the events that record them. No actors, no clocks, no I/O.
 *
 * <p>Start with {@link io.mandi.engine.book.OrderBook}; what it can be asked is in
 * {@link io.mandi.engine.book.BookCommand}, what it records in {@link io.mandi.engine.book.BookEvent}.
 */
package io.mandi.engine.book;
