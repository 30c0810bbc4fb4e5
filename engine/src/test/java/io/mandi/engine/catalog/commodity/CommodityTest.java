package io.mandi.engine.catalog.commodity;

import static io.mandi.engine.catalog.commodity.CommodityTicket.decimal;
import static io.mandi.engine.catalog.commodity.CommodityTicket.parameter;
import static io.mandi.engine.catalog.commodity.CommodityTicket.taxRate;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommodityTest {
    private final CommodityTicket ticket = new CommodityTicket();

    private Checked<Commodity> checked() {
        return Commodity.of("com-1", ticket.draft());
    }

    private Commodity commodity() {
        return checked()
                .asOptional()
                .orElseThrow(() -> new AssertionError(checked().flaws()));
    }

    private void assertFlaw(FlawCode code, String field) {
        assertThat(checked().flaws()).singleElement().satisfies(flaw -> {
            assertThat(flaw.code()).isEqualTo(code);
            assertThat(flaw.field()).isEqualTo(field);
            assertThat(flaw.detail()).isNotBlank();
        });
    }

    @Test
    void aGoodDraftHasNoFlawAndGivesNoWarning() {
        assertThat(checked().warnings()).isEmpty();
        assertThat(commodity().active()).isTrue();
        assertThat(commodity().currency()).isEqualTo("INR");
    }

    @Test
    void un1UnitsAreReadInAnyCase() {
        ticket.baseUnit = "kg";
        ticket.tradeUnit = "Qtl";
        ticket.rateUnit = "candy";

        assertThat(commodity().baseUnit()).isEqualTo(BaseUnit.KG);
        assertThat(commodity().tradeUnit()).isEqualTo(Unit.QUINTAL);
        assertThat(commodity().rateUnit()).isEqualTo(Unit.CANDY);
    }

    @ParameterizedTest
    @CsvSource({
        "KG, METER, CANDY, UNIT_DIMENSION_MISMATCH, trade_unit",
        "KG, BALE, DOZEN, UNIT_DIMENSION_MISMATCH, rate_unit",
        "METER, METER, CANDY, UNIT_DIMENSION_MISMATCH, rate_unit",
        "KG, BALES, CANDY, UNKNOWN_UNIT, trade_unit",
        "KG, BALE, TOLA, UNKNOWN_UNIT, rate_unit",
        "GRAM, BALE, CANDY, UNKNOWN_UNIT, base_unit"
    })
    void com1TradeUnitAndRateUnitHaveTheDimensionOfTheBaseUnit(
            String base, String trade, String rate, FlawCode code, String field) {
        ticket.baseUnit = base;
        ticket.tradeUnit = trade;
        ticket.rateUnit = rate;

        assertFlaw(code, field);
    }

    @Test
    void un2APackageOfOtherGoodsThanKilogramsNeedsAFactorOfTheCommodity() {
        ticket.baseUnit = "METER";
        ticket.tradeUnit = "BALE";
        ticket.rateUnit = "METER";
        assertFlaw(FlawCode.UNIT_FACTOR_MISSING, "trade_unit");

        ticket.unitFactors.put("bale", decimal("1200"));
        assertThat(commodity().unitFactors()).containsExactly(Map.entry(Unit.BALE, new BigDecimal("1200")));
        assertThat(commodity().factors(Map.of()).factors()).containsEntry(Unit.BALE, new BigDecimal("1200"));
    }

    @Test
    void un2TheCommodityGoesBeforeTheOrganisation() {
        ticket.unitFactors.put("CANDY", decimal("355.61641808"));

        Map<Unit, BigDecimal> factors = commodity()
                .factors(Map.of(Unit.CANDY, new BigDecimal("355.56"), Unit.BALE, new BigDecimal("165")))
                .factors();

        assertThat(factors)
                .containsEntry(Unit.CANDY, new BigDecimal("355.61641808"))
                .containsEntry(Unit.BALE, new BigDecimal("165"));
    }

    @ParameterizedTest
    @CsvSource({
        "CANDY, 0, NUMBER_OUT_OF_RANGE, unit_factors/CANDY",
        "QUINTAL, 99, UNIT_FACTOR_FIXED, unit_factors/QUINTAL",
        "BUNDLE, 12, UNIT_DIMENSION_MISMATCH, unit_factors/BUNDLE",
        "TOLA, 1, UNKNOWN_UNIT, unit_factors/TOLA"
    })
    void un2FactorsThatCannotBeAreFlaws(String unit, String factor, FlawCode code, String field) {
        ticket.unitFactors.put(unit, decimal(factor));

        assertFlaw(code, field);
    }

    @Test
    void un2AUnitIsNamedOnce() {
        ticket.unitFactors.put("CANDY", decimal("355.56"));
        ticket.unitFactors.put("candy", decimal("355.62"));

        assertFlaw(FlawCode.VALIDATION_FAILED, "unit_factors/candy");
    }

    @ParameterizedTest
    @CsvSource({
        "COTTON, 5201, true",
        "COTTON, 520100, true",
        "COTTON, 5501, false",
        "SYNTHETIC, 55032000, true",
        "SYNTHETIC, 5201, false",
        "TEXTILE, 0713, true",
        "GOLD, 7108, true"
    })
    void com3AnHsnCodeOutsideTheChapterOfItsCategoryGivesAWarning(String category, String hsnCode, boolean usual) {
        ticket.category = category;
        ticket.hsnCode = hsnCode;

        assertThat(commodity().hsnCode()).isEqualTo(hsnCode);
        assertThat(checked().warnings())
                .extracting(Flaw::code)
                .isEqualTo(usual ? List.of() : List.of(FlawCode.UNUSUAL_HSN_CODE));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0.25, true", "3, true", "5.00, true", "18, true", "40, true", "12, false", "28, false"})
    void com3ATaxRateThatIsNoneOfTheUsualOnesGivesAWarning(String rate, boolean usual) {
        ticket.taxRates = List.of(taxRate("5", rate, "2025-01-01"));

        assertThat(commodity().taxRates()).hasSize(1);
        assertThat(checked().warnings())
                .extracting(Flaw::field)
                .isEqualTo(usual ? List.of() : List.of("tax_rates/0/pre_packed_rate"));
    }

    @Test
    void theTaxRateOfADayIsTheLastThatHasBegun() {
        ticket.taxRates = List.of(taxRate("5", null, "2025-09-22"), taxRate("18", "5", "2017-07-01"));
        Commodity fibre = commodity();

        assertThat(fibre.taxRateOn(LocalDate.parse("2017-06-30"))).isEmpty();
        assertThat(fibre.taxRateOn(LocalDate.parse("2017-07-01")).orElseThrow().rate(false))
                .isEqualTo(decimal("18"));
        assertThat(fibre.taxRateOn(LocalDate.parse("2025-09-21")).orElseThrow().rate(true))
                .isEqualTo(decimal("5"));
        assertThat(fibre.taxRateOn(LocalDate.parse("2025-09-21")).orElseThrow().rate(false))
                .isEqualTo(decimal("18"));
        assertThat(fibre.taxRateOn(LocalDate.parse("2025-09-22")).orElseThrow().rate(true))
                .isEqualTo(decimal("5"));
        assertThat(fibre.taxRateOn(LocalDate.parse("2099-01-01")).orElseThrow().rate(false))
                .isEqualTo(decimal("5"));
    }

    @Test
    void theReferencePriceIsOneOfItsDay() {
        ticket.referencePrice = Optional.of(new ReferencePrice(decimal("52500"), LocalDate.parse("2025-11-03")));

        assertThat(commodity().referencePriceOn(LocalDate.parse("2025-11-03"))).contains(decimal("52500"));
        assertThat(commodity().referencePriceOn(LocalDate.parse("2025-11-04"))).isEmpty();
    }

    @Test
    void com4ACommodityThatIsNotActiveTakesNoNewPostings() {
        assertThat(commodity().flawForPosting()).isEmpty();
        assertThat(commodity().withActive(false).flawForPosting())
                .hasValueSatisfying(flaw -> assertThat(flaw.code()).isEqualTo(FlawCode.COMMODITY_INACTIVE));
    }

    @Test
    void partsThatCannotBeAreNamed() {
        ticket.name = " ";
        ticket.category = "cotton";
        ticket.hsnCode = "52";
        ticket.hsCode6Digit = Optional.of("5201");
        ticket.currency = Optional.of("RUPEE");
        ticket.standardLotSize = Optional.of(decimal("0"));
        ticket.minOrderQuantity = Optional.of(decimal("1.0001"));
        ticket.deliveryTolerancePct = Optional.of(decimal("100.01"));
        ticket.weightTolerancePct = Optional.of(decimal("1.005"));
        ticket.referencePrice = Optional.of(new ReferencePrice(decimal("1.001"), LocalDate.EPOCH));
        ticket.taxRates = List.of(taxRate("101", null, "2025-01-01"));
        ticket.varieties = List.of(new Variety("", "shankar", false));
        ticket.parameters = List.of(parameter("staple", ParameterType.NUMERIC, null, null, true, 1));

        assertThat(checked().flaws())
                .extracting(Flaw::field)
                .containsExactly(
                        "name",
                        "category",
                        "hsn_code",
                        "hs_code_6digit",
                        "currency",
                        "standard_lot_size",
                        "min_order_quantity",
                        "delivery_tolerance_pct",
                        "weight_tolerance_pct",
                        "reference_price/price",
                        "tax_rates/0/rate",
                        "varieties/0/name",
                        "varieties/0/code",
                        "parameters/0/code");
    }

    @Test
    void nothingIsThereTwice() {
        ticket.taxRates = List.of(taxRate("5", null, "2025-01-01"), taxRate("18", null, "2025-01-01"));
        ticket.varieties = List.of(new Variety("One", "V", true), new Variety("Other", "V", false));
        Parameter trash = parameter("TRASH", ParameterType.NUMERIC, "0", "5", true, 1);
        ticket.parameters = List.of(trash, trash);

        assertThat(checked().flaws())
                .extracting(Flaw::field)
                .containsExactly("tax_rates/1/valid_from", "varieties/1/code", "parameters/1/code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tax_rates", "varieties", "parameters"})
    void listsHaveAnEnd(String list) {
        ticket.taxRates = list.equals("tax_rates") ? taxRates(Commodity.MAX_TAX_RATES) : List.of();
        ticket.varieties = list.equals("varieties") ? varieties(Commodity.MAX_VARIETIES) : List.of();
        ticket.parameters = list.equals("parameters") ? parameters(Commodity.MAX_PARAMETERS) : List.of();
        assertThat(checked().flaws()).isEmpty();

        switch (list) {
            case "tax_rates" -> ticket.taxRates = taxRates(Commodity.MAX_TAX_RATES + 1);
            case "varieties" -> ticket.varieties = varieties(Commodity.MAX_VARIETIES + 1);
            default -> ticket.parameters = parameters(Commodity.MAX_PARAMETERS + 1);
        }
        assertFlaw(FlawCode.VALIDATION_FAILED, list);
    }

    private static List<TaxRate> taxRates(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new TaxRate(decimal("5"), Optional.empty(), LocalDate.EPOCH.plusDays(i)))
                .toList();
    }

    private static List<Variety> varieties(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Variety("Variety", "V" + i, false))
                .toList();
    }

    private static List<Parameter> parameters(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> parameter("P" + i, ParameterType.TEXT, null, null, false, i))
                .toList();
    }

    @Test
    void aCommodityIsMadeAgainOfItsDraft() {
        ticket.unitFactors.put("CANDY", decimal("355.61641808"));
        ticket.varieties = List.of(new Variety("Shankar-6", "SHANKAR_6", true));
        ticket.parameters = List.of(
                parameter("TRASH", ParameterType.NUMERIC, "0", "5", true, 2),
                parameter("STAPLE_LENGTH", ParameterType.RANGE, "22", "40", true, 1));
        ticket.taxRates = List.of(taxRate("5", null, "2025-09-22"), taxRate("18", "5", "2017-07-01"));
        ticket.referencePrice = Optional.of(new ReferencePrice(decimal("52500"), LocalDate.EPOCH));
        Commodity commodity = commodity();

        assertThat(Commodity.of("com-1", commodity.draft()).asOptional()).contains(commodity);
        assertThat(commodity.parameters()).extracting(Parameter::code).containsExactly("STAPLE_LENGTH", "TRASH");
        assertThat(commodity.variety("SHANKAR_6")).isPresent();
        assertThat(commodity.variety("MCU_5")).isEmpty();
        assertThat(commodity.unitFactors()).hasSize(1);
    }
}
