package io.mandi.engine.catalog.edit;

import static io.mandi.engine.catalog.commodity.CommodityTicket.decimal;
import static io.mandi.engine.catalog.commodity.CommodityTicket.parameter;
import static io.mandi.engine.catalog.commodity.CommodityTicket.taxRate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.CommodityTicket;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ParameterType;
import io.mandi.engine.catalog.commodity.ReferencePrice;
import io.mandi.engine.catalog.commodity.Variety;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityCreated;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityDeactivated;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityUpdated;
import io.mandi.engine.catalog.edit.CatalogueEvent.ParameterSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.ReferencePriceSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.TaxRateSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.UnitFactorSet;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommoditiesTest {
    private static final LocalDate DAY = LocalDate.parse("2025-11-03");
    private static final Parameter TRASH = parameter("TRASH", ParameterType.NUMERIC, "0", "5", true, 1);

    private final CommodityTicket ticket = new CommodityTicket();

    CommoditiesTest() {
        ticket.parameters = List.of(TRASH);
        ticket.unitFactors.put("CANDY", decimal("355.56"));
        ticket.referencePrice = Optional.of(new ReferencePrice(decimal("52500"), DAY));
    }

    private static <T> T value(Checked<T> checked) {
        return checked.asOptional().orElseThrow(() -> new AssertionError(checked.flaws()));
    }

    private Commodity created() {
        return value(Commodities.create("com-1", ticket.draft())).value();
    }

    @Test
    void aNewCommodityIsToldWithAllItsParts() {
        assertThat(value(Commodities.create("com-1", ticket.draft())).events())
                .containsExactly(
                        new CommodityCreated("com-1", "Cotton lint", "COTTON", BaseUnit.KG, Unit.BALE, Unit.CANDY),
                        new ParameterSet("com-1", TRASH),
                        new UnitFactorSet("com-1", Unit.CANDY, Optional.empty(), Optional.of(new BigDecimal("355.56"))),
                        new TaxRateSet("com-1", decimal("5"), Optional.empty(), LocalDate.parse("2017-07-01")),
                        new ReferencePriceSet("com-1", decimal("52500"), DAY));
    }

    @Test
    void com3WarningsComeWithWhatWasDecided() {
        ticket.hsnCode = "1001";
        ticket.taxRates = List.of(taxRate("12", null, "2017-07-01"));

        assertThat(Commodities.create("com-1", ticket.draft()).warnings())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.UNUSUAL_HSN_CODE, FlawCode.UNUSUAL_TAX_RATE);
    }

    @Test
    void com1TheBaseUnitIsFixedAtCreation() {
        Commodity before = created();
        ticket.unitFactors.clear();
        ticket.baseUnit = "METER";
        ticket.tradeUnit = "METER";
        ticket.rateUnit = "YARD";

        assertThat(Commodities.edit(before, ticket.draft()).flaws())
                .extracting(Flaw::code, Flaw::field)
                .containsExactly(tuple(FlawCode.FIELD_FIXED, "base_unit"));
    }

    @Test
    void com1TheOtherUnitsCanBeChangedWithinTheDimension() {
        Commodity before = created();
        ticket.tradeUnit = "mt";
        ticket.rateUnit = "QTL";

        assertThat(value(Commodities.edit(before, ticket.draft())).events())
                .containsExactly(new CommodityUpdated("com-1", List.of("trade_unit", "rate_unit")));

        ticket.rateUnit = "LITER";
        assertThat(Commodities.edit(before, ticket.draft()).flaws())
                .extracting(Flaw::code)
                .containsExactly(FlawCode.UNIT_DIMENSION_MISMATCH);
    }

    @Test
    void everyPlainPartThatChangesIsNamed() {
        Commodity before = created();
        ticket.name = "Cotton";
        ticket.category = "TEXTILE";
        ticket.hsnCode = "5203";
        ticket.hsCode6Digit = Optional.of("520300");
        ticket.currency = Optional.of("USD");
        ticket.standardLotSize = Optional.of(decimal("25"));
        ticket.minOrderQuantity = Optional.of(decimal("10"));
        ticket.deliveryTolerancePct = Optional.of(decimal("5"));
        ticket.weightTolerancePct = Optional.of(decimal("2"));
        ticket.varieties = List.of(new Variety("Shankar-6", "SHANKAR_6", true));
        ticket.reverseCharge = true;

        assertThat(value(Commodities.edit(before, ticket.draft())).events())
                .containsExactly(new CommodityUpdated(
                        "com-1",
                        List.of(
                                "name",
                                "category",
                                "hsn_code",
                                "hs_code_6digit",
                                "currency",
                                "standard_lot_size",
                                "min_order_quantity",
                                "delivery_tolerance_pct",
                                "weight_tolerance_pct",
                                "varieties",
                                "reverse_charge_from_agriculturist")));
    }

    @Test
    void partsWithAnEventOfTheirOwnAreToldByIt() {
        Commodity before = created();
        Parameter wider = parameter("TRASH", ParameterType.NUMERIC, "0", "6", true, 1);
        Parameter grade = parameter("COLOUR_GRADE", ParameterType.TEXT, null, null, false, 2);
        ticket.parameters = List.of(wider, grade);
        ticket.unitFactors.put("CANDY", decimal("355.62"));
        ticket.unitFactors.put("BALE", decimal("165"));
        ticket.taxRates = List.of(taxRate("5", null, "2017-07-01"), taxRate("18", "5", "2026-01-01"));
        ticket.referencePrice = Optional.of(new ReferencePrice(decimal("53000"), DAY.plusDays(1)));

        assertThat(value(Commodities.edit(before, ticket.draft())).events())
                .containsExactly(
                        new ParameterSet("com-1", wider),
                        new ParameterSet("com-1", grade),
                        new UnitFactorSet(
                                "com-1",
                                Unit.CANDY,
                                Optional.of(new BigDecimal("355.56")),
                                Optional.of(new BigDecimal("355.62"))),
                        new UnitFactorSet("com-1", Unit.BALE, Optional.empty(), Optional.of(new BigDecimal("165"))),
                        new TaxRateSet(
                                "com-1", decimal("18"), Optional.of(decimal("5")), LocalDate.parse("2026-01-01")),
                        new ReferencePriceSet("com-1", decimal("53000"), DAY.plusDays(1)));
    }

    @Test
    void partsThatAreTakenAwayAreNamed() {
        Commodity before = created();
        ticket.parameters = List.of();
        ticket.unitFactors.clear();
        ticket.taxRates = List.of();
        ticket.referencePrice = Optional.empty();

        assertThat(value(Commodities.edit(before, ticket.draft())).events())
                .containsExactly(
                        new CommodityUpdated("com-1", List.of("parameters", "tax_rates", "reference_price")),
                        new UnitFactorSet(
                                "com-1", Unit.CANDY, Optional.of(new BigDecimal("355.56")), Optional.empty()));
    }

    @Test
    void anEditThatChangesNothingIsNoEvent() {
        Commodity before = created();

        assertThat(value(Commodities.edit(before, before.draft()))).isEqualTo(new Change<>(before, List.of()));
    }

    @Test
    void un3APostingKeepsTheFactorsItWasActivatedWith() {
        Commodity before = created();
        UnitFactors frozen = before.factors(Map.of());
        ticket.unitFactors.put("CANDY", decimal("400"));
        Commodity after = value(Commodities.edit(before, ticket.draft())).value();

        assertThat(frozen.factors()).containsEntry(Unit.CANDY, new BigDecimal("355.56"));
        assertThat(after.factors(Map.of()).factors()).containsEntry(Unit.CANDY, new BigDecimal("400"));
    }

    @Test
    void com4DeactivatingRefusesNewPostings() {
        Change<Commodity> change = value(Commodities.deactivate(created(), " out of season "));

        assertThat(change.events()).containsExactly(new CommodityDeactivated("com-1", "out of season"));
        assertThat(change.value().flawForPosting()).isPresent();
        assertThat(value(Commodities.deactivate(change.value(), "again")).events())
                .isEmpty();
        assertThat(value(Commodities.edit(change.value(), ticket.draft()))
                        .value()
                        .active())
                .isFalse();
    }

    @Test
    void com4ReactivatingTakesThemAgain() {
        Commodity inactive =
                value(Commodities.deactivate(created(), "out of season")).value();
        Change<Commodity> change = Commodities.reactivate(inactive);

        assertThat(change.events()).containsExactly(new CommodityUpdated("com-1", List.of("is_active")));
        assertThat(change.value()).isEqualTo(created());
        assertThat(Commodities.reactivate(change.value()).events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void com4DeactivatingNeedsAReason(String reason) {
        assertThat(Commodities.deactivate(created(), reason).flaws())
                .extracting(Flaw::field)
                .containsExactly("reason");
    }
}
