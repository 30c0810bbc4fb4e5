package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.setting.ScoringCategory;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Conversion;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A need as matching sees it: quantities in base units with {@value Conversion#BASE_SCALE} decimals, prices for one base
 * unit, by the unit factors that the need keeps (UN-3).
 *
 * @param version of the need that this is
 * @param buyer partner id
 * @param category of the wanted commodity
 * @param equivalents how many base units of the wanted commodity one of another counts as, by commodity id (RQ-7)
 * @param validFrom from when on it is matched, and until before when
 * @param max the most that is wanted
 * @param preferred what is wanted best
 * @param committed what is held or purchased already
 * @param minLot the least that is taken from one lot
 * @param budget absent where only prices are asked for
 * @param totalBudgetLeft money that is not spent or held yet; absent when there is no such limit
 * @param deliveries in the buyer's order
 * @param deliveryWindow when the goods are wanted
 * @param flexibility by which that may be missed on both sides
 * @param deliveryTerms codes; any will do when there are none
 * @param paymentTerms codes; any will do when there are none
 * @param incoterm what goods from abroad must be delivered on
 * @param buyerPriority 0.5 to 2.0 (RQ-11)
 */
public record OpenNeed(
        String id,
        long version,
        String buyer,
        String commodity,
        ScoringCategory category,
        Map<String, BigDecimal> equivalents,
        BaseUnit baseUnit,
        String currency,
        Instant createdAt,
        Instant publishedAt,
        NeedStatus status,
        Instant validFrom,
        Instant validUntil,
        BigDecimal max,
        Optional<BigDecimal> preferred,
        BigDecimal committed,
        Optional<BigDecimal> minLot,
        List<QualityRequirement> quality,
        Optional<Budget> budget,
        Optional<BigDecimal> totalBudgetLeft,
        List<DeliveryPlace> deliveries,
        Window deliveryWindow,
        Duration flexibility,
        Set<String> deliveryTerms,
        Set<String> paymentTerms,
        Optional<String> incoterm,
        Audience audience,
        Urgency urgency,
        Intent intent,
        BigDecimal buyerPriority) {

    public OpenNeed {
        equivalents = Map.copyOf(equivalents);
        max = Quantities.inBaseUnits(max);
        preferred = preferred.map(Quantities::inBaseUnits);
        committed = Quantities.inBaseUnits(committed);
        minLot = minLot.map(Quantities::inBaseUnits);
        quality = List.copyOf(quality);
        deliveries = List.copyOf(deliveries);
        deliveryTerms = Set.copyOf(deliveryTerms);
        paymentTerms = Set.copyOf(paymentTerms);
    }

    /** How much more may be reserved for it. */
    public BigDecimal room() {
        return max.subtract(committed);
    }

    /** How many base units of what is wanted one of the commodity is; empty when it is no substitute. */
    public Optional<BigDecimal> ratio(String ofCommodity) {
        return ofCommodity.equals(commodity)
                ? Optional.of(BigDecimal.ONE)
                : Optional.ofNullable(equivalents.get(ofCommodity));
    }
}
