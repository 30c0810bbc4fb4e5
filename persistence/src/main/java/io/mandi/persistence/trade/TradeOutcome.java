package io.mandi.persistence.trade;

import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeRefusal;

/** What has become of a wish about a trade. */
public sealed interface TradeOutcome {

    /**
     * It is as was wanted, or on its way there.
     *
     * @param repeated whether it was before
     */
    record Done(Trade trade, boolean repeated) implements TradeOutcome {}

    record Refused(TradeRefusal reason) implements TradeOutcome {}

    /** The caller has seen another version. */
    record Conflict(long version) implements TradeOutcome {}

    /** There is no such trade, or not for the caller. */
    record NotThere() implements TradeOutcome {}

    /** The idempotency key was used for something else. */
    record KeyReused() implements TradeOutcome {}
}
