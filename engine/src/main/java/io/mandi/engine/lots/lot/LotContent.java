package io.mandi.engine.lots.lot;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.QualityValue;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.lots.match.AskingPrice;
import io.mandi.engine.lots.match.Audience;
import io.mandi.engine.lots.match.Site;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is offered in a lot, and how; {@link LotDraft} says what each part means, here it has passed the checks.
 *
 * @param quality by the codes of parameters, in their order
 * @param total in {@code unit}, 3 decimals
 * @param minOrder in {@code unit}, 3 decimals
 */
public record LotContent(
        Optional<String> sellerBranch,
        Optional<String> variety,
        Map<String, QualityValue> quality,
        boolean prePacked,
        Optional<String> testReportUrl,
        List<String> mediaUrls,
        Site site,
        Decimal total,
        Unit unit,
        Optional<Decimal> minOrder,
        boolean partialOrders,
        AskingPrice.Given price,
        Unit rateUnit,
        String currency,
        List<String> paymentTerms,
        List<String> deliveryTerms,
        Optional<String> passingTerm,
        Optional<String> weighmentTerm,
        List<String> incoterms,
        Audience audience,
        Optional<Instant> availableFrom,
        Optional<Instant> availableUntil,
        Instant expiresAt) {

    /** Most addresses of pictures and films. */
    public static final int MAX_MEDIA = 20;
    /** Longest address. */
    public static final int MAX_URL_LENGTH = 2_048;
    /** Most prices by terms. */
    public static final int MAX_PRICE_OPTIONS = 50;
    /** Most rows of a price matrix. */
    public static final int MAX_MATRIX_ROWS = 200;

    public LotContent {
        quality = Collections.unmodifiableMap(new LinkedHashMap<>(quality));
        mediaUrls = List.copyOf(mediaUrls);
        paymentTerms = List.copyOf(paymentTerms);
        deliveryTerms = List.copyOf(deliveryTerms);
        incoterms = List.copyOf(incoterms);
    }
}
