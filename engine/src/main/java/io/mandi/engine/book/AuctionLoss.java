package io.mandi.engine.book;

/**
 * What self-trade prevention took from an order of an auction, before anything traded.
 *
 * @param quantity in lots; the order has ended when nothing of it remained
 */
public record AuctionLoss(long orderId, long quantity) {}
