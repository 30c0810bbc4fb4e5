package io.mandi.persistence.report;

import io.mandi.engine.id.BookId;
import java.math.BigInteger;

/**
 * What was traded of an instrument on one day.
 *
 * @param day days since 1970-01-01, in UTC
 * @param trades how many
 * @param quantity in lots
 * @param value sum of price in ticks times quantity in lots
 * @param open price of the first trade, in ticks
 * @param high in ticks
 * @param low in ticks
 * @param close price of the last trade, in ticks
 */
public record DailyTrades(
        BookId book,
        int day,
        long trades,
        BigInteger quantity,
        BigInteger value,
        long open,
        long high,
        long low,
        long close) {

    /** A day with its first trade. */
    static DailyTrades of(BookId book, int day, long price, long quantity) {
        return new DailyTrades(
                book, day, 1, BigInteger.valueOf(quantity), value(price, quantity), price, price, price, price);
    }

    private static BigInteger value(long price, long quantity) {
        return BigInteger.valueOf(price).multiply(BigInteger.valueOf(quantity));
    }

    /** With one more trade. */
    DailyTrades and(long price, long more) {
        return new DailyTrades(
                book,
                day,
                trades + 1,
                quantity.add(BigInteger.valueOf(more)),
                value.add(value(price, more)),
                open,
                Math.max(high, price),
                Math.min(low, price),
                price);
    }
}
