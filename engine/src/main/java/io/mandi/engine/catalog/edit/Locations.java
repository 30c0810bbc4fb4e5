package io.mandi.engine.catalog.edit;

import io.mandi.engine.catalog.ChangedFields;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationCreated;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationDeleted;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationUpdated;
import io.mandi.engine.catalog.place.Coordinates;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.LocationDraft;
import io.mandi.engine.catalog.place.Place;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Decides what becomes of locations. */
public final class Locations {
    private static final String NAME = "name";
    private static final String IS_ACTIVE = "is_active";

    private Locations() {}

    /**
     * Creates a location, unless the organisation has one of this place id: then that one is the answer, and nothing has
     * happened (LOC-1).
     *
     * @param id of a new location
     * @param known the location that is not deleted and has the draft's place id
     * @param market the market's timezone
     */
    public static Checked<Change<Location>> create(
            String id, LocationDraft draft, Optional<Location> known, ZoneId market) {
        return known.map(location -> Checked.valid(Change.none(location)))
                .orElseGet(() -> Location.of(id, draft, market)
                        .map(location -> new Change<>(location, List.of(created(location)))));
    }

    private static LocationCreated created(Location location) {
        Place place = location.place();
        Optional<Coordinates> coordinates = place.coordinates();
        return new LocationCreated(
                location.id(),
                location.name(),
                place.city(),
                place.stateCode(),
                place.country(),
                coordinates.map(known -> OptionalDouble.of(known.latitude())).orElse(OptionalDouble.empty()),
                coordinates.map(known -> OptionalDouble.of(known.longitude())).orElse(OptionalDouble.empty()));
    }

    /**
     * Changes a location into what the draft says; only the name and whether it is active can differ (LOC-2).
     *
     * @param wanted {@link Location#draft} with what is to be changed
     * @param market the market's timezone
     */
    public static Checked<Change<Location>> edit(Location location, LocationDraft wanted, ZoneId market) {
        if (location.deleted()) {
            return Checked.invalid(FlawCode.LOCATION_DELETED, "", "the location is deleted");
        }
        Inspection inspection = new Inspection();
        Optional<Location> after = inspection.take(Location.of(location.id(), wanted, market));
        List<String> changed =
                after.map(edited -> changedFields(location, edited)).orElse(List.of());
        changed.stream()
                .filter(field -> !field.equals(NAME) && !field.equals(IS_ACTIVE))
                .forEach(field -> inspection.note(
                        FlawCode.FIELD_FIXED, field, "only name and is_active of a location can be changed"));
        return inspection.result(() -> new Change<>(
                after.orElseThrow(),
                changed.isEmpty() ? List.of() : List.of(new LocationUpdated(location.id(), changed))));
    }

    private static List<String> changedFields(Location before, Location after) {
        return new ChangedFields<>(before, after)
                .compare(NAME, Location::name)
                .compare("place_id", Location::placeId)
                .compare("address", location -> location.place().address())
                .compare("latitude", location -> location.place().coordinates().map(Coordinates::latitude))
                .compare("longitude", location -> location.place().coordinates().map(Coordinates::longitude))
                .compare("pincode", Location::pincode)
                .compare("city", location -> location.place().city())
                .compare("district", Location::district)
                .compare("state_code", location -> location.place().stateCode())
                .compare("gst_state_code", Location::gstStateCode)
                .compare("country", location -> location.place().country())
                .compare("timezone", Location::timezone)
                .compare(IS_ACTIVE, Location::active)
                .names();
    }

    /**
     * Deletes a location, which stays for those who have referred to it (LOC-2). A deleted one stays as it is.
     *
     * @param openPostings lots and needs that refer to it and are not closed
     * @param partners that have an address there
     */
    public static Checked<Change<Location>> delete(Location location, long openPostings, long partners) {
        if (location.deleted()) {
            return Checked.valid(Change.none(location));
        }
        List<String> users = new ArrayList<>();
        if (openPostings > 0) {
            users.add(openPostings + " open postings");
        }
        if (partners > 0) {
            users.add(partners + " partners");
        }
        if (!users.isEmpty()) {
            return Checked.invalid(
                    FlawCode.LOCATION_IN_USE, "", String.join(" and ", users) + " refer to the location");
        }
        Location deleted = new Location(
                location.id(),
                location.name(),
                location.placeId(),
                location.place(),
                location.pincode(),
                location.district(),
                location.gstStateCode(),
                location.timezone(),
                false,
                true);
        return Checked.valid(new Change<>(deleted, List.of(new LocationDeleted(location.id()))));
    }
}
