package io.mandi.persistence.report;

import io.mandi.engine.id.BookId;
import java.math.BigInteger;

/**
 * What a partner still wants of an instrument.
 *
 * @param buy in its orders that rest
 * @param sell in its orders that rest
 */
public record OpenInterest(BookId book, String partnerId, Side buy, Side sell) {

    /**
     * One side of it.
     *
     * @param orders that rest
     * @param quantity that may still trade, in lots
     * @param value sum of price in ticks times that quantity in lots
     */
    public record Side(long orders, BigInteger quantity, BigInteger value) {}
}
