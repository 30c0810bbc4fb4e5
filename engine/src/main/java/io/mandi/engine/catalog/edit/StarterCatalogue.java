package io.mandi.engine.catalog.edit;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ParameterType;
import io.mandi.engine.catalog.commodity.TaxRate;
import io.mandi.engine.catalog.commodity.Variety;
import io.mandi.engine.catalog.place.LocationDraft;
import io.mandi.engine.catalog.place.State;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a new organisation finds in its catalogue. Whoever enters it gives the ids. */
public final class StarterCatalogue {
    /** When the goods and services tax came. */
    private static final LocalDate FIRST_DAY_OF_TAX = LocalDate.of(2017, 7, 1);
    /** When man-made fibres came to be taxed as cotton is. */
    private static final LocalDate LOWER_TAX_ON_FIBRES = LocalDate.of(2025, 9, 22);

    private static final Parameters COTTON = new Parameters()
            .number("STAPLE_LENGTH", "mm", "22", "40")
            .number("MICRONAIRE", null, "2.5", "6.0")
            .number("STRENGTH", "g/tex", "22", "35")
            .number("TRASH", "%", "0", "5")
            .number("MOISTURE", "%", "6.0", "8.5")
            .text("COLOUR_GRADE");
    private static final Parameters YARN =
            new Parameters().text("COUNT").number("PLY", null, "1", "6").number("STRENGTH", "cN/tex", "12", "18");
    private static final Parameters PULSES = new Parameters()
            .number("MOISTURE", "%", "10", "12")
            .number("FOREIGN_MATTER", "%", "0", "1")
            .number("DAMAGED", "%", "0", "3");
    private static final Parameters GRAIN = new Parameters()
            .number("MOISTURE", "%", "12", "14")
            .number("FOREIGN_MATTER", "%", "0", "2")
            .number("BROKEN", "%", "0", "5")
            .optionalNumber("TEST_WEIGHT", "kg/hl", "72", "82");
    private static final Parameters OILSEEDS = new Parameters()
            .number("OIL_CONTENT", "%", "35", "45")
            .number("MOISTURE", "%", "6", "9")
            .number("FOREIGN_MATTER", "%", "0", "2");
    private static final Parameters OIL =
            new Parameters().number("FFA", "%", null, null).number("MOISTURE", "%", null, null);
    private static final Parameters PRECIOUS_METAL = new Parameters().number("PURITY", "%", "99.5", "99.99");
    private static final Parameters COPPER = new Parameters().number("PURITY", "%", "99.9", null);
    private static final Parameters FIBRE =
            new Parameters().number("DENIER", "den", null, null).number("CUT_LENGTH", "mm", null, null);

    private StarterCatalogue() {}

    /** Parameters in the order in which they are shown. */
    private record Parameters(List<Parameter> list) {
        Parameters() {
            this(List.of());
        }

        Parameters number(String code, String unit, String min, String max) {
            return with(ParameterType.NUMERIC, code, unit, min, max, true);
        }

        Parameters optionalNumber(String code, String unit, String min, String max) {
            return with(ParameterType.NUMERIC, code, unit, min, max, false);
        }

        Parameters text(String code) {
            return with(ParameterType.TEXT, code, null, null, null, true);
        }

        private Parameters with(
                ParameterType type, String code, String unit, String min, String max, boolean mandatory) {
            List<Parameter> longer = new ArrayList<>(list);
            longer.add(new Parameter(
                    code,
                    type,
                    Optional.ofNullable(unit),
                    Optional.ofNullable(min).map(StarterCatalogue::decimal),
                    Optional.ofNullable(max).map(StarterCatalogue::decimal),
                    Optional.empty(),
                    mandatory,
                    longer.size() + 1));
            return new Parameters(List.copyOf(longer));
        }
    }

    /** Units by their codes. */
    private record Units(String base, String trade, String rate) {
        static final Units GRAIN = new Units("KG", "MT", "QUINTAL");
        static final Units TONNES = new Units("KG", "MT", "MT");
        static final Units KILOGRAMS = new Units("KG", "KG", "KG");
        static final Units METERS = new Units("METER", "METER", "METER");
    }

