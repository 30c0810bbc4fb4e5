package io.mandi.engine.trade;

/** What happens to a trade (section 10). What the trade is from then on tells the rest. */
public sealed interface TradeEvent {
    /** As it is from now on. */
    Trade trade();

    record Initiated(Trade trade) implements TradeEvent {}

    record Created(Trade trade) implements TradeEvent {}

    record Failed(Trade trade) implements TradeEvent {}

    record Confirmed(Trade trade) implements TradeEvent {}

    record Completed(Trade trade) implements TradeEvent {}

    record Cancelled(Trade trade) implements TradeEvent {}
}
