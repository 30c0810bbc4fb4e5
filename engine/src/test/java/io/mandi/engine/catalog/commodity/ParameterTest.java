package io.mandi.engine.catalog.commodity;

import static io.mandi.engine.catalog.commodity.CommodityTicket.decimal;
import static io.mandi.engine.catalog.commodity.CommodityTicket.parameter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COM-2. */
class ParameterTest {
    private static final Parameter STAPLE = parameter("STAPLE_LENGTH", ParameterType.NUMERIC, "22", "40", true, 1);
    private static final Parameter MOISTURE = parameter("MOISTURE", ParameterType.RANGE, "6.0", "8.5", true, 2);
    private static final Parameter GRADE = parameter("COLOUR_GRADE", ParameterType.TEXT, null, null, false, 3);

    private static GivenValue text(String text) {
        return new GivenValue.Text(text);
    }

    private static GivenValue range(String min, String max) {
        Map<String, String> ends = new LinkedHashMap<>();
        ends.put("min", min);
        ends.put("max", max);
        return new GivenValue.Fields(ends);
    }

    private static Commodity commodity(Parameter... parameters) {
        CommodityTicket ticket = new CommodityTicket();
        ticket.parameters = List.of(parameters);
        return Commodity.of("com-1", ticket.draft()).asOptional().orElseThrow();
    }

    private static Checked<Map<String, QualityValue>> qualities(Map<String, GivenValue> given) {
        return commodity(GRADE, MOISTURE, STAPLE).qualities(given);
    }

    @Test
    void com2ValuesComeInTheOrderOfTheParameters() {
        Map<String, GivenValue> given = new LinkedHashMap<>();
        given.put("COLOUR_GRADE", text(" Rd 76 "));
        given.put("MOISTURE", range("7.5", "8"));
        given.put("STAPLE_LENGTH", text("29.5"));

        assertThat(qualities(given).asOptional().orElseThrow())
                .containsExactly(
                        Map.entry("STAPLE_LENGTH", new QualityValue.Numeric(decimal("29.5"))),
                        Map.entry("MOISTURE", new QualityValue.Range(decimal("7.5"), decimal("8"))),
                        Map.entry("COLOUR_GRADE", new QualityValue.Text("Rd 76")));
    }

    @Test
    void com2EachMandatoryParameterIsToBeSaid() {
        assertThat(qualities(Map.of("COLOUR_GRADE", text("Rd 76"))).flaws())
                .extracting(Flaw::code, Flaw::field)
                .containsExactly(
                        tuple(FlawCode.QUALITY_MISSING, "STAPLE_LENGTH"), tuple(FlawCode.QUALITY_MISSING, "MOISTURE"));
    }

    @Test
    void com2UnknownCodesAreLeftOutAndSaid() {
        Checked<Map<String, QualityValue>> checked = commodity(STAPLE)
                .qualities(Map.of("STAPLE_LENGTH", text("29"), "SHINE", text("much"), "ODOUR", text("none")));

        assertThat(checked.asOptional().orElseThrow()).containsOnlyKeys("STAPLE_LENGTH");
        assertThat(checked.warnings()).extracting(Flaw::field).containsExactly("ODOUR", "SHINE");
        assertThat(checked.warnings()).extracting(Flaw::code).containsOnly(FlawCode.UNKNOWN_PARAMETER);
    }

    @ParameterizedTest
    @CsvSource({"22", "40", "22.0", "40.00", "31.123"})
    void com2NumbersLieWithinTheirBounds(String number) {
        assertThat(STAPLE.read(text(number)).asOptional()).contains(new QualityValue.Numeric(decimal(number)));
    }

    @ParameterizedTest
    @CsvSource({
        "21.99, QUALITY_OUT_OF_RANGE",
        "40.01, QUALITY_OUT_OF_RANGE",
        "-1, VALIDATION_FAILED",
        "long, VALIDATION_FAILED",
        "'', VALIDATION_FAILED",
        "2e1, VALIDATION_FAILED"
    })
    void com2OtherNumbersAreFlaws(String number, FlawCode code) {
        assertThat(STAPLE.read(text(number)).flaws()).extracting(Flaw::code).containsExactly(code);
    }

    @Test
    void com2ABoundThatIsNotThereDoesNotBind() {
        Parameter purity = parameter("PURITY", ParameterType.NUMERIC, "99.9", null, true, 1);

        assertThat(purity.read(text("999999")).flaws()).isEmpty();
        assertThat(purity.read(text("99.89")).flaws())
                .extracting(Flaw::detail)
                .containsExactly("must be at least 99.9");
        assertThat(STAPLE.read(text("1")).flaws())
                .extracting(Flaw::detail)
                .containsExactly("must be at least 22 and at most 40");
    }

