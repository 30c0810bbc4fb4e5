package io.mandi.engine.trade;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.unit.Conversion;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The goods and services tax of a trade (TX-1 to TX-3). Money with two decimals.
 *
 * @param rate percent; 0 where nothing is taxed
 * @param reverseCharge whether the buyer pays the tax, and not to the seller
 */
public record Tax(Kind kind, Decimal rate, Decimal cgst, Decimal sgst, Decimal igst, boolean reverseCharge) {

    /** Which tax it is. */
    public enum Kind {
        /** Half to the state, half to the union. */
        INTRA_STATE,
        INTER_STATE,
        /** Out of India: nothing. */
        EXPORT,
        /** From abroad: nothing. */
        IMPORT,
        /** A seller without a GSTIN, or goods that never are in India: nothing. */
        NONE
    }

    private static final Decimal NO_RATE = new Decimal(0, 0);
    private static final Decimal NO_MONEY = new Decimal(0, Conversion.MONEY_SCALE);
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal TWO_HUNDRED = BigDecimal.valueOf(200);

    /**
     * @param underReverseCharge whether the commodity is, from agriculturists
     * @param rate percent, on the trade's business day
     */
    public static Tax of(
            Decimal taxable,
            Destination from,
            Destination to,
            Party seller,
            Party buyer,
            boolean underReverseCharge,
            Decimal rate) {
        if (!from.place().country().equals(to.place().country())) {
            return nothing(from.place().isInIndia() ? Kind.EXPORT : Kind.IMPORT);
        }
        if (!from.place().isInIndia()) {
            return nothing(Kind.NONE);
        }
        boolean reverseCharge =
                seller.agriculturist() && underReverseCharge && buyer.gstin().isPresent();
        if (!reverseCharge && seller.gstin().isEmpty()) {
            return nothing(Kind.NONE);
        }
        boolean sameState =
                from.gstStateCode().isPresent() && from.gstStateCode().equals(to.gstStateCode());
        Decimal half = sameState ? part(taxable, rate, TWO_HUNDRED) : NO_MONEY;
        Decimal whole = sameState ? NO_MONEY : part(taxable, rate, HUNDRED);
        return new Tax(sameState ? Kind.INTRA_STATE : Kind.INTER_STATE, rate, half, half, whole, reverseCharge);
    }

    private static Tax nothing(Kind kind) {
        return new Tax(kind, NO_RATE, NO_MONEY, NO_MONEY, NO_MONEY, false);
    }

    /** Each part is rounded by itself, so that two halves may be a paisa more or less than the whole (TX-2). */
    private static Decimal part(Decimal taxable, Decimal rate, BigDecimal divisor) {
        BigDecimal part = taxable.toBigDecimal()
                .multiply(rate.toBigDecimal())
                .divide(divisor, Conversion.MONEY_SCALE, RoundingMode.HALF_UP);
        return Decimal.of(part).orElseThrow();
    }

    /** All parts together. */
    public Decimal sum() {
        return Decimal.of(cgst.toBigDecimal().add(sgst.toBigDecimal()).add(igst.toBigDecimal()))
                .orElseThrow();
    }
}
