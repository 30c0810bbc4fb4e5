package io.mandi.engine.catalog.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTest {
    private static Place place(String stateCode, String country) {
        return Place.of(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.ofNullable(stateCode),
                        country,
                        OptionalDouble.empty(),
                        OptionalDouble.empty())
                .asOptional()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "WEST, MH 27 GJ 24 RJ 08 GA 30",
        "SOUTH, TN 33 KA 29 KL 32 AP 37 TS 36 PY 34",
        "NORTH, PB 03 HR 06 UP 09 UK 05 HP 02 DL 07 JK 01 LA 38 CH 04",
        "CENTRAL, MP 23 CG 22",
        "EAST, WB 19 OD 21 JH 20 BR 10",
        "NORTHEAST, AS 18 NL 13 TR 16 MZ 15 MN 14 SK 11 AR 12 ML 17"
    })
    void loc5RegionsHaveTheirStates(Region region, String states) {
        String[] codes = states.split(" ");
        for (int i = 0; i < codes.length; i += 2) {
            State state = State.ofCode(codes[i]).orElseThrow();
            assertThat(state.region()).isEqualTo(region);
            assertThat(state.gstCode()).isEqualTo(codes[i + 1]);
            assertThat(State.ofGstCode(codes[i + 1])).contains(state);
            assertThat(place(codes[i], "IN").region()).isEqualTo(region);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"26", "31", "35", "97"})
    void loc5OtherKnownDigitsHaveNoRegion(String digits) {
        assertThat(State.ofGstCode(digits).orElseThrow().region()).isEqualTo(Region.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "25", "28", "39", "96", "99", "1", "2 7", ""})
    void loc5OtherDigitsAreNone(String digits) {
        assertThat(State.ofGstCode(digits)).isEmpty();
    }

    @Test
    void loc5PlacesAbroadAndUnknownStatesHaveNoRegion() {
        assertThat(place("MH", "US").region()).isEqualTo(Region.UNKNOWN);
        assertThat(place("XX", "IN").region()).isEqualTo(Region.UNKNOWN);
        assertThat(place(null, "IN").region()).isEqualTo(Region.UNKNOWN);
        assertThat(place("LD", "IN").region()).isEqualTo(Region.UNKNOWN);
    }
}
