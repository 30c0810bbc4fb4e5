package io.mandi.engine.catalog.place;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Inspection;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * A place that an organisation has in its catalogue.
 *
 * @param placeId what a map service calls the place; no two locations of an organisation share one
 * @param pincode six digits in India
 * @param gstStateCode two digits of {@link State}; absent abroad
 * @param timezone where its days begin and end
 * @param active whether it is offered to those who post
 * @param deleted whether it is kept only for what refers to it
 */
public record Location(
        String id,
        String name,
        Optional<String> placeId,
        Place place,
        Optional<String> pincode,
        Optional<String> district,
        Optional<String> gstStateCode,
        ZoneId timezone,
        boolean active,
        boolean deleted) {

    /** Longest name. */
    public static final int MAX_NAME_LENGTH = 120;
    /** Longest id of a map service. */
    public static final int MAX_PLACE_ID_LENGTH = 255;

    private static final ZoneId INDIA = ZoneId.of("Asia/Kolkata");
    private static final Pattern INDIAN_PINCODE = Pattern.compile("[1-9][0-9]{5}");
    private static final Pattern PINCODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 -]{0,11}");

    /**
     * Checks a draft.
     *
     * @param market the market's timezone, for places abroad that do not say theirs
     */
    public static Checked<Location> of(String id, LocationDraft draft, ZoneId market) {
        Inspection inspection = new Inspection();
        String name = inspection.text("name", draft.name(), MAX_NAME_LENGTH);
        Optional<String> placeId = inspection.text("place_id", draft.placeId(), MAX_PLACE_ID_LENGTH);
        Optional<String> district = inspection.text("district", draft.district(), Place.MAX_CITY_LENGTH);
        Optional<Place> place = inspection.take(Place.of(
                draft.address(),
                draft.city(),
                draft.stateCode(),
                draft.country(),
                draft.latitude(),
                draft.longitude()));
        Optional<String> pincode = draft.pincode().map(String::strip);
        Optional<String> gst = draft.gstStateCode().map(String::strip);
        Optional<ZoneId> timezone = draft.timezone().flatMap(zone -> inspection.timezone("timezone", zone));
        place.ifPresent(known -> checkByCountry(inspection, known, pincode, gst));
        return inspection.result(() -> {
            Place whole = withState(place.orElseThrow(), gst);
            return new Location(
                    id,
                    name,
                    placeId,
                    whole,
                    pincode,
                    district,
                    gst.or(() -> whole.state().map(State::gstCode)),
                    timezone.orElse(timezoneOf(whole, market)),
                    draft.active(),
                    false);
        });
    }

    private static void checkByCountry(
            Inspection inspection, Place place, Optional<String> pincode, Optional<String> gst) {
        if (place.isInIndia()) {
            inspection.require(
                    pincode.stream()
                            .allMatch(code -> INDIAN_PINCODE.matcher(code).matches()),
                    "pincode",
                    "must be six digits, the first of them not 0");
            Optional<State> byDigits = gst.flatMap(State::ofGstCode);
            boolean agrees = byDigits.isEmpty() || place.stateCode().isEmpty() || byDigits.equals(place.state());
            inspection.require(
                    gst.isEmpty() || (byDigits.isPresent() && agrees),
                    "gst_state_code",
                    "must be the two digits of the state");
        } else {
            inspection.require(
                    pincode.stream().allMatch(code -> PINCODE.matcher(code).matches()),
                    "pincode",
                    "must be 1 to 12 letters, digits, spaces or hyphens");
            inspection.require(gst.isEmpty(), "gst_state_code", "only places in India have one");
        }
    }

    private static Place withState(Place place, Optional<String> gst) {
        Optional<String> stateCode =
                place.stateCode().or(() -> gst.flatMap(State::ofGstCode).map(State::name));
        return new Place(place.address(), place.city(), stateCode, place.country(), place.coordinates());
    }

    /** What it would be created of, for those who change parts of it. */
    public LocationDraft draft() {
        Optional<Coordinates> coordinates = place.coordinates();
        return new LocationDraft(
                name,
                placeId,
                place.address(),
                degrees(coordinates.map(Coordinates::latitude)),
                degrees(coordinates.map(Coordinates::longitude)),
                pincode,
                place.city(),
                district,
                place.stateCode(),
                gstStateCode,
                place.country(),
                Optional.of(timezone.getId()),
                active);
    }

    private static OptionalDouble degrees(Optional<Double> degrees) {
        return degrees.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /** The timezone of a place that does not say its own: India's in India, else the market's. */
    public static ZoneId timezoneOf(Place place, ZoneId market) {
        return place.isInIndia() ? INDIA : market;
    }

    /** LOC-5. */
    public Region region() {
        return place.region();
    }
}
