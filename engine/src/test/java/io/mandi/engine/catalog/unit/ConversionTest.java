package io.mandi.engine.catalog.unit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionTest {
    private static final Conversion KG = new Conversion(UnitFactors.standard(BaseUnit.KG));
    private static final int ROUNDS = 20_000;

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    private static <T> T value(Checked<T> checked) {
        return checked.asOptional().orElseThrow(() -> new AssertionError(checked.flaws()));
    }

    // UN-4, the rows of the table of section 3.3
    @Test
    void un4S8SixHundredBalesAtFiftyThousandPerCandy() {
        assertThat(value(KG.baseQuantity(decimal("600"), Unit.BALE))).isEqualTo("102000.000000");
        assertThat(value(KG.billingQuantity(decimal("600"), Unit.BALE, Unit.CANDY))
                        .setScale(4, RoundingMode.HALF_UP))
                .isEqualTo("286.8230");
        assertThat(value(KG.amount(decimal("600"), Unit.BALE, decimal("50000"), Unit.CANDY)))
                .isEqualTo("14341150.67");
    }

    @Test
    void un4TwentyTonnesOfChana() {
        assertThat(value(KG.billingQuantity(decimal("20"), Unit.MT, Unit.QUINTAL)))
                .isEqualTo("200.0000000000");
        assertThat(value(KG.amount(decimal("20"), Unit.MT, decimal("2500"), Unit.QUINTAL)))
                .isEqualTo("500000.00");
    }

    @Test
    void un4FiveHundredQuintals() {
        assertThat(value(KG.baseQuantity(decimal("500"), Unit.QUINTAL))).isEqualTo("50000.000000");
        assertThat(value(KG.amount(decimal("500"), Unit.QUINTAL, decimal("5500"), Unit.QUINTAL)))
                .isEqualTo("2750000.00");
    }

    @ParameterizedTest
    @CsvSource({"73000, CANDY, 205.2752938530", "8110, QUINTAL, 81.1000000000", "72.50, KG, 72.5000000000"})
    void un4PriceForOneKilogram(String price, Unit rateUnit, String perKilogram) {
        assertThat(value(KG.pricePerBaseUnit(decimal(price), rateUnit))).isEqualTo(perKilogram);
    }

    @Test
    void un4AThousandPounds() {
        assertThat(value(KG.baseQuantity(decimal("1000"), Unit.POUND))).isEqualTo("453.592370");
    }

    @Test
    void un5LitersDoNotMeasureGoodsCountedInKilograms() {
        assertThat(KG.baseQuantity(decimal("10"), Unit.LITER).flaws())
                .singleElement()
                .satisfies(flaw -> {
                    assertThat(flaw.code().code()).isEqualTo("unit_dimension_mismatch");
                    assertThat(flaw.field()).isEqualTo("unit");
                });
    }

    @Test
    void un2TheFactorOfTheCommodityCounts() {
        Conversion exact = new Conversion(
                UnitFactors.of(BaseUnit.KG, Map.of(), Map.of(Unit.CANDY, new BigDecimal("355.61641808"))));

        assertThat(value(exact.amount(decimal("600"), Unit.BALE, decimal("50000"), Unit.CANDY)))
                .isEqualTo("14341295.12");
    }

    @Test
    void un4MultipliesFirstAndRoundsOnce() {
        // 1 kg at 1.00 per candy is 0.0028 and 178 of them 0.50: rounding on the way would lose all of it.
        assertThat(value(KG.amount(decimal("178"), Unit.KG, decimal("1"), Unit.CANDY)))
                .isEqualTo("0.50");
        // 0.125 exactly goes up.
        assertThat(value(KG.amount(decimal("12.5"), Unit.KG, decimal("1"), Unit.QUINTAL)))
                .isEqualTo("0.13");
    }

    // AV-3
    @ParameterizedTest
    @CsvSource({
        "1, MT, BALE, 5.882",
        "1000, KG, CANDY, 2.811",
        "1, KG, BALE, 0.005",
        "600, BALE, BALE, 600.000",
        "2, POUND, KG, 0.907",
        "1.999, KG, KG, 1.999",
        "1, QUINTAL, MT, 0.100"
    })
    void av3QuantitiesFromOtherUnitsAreRoundedDown(String quantity, Unit unit, Unit to, String converted) {
        assertThat(value(KG.convert(decimal(quantity), unit, to))).hasToString(converted);
    }

    @ParameterizedTest
    @CsvSource({
        "0, KG, 1, KG, NUMBER_OUT_OF_RANGE, quantity",
        "0.000, KG, 1, KG, NUMBER_OUT_OF_RANGE, quantity",
        "1.0001, KG, 1, KG, TOO_MANY_DECIMALS, quantity",
        "1, KG, 0, KG, NUMBER_OUT_OF_RANGE, price",
        "1, KG, 1.001, KG, TOO_MANY_DECIMALS, price",
        "1, METER, 1, KG, UNIT_DIMENSION_MISMATCH, unit",
        "1, KG, 1, DOZEN, UNIT_DIMENSION_MISMATCH, rate_unit",
        "999999999999999, MT, 1, KG, NUMBER_OUT_OF_RANGE, quantity",
        "0.001, GRAM, 0.01, MT, NUMBER_OUT_OF_RANGE, quantity"
    })
    void un5AmountsThatCannotBeAreFlaws(
            String quantity, Unit unit, String price, Unit rateUnit, FlawCode code, String field) {
        assertThat(KG.amount(decimal(quantity), unit, decimal(price), rateUnit).flaws())
                .singleElement()
                .satisfies(flaw -> {
                    assertThat(flaw.code()).isEqualTo(code);
                    assertThat(flaw.field()).isEqualTo(field);
                });
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(KG.amount(decimal("0"), Unit.METER, decimal("0.001"), Unit.LITER)
                        .flaws())
                .extracting(Flaw::field)
                .containsExactly("quantity", "price", "unit", "rate_unit");
    }

    @Test
    void un5QuantitiesThatComeToNothingAreFlaws() {
        assertThat(KG.convert(decimal("0.001"), Unit.GRAM, Unit.MT).flaws())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.NUMBER_OUT_OF_RANGE);
        assertThat(KG.convert(decimal("1"), Unit.KG, Unit.YARD).flaws())
                .extracting(Flaw::field)
                .containsExactly("to");
    }

    @Test
    void zerosBehindTheLastDecimalDoNotCount() {
        assertThat(value(KG.amount(decimal("1.00000000"), Unit.KG, decimal("2.50000000"), Unit.KG)))
                .isEqualTo("2.50");
    }

    /** There and back never gains anything, and loses less than a step of either unit is worth (AV-3). */
    @Test
    void av3ThereAndBackNeverGains() {
        SplittableRandom random = new SplittableRandom(41);
        int compared = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Conversion conversion = new Conversion(randomFactors(random));
            Unit from = anyUnit(random, conversion);
            Unit to = anyUnit(random, conversion);
            Decimal quantity = new Decimal(random.nextLong(1, 1_000_000_000_000L), 3);
            Checked<Decimal> there = conversion.convert(quantity, from, to);
            if (there.asOptional().isEmpty()) {
                continue;
            }
            BigDecimal back = conversion
                    .convert(value(there), to, from)
                    .asOptional()
                    .map(Decimal::toBigDecimal)
                    .orElse(BigDecimal.ZERO);
            BigDecimal lost = quantity.toBigDecimal().subtract(back);
            BigDecimal step = new BigDecimal("0.001");
            BigDecimal most = step.add(
                    step.multiply(factor(conversion, to)).divide(factor(conversion, from), MathContext.DECIMAL128));
            if (lost.signum() < 0 || lost.compareTo(most) > 0) {
                throw new AssertionError(quantity + " " + from + " to " + to + " and back: " + back);
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(ROUNDS / 2);
    }

    /** UN-4 against fractions that are not rounded at all. */
    @Test
    void un4AmountsAreWithinHalfAPaisaOfTheTruth() {
        SplittableRandom random = new SplittableRandom(42);
        BigDecimal half = new BigDecimal("0.005");
        int compared = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Conversion conversion = new Conversion(randomFactors(random));
            Unit unit = anyUnit(random, conversion);
            Unit rateUnit = anyUnit(random, conversion);
            Decimal quantity = new Decimal(random.nextLong(1, 1_000_000_000L), 3);
            Decimal price = new Decimal(random.nextLong(1, 1_000_000_000L), 2);
            var amount = conversion.amount(quantity, unit, price, rateUnit).asOptional();
            if (amount.isEmpty()) {
                continue;
            }
            // amount × rate factor against quantity × factor × price: no division, so no rounding.
            BigDecimal truth =
                    quantity.toBigDecimal().multiply(factor(conversion, unit)).multiply(price.toBigDecimal());
            BigDecimal rateFactor = factor(conversion, rateUnit);
            BigDecimal error = amount.get().multiply(rateFactor).subtract(truth).abs();
            if (amount.get().scale() != 2 || error.compareTo(half.multiply(rateFactor)) > 0) {
                throw new AssertionError(quantity + " " + unit + " at " + price + " per " + rateUnit + ": " + amount);
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void answersWhateverIsAsked() {
        SplittableRandom random = new SplittableRandom(43);
        for (int i = 0; i < ROUNDS; i++) {
            Conversion conversion = new Conversion(randomFactors(random));
            Unit unit = Unit.values()[random.nextInt(Unit.values().length)];
            Unit other = Unit.values()[random.nextInt(Unit.values().length)];
            Decimal quantity = new Decimal(random.nextLong(1L << random.nextInt(1, 63)), random.nextInt(9));
            Decimal price = new Decimal(random.nextLong(1L << random.nextInt(1, 63)), random.nextInt(9));
            assertAnswers(conversion.amount(quantity, unit, price, other));
            assertAnswers(conversion.baseQuantity(quantity, unit));
            assertAnswers(conversion.billingQuantity(quantity, unit, other));
            assertAnswers(conversion.pricePerBaseUnit(price, other));
            assertAnswers(conversion.convert(quantity, unit, other));
        }
    }

    private static void assertAnswers(Checked<?> checked) {
        if (checked.asOptional().isPresent() == !checked.flaws().isEmpty()) {
            throw new AssertionError("neither a value nor a flaw, or both: " + checked);
        }
    }

    private static UnitFactors randomFactors(SplittableRandom random) {
        BaseUnit base = BaseUnit.values()[random.nextInt(BaseUnit.values().length)];
        Unit unit = List.of(Unit.BALE, Unit.BAG, Unit.DRUM).get(random.nextInt(3));
        BigDecimal factor = BigDecimal.valueOf(random.nextLong(1, 100_000_000_000L), 8);
        return UnitFactors.of(base, Map.of(), Map.of(unit, factor));
    }

    private static Unit anyUnit(SplittableRandom random, Conversion conversion) {
        List<Unit> units = List.copyOf(conversion.factors().factors().keySet());
        return units.get(random.nextInt(units.size()));
    }

    private static BigDecimal factor(Conversion conversion, Unit unit) {
        return value(conversion.factors().factor(unit, "unit"));
    }
}
