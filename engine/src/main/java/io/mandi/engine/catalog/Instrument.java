package io.mandi.engine.catalog;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A standardised thing that is traded on an order book: what one unit is, and on which grid its prices and quantities
 * lie.
 *
 * @param symbol the name within the organisation, {@link #SYMBOL}
 * @param name what people call it
 * @param commodityId the commodity it stands for, where the catalogue has one
 * @param currency ISO 4217 code of the price
 * @param quantityUnit unit code of a quantity, for example {@code BALE}
 * @param priceUnit unit code that a price is for, for example {@code CANDY}
 * @param tickSize prices are whole multiples of it
 * @param lotSize quantities are whole multiples of it
 * @param minQuantity smallest quantity of an order; one lot when absent
 * @param maxQuantity largest quantity of an order; {@link #MAX_LOTS} lots when absent
 * @param priceBandPercent how far prices may lie from the reference price, in percent of it; a band needs both
 * @param referencePrice in the middle of the price band
 * @param rules how orders trade on it
 * @param valueFactor what makes money of a price times a quantity; absent where the two have the same unit, or where it is not
 *     known and they are taken for the same
 */
public record Instrument(
        String symbol,
        String name,
        Optional<String> commodityId,
        String currency,
        String quantityUnit,
        String priceUnit,
        Decimal tickSize,
        Decimal lotSize,
        Optional<Decimal> minQuantity,
        Optional<Decimal> maxQuantity,
        Optional<Decimal> priceBandPercent,
        Optional<Decimal> referencePrice,
        TradingRules rules,
        Optional<ValueFactor> valueFactor) {

    /** Symbols name an entity, a journal stream and a path segment: no slash, no space. */
    public static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");
    /** Longest name. */
    public static final int MAX_NAME_LENGTH = 120;
    /** Most ticks of a price. */
    public static final long MAX_TICKS = 1_000_000_000_000_000L;
    /** Most lots of an order: a million such orders on one price level still sum up within a {@code long}. */
    public static final long MAX_LOTS = 1_000_000_000_000L;

    /** An instrument with the usual rules. */
    public Instrument(
            String symbol,
            String name,
            Optional<String> commodityId,
            String currency,
            String quantityUnit,
            String priceUnit,
            Decimal tickSize,
            Decimal lotSize,
            Optional<Decimal> minQuantity,
            Optional<Decimal> maxQuantity,
            Optional<Decimal> priceBandPercent,
            Optional<Decimal> referencePrice) {
        this(
                symbol,
                name,
                commodityId,
                currency,
                quantityUnit,
                priceUnit,
                tickSize,
                lotSize,
                minQuantity,
                maxQuantity,
                priceBandPercent,
                referencePrice,
                TradingRules.USUAL);
    }

    /** An instrument whose prices and quantities have the same unit. */
    public Instrument(
            String symbol,
            String name,
            Optional<String> commodityId,
            String currency,
            String quantityUnit,
            String priceUnit,
            Decimal tickSize,
            Decimal lotSize,
            Optional<Decimal> minQuantity,
            Optional<Decimal> maxQuantity,
            Optional<Decimal> priceBandPercent,
            Optional<Decimal> referencePrice,
            TradingRules rules) {
        this(
                symbol,
                name,
                commodityId,
                currency,
                quantityUnit,
                priceUnit,
                tickSize,
                lotSize,
                minQuantity,
                maxQuantity,
                priceBandPercent,
                referencePrice,
                rules,
                Optional.empty());
    }

    /** The same with this factor. */
    public Instrument with(Optional<ValueFactor> factor) {
        return new Instrument(
                symbol,
                name,
                commodityId,
                currency,
                quantityUnit,
                priceUnit,
                tickSize,
                lotSize,
                minQuantity,
                maxQuantity,
                priceBandPercent,
                referencePrice,
                rules,
                factor);
    }

    /** The same with these rules. */
    public Instrument with(TradingRules wanted) {
        return new Instrument(
                symbol,
                name,
                commodityId,
                currency,
                quantityUnit,
                priceUnit,
                tickSize,
                lotSize,
                minQuantity,
                maxQuantity,
                priceBandPercent,
                referencePrice,
                wanted,
                valueFactor);
    }

    /** Within what prices have to lie, if within anything. */
    public Optional<PriceBand> priceBand() {
        return priceBandPercent.isPresent() && referencePrice.isPresent()
                ? Optional.of(PriceBand.around(referencePrice.get(), priceBandPercent.get(), tickSize))
                : Optional.empty();
    }

    /** The grid of prices. */
    public Grid prices() {
        return new Grid(tickSize, MAX_TICKS);
    }

    /** The grid of quantities. */
    public Grid quantities() {
        return new Grid(lotSize, MAX_LOTS);
    }

    /**
     * What a price times a quantity is worth, or the sum of several: to the second decimal where a factor is needed, and exactly
     * where none is.
     */
    public BigDecimal value(BigInteger ticksTimesLots) {
        BigDecimal product = new BigDecimal(ticksTimesLots).multiply(stepValue());
        return valueFactor.isPresent() ? valueFactor.get().money(product) : product;
    }

    private BigDecimal stepValue() {
        return tickSize.toBigDecimal().multiply(lotSize.toBigDecimal());
    }

    /** The most ticks times lots that are worth no more than this. */
    public BigInteger ticksTimesLotsWithin(Decimal value) {
        BigDecimal worth = value.toBigDecimal();
        BigDecimal step = stepValue();
        if (valueFactor.isPresent()) {
            worth = worth.multiply(valueFactor.get().price());
            step = step.multiply(valueFactor.get().quantity());
        }
        return worth.divide(step, 0, RoundingMode.FLOOR).toBigInteger();
    }

    /** What is wrong with this definition, if anything. */
    public Optional<Flaw> flaw() {
        if (tickSize.isZero()) {
            return invalid("tick_size", "must be more than 0");
        }
        if (lotSize.isZero()) {
            return invalid("lot_size", "must be more than 0");
        }
        Optional<Flaw> quantity = flawOnGrid("min_quantity", minQuantity, "lot_size")
                .or(() -> flawOnGrid("max_quantity", maxQuantity, "lot_size"));
        if (quantity.isPresent()) {
            return quantity;
        }
        if (minQuantity.isPresent()
                && maxQuantity.isPresent()
                && minQuantity.get().compareTo(maxQuantity.get()) > 0) {
            return invalid("max_quantity", "must not be less than min_quantity");
        }
        if (referencePrice.isPresent() && prices().stepsOf(referencePrice.get()) <= 0) {
            return invalid("reference_price", "must be a positive multiple of tick_size");
        }
        if (priceBandPercent.isPresent() && priceBandPercent.get().isZero()) {
            return invalid("price_band_percent", "must be more than 0");
        }
        if (rules.limits().maxNotional().isPresent() && valueFactor.isEmpty() && !quantityUnit.equals(priceUnit)) {
            return invalid("max_notional", "how many " + priceUnit + " a " + quantityUnit + " is, is not known");
        }
        return rules.flaw();
    }

    private Optional<Flaw> flawOnGrid(String field, Optional<Decimal> quantity, String grid) {
        return quantity.flatMap(q -> quantities().stepsOf(q) <= 0
                ? invalid(field, "must be a positive multiple of " + grid + ", at most " + MAX_LOTS + " lots")
                : Optional.empty());
    }

    private static Optional<Flaw> invalid(String field, String detail) {
        return Optional.of(new Flaw(FlawCode.INVALID_INSTRUMENT, field, detail));
    }

    /** Whether orders and trades recorded under {@code other} mean the same under this definition. */
    public boolean reads(Instrument other) {
        return tickSize.compareTo(other.tickSize) == 0
                && lotSize.compareTo(other.lotSize) == 0
                && currency.equals(other.currency)
                && quantityUnit.equals(other.quantityUnit)
                && priceUnit.equals(other.priceUnit);
    }
}
