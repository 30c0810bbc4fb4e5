package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Window;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A need as somebody wants it, not checked yet.
 *
 * @param buyerBranch id of a branch of the buyer
 * @param equivalents how many base units of the commodity one of another counts as, by commodity id (RQ-7)
 * @param min in {@code unit}
 * @param max in {@code unit}
 * @param preferred in {@code unit}
 * @param minLot the least that is taken from one lot, in {@code unit}; a tenth of {@code min} when absent
 * @param unit code; the commodity's trade unit when absent
 * @param quality by the codes of parameters
 * @param maxBudget the most that one rate unit may cost
 * @param preferredPrice for one rate unit; 90 % of {@code maxBudget} when absent
 * @param rateUnit code; the commodity's when absent
 * @param totalBudget the most that all of it may cost
 * @param currency ISO 4217; the commodity's when absent
 * @param flexibilityHours by which the window may be missed on both sides; 168 when absent
 * @param intent a name of {@link io.mandi.engine.lots.match.Intent}; the other one that there is, is not supported (RQ-10)
 */
public record NeedDraft(
        Optional<String> buyerBranch,
        Map<String, Decimal> equivalents,
        Decimal min,
        Decimal max,
        Optional<Decimal> preferred,
        Optional<Decimal> minLot,
        Optional<String> unit,
        Map<String, QualityWish> quality,
        Optional<Decimal> maxBudget,
        Optional<Decimal> preferredPrice,
        Optional<String> rateUnit,
        Optional<Decimal> totalBudget,
        Optional<String> currency,
        List<DeliveryDraft> deliveries,
        Window deliveryWindow,
        Optional<Integer> flexibilityHours,
        List<String> deliveryTerms,
        List<String> paymentTerms,
        Optional<String> incoterm,
        Audience audience,
        Urgency urgency,
        String intent,
        boolean autoAllocate,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil) {

    public NeedDraft {
        equivalents = new LinkedHashMap<>(equivalents);
        quality = new LinkedHashMap<>(quality);
        deliveries = List.copyOf(deliveries);
        deliveryTerms = List.copyOf(deliveryTerms);
        paymentTerms = List.copyOf(paymentTerms);
    }
}
