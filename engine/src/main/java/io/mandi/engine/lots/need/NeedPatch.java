package io.mandi.engine.lots.need;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Urgency;
import io.mandi.engine.lots.match.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parts of a need that somebody wants otherwise; what is absent stays. Of what a need may have or not have, {@code
 * Optional.of(Optional.empty())} takes it away. The parts are those of {@link NeedDraft}.
 *
 * @param reason why the visibility is changed, for whoever reads the event
 */
public record NeedPatch(
        Optional<Optional<String>> buyerBranch,
        Optional<Map<String, Decimal>> equivalents,
        Optional<Decimal> min,
        Optional<Decimal> max,
        Optional<Optional<Decimal>> preferred,
        Optional<Optional<Decimal>> minLot,
        Optional<String> unit,
        Optional<Map<String, QualityWish>> quality,
        Optional<Optional<Decimal>> maxBudget,
        Optional<Optional<Decimal>> preferredPrice,
        Optional<String> rateUnit,
        Optional<Optional<Decimal>> totalBudget,
        Optional<String> currency,
        Optional<List<DeliveryDraft>> deliveries,
        Optional<Optional<Instant>> windowStart,
        Optional<Optional<Instant>> windowEnd,
        Optional<Integer> flexibilityHours,
        Optional<List<String>> deliveryTerms,
        Optional<List<String>> paymentTerms,
        Optional<Optional<String>> incoterm,
        Optional<Audience.Visibility> visibility,
        Optional<Set<String>> invitedSellers,
        Optional<Set<Region>> allowedRegions,
        Optional<Urgency> urgency,
        Optional<String> intent,
        Optional<Boolean> autoAllocate,
        Optional<Instant> validFrom,
        Optional<Instant> validUntil,
        Optional<String> reason) {

    /** Changes nothing. */
    public static final NeedPatch NOTHING = new NeedPatch(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The need as it is wanted now. */
    public NeedDraft applyTo(NeedDraft draft) {
        Audience audience = draft.audience();
        return new NeedDraft(
                buyerBranch.orElse(draft.buyerBranch()),
                equivalents.orElse(draft.equivalents()),
                min.orElse(draft.min()),
                max.orElse(draft.max()),
                preferred.orElse(draft.preferred()),
                minLot.orElse(draft.minLot()),
                unit.or(draft::unit),
                quality.orElse(draft.quality()),
                maxBudget.orElse(draft.maxBudget()),
                preferredPrice.orElse(draft.preferredPrice()),
                rateUnit.or(draft::rateUnit),
                totalBudget.orElse(draft.totalBudget()),
                currency.or(draft::currency),
                deliveries.orElse(draft.deliveries()),
                new Window(
                        windowStart.orElse(draft.deliveryWindow().from()),
                        windowEnd.orElse(draft.deliveryWindow().until())),
                flexibilityHours.or(draft::flexibilityHours),
                deliveryTerms.orElse(draft.deliveryTerms()),
                paymentTerms.orElse(draft.paymentTerms()),
                incoterm.orElse(draft.incoterm()),
                new Audience(
                        visibility.orElse(audience.visibility()),
                        invitedSellers.orElse(audience.partners()),
                        allowedRegions.orElse(audience.regions())),
                urgency.orElse(draft.urgency()),
                intent.orElse(draft.intent()),
                autoAllocate.orElse(draft.autoAllocate()),
                validFrom.or(draft::validFrom),
                validUntil.or(draft::validUntil));
    }
}