    @ParameterizedTest
    @CsvSource({
        "5.9, 7, QUALITY_OUT_OF_RANGE, min",
        "7, 8.6, QUALITY_OUT_OF_RANGE, max",
        "8, 7, VALIDATION_FAILED, max",
        "x, 7, VALIDATION_FAILED, min"
    })
    void com2RangesLieWhollyWithinTheirBounds(String min, String max, FlawCode code, String field) {
        assertThat(MOISTURE.read(range("6.0", "8.5")).flaws()).isEmpty();
        assertThat(MOISTURE.read(range("7", "7")).flaws()).isEmpty();
        assertThat(MOISTURE.read(range(min, max)).flaws()).singleElement().satisfies(flaw -> {
            assertThat(flaw.code()).isEqualTo(code);
            assertThat(flaw.field()).isEqualTo(field);
        });
    }

    @Test
    void com2FlawsOfARangeStandBelowItsCode() {
        assertThat(qualities(Map.of("STAPLE_LENGTH", text("29"), "MOISTURE", range("1", "7")))
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("MOISTURE/min");
    }

    @ParameterizedTest
    @CsvSource({"''", "'  '"})
    void com2TextsOnlyHaveToSaySomething(String blank) {
        assertThat(GRADE.read(text("anything at all")).flaws()).isEmpty();
        assertThat(GRADE.read(text(blank)).flaws()).hasSize(1);
        assertThat(GRADE.read(text("x".repeat(Parameter.MAX_TEXT_LENGTH + 1))).flaws())
                .hasSize(1);
    }

    @Test
    void com2ValuesOfAnotherKindAreFlaws() {
        List<GivenValue> others = List.of(
                new GivenValue.Whole(29),
                new GivenValue.Flag(true),
                new GivenValue.Texts(List.of("29")),
                new GivenValue.Fields(Map.of("min", "7")),
                new GivenValue.Fields(Map.of("min", "7", "max", "8", "mean", "7.5")));

        for (GivenValue other : others) {
            for (Parameter parameter : List.of(STAPLE, MOISTURE, GRADE)) {
                assertThat(parameter.read(other).flaws())
                        .as("%s of %s", other, parameter.type())
                        .extracting(Flaw::code)
                        .containsExactly(FlawCode.VALIDATION_FAILED);
            }
        }
        assertThat(STAPLE.read(range("23", "24")).flaws()).hasSize(1);
        assertThat(MOISTURE.read(text("7")).flaws()).hasSize(1);
    }

    @Test
    void parametersThatCannotBeAreFlaws() {
        assertThat(parameter("A B", ParameterType.NUMERIC, null, null, true, 1)
                        .check()
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("code");
        assertThat(parameter("A", ParameterType.NUMERIC, "5", "4", true, 1)
                        .check()
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("max");
        assertThat(parameter("A", ParameterType.TEXT, "5", null, true, 1)
                        .check()
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("min");
        assertThat(parameter("A", ParameterType.TEXT, null, null, true, -1)
                        .check()
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("display_order");
    }

    @Test
    void aDefaultIsAValueOfTheParameter() {
        assertThat(withDefault("29").check().flaws()).isEmpty();
        assertThat(withDefault("41").check().flaws()).extracting(Flaw::field).containsExactly("default");
    }

    private static Parameter withDefault(String value) {
        return new Parameter(
                "STAPLE_LENGTH",
                ParameterType.NUMERIC,
                Optional.of("mm"),
                STAPLE.min(),
                STAPLE.max(),
                Optional.of(text(value)),
                true,
                1);
    }

    /** COM-2: whatever is accepted lies within the bounds, and whatever lies within them is accepted. */
    @Test
    void com2NumbersAgreeWithTheirBounds() {
        SplittableRandom random = new SplittableRandom(45);
        for (int i = 0; i < 20_000; i++) {
            String min = anyDecimal(random).toString();
            String max = anyDecimal(random).toString();
            if (decimal(min).compareTo(decimal(max)) > 0) {
                continue;
            }
            Parameter parameter = parameter("P", ParameterType.NUMERIC, min, max, true, 1);
            var number = anyDecimal(random);
            boolean inside = number.compareTo(decimal(min)) >= 0 && number.compareTo(decimal(max)) <= 0;
            if (parameter.read(text(number.toString())).asOptional().isPresent() != inside) {
                throw new AssertionError(number + " in " + min + " to " + max);
            }
        }
    }

    private static Decimal anyDecimal(SplittableRandom random) {
        return new Decimal(random.nextLong(1_000), random.nextInt(4));
    }
}
