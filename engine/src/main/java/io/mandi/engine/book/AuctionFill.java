package io.mandi.engine.book;

/**
 * What two orders of an auction trade with each other, at the auction's price. The later of the two, that with the larger id, is
 * told as the taker.
 *
 * @param quantity in lots
 */
public record AuctionFill(long buyOrderId, long sellOrderId, long quantity) {}
