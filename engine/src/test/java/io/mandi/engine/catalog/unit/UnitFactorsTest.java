package io.mandi.engine.catalog.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitFactorsTest {
    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    private static Optional<BigDecimal> factor(UnitFactors factors, Unit unit) {
        return factors.factor(unit, "unit").asOptional();
    }

    @Test
    void un2TheCommodityGoesBeforeTheOrganisationAndThatBeforeTheDefault() {
        UnitFactors factors = UnitFactors.of(
                BaseUnit.KG,
                Map.of(Unit.CANDY, number("355.56"), Unit.BALE, number("165")),
                Map.of(Unit.BALE, number("172.5")));

        assertThat(factor(factors, Unit.BALE)).contains(number("172.5"));
        assertThat(factor(factors, Unit.CANDY)).contains(number("355.56"));
        assertThat(factor(factors, Unit.BAG)).contains(number("50"));
        assertThat(factor(factors, Unit.QUINTAL)).contains(number("100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"355.61641808", "355.56", "355.62", "0.00000001", "999999999", "1000.000"})
    void un2AnyFactorAboveZeroIsTaken(String factor) {
        assertThat(UnitFactors.checkOverride(BaseUnit.KG, Unit.CANDY, number(factor))
                        .asOptional())
                .hasValueSatisfying(taken -> assertThat(taken).isEqualByComparingTo(factor));
    }

    @ParameterizedTest
    @CsvSource({
        "KG, CANDY, 0, NUMBER_OUT_OF_RANGE",
        "KG, CANDY, -1, NUMBER_OUT_OF_RANGE",
        "KG, CANDY, 1000000000, NUMBER_OUT_OF_RANGE",
        "KG, CANDY, 1.0000000000001, TOO_MANY_DECIMALS",
        "KG, QUINTAL, 101, UNIT_FACTOR_FIXED",
        "KG, POUND, 0.5, UNIT_FACTOR_FIXED",
        "METER, CANDY, 300, UNIT_DIMENSION_MISMATCH",
        "KG, BUNDLE, 10, UNIT_DIMENSION_MISMATCH"
    })
    void un2OtherOverridesAreFlaws(BaseUnit base, Unit unit, BigDecimal factor, FlawCode code) {
        assertThat(UnitFactors.checkOverride(base, unit, factor).flaws())
                .singleElement()
                .satisfies(flaw -> {
                    assertThat(flaw.code()).isEqualTo(code);
                    assertThat(flaw.field()).isEqualTo(unit.name());
                });
    }

    @ParameterizedTest
    @EnumSource(value = BaseUnit.class, mode = EnumSource.Mode.EXCLUDE, names = "KG")
    void un2APackageOfOtherGoodsThanKilogramsNeedsAFactor(BaseUnit base) {
        UnitFactors silent = UnitFactors.of(base, Map.of(Unit.BALE, number("170")), Map.of());
        UnitFactors said = UnitFactors.of(base, Map.of(), Map.of(Unit.BALE, number("1200")));

        assertThat(silent.factor(Unit.BALE, "trade_unit").flaws())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.UNIT_FACTOR_MISSING);
        assertThat(factor(said, Unit.BALE)).contains(number("1200"));
    }

    @ParameterizedTest
    @EnumSource(BaseUnit.class)
    void un5UnitsOfOtherDimensionsAreAMismatch(BaseUnit base) {
        UnitFactors factors = UnitFactors.standard(base);
        for (Unit unit : Unit.values()) {
            if (unit.base() == base) {
                assertThat(factor(factors, unit))
                        .hasValueSatisfying(factor -> assertThat(factor).isEqualByComparingTo(unit.defaultFactor()));
            } else if (unit.kind() != Unit.Kind.PACKAGE) {
                assertThat(factors.factor(unit, "unit").flaws())
                        .extracting(Flaw::code)
                        .containsExactly(FlawCode.UNIT_DIMENSION_MISMATCH);
            }
        }
    }

    @Test
    void un3WhatAPostingHasFrozenStaysWhateverChanges() {
        Map<Unit, BigDecimal> organization = new HashMap<>(Map.of(Unit.CANDY, number("355.56")));
        Map<Unit, BigDecimal> overrides = new HashMap<>(Map.of(Unit.BALE, number("165")));
        UnitFactors frozen = UnitFactors.of(BaseUnit.KG, organization, overrides);

        organization.put(Unit.CANDY, number("400"));
        overrides.put(Unit.BALE, number("200"));

        assertThat(factor(frozen, Unit.CANDY)).contains(number("355.56"));
        assertThat(factor(frozen, Unit.BALE)).contains(number("165"));
        assertThat(frozen).isNotEqualTo(UnitFactors.of(BaseUnit.KG, organization, overrides));
    }

    @ParameterizedTest
    @EnumSource(BaseUnit.class)
    void un3FrozenFactorsAreReadBackFromAPlainMap(BaseUnit base) {
        UnitFactors factors = UnitFactors.of(base, Map.of(), Map.of(Unit.BALE, number("33.25")));

        assertThat(UnitFactors.fromMap(base, factors.toMap()).asOptional()).contains(factors);
        assertThat(factors.toMap()).containsEntry("BALE", number("33.25"));
    }

    @Test
    void aPlainMapThatNoneCanHaveMadeIsRefused() {
        Map<String, BigDecimal> map = new HashMap<>();
        map.put("KILO", number("1"));
        map.put("METER", number("1"));
        map.put("KG", number("0"));

        assertThat(UnitFactors.fromMap(BaseUnit.KG, map).flaws())
                .extracting(Flaw::code)
                .containsExactlyInAnyOrder(
                        FlawCode.UNKNOWN_UNIT, FlawCode.UNIT_DIMENSION_MISMATCH, FlawCode.NUMBER_OUT_OF_RANGE);
    }

    @Test
    void factorsThatDifferInNotationOnlyAreTheSame() {
        assertThat(new UnitFactors(BaseUnit.KG, Map.of(Unit.BALE, number("170.00"))))
                .isEqualTo(new UnitFactors(BaseUnit.KG, Map.of(Unit.BALE, number("1.7E+2"))));
    }
}
