package io.mandi.engine.catalog.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {
    private static Checked<Place> place(
            String city, String stateCode, String country, Double latitude, Double longitude) {
        return Place.of(
                Optional.empty(),
                Optional.ofNullable(city),
                Optional.ofNullable(stateCode),
                country,
                latitude == null ? OptionalDouble.empty() : OptionalDouble.of(latitude),
                longitude == null ? OptionalDouble.empty() : OptionalDouble.of(longitude));
    }

    @Test
    void aPlaceStandsInOneNotation() {
        Place given =
                place(" Rajkot ", " gj", "in ", 22.3039, 70.8022).asOptional().orElseThrow();

        assertThat(given)
                .isEqualTo(place("Rajkot", "GJ", "IN", 22.3039, 70.8022)
                        .asOptional()
                        .orElseThrow());
        assertThat(given.state()).contains(State.GJ);
        assertThat(given.isInIndia()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Rajkot, GJ, XX, 1, 1, country",
        "Rajkot, GJ, IND, 1, 1, country",
        "Rajkot, GJ, '', 1, 1, country",
        "' ', GJ, IN, 1, 1, city",
        "Rajkot, ABCDEFGHIJK, IN, 1, 1, state_code",
        "Rajkot, GJ, IN, 91, 1, latitude",
        "Rajkot, GJ, IN, 1, 181, longitude",
        "Rajkot, GJ, IN, , 1, latitude",
        "Rajkot, GJ, IN, 1, , longitude"
    })
    void theFieldThatIsWrongIsNamed(
            String city, String stateCode, String country, Double latitude, Double longitude, String field) {
        assertThat(place(city, stateCode, country, latitude, longitude).flaws())
                .extracting(Flaw::field)
                .containsExactly(field);
    }

    @Test
    void loc3OnlyPlacesWithCoordinatesHaveADistance() {
        Place known = place(null, null, "GH", 0.0, 0.0).asOptional().orElseThrow();
        Place unknown = place(null, null, "GH", null, null).asOptional().orElseThrow();

        assertThat(known.distanceKm(known)).hasValue(0);
        assertThat(known.distanceKm(unknown)).isEmpty();
        assertThat(unknown.distanceKm(known)).isEmpty();
        assertThat(known.distanceKm(
                                place(null, null, "GH", 0.0, 1.0).asOptional().orElseThrow())
                        .orElseThrow())
                .isCloseTo(111.19, within(0.01));
    }
}
