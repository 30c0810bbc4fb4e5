package io.mandi.persistence.report;

import java.math.BigInteger;

/**
 * What was traded of an instrument in some time.
 *
 * @param begins microseconds since the epoch
 * @param trades how many
 * @param quantity in lots
 * @param value sum of price in ticks times quantity in lots
 * @param open price of the first trade, in ticks
 * @param high in ticks
 * @param low in ticks
 * @param close price of the last trade, in ticks
 */
public record Candle(
        long begins, long trades, BigInteger quantity, BigInteger value, long open, long high, long low, long close) {

    /** With its first trade. */
    static Candle of(long begins, long price, long quantity) {
        return new Candle(begins, 1, BigInteger.valueOf(quantity), value(price, quantity), price, price, price, price);
    }

    private static BigInteger value(long price, long quantity) {
        return BigInteger.valueOf(price).multiply(BigInteger.valueOf(quantity));
    }

    /** With one more trade. */
    Candle and(long price, long more) {
        return new Candle(
                begins,
                trades + 1,
                quantity.add(BigInteger.valueOf(more)),
                value.add(value(price, more)),
                open,
                Math.max(high, price),
                Math.min(low, price),
                price);
    }

    /** The same, as the last part of a longer one. */
    Candle beginning(long earlier) {
        return new Candle(earlier, trades, quantity, value, open, high, low, close);
    }

    /** Together with the part before it; begins as this one. */
    Candle behind(Candle before) {
        return new Candle(
                begins,
                before.trades + trades,
                before.quantity.add(quantity),
                before.value.add(value),
                before.open,
                Math.max(high, before.high),
                Math.min(low, before.low),
                close);
    }
}
