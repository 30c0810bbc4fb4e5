package io.mandi.engine.catalog.commodity;

import io.mandi.engine.catalog.Decimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A draft that is filled in part by part; as it comes, it has no flaw and gives no warning. */
public final class CommodityTicket {
    public String name = "Cotton lint";
    public String category = "COTTON";
    public String hsnCode = "5201";
    public Optional<String> hsCode6Digit = Optional.empty();
    public String baseUnit = "KG";
    public String tradeUnit = "BALE";
    public String rateUnit = "CANDY";
    public Map<String, Decimal> unitFactors = new LinkedHashMap<>();
    public Optional<String> currency = Optional.empty();
    public List<TaxRate> taxRates = List.of(taxRate("5", null, "2017-07-01"));
    public Optional<Decimal> standardLotSize = Optional.empty();
    public Optional<Decimal> minOrderQuantity = Optional.empty();
    public Optional<Decimal> deliveryTolerancePct = Optional.empty();
    public Optional<Decimal> weightTolerancePct = Optional.empty();
    public List<Variety> varieties = List.of();
    public List<Parameter> parameters = List.of();
    public boolean reverseCharge;
    public Optional<ReferencePrice> referencePrice = Optional.empty();

    public static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow();
    }

    public static TaxRate taxRate(String rate, String prePacked, String validFrom) {
        return new TaxRate(
                decimal(rate),
                Optional.ofNullable(prePacked).map(CommodityTicket::decimal),
                LocalDate.parse(validFrom));
    }

    public static Parameter parameter(
            String code, ParameterType type, String min, String max, boolean mandatory, int displayOrder) {
        return new Parameter(
                code,
                type,
                Optional.empty(),
                Optional.ofNullable(min).map(CommodityTicket::decimal),
                Optional.ofNullable(max).map(CommodityTicket::decimal),
                Optional.empty(),
                mandatory,
                displayOrder);
    }

    public CommodityDraft draft() {
        return new CommodityDraft(
                name,
                category,
                hsnCode,
                hsCode6Digit,
                baseUnit,
                tradeUnit,
                rateUnit,
                unitFactors,
                currency,
                taxRates,
                standardLotSize,
                minOrderQuantity,
                deliveryTolerancePct,
                weightTolerancePct,
                varieties,
                parameters,
                reverseCharge,
                referencePrice);
    }
}
