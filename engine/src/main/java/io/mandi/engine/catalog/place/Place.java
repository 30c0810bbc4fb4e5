package io.mandi.engine.catalog.place;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Inspection;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Where something is: what a location of the catalogue has in common with a place that stands in a posting itself.
 * {@link #of} makes it in one notation, so that two states or countries are the same when their texts are.
 *
 * @param address street and number
 * @param city as people write it
 * @param stateCode in upper case; in India a letter code of {@link State} where it is one
 * @param country ISO 3166-1 alpha-2, in upper case
 * @param coordinates absent when they are not known
 */
public record Place(
        Optional<String> address,
        Optional<String> city,
        Optional<String> stateCode,
        String country,
        Optional<Coordinates> coordinates) {

    /** Longest address. */
    public static final int MAX_ADDRESS_LENGTH = 500;
    /** Longest name of a city or district. */
    public static final int MAX_CITY_LENGTH = 120;
    /** Longest code of a state. */
    public static final int MAX_STATE_CODE_LENGTH = 10;

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /**
     * Checks and tidies what was given. Flaws name the fields {@code address}, {@code city}, {@code state_code},
     * {@code country}, {@code latitude} and {@code longitude}.
     */
    public static Checked<Place> of(
            Optional<String> address,
            Optional<String> city,
            Optional<String> stateCode,
            String country,
            OptionalDouble latitude,
            OptionalDouble longitude) {
        Inspection inspection = new Inspection();
        Optional<String> tidyAddress = inspection.text("address", address, MAX_ADDRESS_LENGTH);
        Optional<String> tidyCity = inspection.text("city", city, MAX_CITY_LENGTH);
        Optional<String> tidyState =
                inspection.text("state_code", stateCode, MAX_STATE_CODE_LENGTH).map(Place::upperCase);
        String tidyCountry = upperCase(country.strip());
        inspection.require(isCountry(tidyCountry), "country", "must be two letters of ISO 3166, as IN");
        Optional<Coordinates> coordinates = Optional.empty();
        if (latitude.isPresent() && longitude.isPresent()) {
            coordinates = inspection.take(Coordinates.of(latitude.getAsDouble(), longitude.getAsDouble()));
        } else {
            String missing = latitude.isPresent() ? "longitude" : "latitude";
            inspection.require(
                    latitude.isEmpty() && longitude.isEmpty(), missing, "must stand with the other coordinate");
        }
        Optional<Coordinates> known = coordinates;
        return inspection.result(() -> new Place(tidyAddress, tidyCity, tidyState, tidyCountry, known));
    }

    /** @param code in upper case */
    public static boolean isCountry(String code) {
        return COUNTRIES.contains(code);
    }

    static String upperCase(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    public boolean isInIndia() {
        return country.equals(State.COUNTRY);
    }

    /** The state, where it is one of India that has a code. */
    public Optional<State> state() {
        return isInIndia() ? stateCode.flatMap(State::ofCode) : Optional.empty();
    }

    /** LOC-5. */
    public Region region() {
        return state().map(State::region).orElse(Region.UNKNOWN);
    }

    /** The straight distance over the globe in km, where both places have coordinates (LOC-4). */
    public OptionalDouble distanceKm(Place other) {
        return coordinates.isPresent() && other.coordinates.isPresent()
                ? OptionalDouble.of(coordinates.get().distanceKm(other.coordinates.get()))
                : OptionalDouble.empty();
    }
}