    public static List<CommodityDraft> commodities() {
        return List.of(
                cottonLint(),
                commodity("Cotton waste", "TEXTILE", "5202", Units.KILOGRAMS, tax("5"), new Parameters()),
                commodity("Cotton yarn", "TEXTILE", "5205", Units.KILOGRAMS, tax("5"), YARN),
                commodity("Cotton fabric", "TEXTILE", "5208", Units.METERS, tax("5"), new Parameters()),
                commodity("Cottonseed", "OILSEED", "1207", Units.GRAIN, tax("5"), new Parameters()),
                commodity("Chana", "PULSES", "0713", Units.GRAIN, foodTax(), PULSES),
                commodity("Tur", "PULSES", "0713", Units.GRAIN, foodTax(), PULSES),
                commodity("Wheat", "WHEAT", "1001", Units.GRAIN, foodTax(), GRAIN),
                commodity("Rice", "RICE", "1006", Units.GRAIN, foodTax(), GRAIN),
                commodity("Maize", "GRAIN", "1005", Units.GRAIN, foodTax(), GRAIN),
                commodity("Oilseeds", "OILSEED", "1201", Units.GRAIN, tax("5"), OILSEEDS),
                commodity("Palm oil", "OIL", "1511", Units.TONNES, tax("5"), OIL),
                commodity("Soy oil", "OIL", "1507", Units.TONNES, tax("5"), OIL),
                commodity("Sunflower oil", "OIL", "1512", Units.TONNES, tax("5"), OIL),
                commodity("Gold", "GOLD", "7108", Units.KILOGRAMS, tax("3"), PRECIOUS_METAL),
                commodity("Silver", "SILVER", "7106", Units.KILOGRAMS, tax("3"), PRECIOUS_METAL),
                commodity("Copper", "METAL", "7403", Units.TONNES, tax("18"), COPPER),
                commodity("Polyester staple", "SYNTHETIC", "5503", new Units("KG", "MT", "KG"), fibreTax(), FIBRE),
                commodity("Viscose staple", "SYNTHETIC", "5504", new Units("KG", "MT", "KG"), fibreTax(), FIBRE));
    }

    private static CommodityDraft cottonLint() {
        return new CommodityDraft(
                "Cotton lint",
                "COTTON",
                "5201",
                Optional.empty(),
                "KG",
                "BALE",
                "CANDY",
                Map.of(),
                Optional.empty(),
                tax("5"),
                Optional.of(decimal("25")),
                Optional.of(decimal("10")),
                Optional.of(decimal("5")),
                Optional.of(decimal("2")),
                List.of(
                        new Variety("Shankar-6", "SHANKAR_6", true),
                        new Variety("DCH-32", "DCH_32", false),
                        new Variety("MCU-5", "MCU_5", false),
                        new Variety("J-34", "J_34", false)),
                COTTON.list(),
                true,
                Optional.empty());
    }

    private static CommodityDraft commodity(
            String name, String category, String hsnCode, Units units, List<TaxRate> taxRates, Parameters parameters) {
        return new CommodityDraft(
                name,
                category,
                hsnCode,
                Optional.empty(),
                units.base(),
                units.trade(),
                units.rate(),
                Map.of(),
                Optional.empty(),
                taxRates,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                parameters.list(),
                false,
                Optional.empty());
    }

    private static List<TaxRate> tax(String percent) {
        return List.of(new TaxRate(decimal(percent), Optional.empty(), FIRST_DAY_OF_TAX));
    }

    private static List<TaxRate> foodTax() {
        return List.of(new TaxRate(decimal("0"), Optional.of(decimal("5")), FIRST_DAY_OF_TAX));
    }

    private static List<TaxRate> fibreTax() {
        return List.of(
                new TaxRate(decimal("18"), Optional.empty(), FIRST_DAY_OF_TAX),
                new TaxRate(decimal("5"), Optional.empty(), LOWER_TAX_ON_FIBRES));
    }

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    public static List<LocationDraft> places() {
        return List.of(
                place("Rajkot", State.GJ, 22.3039, 70.8022),
                place("Ahmedabad", State.GJ, 23.0225, 72.5714),
                place("Gondal", State.GJ, 21.9619, 70.7923),
                place("Kadi", State.GJ, 23.2980, 72.3310),
                place("Surat", State.GJ, 21.1702, 72.8311),
                place("Mumbai", State.MH, 19.0760, 72.8777),
                place("Pune", State.MH, 18.5204, 73.8567),
                place("Nagpur", State.MH, 21.1458, 79.0882),
                place("Wardha", State.MH, 20.7453, 78.6022),
                place("Akola", State.MH, 20.7002, 77.0082),
                place("Yavatmal", State.MH, 20.3888, 78.1204),
                place("Adilabad", State.TS, 19.6641, 78.5320),
                place("Warangal", State.TS, 17.9689, 79.5941),
                place("Guntur", State.AP, 16.3067, 80.4365),
                place("Coimbatore", State.TN, 11.0168, 76.9558),
                place("Bathinda", State.PB, 30.2110, 74.9455),
                place("Sirsa", State.HR, 29.5336, 75.0177),
                place("Sri Ganganagar", State.RJ, 29.9038, 73.8772));
    }

    private static LocationDraft place(String city, State state, double latitude, double longitude) {
        return new LocationDraft(
                city,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(latitude),
                OptionalDouble.of(longitude),
                Optional.empty(),
                Optional.of(city),
                Optional.empty(),
                Optional.of(state.name()),
                Optional.of(state.gstCode()),
                State.COUNTRY,
                Optional.of("Asia/Kolkata"),
                true);
    }
}
