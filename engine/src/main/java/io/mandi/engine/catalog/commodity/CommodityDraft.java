package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Decimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A commodity as somebody wants it, not checked yet.
 *
 * @param category for example {@code COTTON}; decides how matches are scored
 * @param hsnCode of the Indian tariff: 4, 6 or 8 digits
 * @param hsCode6Digit of the Harmonized System
 * @param baseUnit a {@link io.mandi.engine.catalog.unit.BaseUnit}
 * @param tradeUnit code of the unit that quantities are given in
 * @param rateUnit code of the unit that prices are for
 * @param unitFactors base units of one unit, by unit codes, where the commodity differs from its organisation
 * @param currency ISO 4217; {@value Commodity#DEFAULT_CURRENCY} when absent
 * @param standardLotSize in trade units
 * @param minOrderQuantity in trade units
 * @param deliveryTolerancePct percent of a quantity
 * @param weightTolerancePct percent of a weight
 */
public record CommodityDraft(
        String name,
        String category,
        String hsnCode,
        Optional<String> hsCode6Digit,
        String baseUnit,
        String tradeUnit,
        String rateUnit,
        Map<String, Decimal> unitFactors,
        Optional<String> currency,
        List<TaxRate> taxRates,
        Optional<Decimal> standardLotSize,
        Optional<Decimal> minOrderQuantity,
        Optional<Decimal> deliveryTolerancePct,
        Optional<Decimal> weightTolerancePct,
        List<Variety> varieties,
        List<Parameter> parameters,
        boolean reverseChargeFromAgriculturist,
        Optional<ReferencePrice> referencePrice) {}
