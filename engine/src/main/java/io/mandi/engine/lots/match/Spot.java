package io.mandi.engine.lots.match;

import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.place.Region;
import java.util.Optional;

/**
 * A site made ready for comparison: texts tidied once. What is not known is empty.
 *
 * @param city of a state; the empty text when either is not known
 */
record Spot(
        String locationId,
        String country,
        String state,
        String city,
        Optional<Coordinates> coordinates,
        Region region) {

    static final long MILLIMETRES_PER_KM = 1_000_000;

    static Spot of(Site site) {
        Place place = site.place();
        String state = place.stateCode().map(Texts::tidy).orElse("");
        String city = place.city().map(Texts::tidy).orElse("");
        return new Spot(
                site.locationId().orElse(""),
                Texts.tidy(place.country()),
                state,
                state.isEmpty() || city.isEmpty() ? "" : state + "/" + city,
                place.coordinates(),
                place.region());
    }

    boolean isSameLocation(Spot other) {
        return !locationId.isEmpty() && locationId.equals(other.locationId);
    }

    boolean isInSameCity(Spot other) {
        return !city.isEmpty() && city.equals(other.city);
    }

    boolean isInOtherState(Spot other) {
        return !state.isEmpty() && !other.state.isEmpty() && !state.equals(other.state);
    }

    /**
     * The distance in millimetres. It is rounded to them once, so that what is computed from it is decimal arithmetic.
     *
     * @param other with coordinates, as this one
     */
    long distanceTo(Spot other) {
        double km = coordinates.orElseThrow().distanceKm(other.coordinates.orElseThrow());
        return Math.round(km * MILLIMETRES_PER_KM);
    }
}
