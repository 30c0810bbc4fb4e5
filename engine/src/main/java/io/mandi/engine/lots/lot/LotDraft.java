package io.mandi.engine.lots.lot;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A lot as somebody wants it, not checked yet.
 *
 * @param sellerBranch id of a branch of the seller
 * @param variety code of a variety of the commodity
 * @param quality by the codes of parameters
 * @param locationId of the catalogue, or absent and {@code place} is there
 * @param total how much is offered, in {@code unit}
 * @param unit code; the commodity's trade unit when absent
 * @param minOrder the least that is sold at once, in {@code unit}
 * @param partialOrders whether less than {@code total} is sold
 * @param rateUnit code of the unit that prices are for; the commodity's rate unit when absent
 * @param currency ISO 4217; the commodity's when absent
 */
public record LotDraft(
        Optional<String> sellerBranch,
        Optional<String> variety,
        Map<String, GivenValue> quality,
        boolean prePacked,
        Optional<String> testReportUrl,
        List<String> mediaUrls,
        Optional<String> locationId,
        Optional<Place> place,
        Decimal total,
        Optional<String> unit,
        Optional<Decimal> minOrder,
        boolean partialOrders,
        AskingPrice.Given price,
        Optional<String> rateUnit,
        Optional<String> currency,
        List<String> paymentTerms,
        List<String> deliveryTerms,
        Optional<String> passingTerm,
        Optional<String> weighmentTerm,
        List<String> incoterms,
        Audience audience,
        Optional<Instant> availableFrom,
        Optional<Instant> availableUntil,
        Optional<Instant> expiresAt) {

    public LotDraft {
        quality = Map.copyOf(quality);
        mediaUrls = List.copyOf(mediaUrls);
        paymentTerms = List.copyOf(paymentTerms);
        deliveryTerms = List.copyOf(deliveryTerms);
        incoterms = List.copyOf(incoterms);
    }
}
