package io.mandi.engine.lots.reservation;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.lots.match.RiskStatus;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * On what something was reserved. It stays as it is whatever becomes of the lot (AV-4).
 *
 * @param baseQuantity what is reserved, in base units, 6 decimals
 * @param price asked for one rate unit; absent for an open price
 * @param rateUnit that the price is for
 * @param rateFactor base units of one rate unit
 * @param value what it comes to; at an open price, at the budget of the need
 * @param paymentTerms codes that the price was asked on
 * @param deliveryTerms codes that the price was asked on
 * @param risk of the two (8.3): a trade on WARN needs approval (MT-11)
 * @param roomKey of the room that a need of another commodity keeps for it
 * @param holdKey of what the buyer's ledger holds for it
 */
public record Agreement(
        Decimal baseQuantity,
        Optional<Decimal> price,
        Unit rateUnit,
        BigDecimal rateFactor,
        String currency,
        Decimal value,
        List<String> paymentTerms,
        List<String> deliveryTerms,
        Optional<String> passingTerm,
        Optional<String> weighmentTerm,
        RiskStatus risk,
        Optional<String> roomKey,
        Optional<String> holdKey) {

    public Agreement {
        paymentTerms = List.copyOf(paymentTerms);
        deliveryTerms = List.copyOf(deliveryTerms);
    }
}
