package io.mandi.engine.lots.match;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A need with all that can be computed of it before a lot is known. */
public final class PreparedNeed {
    /** In place of a distance: the market's setting counts. */
    static final long MARKET_DISTANCE = -1;

    /** A longer flexibility is as good as this one. */
    private static final Duration FOR_EVER = Duration.ofDays(100_000);

    private static final long NANOS_PER_MICRO = 1_000;

    final OpenNeed need;
    final BigDecimal room;
    final List<Delivery> deliveries;
    final long validFrom;
    final long validUntil;
    final long publishedAt;
    final long windowFrom;
    final long windowUntil;
    final long widenedFrom;
    final long widenedUntil;
    final Codes paymentTerms;
    final Codes deliveryTerms;
    final List<QualityCheck> quality;
    final Optional<PreparedPrice> max;
    final Optional<PreparedPrice> preferred;

    /** @param maxDistance in millimetres, or {@link #MARKET_DISTANCE} */
    record Delivery(Spot spot, long maxDistance) {
        /** Limits beyond this count as this. It is some thousand times the way to the sun. */
        private static final BigDecimal FARTHEST = BigDecimal.valueOf(900_000_000_000_000_000L);

        static Delivery of(DeliveryPlace place) {
            return new Delivery(
                    Spot.of(place.site()),
                    place.maxDistanceKm()
                            .map(km -> km.toBigDecimal()
                                    .multiply(BigDecimal.valueOf(Spot.MILLIMETRES_PER_KM))
                                    .min(FARTHEST)
                                    .setScale(0, RoundingMode.DOWN)
                                    .longValueExact())
                            .orElse(MARKET_DISTANCE));
        }
    }

    private PreparedNeed(OpenNeed need) {
        this.need = need;
        room = need.room();
        deliveries = need.deliveries().stream().map(Delivery::of).toList();
        validFrom = Moments.micros(need.validFrom());
        validUntil = Moments.micros(need.validUntil());
        publishedAt = Moments.micros(need.publishedAt());
        windowFrom = Moments.from(need.deliveryWindow());
        windowUntil = Moments.until(need.deliveryWindow());
        long flexibility = shorter(need.flexibility(), FOR_EVER).toNanos() / NANOS_PER_MICRO;
        widenedFrom = windowFrom == Moments.NEVER_BEGAN ? windowFrom : windowFrom - flexibility;
        widenedUntil = windowUntil == Moments.NEVER_ENDS ? windowUntil : windowUntil + flexibility;
        paymentTerms = Codes.of(need.paymentTerms());
        deliveryTerms = Codes.of(need.deliveryTerms());
        quality = need.quality().stream().map(QualityCheck::new).toList();
        max = need.budget().map(Budget::max).map(PreparedPrice::of);
        preferred = need.budget().map(Budget::preferred).map(PreparedPrice::of);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    public static PreparedNeed of(OpenNeed need) {
        return new PreparedNeed(need);
    }

    public OpenNeed need() {
        return need;
    }
}
