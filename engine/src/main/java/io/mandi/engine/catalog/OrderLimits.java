package io.mandi.engine.catalog;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much one may want on an instrument.
 *
 * @param maxNotional most that an order may be worth, in the instrument's currency
 * @param maxOpenOrders most open orders of a partner
 */
public record OrderLimits(Optional<Decimal> maxNotional, OptionalInt maxOpenOrders) {
    /** Those of an instrument that sets none. */
    public static final OrderLimits NONE = new OrderLimits(Optional.empty(), OptionalInt.empty());

    /** The largest number of open orders that can be set. */
    public static final int MOST_OPEN_ORDERS = 1_000_000;

    /** What is wrong with these limits, if anything. */
    Optional<Flaw> flaw() {
        if (maxNotional.isPresent() && maxNotional.get().isZero()) {
            return Optional.of(new Flaw(FlawCode.INVALID_INSTRUMENT, "max_notional", "must be more than 0"));
        }
        return maxOpenOrders.isPresent()
                        && (maxOpenOrders.getAsInt() < 1 || maxOpenOrders.getAsInt() > MOST_OPEN_ORDERS)
                ? Optional.of(new Flaw(
                        FlawCode.INVALID_INSTRUMENT, "max_open_orders", "must be from 1 to " + MOST_OPEN_ORDERS))
                : Optional.empty();
    }
}
