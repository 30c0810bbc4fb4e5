package io.mandi.engine.lots.match;

import io.mandi.engine.lots.match.PreparedNeed.Delivery;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * Whether goods are near enough (section 7.3), and how near: holds the result for the pair that was looked at last.
 */
final class Reach {
    /** In place of a distance. */
    static final long UNKNOWN = Long.MAX_VALUE;
    /** In place of the number of a delivery place. */
    static final int NONE = -1;

    /** Decimals of a distance in km. */
    private static final int DISTANCE_SCALE = 6;

    private final MatchContext context;

    /** As a {@link Ratio}. */
    long nearness;
    /** In millimetres, or {@link #UNKNOWN}. */
    long distance;
    /** The number of the delivery place that counts, or {@link #NONE}. */
    int delivery;
    /** Why the first delivery place is out of reach, when all are. */
    Reason failure = Reason.LOCATION_MISSING;

    private Reason placeFailure = Reason.LOCATION_MISSING;
    private long placeNearness;
    private long placeDistance;

    Reach(MatchContext context) {
        this.context = context;
    }

    /** @return whether the filter is passed */
    boolean look(PreparedNeed need, PreparedLot lot) {
        nearness = Ratio.ONE;
        distance = UNKNOWN;
        delivery = NONE;
        if (lot.spot.isEmpty()) {
            failure = Reason.LOCATION_MISSING;
            return false;
        }
        List<Delivery> deliveries = need.deliveries;
        if (deliveries.isEmpty()) {
            return true;
        }
        Spot goods = lot.spot.get();
        for (int i = 0; i < deliveries.size(); i++) {
            if (!reaches(need, lot, goods, deliveries.get(i))) {
                if (i == 0) {
                    failure = placeFailure;
                }
            } else if (delivery == NONE
                    || placeNearness > nearness
                    || (placeNearness == nearness && placeDistance < distance)) {
                nearness = placeNearness;
                distance = placeDistance;
                delivery = i;
            }
        }
        return delivery != NONE;
    }

    private boolean reaches(PreparedNeed need, PreparedLot lot, Spot goods, Delivery wanted) {
        Spot place = wanted.spot();
        if (goods.isSameLocation(place)) {
            return passes(Ratio.ONE, 0);
        }
        if (!goods.country().equals(place.country())) {
            Optional<String> incoterm = need.need.incoterm();
            return context.crossBorder
                            && (incoterm.isEmpty() || lot.lot.incoterms().contains(incoterm.get()))
                    ? passes(0, UNKNOWN)
                    : fails(Reason.LOCATION_CROSS_BORDER);
        }
        if (!context.crossState && goods.isInOtherState(place)) {
            return fails(Reason.LOCATION_CROSS_STATE);
        }
        boolean sameCity = goods.isInSameCity(place);
        if (goods.coordinates().isEmpty() || place.coordinates().isEmpty()) {
            return sameCity ? passes(Ratio.ONE, UNKNOWN) : fails(Reason.LOCATION_UNRESOLVED);
        }
        long far = goods.distanceTo(place);
        long most = most(wanted);
        if (far > most) {
            return sameCity ? passes(0, far) : fails(Reason.LOCATION_TOO_FAR);
        }
        return passes(far == 0 ? Ratio.ONE : Ratio.of(most - far, most), far);
    }

    private long most(Delivery wanted) {
        return wanted.maxDistance() == PreparedNeed.MARKET_DISTANCE
                ? context.maxDistanceMillimetres
                : wanted.maxDistance();
    }

    private boolean passes(long near, long far) {
        placeNearness = near;
        placeDistance = far;
        return true;
    }

    private boolean fails(Reason reason) {
        placeFailure = reason;
        return false;
    }

    /** In words, for a pair that did not pass. */
    Refusal refusal(PreparedNeed need, PreparedLot lot) {
        if (failure == Reason.LOCATION_MISSING) {
            return new Refusal(failure, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Spot goods = lot.spot.orElseThrow();
        Delivery first = need.deliveries.getFirst();
        return switch (failure) {
            case LOCATION_CROSS_BORDER -> shown(goods.country(), first.spot().country());
            case LOCATION_CROSS_STATE -> shown(goods.state(), first.spot().state());
            case LOCATION_TOO_FAR ->
                shown(
                        kilometres(goods.distanceTo(first.spot()))
                                .setScale(1, RoundingMode.HALF_UP)
                                .toPlainString(),
                        Quantities.plain(kilometres(most(first))));
            default -> new Refusal(failure, Optional.empty(), Optional.empty(), Optional.empty());
        };
    }

    private Refusal shown(String actual, String limit) {
        return new Refusal(failure, Optional.empty(), Optional.of(actual), Optional.of(limit));
    }

    static BigDecimal kilometres(long millimetres) {
        return BigDecimal.valueOf(millimetres, DISTANCE_SCALE);
    }
}
