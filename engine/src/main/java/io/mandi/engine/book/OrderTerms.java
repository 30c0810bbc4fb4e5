package io.mandi.engine.book;

import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.Optional;

/**
 * What an order was when it was accepted; never changed afterwards.
 *
 * @param id unique in the book, rising with time; see {@link OrderBook} for its form
 * @param partnerId whose order it is
 * @param clientOrderId the name that the client gave it, unique among the partner's open orders of the book
 * @param price in ticks; 0 for an order without a limit
 * @param quantity in lots
 * @param conditions what else it asks for
 */
public record OrderTerms(
        long id,
        String partnerId,
        Optional<String> clientOrderId,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        long price,
        long quantity,
        SelfTradePrevention selfTradePrevention,
        OrderConditions conditions) {

    /** Terms of an order that asks for nothing more. */
    public OrderTerms(
            long id,
            String partnerId,
            Optional<String> clientOrderId,
            Side side,
            OrderType type,
            TimeInForce timeInForce,
            long price,
            long quantity,
            SelfTradePrevention selfTradePrevention) {
        this(
                id,
                partnerId,
                clientOrderId,
                side,
                type,
                timeInForce,
                price,
                quantity,
                selfTradePrevention,
                OrderConditions.NONE);
    }
}
