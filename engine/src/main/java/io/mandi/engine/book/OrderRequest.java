package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An order as it is asked for, in decimals of the instrument's units; the book turns them into ticks and lots.
 *
 * @param partnerId whose order it shall be
 * @param price per price unit; LIMIT and STOP_LIMIT need one, the others must have none
 * @param quantity in quantity units
 * @param selfTradePrevention that of the instrument when absent
 * @param postOnly whether it must not trade on entering
 * @param displayQuantity in quantity units, what the market sees of it at a time; all when absent
 * @param expiresAt microseconds since the epoch; GTD needs one, others must have none
 * @param stopPrice per price unit, at which the market has to trade before the order enters; STOP and STOP_LIMIT need one, the others
 *     must have none
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
        OptionalLong expiresAt,
        Optional<Decimal> stopPrice) {

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
                OptionalLong.empty(),
                Optional.empty());
    }
}
