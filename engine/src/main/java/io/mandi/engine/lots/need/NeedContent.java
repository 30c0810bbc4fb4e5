package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.DeliveryPlace;
import io.mandi.engine.lots.match.Intent;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Window;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wanted, and how; {@link NeedDraft} says what each part means, here it has passed the checks.
 *
 * @param minLot as it was given
 * @param preferredPrice as it was given
 */
public record NeedContent(
        Optional<String> buyerBranch,
        Map<String, Decimal> equivalents,
        Decimal min,
        Decimal max,
        Optional<Decimal> preferred,
        Optional<Decimal> minLot,
        Unit unit,
        Map<String, QualityWish> quality,
        Optional<Decimal> maxBudget,
        Optional<Decimal> preferredPrice,
        Unit rateUnit,
        Optional<Decimal> totalBudget,
        String currency,
        List<DeliveryPlace> deliveries,
        Window deliveryWindow,
        int flexibilityHours,
        List<String> deliveryTerms,
        List<String> paymentTerms,
        Optional<String> incoterm,
        Audience audience,
        Urgency urgency,
        Intent intent,
        boolean autoAllocate,
        Instant validFrom,
        Instant validUntil) {

    /** Most commodities that will do as well. */
    public static final int MAX_EQUIVALENTS = 20;
    /** Most places to deliver to. */
    public static final int MAX_DELIVERIES = 20;
    /** Most values that are accepted of one parameter. */
    public static final int MAX_ACCEPTED = 50;
    /** When nobody says otherwise: a week. */
    public static final int DEFAULT_FLEXIBILITY_HOURS = 168;
    /** A year. */
    public static final int MAX_FLEXIBILITY_HOURS = 8_784;

    public NeedContent {
        equivalents = Collections.unmodifiableMap(new LinkedHashMap<>(equivalents));
        quality = Collections.unmodifiableMap(new LinkedHashMap<>(quality));
        deliveries = List.copyOf(deliveries);
        deliveryTerms = List.copyOf(deliveryTerms);
        paymentTerms = List.copyOf(paymentTerms);
    }
}
