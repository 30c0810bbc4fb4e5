package io.mandi.engine.trade;

import java.util.Optional;

/**
 * What becomes of a trade.
 *
 * @param trade from now on
 * @param event absent where nobody else has to know
 */
public record TradeChange(Trade trade, Optional<TradeEvent> event) {
    static TradeChange silent(Trade trade) {
        return new TradeChange(trade, Optional.empty());
    }

    static TradeChange of(TradeEvent event) {
        return new TradeChange(event.trade(), Optional.of(event));
    }
}
