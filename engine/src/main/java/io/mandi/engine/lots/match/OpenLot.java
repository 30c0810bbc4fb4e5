package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Conversion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A lot as matching sees it: quantities in base units with {@value Conversion#BASE_SCALE} decimals, prices for one base
 * unit, by the unit factors that the lot keeps (UN-3).
 *
 * @param version of the lot that this is
 * @param seller partner id
 * @param total what was offered
 * @param available what of it is neither reserved nor sold
 * @param minOrder the least that is sold at once
 * @param partialOrders whether less than {@code total} is sold
 * @param step a thousandth of the lot's unit, the least by which its counters differ (AV-3)
 * @param site absent when it is not known
 * @param window when the goods can be had
 * @param paymentTerms codes
 * @param deliveryTerms codes
 * @param incoterms codes
 * @param quality by the codes of parameters
 */
public record OpenLot(
        String id,
        long version,
        String seller,
        String commodity,
        BaseUnit baseUnit,
        String currency,
        Instant createdAt,
        LotStatus status,
        Instant expiresAt,
        BigDecimal total,
        BigDecimal available,
        Optional<BigDecimal> minOrder,
        boolean partialOrders,
        BigDecimal step,
        AskingPrice price,
        Optional<Site> site,
        Window window,
        Set<String> paymentTerms,
        Set<String> deliveryTerms,
        Set<String> incoterms,
        Audience audience,
        Map<String, QualityValue> quality) {

    public OpenLot {
        total = Quantities.inBaseUnits(total);
        available = Quantities.inBaseUnits(available);
        minOrder = minOrder.map(Quantities::inBaseUnits);
        paymentTerms = Set.copyOf(paymentTerms);
        deliveryTerms = Set.copyOf(deliveryTerms);
        incoterms = Set.copyOf(incoterms);
        quality = Map.copyOf(quality);
    }
}
