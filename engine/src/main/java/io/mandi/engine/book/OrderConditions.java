package io.mandi.engine.book;

import java.util.OptionalLong;

/**
 * What an order asks for beyond price, quantity and time in force. Most ask for nothing more, and share {@link #NONE}.
 *
 * @param postOnly whether it must not trade on entering: it ends instead
 * @param displayQuantity in lots, what the market sees of it at a time; 0 for an order that shows all
 * @param expiresAt microseconds since the epoch, when what rests of it ends by itself; 0 for an order that does not
 * @param stopPrice in ticks, at which the market has to trade before it enters; 0 for an order that enters at once
 */
public record OrderConditions(boolean postOnly, long displayQuantity, long expiresAt, long stopPrice) {
    public static final OrderConditions NONE = new OrderConditions(false, 0, 0, 0);

    /** In ticks; absent for an order that enters at once. */
    OptionalLong stop() {
        return stopPrice == 0 ? OptionalLong.empty() : OptionalLong.of(stopPrice);
    }

    /** The same as {@link #NONE} when nothing is asked for. */
    public static OrderConditions of(boolean postOnly, long displayQuantity, long expiresAt, long stopPrice) {
        return postOnly || displayQuantity > 0 || expiresAt > 0 || stopPrice > 0
                ? new OrderConditions(postOnly, displayQuantity, expiresAt, stopPrice)
                : NONE;
    }
}
