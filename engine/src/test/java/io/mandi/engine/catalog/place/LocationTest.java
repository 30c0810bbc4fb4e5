package io.mandi.engine.catalog.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationTest {
    private static final ZoneId MARKET = ZoneId.of("Asia/Dubai");

    private static Checked<Location> location(
            String name, String pincode, String stateCode, String gstStateCode, String country, String timezone) {
        return Location.of(
                "loc-1",
                new LocationDraft(
                        name,
                        Optional.of("map:1"),
                        Optional.of("12 Market Road"),
                        OptionalDouble.of(22.3039),
                        OptionalDouble.of(70.8022),
                        Optional.ofNullable(pincode),
                        Optional.of("Rajkot"),
                        Optional.of("Rajkot"),
                        Optional.ofNullable(stateCode),
                        Optional.ofNullable(gstStateCode),
                        country,
                        Optional.ofNullable(timezone),
                        true),
                MARKET);
    }

    private static Location good(String stateCode, String gstStateCode, String country, String timezone) {
        return location("Yard", null, stateCode, gstStateCode, country, timezone)
                .asOptional()
                .orElseThrow();
    }

    @Test
    void loc5TheRegionComesOfTheState() {
        assertThat(good("gj", null, "IN", null).region()).isEqualTo(Region.WEST);
        assertThat(good(null, "33", "IN", null).region()).isEqualTo(Region.SOUTH);
        assertThat(good(null, "97", "IN", null).region()).isEqualTo(Region.UNKNOWN);
        assertThat(good("GJ", null, "AE", null).region()).isEqualTo(Region.UNKNOWN);
    }

    @Test
    void loc5LetterCodeAndDigitsFollowFromEachOther() {
        assertThat(good("GJ", null, "IN", null).gstStateCode()).contains("24");
        assertThat(good(null, "24", "IN", null).place().stateCode()).contains("GJ");
        assertThat(good("GJ", null, "AE", null).gstStateCode()).isEmpty();
    }

    @Test
    void daysBeginWhereThePlaceIsOrWhereTheMarketIs() {
        assertThat(good("GJ", null, "IN", null).timezone()).isEqualTo(ZoneId.of("Asia/Kolkata"));
        assertThat(good(null, null, "AE", null).timezone()).isEqualTo(MARKET);
        assertThat(good(null, null, "AE", "Europe/Berlin").timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
    }

    @ParameterizedTest
    @CsvSource({
        "' ', 360001, GJ, 24, IN, Asia/Kolkata, name",
        "Yard, 060001, GJ, 24, IN, Asia/Kolkata, pincode",
        "Yard, 36001, GJ, 24, IN, Asia/Kolkata, pincode",
        "Yard, 12/34, , , AE, Asia/Dubai, pincode",
        "Yard, 360001, GJ, 27, IN, Asia/Kolkata, gst_state_code",
        "Yard, 360001, XX, 27, IN, Asia/Kolkata, gst_state_code",
        "Yard, 360001, GJ, 99, IN, Asia/Kolkata, gst_state_code",
        "Yard, 12345, , 24, AE, Asia/Dubai, gst_state_code",
        "Yard, 360001, GJ, 24, IN, Asia/Rajkot, timezone",
        "Yard, 360001, GJ, 24, IN, +05:30, timezone",
        "Yard, 360001, GJ, 24, IN, '', timezone",
        "Yard, 360001, GJ, 24, QQ, Asia/Kolkata, country"
    })
    void theFieldThatIsWrongIsNamed(
            String name,
            String pincode,
            String stateCode,
            String gstStateCode,
            String country,
            String timezone,
            String field) {
        assertThat(location(name, pincode, stateCode, gstStateCode, country, timezone)
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly(field);
    }

    @Test
    void aLocationIsMadeAgainOfItsDraft() {
        Location location = good("GJ", null, "IN", null);

        assertThat(Location.of("loc-1", location.draft(), MARKET).asOptional()).contains(location);
    }
}
