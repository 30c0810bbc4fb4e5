package io.mandi.http.api;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.ParameterType;
import io.mandi.engine.catalog.commodity.ReferencePrice;
import io.mandi.engine.catalog.commodity.TaxRate;
import io.mandi.engine.catalog.commodity.Variety;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The fields of a commodity in a request, each of them where it was given. */
record CommodityFields(
        Optional<String> name,
        Optional<String> category,
        Optional<String> hsnCode,
        Optional<String> hsCode6Digit,
        Optional<String> baseUnit,
        Optional<String> tradeUnit,
        Optional<String> rateUnit,
        Optional<Map<String, Decimal>> unitFactors,
        Optional<String> currency,
        Optional<List<TaxRate>> taxRates,
        Optional<Decimal> standardLotSize,
        Optional<Decimal> minOrderQuantity,
        Optional<Decimal> deliveryTolerancePct,
        Optional<Decimal> weightTolerancePct,
        Optional<List<Variety>> varieties,
        Optional<List<Parameter>> parameters,
        Optional<Boolean> reverseChargeFromAgriculturist,
        Optional<ReferencePrice> referencePrice) {

    /** Anything else is no name of a unit, whatever units there are. */
    private static final Pattern UNIT = Pattern.compile("[A-Za-z_]{1,20}");

    private static final int MAX_ORDER = 1_000_000;

    // How long texts and lists may be is a rule of the catalogue.
    static CommodityFields read(Fields fields) {
        return new CommodityFields(
                fields.optionalText("name", Integer.MAX_VALUE),
                fields.optionalText("category", Integer.MAX_VALUE),
                fields.optionalText("hsn_code", Integer.MAX_VALUE),
                fields.optionalText("hs_code_6digit", Integer.MAX_VALUE),
                fields.optionalText("base_unit", Integer.MAX_VALUE),
                fields.optionalText("trade_unit", Integer.MAX_VALUE),
                fields.optionalText("rate_unit", Integer.MAX_VALUE),
                fields.optionalFields("unit_factors").map(CommodityFields::factors),
                fields.optionalText("currency", Integer.MAX_VALUE),
                fields.optionalList("tax_rates")
                        .map(list -> list.stream().map(CommodityFields::taxRate).toList()),
                fields.optionalDecimal("standard_lot_size"),
                fields.optionalDecimal("min_order_quantity"),
                fields.optionalDecimal("delivery_tolerance_pct"),
                fields.optionalDecimal("weight_tolerance_pct"),
                fields.optionalList("varieties")
                        .map(list -> list.stream().map(CommodityFields::variety).toList()),
                fields.optionalList("parameters")
                        .map(list ->
                                list.stream().map(CommodityFields::parameter).toList()),
                fields.optionalFlag("reverse_charge_from_agriculturist"),
                fields.optionalFields("reference_price")
                        .map(price -> new ReferencePrice(price.decimal("price"), price.date("date"))));
    }

    /** Notes those that a new commodity lacks. */
    static void requireIn(Fields fields) {
        Stream.of("name", "category", "hsn_code", "base_unit", "trade_unit", "rate_unit")
                .forEach(fields::require);
    }

    private static Map<String, Decimal> factors(Fields fields) {
        Map<String, Decimal> factors = new LinkedHashMap<>();
        fields.names().stream()
                .filter(unit -> UNIT.matcher(unit).matches())
                .forEach(unit -> factors.put(unit, fields.decimal(unit)));
        return factors;
    }

    private static TaxRate taxRate(Fields fields) {
        return new TaxRate(
                fields.decimal("rate"), fields.optionalDecimal("pre_packed_rate"), fields.date("valid_from"));
    }

    private static Variety variety(Fields fields) {
        return new Variety(
                fields.text("name", Integer.MAX_VALUE),
                fields.text("code", Integer.MAX_VALUE),
                fields.optionalFlag("is_standard").orElse(false));
    }

    private static Parameter parameter(Fields fields) {
        return new Parameter(
                fields.text("code", Integer.MAX_VALUE),
                fields.choice("type", ParameterType.class),
                fields.optionalText("unit", Integer.MAX_VALUE),
                fields.optionalDecimal("min"),
                fields.optionalDecimal("max"),
                fields.optionalGiven("default"),
                fields.optionalFlag("is_mandatory").orElse(false),
                fields.optionalInteger("display_order", 0, MAX_ORDER).orElse(0));
    }

    /** The draft with what was given in place of what it has. */
    CommodityDraft over(CommodityDraft draft) {
        return new CommodityDraft(
                name.orElse(draft.name()),
                category.orElse(draft.category()),
                hsnCode.orElse(draft.hsnCode()),
                hsCode6Digit.or(draft::hsCode6Digit),
                baseUnit.orElse(draft.baseUnit()),
                tradeUnit.orElse(draft.tradeUnit()),
                rateUnit.orElse(draft.rateUnit()),
                unitFactors.orElse(draft.unitFactors()),
                currency.or(draft::currency),
                taxRates.orElse(draft.taxRates()),
                standardLotSize.or(draft::standardLotSize),
                minOrderQuantity.or(draft::minOrderQuantity),
                deliveryTolerancePct.or(draft::deliveryTolerancePct),
                weightTolerancePct.or(draft::weightTolerancePct),
                varieties.orElse(draft.varieties()),
                parameters.orElse(draft.parameters()),
                reverseChargeFromAgriculturist.orElse(draft.reverseChargeFromAgriculturist()),
                referencePrice.or(draft::referencePrice));
    }

    /** A new commodity. */
    CommodityDraft draft() {
        return over(new CommodityDraft(
                "",
                "",
                "",
                Optional.empty(),
                "",
                "",
                "",
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                Optional.empty()));
    }
}
