package io.mandi.engine.book;

/**
 * A match of an incoming order with an order of its own partner that did not become a trade: what was taken from the two
 * instead.
 *
 * @param fillsBefore how many fills of the incoming order came before it
 * @param makerOrderId the resting order
 * @param makerQuantity in lots, taken from the resting order; all that remained of it when it ended
 * @param takerQuantity in lots, taken from the incoming order, which goes on with the rest
 */
public record PreventedTrade(int fillsBefore, long makerOrderId, long makerQuantity, long takerQuantity) {}
