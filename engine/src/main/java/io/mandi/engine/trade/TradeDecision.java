package io.mandi.engine.trade;

/** What comes of a wish about a trade. */
public sealed interface TradeDecision {

    record Changed(TradeChange change) implements TradeDecision {}

    /** It is so already, or on its way there. */
    record Repeated() implements TradeDecision {}

    record Refused(TradeRefusal reason) implements TradeDecision {}
}
