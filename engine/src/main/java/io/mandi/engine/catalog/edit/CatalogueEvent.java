package io.mandi.engine.catalog.edit;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.commodity.Parameter;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What has happened to an organisation's catalogue. */
public sealed interface CatalogueEvent {

    /** The kind of event, without the version: {@code location.created}. */
    default String family() {
        return switch (this) {
            case LocationCreated event -> "location.created";
            case LocationUpdated event -> "location.updated";
            case LocationDeleted event -> "location.deleted";
            case CommodityCreated event -> "commodity.created";
            case CommodityUpdated event -> "commodity.updated";
            case CommodityDeactivated event -> "commodity.deactivated";
            case ParameterSet event -> "commodity.parameter_set";
            case UnitFactorSet event -> "commodity.unit_factor_set";
            case TaxRateSet event -> "commodity.tax_rate_set";
            case ReferencePriceSet event -> "commodity.reference_price_set";
            case SettingsChanged event -> "organization.settings_changed";
        };
    }

    /** What has happened to one location. */
    sealed interface LocationEvent extends CatalogueEvent {
        String locationId();
    }

    /**
     * @param latitude in degrees
     * @param longitude in degrees
     */
    record LocationCreated(
            String locationId,
            String name,
            Optional<String> city,
            Optional<String> stateCode,
            String country,
            OptionalDouble latitude,
            OptionalDouble longitude)
            implements LocationEvent {}

    /** @param changedFields their names in JSON */
    record LocationUpdated(String locationId, List<String> changedFields) implements LocationEvent {
        public LocationUpdated {
            changedFields = List.copyOf(changedFields);
        }
    }

    record LocationDeleted(String locationId) implements LocationEvent {}

    /** What has happened to one commodity. */
    sealed interface CommodityEvent extends CatalogueEvent {
        String commodityId();
    }

    record CommodityCreated(
            String commodityId, String name, String category, BaseUnit baseUnit, Unit tradeUnit, Unit rateUnit)
            implements CommodityEvent {}

    /** @param changedFields their names in JSON, those left out for which there is an event of their own */
    record CommodityUpdated(String commodityId, List<String> changedFields) implements CommodityEvent {
        public CommodityUpdated {
            changedFields = List.copyOf(changedFields);
        }
    }

    record CommodityDeactivated(String commodityId, String reason) implements CommodityEvent {}

    record ParameterSet(String commodityId, Parameter parameter) implements CommodityEvent {}

    /**
     * @param old base units of one unit; absent when the commodity did not say
     * @param current base units of one unit; absent when the commodity no longer says
     */
    record UnitFactorSet(String commodityId, Unit unit, Optional<BigDecimal> old, Optional<BigDecimal> current)
            implements CommodityEvent {}

    /**
     * @param rate percent
     * @param prePackedRate percent
     */
    record TaxRateSet(String commodityId, Decimal rate, Optional<Decimal> prePackedRate, LocalDate validFrom)
            implements CommodityEvent {}

    /** @param price for one rate unit */
    record ReferencePriceSet(String commodityId, Decimal price, LocalDate date) implements CommodityEvent {}

    /** One setting of the organisation's market. */
    record SettingsChanged(String setting, GivenValue old, GivenValue current) implements CatalogueEvent {}
}
