package io.mandi.engine.catalog.edit;

import io.mandi.engine.catalog.ChangedFields;
import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.CommodityDraft;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.commodity.TaxRate;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityCreated;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityDeactivated;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityUpdated;
import io.mandi.engine.catalog.edit.CatalogueEvent.ParameterSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.ReferencePriceSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.TaxRateSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.UnitFactorSet;
import io.mandi.engine.catalog.unit.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Decides what becomes of commodities. */
public final class Commodities {
    /** Longest reason of a deactivation. */
    public static final int MAX_REASON_LENGTH = 500;

    private Commodities() {}

    /** Creates a commodity. There is an event for it, and one for each parameter, factor, tax rate and price it has. */
    public static Checked<Change<Commodity>> create(String id, CommodityDraft draft) {
        return Commodity.of(id, draft).map(commodity -> {
            List<CatalogueEvent> events = new ArrayList<>();
            events.add(new CommodityCreated(
                    id,
                    commodity.name(),
                    commodity.category(),
                    commodity.baseUnit(),
                    commodity.tradeUnit(),
                    commodity.rateUnit()));
            commodity.parameters().forEach(parameter -> events.add(new ParameterSet(id, parameter)));
            commodity
                    .unitFactors()
                    .forEach((unit, factor) ->
                            events.add(new UnitFactorSet(id, unit, Optional.empty(), Optional.of(factor))));
            commodity.taxRates().forEach(rate -> events.add(taxRateSet(id, rate)));
            commodity
                    .referencePrice()
                    .ifPresent(known -> events.add(new ReferencePriceSet(id, known.price(), known.date())));
            return new Change<>(commodity, events);
        });
    }

    /**
     * Changes a commodity into what the draft says; the base unit stays what it is (COM-1). Postings that are open keep
     * the factors that they have (UN-3).
     *
     * @param wanted {@link Commodity#draft} with what is to be changed
     */
    public static Checked<Change<Commodity>> edit(Commodity commodity, CommodityDraft wanted) {
        Inspection inspection = new Inspection();
        Optional<Commodity> after = inspection.take(commodity.as(wanted));
        after.filter(edited -> edited.baseUnit() != commodity.baseUnit())
                .ifPresent(edited ->
                        inspection.note(FlawCode.FIELD_FIXED, "base_unit", "is fixed when a commodity is created"));
        return inspection.result(() -> new Change<>(after.orElseThrow(), changes(commodity, after.orElseThrow())));
    }

    private static List<CatalogueEvent> changes(Commodity before, Commodity after) {
        String id = after.id();
        List<CatalogueEvent> events = new ArrayList<>();
        List<String> changed = changedFields(before, after);
        if (!changed.isEmpty()) {
            events.add(new CommodityUpdated(id, changed));
        }
        after.parameters().stream()
                .filter(parameter -> !before.parameters().contains(parameter))
                .forEach(parameter -> events.add(new ParameterSet(id, parameter)));
        for (Unit unit : Unit.values()) {
            Optional<BigDecimal> old = Optional.ofNullable(before.unitFactors().get(unit));
            Optional<BigDecimal> current =
                    Optional.ofNullable(after.unitFactors().get(unit));
            if (!old.equals(current)) {
                events.add(new UnitFactorSet(id, unit, old, current));
            }
        }
        after.taxRates().stream()
                .filter(rate -> !before.taxRates().contains(rate))
                .forEach(rate -> events.add(taxRateSet(id, rate)));
        after.referencePrice()
                .filter(known -> !after.referencePrice().equals(before.referencePrice()))
                .ifPresent(known -> events.add(new ReferencePriceSet(id, known.price(), known.date())));
        return events;
    }

    /** What has no event of its own, and lists of which something was taken away. */
    private static List<String> changedFields(Commodity before, Commodity after) {
        ChangedFields<Commodity> fields = new ChangedFields<>(before, after)
                .compare("name", Commodity::name)
                .compare("category", Commodity::category)
                .compare("hsn_code", Commodity::hsnCode)
                .compare("hs_code_6digit", Commodity::hsCode6Digit)
                .compare("trade_unit", Commodity::tradeUnit)
                .compare("rate_unit", Commodity::rateUnit)
                .compare("currency", Commodity::currency)
                .compare("standard_lot_size", Commodity::standardLotSize)
                .compare("min_order_quantity", Commodity::minOrderQuantity)
                .compare("delivery_tolerance_pct", Commodity::deliveryTolerancePct)
                .compare("weight_tolerance_pct", Commodity::weightTolerancePct)
                .compare("varieties", Commodity::varieties)
                .compare("reverse_charge_from_agriculturist", Commodity::reverseChargeFromAgriculturist);
        List<String> changed = new ArrayList<>(fields.names());
        if (lost(before.parameters(), after.parameters(), Parameter::code)) {
            changed.add("parameters");
        }
        if (lost(before.taxRates(), after.taxRates(), TaxRate::validFrom)) {
            changed.add("tax_rates");
        }
        if (before.referencePrice().isPresent() && after.referencePrice().isEmpty()) {
            changed.add("reference_price");
        }
        return changed;
    }

    private static <T> boolean lost(List<T> before, List<T> after, Function<T, Object> key) {
        List<Object> left = after.stream().map(key).toList();
        return !before.stream().map(key).allMatch(left::contains);
    }

    private static TaxRateSet taxRateSet(String id, TaxRate rate) {
        return new TaxRateSet(id, rate.rate(), rate.prePackedRate(), rate.validFrom());
    }

    /** Takes no new postings from now on; those that are open live on (COM-4). */
    public static Checked<Change<Commodity>> deactivate(Commodity commodity, String reason) {
        Inspection inspection = new Inspection();
        String stated = inspection.text("reason", reason, MAX_REASON_LENGTH);
        return inspection.result(() -> commodity.active()
                ? new Change<>(commodity.withActive(false), List.of(new CommodityDeactivated(commodity.id(), stated)))
                : Change.none(commodity));
    }

    /** Takes new postings again. */
    public static Change<Commodity> reactivate(Commodity commodity) {
        return commodity.active()
                ? Change.none(commodity)
                : new Change<>(
                        commodity.withActive(true),
                        List.of(new CommodityUpdated(commodity.id(), List.of("is_active"))));
    }
}
