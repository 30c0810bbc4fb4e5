package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Decimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A rate of the goods and services tax.
 *
 * @param rate percent
 * @param prePackedRate percent, for goods that are packed for sale, where that differs
 * @param validFrom the first business day that it is for
 */
public record TaxRate(Decimal rate, Optional<Decimal> prePackedRate, LocalDate validFrom) {

    /** Percent. */
    public Decimal rate(boolean prePacked) {
        return prePacked ? prePackedRate.orElse(rate) : rate;
    }
}
