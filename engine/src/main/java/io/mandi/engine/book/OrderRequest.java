package io.mandi.engine.book;

import io.mandi.engine.catalog.Decimal;
import java.util.Optional;

/**
 * An order as it is asked for, in decimals of the instrument's units; the book turns them into ticks and lots.
 *
 * @param partnerId whose order it shall be
 * @param price per price unit; LIMIT needs one, MARKET must have none
 * @param quantity in quantity units
 */
public record OrderRequest(
        String partnerId,
        Optional<String> clientOrderId,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        Optional<Decimal> price,
        Decimal quantity,
        SelfTradePrevention selfTradePrevention) {}
