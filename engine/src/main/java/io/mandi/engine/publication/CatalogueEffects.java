package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.edit.CatalogueEvent;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityCreated;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityDeactivated;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityEvent;
import io.mandi.engine.catalog.edit.CatalogueEvent.CommodityUpdated;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationCreated;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationDeleted;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationEvent;
import io.mandi.engine.catalog.edit.CatalogueEvent.LocationUpdated;
import io.mandi.engine.catalog.edit.CatalogueEvent.ParameterSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.ReferencePriceSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.SettingsChanged;
import io.mandi.engine.catalog.edit.CatalogueEvent.TaxRateSet;
import io.mandi.engine.catalog.edit.CatalogueEvent.UnitFactorSet;
import io.mandi.engine.event.Effect;
import io.mandi.engine.id.ResourceId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What happens to the catalogue of an organisation, as its journal holds it. */
public final class CatalogueEffects {
    /** The types of all of them. */
    static final List<String> TYPES = List.of(
            "location.created.v1",
            "location.updated.v1",
            "location.deleted.v1",
            "commodity.created.v1",
            "commodity.updated.v1",
            "commodity.deactivated.v1",
            "commodity.parameter_set.v1",
            "commodity.unit_factor_set.v1",
            "commodity.tax_rate_set.v1",
            "commodity.reference_price_set.v1",
            "organization.settings_changed.v1");

    private static final String VERSION = ".v1";

    private CatalogueEffects() {}

    /** @param event whose location or commodity has an id that is a {@link ResourceId} */
    public static Effect of(CatalogueEvent event) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        List<Long> items = switch (event) {
            case LocationEvent location -> {
                data.put("location_id", location.locationId());
                put(data, location);
                yield List.of(number(ResourceId.Kind.LOCATION, location.locationId()));
            }
            case CommodityEvent commodity -> {
                data.put("commodity_id", commodity.commodityId());
                put(data, commodity);
                yield List.of(number(ResourceId.Kind.COMMODITY, commodity.commodityId()));
            }
            case SettingsChanged changed -> {
                data.put("setting", changed.setting());
                data.set("old", GivenJson.write(changed.old()));
                data.set("new", GivenJson.write(changed.current()));
                yield List.of();
            }
        };
        return new Effect(event.family() + VERSION, items, data);
    }

    private static long number(ResourceId.Kind kind, String id) {
        return ResourceId.parse(kind, id).orElseThrow().number();
    }

    private static void put(ObjectNode data, LocationEvent event) {
        switch (event) {
            case LocationCreated created -> {
                data.put("name", created.name());
                data.put("city", created.city().orElse(null));
                data.put("state_code", created.stateCode().orElse(null));
                data.put("country", created.country());
                data.put("latitude", degrees(created.latitude()));
                data.put("longitude", degrees(created.longitude()));
            }
            case LocationUpdated updated -> put(data, updated.changedFields());
            case LocationDeleted deleted -> {
                // There is nothing to add to its id.
            }
        }
    }

    private static Double degrees(OptionalDouble degrees) {
        return degrees.isPresent() ? (Double) degrees.getAsDouble() : null;
    }

    private static void put(ObjectNode data, CommodityEvent event) {
        switch (event) {
            case CommodityCreated created -> {
                data.put("name", created.name());
                data.put("category", created.category());
                data.put("base_unit", created.baseUnit().name());
                data.put("trade_unit", created.tradeUnit().name());
                data.put("rate_unit", created.rateUnit().name());
            }
            case CommodityUpdated updated -> put(data, updated.changedFields());
            case CommodityDeactivated deactivated -> data.put("reason", deactivated.reason());
            case ParameterSet set -> data.set("parameter", parameter(set.parameter()));
            case UnitFactorSet set -> {
                data.put("unit", set.unit().name());
                data.put("old", set.old().map(BigDecimal::toPlainString).orElse(null));
                data.put("new", set.current().map(BigDecimal::toPlainString).orElse(null));
            }
            case TaxRateSet set -> {
                data.put("rate", set.rate().toString());
                data.put("pre_packed_rate", text(set.prePackedRate()));
                data.put("valid_from", set.validFrom().toString());
            }
            case ReferencePriceSet set -> {
                data.put("price", set.price().toString());
                data.put("date", set.date().toString());
            }
        }
    }

    private static void put(ObjectNode data, List<String> changedFields) {
        ArrayNode fields = data.putArray("changed_fields");
        changedFields.forEach(fields::add);
    }

    private static ObjectNode parameter(Parameter parameter) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("code", parameter.code());
        node.put("type", parameter.type().name());
        node.put("unit", parameter.unit().orElse(null));
        node.put("min", text(parameter.min()));
        node.put("max", text(parameter.max()));
        node.set("default", parameter.defaultValue().map(GivenJson::write).orElse(JsonNodeFactory.instance.nullNode()));
        node.put("is_mandatory", parameter.mandatory());
        node.put("display_order", parameter.displayOrder());
        return node;
    }

    private static String text(Optional<Decimal> number) {
        return number.map(Decimal::toString).orElse(null);
    }
}
