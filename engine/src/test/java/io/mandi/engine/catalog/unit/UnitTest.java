package io.mandi.engine.catalog.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of units, section 3.3. */
class UnitTest {
    private static final String TABLE = """
        KG, KG, KG, 1, FIXED
        KG, GRAM, GRAM, 0.001, FIXED
        KG, QUINTAL, QUINTAL, 100, FIXED
        KG, QTL, QUINTAL, 100, FIXED
        KG, MT, MT, 1000, FIXED
        KG, TON, MT, 1000, FIXED
        KG, POUND, POUND, 0.45359237, FIXED
        KG, LB, POUND, 0.45359237, FIXED
        KG, OUNCE, OUNCE, 0.028349523125, FIXED
        KG, MAUND, MAUND, 37.324, ADJUSTABLE
        KG, CANDY, CANDY, 355.62, ADJUSTABLE
        KG, BALE, BALE, 170, PACKAGE
        KG, BAG, BAG, 50, PACKAGE
        KG, BAG_JUTE, BAG_JUTE, 100, PACKAGE
        KG, SACK, SACK, 50, PACKAGE
        KG, BOX, BOX, 10, PACKAGE
        KG, CARTON, CARTON, 20, PACKAGE
        KG, DRUM, DRUM, 200, PACKAGE
        METER, METER, METER, 1, FIXED
        METER, CM, CM, 0.01, FIXED
        METER, KM, KM, 1000, FIXED
        METER, YARD, YARD, 0.9144, FIXED
        METER, FOOT, FOOT, 0.3048, FIXED
        METER, INCH, INCH, 0.0254, FIXED
        LITER, LITER, LITER, 1, FIXED
        LITER, ML, ML, 0.001, FIXED
        LITER, GALLON, GALLON, 3.785411784, FIXED
        LITER, BARREL, BARREL, 158.987294928, FIXED
        PIECE, PIECE, PIECE, 1, FIXED
        PIECE, PCS, PIECE, 1, FIXED
        PIECE, DOZEN, DOZEN, 12, FIXED
        PIECE, GROSS, GROSS, 144, FIXED
        PIECE, BUNDLE, BUNDLE, 10, ADJUSTABLE
        SQ_METER, SQ_METER, SQ_METER, 1, FIXED
        SQ_METER, SQ_FOOT, SQ_FOOT, 0.09290304, FIXED
        SQ_METER, SQ_YARD, SQ_YARD, 0.83612736, FIXED
        """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE)
    void un1EachCodeOfTheTableIsReadInAnyCaseAndShownInUpperCase(
            BaseUnit base, String code, String shown, BigDecimal factor, Unit.Kind kind) {
        for (String given : new String[] {
            code,
            code.toLowerCase(Locale.ROOT),
            code.charAt(0) + code.substring(1).toLowerCase(Locale.ROOT)
        }) {
            Unit unit = Unit.parse(given).orElseThrow();

            assertThat(unit).hasToString(shown);
            assertThat(unit.base()).isEqualTo(base);
            assertThat(unit.defaultFactor()).isEqualTo(factor);
            assertThat(unit.kind()).isEqualTo(kind);
        }
    }

    @Test
    void theTableHasEveryUnitAndEveryAlias() {
        long codes = Arrays.stream(Unit.values())
                .mapToLong(unit -> 1 + unit.aliases().size())
                .sum();

        assertThat(TABLE.lines()).hasSize((int) codes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " KG", "KILO", "CANDIES", "K\u0131", "K\u0130LO", "bag jute"})
    void un1OtherCodesAreNone(String code) {
        assertThat(Unit.parse(code)).isEmpty();
        assertThat(BaseUnit.parse(code)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kg, KG", "Sq_Meter, SQ_METER", "LITER, LITER", "meter, METER", "piece, PIECE"})
    void un1BaseUnitsAreReadInAnyCase(String code, BaseUnit base) {
        assertThat(BaseUnit.parse(code)).contains(base);
    }

    @Test
    void packagesHoldGoodsOfAnyDimension() {
        assertThat(Unit.BALE.measures(BaseUnit.METER)).isTrue();
        assertThat(Unit.CANDY.measures(BaseUnit.METER)).isFalse();
        assertThat(Unit.BUNDLE.measures(BaseUnit.KG)).isFalse();
        assertThat(Unit.BUNDLE.measures(BaseUnit.PIECE)).isTrue();
    }
}
