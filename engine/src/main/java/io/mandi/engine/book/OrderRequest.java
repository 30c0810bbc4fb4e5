package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An order as it is asked for, in decimals of the instrument's units; the book turns them into ticks and lots.
 *
 * @param partnerId whose order it shall be
 * @param price per price unit; LIMIT needs one, MARKET must have none
 * @param quantity in quantity units
 * @param selfTradePrevention that of the instrument when absent
 * @param postOnly whether it must not trade on entering
 * @param displayQuantity in quantity units, what the market sees of it at a time; all when absent
 * @param expiresAt microseconds since the epoch; GTD needs one, others must have none
 */
public record OrderRequest(
        String partnerId,
        Optional<String> clientOrderId,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        Optional<Decimal> price,
        Decimal quantity,
        Optional<SelfTradePrevention> selfTradePrevention,
        boolean postOnly,
        Optional<Decimal> displayQuantity,
        OptionalLong expiresAt) {

    /** An order that asks for nothing more. */
    public OrderRequest(
            String partnerId,
            Optional<String> clientOrderId,
            Side side,
            OrderType type,
            TimeInForce timeInForce,
            Optional<Decimal> price,
            Decimal quantity,
            SelfTradePrevention selfTradePrevention) {
        this(
                partnerId,
                clientOrderId,
                side,
                type,
                timeInForce,
                price,
                quantity,
                Optional.of(selfTradePrevention),
                false,
                Optional.empty(),
                OptionalLong.empty());
    }
}
