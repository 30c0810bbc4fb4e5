package io.mandi.engine.lots.lot;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.PriceMatrix;
import io.mandi.engine.lots.match.PriceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parts of a lot that somebody wants otherwise; what is absent stays. Of what a lot may have or not have, {@code
 * Optional.of(Optional.empty())} takes it away. The parts are those of {@link LotDraft}.
 *
 * @param quality all of it
 * @param reason why the visibility is changed, for whoever reads the event
 */
public record LotPatch(
        Optional<Optional<String>> sellerBranch,
        Optional<Optional<String>> variety,
        Optional<Map<String, GivenValue>> quality,
        Optional<Boolean> prePacked,
        Optional<Optional<String>> testReportUrl,
        Optional<List<String>> mediaUrls,
        Optional<Optional<String>> locationId,
        Optional<Optional<Place>> place,
        Optional<Decimal> total,
        Optional<String> unit,
        Optional<Optional<Decimal>> minOrder,
        Optional<Boolean> partialOrders,
        Optional<PriceType> priceType,
        Optional<Optional<Decimal>> basePrice,
        Optional<List<AskingPrice.GivenOption>> priceOptions,
        Optional<Optional<PriceMatrix>> priceMatrix,
        Optional<String> rateUnit,
        Optional<String> currency,
        Optional<List<String>> paymentTerms,
        Optional<List<String>> deliveryTerms,
        Optional<Optional<String>> passingTerm,
        Optional<Optional<String>> weighmentTerm,
        Optional<List<String>> incoterms,
        Optional<Audience.Visibility> visibility,
        Optional<Set<String>> allowedPartners,
        Optional<Set<Region>> allowedRegions,
        Optional<Optional<Instant>> availableFrom,
        Optional<Optional<Instant>> availableUntil,
        Optional<Instant> expiresAt,
        Optional<String> reason) {

    /** Changes nothing. */
    public static final LotPatch NOTHING = new LotPatch(
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
            Optional.empty(),
            Optional.empty());

    /** The lot as it is wanted now. */
    public LotDraft applyTo(LotDraft draft) {
        AskingPrice.Given price = draft.price();
        Audience audience = draft.audience();
        return new LotDraft(
                sellerBranch.orElse(draft.sellerBranch()),
                variety.orElse(draft.variety()),
                quality.orElse(draft.quality()),
                prePacked.orElse(draft.prePacked()),
                testReportUrl.orElse(draft.testReportUrl()),
                mediaUrls.orElse(draft.mediaUrls()),
                // Who names one of the two wants it instead of the other.
                locationId.orElse(names(place) ? Optional.empty() : draft.locationId()),
                place.orElse(names(locationId) ? Optional.empty() : draft.place()),
                total.orElse(draft.total()),
                unit.or(draft::unit),
                minOrder.orElse(draft.minOrder()),
                partialOrders.orElse(draft.partialOrders()),
                new AskingPrice.Given(
                        priceType.orElse(price.type()),
                        basePrice.orElse(price.base()),
                        priceOptions.orElse(price.options()),
                        priceMatrix.orElse(price.matrix())),
                rateUnit.or(draft::rateUnit),
                currency.or(draft::currency),
                paymentTerms.orElse(draft.paymentTerms()),
                deliveryTerms.orElse(draft.deliveryTerms()),
                passingTerm.orElse(draft.passingTerm()),
                weighmentTerm.orElse(draft.weighmentTerm()),
                incoterms.orElse(draft.incoterms()),
                new Audience(
                        visibility.orElse(audience.visibility()),
                        allowedPartners.orElse(audience.partners()),
                        allowedRegions.orElse(audience.regions())),
                availableFrom.orElse(draft.availableFrom()),
                availableUntil.orElse(draft.availableUntil()),
                expiresAt.or(draft::expiresAt));
    }

    private static boolean names(Optional<? extends Optional<?>> part) {
        return part.isPresent() && part.get().isPresent();
    }
}
