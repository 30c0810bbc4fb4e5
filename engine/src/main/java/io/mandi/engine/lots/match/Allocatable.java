package io.mandi.engine.lots.match;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * How much of a lot a need can get (section 7.4), in base units of what is wanted.
 *
 * @param quantity q; not more than 0 when nothing is left on one side
 * @param splitsLot whether the lot is sold whole only, and this would leave some of it
 */
record Allocatable(BigDecimal quantity, boolean belowMinOrder, boolean belowMinLot, boolean splitsLot) {

    /**
     * @param room what the need still has room for
     * @param ratio as in {@link OpenNeed#ratio}; absent for the wanted commodity itself
     */
    static Allocatable of(OpenLot lot, Optional<BigDecimal> ratio, BigDecimal room, Optional<BigDecimal> minLot) {
        BigDecimal available = wanted(lot.available(), ratio);
        // By what is available and not by the result, to which different quantities of an equivalent may be rounded.
        boolean remainder = available.compareTo(room) <= 0;
        BigDecimal quantity = remainder ? available : room;
        return new Allocatable(
                quantity,
                !remainder
                        && lot.minOrder().isPresent()
                        && quantity.compareTo(wanted(lot.minOrder().get(), ratio)) < 0,
                minLot.isPresent() && quantity.compareTo(minLot.get()) < 0,
                !lot.partialOrders() && !(remainder && lot.available().compareTo(lot.total()) == 0));
    }

    /** A quantity of the lot in terms of what is wanted (RQ-7), rounded down: nobody gets more than there is. */
    static BigDecimal wanted(BigDecimal ofLot, Optional<BigDecimal> ratio) {
        return ratio.isEmpty() ? ofLot : Quantities.inBaseUnits(ofLot.multiply(ratio.get()));
    }

    boolean isNothing() {
        return quantity.signum() <= 0;
    }

    boolean isPossible() {
        return !isNothing() && !belowMinOrder && !belowMinLot && !splitsLot;
    }
}
