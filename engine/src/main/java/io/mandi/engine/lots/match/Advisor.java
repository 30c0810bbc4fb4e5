package io.mandi.engine.lots.match;

import java.math.BigDecimal;
import java.util.Optional;

/** Somebody outside the rules who has an opinion on pairs. Nothing but the order of accepted pairs depends on it. */
public interface Advisor {
    /** Says nothing. */
    Advisor NONE = (need, lot) -> Optional.empty();

    /** Asked twice in a run the answer is the same. */
    Optional<Advice> advise(OpenNeed need, OpenLot lot);

    /**
     * @param recommended whether the seller is recommended
     * @param confidence 0 to 100
     * @param expectedPrice what a base unit of the wanted commodity should cost
     */
    record Advice(boolean recommended, int confidence, Optional<BigDecimal> expectedPrice) {}
}
