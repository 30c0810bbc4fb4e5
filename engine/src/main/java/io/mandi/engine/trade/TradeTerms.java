package io.mandi.engine.trade;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is fixed when a trade is made (TR-6).
 *
 * @param lot id
 * @param need id
 * @param commodity id
 * @param day the business day: that of the tax rate, of the number and of reports
 * @param quantity in {@code unit}
 * @param unitFactor base units of one unit
 * @param price for one rate unit
 * @param rateFactor base units of one rate unit
 * @param taxable what the quantity costs, without tax
 * @param roomKey of the room that a need of another commodity keeps
 * @param holdKey of what the buyer's ledger holds
 */
public record TradeTerms(
        Party buyer,
        Party seller,
        String lot,
        Optional<String> need,
        String commodity,
        LocalDate day,
        Decimal quantity,
        Unit unit,
        Decimal baseQuantity,
        BaseUnit baseUnit,
        BigDecimal unitFactor,
        Decimal price,
        Unit rateUnit,
        BigDecimal rateFactor,
        String currency,
        List<String> paymentTerms,
        List<String> deliveryTerms,
        Optional<String> passingTerm,
        Optional<String> weighmentTerm,
        boolean prePacked,
        Destination shipFrom,
        Destination shipTo,
        Destination billTo,
        Decimal taxable,
        Tax tax,
        Optional<String> roomKey,
        Optional<String> holdKey) {

    public TradeTerms {
        paymentTerms = List.copyOf(paymentTerms);
        deliveryTerms = List.copyOf(deliveryTerms);
    }

    /** With all tax. */
    public Decimal total() {
        return sum(taxable, tax.sum());
    }

    /** What the seller gets: under reverse charge the tax is not for the seller (TX-3). */
    public Decimal payable() {
        return tax.reverseCharge() ? taxable : total();
    }

    private static Decimal sum(Decimal one, Decimal other) {
        return Decimal.of(one.toBigDecimal().add(other.toBigDecimal())).orElseThrow();
    }
}
