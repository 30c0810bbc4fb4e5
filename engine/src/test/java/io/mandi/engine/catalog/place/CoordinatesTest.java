package io.mandi.engine.catalog.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.edit.StarterCatalogue;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoordinatesTest {
    private static Coordinates at(double latitude, double longitude) {
        return Coordinates.of(latitude, longitude).asOptional().orElseThrow();
    }

    private static Coordinates of(String city) {
        LocationDraft place = StarterCatalogue.places().stream()
                .filter(known -> known.name().equals(city))
                .findFirst()
                .orElseThrow();
        return at(place.latitude().orElseThrow(), place.longitude().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({
        "Rajkot, Gondal, 38.0",
        "Ahmedabad, Kadi, 39.3",
        "Mumbai, Pune, 120.2",
        "Nagpur, Yavatmal, 131.2",
        "Rajkot, Ahmedabad, 198.3",
        "Ahmedabad, Surat, 207.7",
        "Nagpur, Akola, 221.6",
        "Bathinda, Sirsa, 75.6",
        "Adilabad, Yavatmal, 91.3",
        "Bathinda, Sri Ganganagar, 108.3",
        "Mumbai, Ahmedabad, 440.0"
    })
    void loc4DistancesOfTheSamplePlaces(String one, String other, String km) {
        assertThat(String.format(Locale.ROOT, "%.1f", of(one).distanceKm(of(other))))
                .isEqualTo(km);
        assertThat(of(other).distanceKm(of(one))).isEqualTo(of(one).distanceKm(of(other)));
    }

    @Test
    void loc4S1NearnessOfALotInGondalToANeedInRajkot() {
        assertThat(1 - of("Gondal").distanceKm(of("Rajkot")) / 50).isCloseTo(0.2392, within(0.00005));
    }

    @Test
    void loc4AgreesWithTheHaversineAsItIsWritten() {
        SplittableRandom random = new SplittableRandom(44);
        for (int i = 0; i < 20_000; i++) {
            Coordinates one = at(random.nextDouble(-90, 90), random.nextDouble(-180, 180));
            boolean near = random.nextBoolean();
            Coordinates other = near
                    ? at(
                            Math.clamp(one.latitude() + random.nextDouble(-0.01, 0.01), -90, 90),
                            Math.clamp(one.longitude() + random.nextDouble(-0.01, 0.01), -180, 180))
                    : at(random.nextDouble(-90, 90), random.nextDouble(-180, 180));
            double distance = one.distanceKm(other);
            if (!(Math.abs(distance - haversine(one, other)) < 1e-4)) {
                throw new AssertionError(one + " to " + other + ": " + distance);
            }
        }
    }

    private static double haversine(Coordinates one, Coordinates other) {
        double phi = Math.toRadians(other.latitude() - one.latitude());
        double lambda = Math.toRadians(other.longitude() - one.longitude());
        double a = Math.pow(Math.sin(phi / 2), 2)
                + Math.cos(Math.toRadians(one.latitude()))
                        * Math.cos(Math.toRadians(other.latitude()))
                        * Math.pow(Math.sin(lambda / 2), 2);
        return 2 * 6371.0 * Math.asin(Math.sqrt(Math.min(1, a)));
    }

    @Test
    void loc4NothingIsFurtherThanHalfAroundTheGlobe() {
        assertThat(at(0, 0).distanceKm(at(0, 180))).isCloseTo(Math.PI * 6371.0, within(1e-6));
        assertThat(at(90, 0).distanceKm(at(-90, 0))).isCloseTo(Math.PI * 6371.0, within(1e-6));
        assertThat(at(0, 180).distanceKm(at(0, -180))).isCloseTo(0, within(1e-6));
    }

    @Test
    void loc3ZeroZeroIsAPlaceLikeAnyOther() {
        assertThat(at(0, 0).distanceKm(at(0, 1))).isCloseTo(111.19, within(0.01));
        assertThat(at(0, 0).distanceKm(at(0, 0))).isZero();
        assertThat(at(-0.0, 0)).isEqualTo(at(0, -0.0)).hasSameHashCodeAs(at(0, -0.0));
    }

    @ParameterizedTest
    @CsvSource({"90, 180", "-90, -180", "0, 0", "22.3039, 70.8022"})
    void loc3CoordinatesWithinTheirBounds(double latitude, double longitude) {
        assertThat(Coordinates.of(latitude, longitude).flaws()).isEmpty();
        assertThat(at(latitude, longitude).latitude()).isEqualTo(latitude);
        assertThat(at(latitude, longitude).longitude()).isEqualTo(longitude);
    }

    @ParameterizedTest
    @CsvSource({
        "90.0001, 0, latitude",
        "-90.0001, 0, latitude",
        "NaN, 0, latitude",
        "0, 180.0001, longitude",
        "0, -180.0001, longitude",
        "0, Infinity, longitude"
    })
    void loc3CoordinatesOutsideTheirBoundsAreFlaws(double latitude, double longitude, String field) {
        assertThat(Coordinates.of(latitude, longitude).flaws())
                .extracting(Flaw::field)
                .containsExactly(field);
    }
}
