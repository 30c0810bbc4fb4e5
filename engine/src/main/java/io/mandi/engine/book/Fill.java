package io.mandi.engine.book;

/**
 * One match of an incoming order with a resting one.
 *
 * @param makerOrderId the resting order
 * @param price in ticks, the maker's
 * @param quantity in lots
 */
public record Fill(long makerOrderId, long price, long quantity) {}
