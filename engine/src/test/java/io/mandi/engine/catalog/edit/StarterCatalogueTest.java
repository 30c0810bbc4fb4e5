package io.mandi.engine.catalog.edit;

import static io.mandi.engine.catalog.commodity.CommodityTicket.decimal;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.Variety;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.place.LocationDraft;
import io.mandi.engine.catalog.place.Region;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of section 12. */
class StarterCatalogueTest {
    private static Commodity commodity(String name) {
        CommodityDraft draft = StarterCatalogue.commodities().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Commodities.create("com-1", draft).asOptional().orElseThrow().value();
    }

    /** COM-3: what everybody begins with is nothing to be warned of. */
    @Test
    void com3EveryCommodityIsCreatedWithoutAWarning() {
        for (CommodityDraft draft : StarterCatalogue.commodities()) {
            Checked<Change<Commodity>> checked = Commodities.create("com-1", draft);
            assertThat(checked.flaws()).as(draft.name()).isEmpty();
            assertThat(checked.warnings()).as(draft.name()).isEmpty();
        }
        assertThat(StarterCatalogue.commodities())
                .extracting(CommodityDraft::name)
                .hasSize(19)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "Cotton lint, COTTON, KG BALE CANDY, 5201, 5, 5, true",
        "Cotton waste, TEXTILE, KG KG KG, 5202, 5, 5, false",
        "Cotton yarn, TEXTILE, KG KG KG, 5205, 5, 5, false",
        "Cotton fabric, TEXTILE, METER METER METER, 5208, 5, 5, false",
        "Cottonseed, OILSEED, KG MT QUINTAL, 1207, 5, 5, false",
        "Chana, PULSES, KG MT QUINTAL, 0713, 0, 5, false",
        "Tur, PULSES, KG MT QUINTAL, 0713, 0, 5, false",
        "Wheat, WHEAT, KG MT QUINTAL, 1001, 0, 5, false",
        "Rice, RICE, KG MT QUINTAL, 1006, 0, 5, false",
        "Maize, GRAIN, KG MT QUINTAL, 1005, 0, 5, false",
        "Oilseeds, OILSEED, KG MT QUINTAL, 1201, 5, 5, false",
        "Palm oil, OIL, KG MT MT, 1511, 5, 5, false",
        "Soy oil, OIL, KG MT MT, 1507, 5, 5, false",
        "Sunflower oil, OIL, KG MT MT, 1512, 5, 5, false",
        "Gold, GOLD, KG KG KG, 7108, 3, 3, false",
        "Silver, SILVER, KG KG KG, 7106, 3, 3, false",
        "Copper, METAL, KG MT MT, 7403, 18, 18, false",
        "Polyester staple, SYNTHETIC, KG MT KG, 5503, 5, 5, false",
        "Viscose staple, SYNTHETIC, KG MT KG, 5504, 5, 5, false"
    })
    void commoditiesAreThoseOfTheTable(
            String name, String category, String units, String hsnCode, String tax, String prePacked, boolean reverse) {
        Commodity commodity = commodity(name);
        LocalDate day = LocalDate.parse("2025-11-03");

        assertThat(commodity.category()).isEqualTo(category);
        assertThat(commodity.baseUnit() + " " + commodity.tradeUnit() + " " + commodity.rateUnit())
                .isEqualTo(units);
        assertThat(commodity.hsnCode()).isEqualTo(hsnCode);
        assertThat(commodity.taxRateOn(day).orElseThrow().rate(false)).isEqualTo(decimal(tax));
        assertThat(commodity.taxRateOn(day).orElseThrow().rate(true)).isEqualTo(decimal(prePacked));
        assertThat(commodity.reverseChargeFromAgriculturist()).isEqualTo(reverse);
    }

    @ParameterizedTest
    @CsvSource({"Polyester staple, 2025-09-21, 18", "Polyester staple, 2025-09-22, 5", "Viscose staple, 2025-09-21, 18"
    })
    void manMadeFibresAreTaxedLowerFromTheDayOn(String name, LocalDate day, String rate) {
        assertThat(commodity(name).taxRateOn(day).orElseThrow().rate(false)).isEqualTo(decimal(rate));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Cotton lint | STAPLE_LENGTH 22 40, MICRONAIRE 2.5 6.0, STRENGTH 22 35, TRASH 0 5, MOISTURE 6.0 8.5, COLOUR_GRADE - -
        Cotton yarn | COUNT - -, PLY 1 6, STRENGTH 12 18
        Chana | MOISTURE 10 12, FOREIGN_MATTER 0 1, DAMAGED 0 3
        Wheat | MOISTURE 12 14, FOREIGN_MATTER 0 2, BROKEN 0 5, TEST_WEIGHT 72 82 optional
        Rice | MOISTURE 12 14, FOREIGN_MATTER 0 2, BROKEN 0 5, TEST_WEIGHT 72 82 optional
        Oilseeds | OIL_CONTENT 35 45, MOISTURE 6 9, FOREIGN_MATTER 0 2
        Palm oil | FFA - -, MOISTURE - -
        Silver | PURITY 99.5 99.99
        Copper | PURITY 99.9 -
        Viscose staple | DENIER - -, CUT_LENGTH - -
        """)
    void parametersAreThoseOfTheTable(String name, String parameters) {
        assertThat(commodity(name).parameters().stream()
                        .map(StarterCatalogueTest::shown)
                        .collect(Collectors.joining(", ")))
                .isEqualTo(parameters);
    }

    private static String shown(Parameter parameter) {
        return parameter.code()
                + " " + parameter.min().map(Object::toString).orElse("-")
                + " " + parameter.max().map(Object::toString).orElse("-")
                + (parameter.mandatory() ? "" : " optional");
    }

    @Test
    void cottonLintHasLotsAndTolerances() {
        Commodity cotton = commodity("Cotton lint");

        assertThat(cotton.standardLotSize()).contains(decimal("25"));
        assertThat(cotton.minOrderQuantity()).contains(decimal("10"));
        assertThat(cotton.deliveryTolerancePct()).contains(decimal("5"));
        assertThat(cotton.weightTolerancePct()).contains(decimal("2"));
        assertThat(cotton.varieties())
                .extracting(Variety::name)
                .containsExactly("Shankar-6", "DCH-32", "MCU-5", "J-34");
    }

    /** COM-2 */
    @Test
    void com2ALotOfCottonSaysAllItsQualities() {
        Map<String, GivenValue> given = Map.of(
                "STAPLE_LENGTH", new GivenValue.Text("29.5"),
                "MICRONAIRE", new GivenValue.Text("4.0"),
                "STRENGTH", new GivenValue.Text("28"),
                "TRASH", new GivenValue.Text("2.4"),
                "MOISTURE", new GivenValue.Text("7.5"),
                "COLOUR_GRADE", new GivenValue.Text("Rd 76, +b 10.2"));

        assertThat(commodity("Cotton lint").qualities(given).asOptional().orElseThrow())
                .hasSize(6);
    }

    /** LOC-5 */
    @ParameterizedTest
    @CsvSource({
        "Rajkot, GJ, 24, WEST",
        "Mumbai, MH, 27, WEST",
        "Adilabad, TS, 36, SOUTH",
        "Guntur, AP, 37, SOUTH",
        "Coimbatore, TN, 33, SOUTH",
        "Bathinda, PB, 03, NORTH",
        "Sirsa, HR, 06, NORTH",
        "Sri Ganganagar, RJ, 08, WEST"
    })
    void loc5PlacesHaveTheirRegion(String name, String state, String gstCode, Region region) {
        Location place = place(name);

        assertThat(place.place().stateCode()).contains(state);
        assertThat(place.gstStateCode()).contains(gstCode);
        assertThat(place.region()).isEqualTo(region);
        assertThat(place.timezone()).isEqualTo(ZoneId.of("Asia/Kolkata"));
    }

    private static Location place(String name) {
        LocationDraft draft = StarterCatalogue.places().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Locations.create("loc-1", draft, Optional.empty(), ZoneId.of("UTC"))
                .asOptional()
                .orElseThrow()
                .value();
    }

    @Test
    void everyPlaceIsCreated() {
        assertThat(StarterCatalogue.places())
                .hasSize(18)
                .allSatisfy(draft ->
                        assertThat(place(draft.name()).place().coordinates()).isPresent());
    }
}
