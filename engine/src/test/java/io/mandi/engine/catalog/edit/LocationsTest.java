package io.mandi.engine.catalog.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationCreated;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationDeleted;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationUpdated;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.LocationDraft;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationsTest {
    private static final ZoneId MARKET = ZoneId.of("Asia/Kolkata");
    private static final Location YARD = Locations.create(
                    "loc-1", draft("Yard", "Rajkot", true), Optional.empty(), MARKET)
            .asOptional()
            .orElseThrow()
            .value();

    private static LocationDraft draft(String name, String city, boolean active) {
        return new LocationDraft(
                name,
                Optional.of("map:1"),
                Optional.empty(),
                OptionalDouble.of(22.3039),
                OptionalDouble.of(70.8022),
                Optional.of("360001"),
                Optional.of(city),
                Optional.empty(),
                Optional.of("GJ"),
                Optional.empty(),
                "IN",
                Optional.empty(),
                active);
    }

    private static Change<Location> value(Checked<Change<Location>> checked) {
        return checked.asOptional().orElseThrow(() -> new AssertionError(checked.flaws()));
    }

    @Test
    void aNewLocationIsCreated() {
        Change<Location> change =
                value(Locations.create("loc-2", draft("Yard", "Rajkot", true), Optional.empty(), MARKET));

        assertThat(change.events())
                .containsExactly(new LocationCreated(
                        "loc-2",
                        "Yard",
                        Optional.of("Rajkot"),
                        Optional.of("GJ"),
                        "IN",
                        OptionalDouble.of(22.3039),
                        OptionalDouble.of(70.8022)));
        assertThat(change.value().id()).isEqualTo("loc-2");
    }

    @Test
    void loc1AKnownPlaceIdIsAnsweredWithTheLocationThatIsThere() {
        Change<Location> change =
                value(Locations.create("loc-2", draft("Another name", "Rajkot", false), Optional.of(YARD), MARKET));

        assertThat(change.value()).isEqualTo(YARD);
        assertThat(change.events()).isEmpty();
    }

    @Test
    void loc2TheNameAndWhetherItIsActiveCanBeEdited() {
        Change<Location> change = value(Locations.edit(YARD, draft("New yard", "Rajkot", false), MARKET));

        assertThat(change.events()).containsExactly(new LocationUpdated("loc-1", List.of("name", "is_active")));
        assertThat(change.value().name()).isEqualTo("New yard");
        assertThat(change.value().active()).isFalse();
        assertThat(change.value().place()).isEqualTo(YARD.place());
    }

    @Test
    void loc2NothingElseCanBeEdited() {
        LocationDraft wanted = new LocationDraft(
                "Yard",
                Optional.of("map:2"),
                Optional.of("12 Market Road"),
                OptionalDouble.of(0),
                OptionalDouble.of(0),
                Optional.of("12345"),
                Optional.of("Dubai"),
                Optional.of("Deira"),
                Optional.of("DU"),
                Optional.empty(),
                "AE",
                Optional.of("Asia/Dubai"),
                true);

        assertThat(Locations.edit(YARD, wanted, MARKET).flaws())
                .allMatch(flaw -> flaw.code() == FlawCode.FIELD_FIXED)
                .extracting(Flaw::field)
                .containsExactly(
                        "place_id",
                        "address",
                        "latitude",
                        "longitude",
                        "pincode",
                        "city",
                        "district",
                        "state_code",
                        "gst_state_code",
                        "country",
                        "timezone");
    }

    @Test
    void loc2AnEditThatChangesNothingIsNoEvent() {
        Change<Location> change = value(Locations.edit(YARD, YARD.draft(), MARKET));

        assertThat(change).isEqualTo(new Change<>(YARD, List.of()));
        assertThat(Locations.edit(YARD, draft(" ", "Rajkot", true), MARKET).flaws())
                .extracting(Flaw::field)
                .containsExactly("name");
    }

    @Test
    void loc2DeletionKeepsTheLocationForThoseWhoHaveReferredToIt() {
        Change<Location> change = value(Locations.delete(YARD, 0, 0));

        assertThat(change.events()).containsExactly(new LocationDeleted("loc-1"));
        assertThat(change.value().deleted()).isTrue();
        assertThat(change.value().active()).isFalse();
        assertThat(change.value().place()).isEqualTo(YARD.place());
        assertThat(value(Locations.delete(change.value(), 0, 0)).events()).isEmpty();
        assertThat(Locations.edit(change.value(), YARD.draft(), MARKET).flaws())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.LOCATION_DELETED);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1 open postings refer to the location",
        "0, 2, 2 partners refer to the location",
        "3, 4, 3 open postings and 4 partners refer to the location"
    })
    void loc2DeletionIsRefusedWhileSomebodyRefersToIt(long postings, long partners, String detail) {
        assertThat(Locations.delete(YARD, postings, partners).flaws())
                .containsExactly(new Flaw(FlawCode.LOCATION_IN_USE, "", detail));
        assertThat(FlawCode.LOCATION_IN_USE.kind()).isEqualTo(FlawCode.Kind.CONFLICT);
    }
}
