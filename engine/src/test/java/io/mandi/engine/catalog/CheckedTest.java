package io.mandi.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckedTest {
    @Test
    void saysEverythingThatIsWrongAtOnce() {
        Inspection inspection = new Inspection();
        inspection.note(FlawCode.UNKNOWN_UNIT, "unit", "one");
        inspection.note(FlawCode.UNKNOWN_PARAMETER, "colour", "a warning");
        inspection.require(false, "name", "two");
        inspection.require(true, "name", "not said");

        Checked<String> checked = inspection.result(() -> "made");

        assertThat(checked.asOptional()).isEmpty();
        assertThat(checked.flaws()).extracting(Flaw::detail).containsExactly("one", "two");
        assertThat(checked.warnings()).isEmpty();
    }

    @Test
    void aWarningStandsInTheWayOfNothing() {
        Inspection inspection = new Inspection();
        inspection.note(FlawCode.UNKNOWN_PARAMETER, "colour", "a warning");

        Checked<Integer> checked = inspection.result(() -> "made").map(String::length);

        assertThat(checked.asOptional()).contains(4);
        assertThat(checked.flaws()).isEmpty();
        assertThat(checked.warnings()).extracting(Flaw::field).containsExactly("colour");
    }

    @Test
    void flawsOfAPartStandBelowIt() {
        Inspection inspection = new Inspection();
        Optional<String> value =
                inspection.take("unit_factors/BALE", Checked.<String>invalid(FlawCode.UNKNOWN_UNIT, "", "none"));
        inspection.take("tax_rates/0", Checked.<String>invalid(FlawCode.UNKNOWN_UNIT, "rate", "none"));

        assertThat(value).isEmpty();
        assertThat(inspection.result(() -> 1).flaws())
                .extracting(Flaw::field)
                .containsExactly("unit_factors/BALE", "tax_rates/0/rate");
    }

    @Test
    void codesAreLowerSnakeCase() {
        assertThat(FlawCode.UNIT_DIMENSION_MISMATCH.code()).isEqualTo("unit_dimension_mismatch");
        assertThat(Arrays.stream(FlawCode.values()).map(FlawCode::code))
                .allMatch(code -> code.matches("[a-z]+(_[a-z]+)*"))
                .doesNotHaveDuplicates();
    }
}
