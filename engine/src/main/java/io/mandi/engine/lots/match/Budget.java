package io.mandi.engine.lots.match;

/**
 * What a buyer would pay for one unit.
 *
 * @param max the most
 * @param preferred at which a price is as good as it gets; not more than {@code max}
 */
public record Budget(UnitPrice max, UnitPrice preferred) {}
