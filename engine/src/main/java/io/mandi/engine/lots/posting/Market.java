package io.mandi.engine.lots.posting;

import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.catalog.commodity.Terms;
import io.mandi.engine.catalog.place.Location;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.catalog.unit.UnitFactors;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What a posting is checked against, as it is at the moment of the command.
 *
 * @param commodity that the posting is of
 * @param locations those that the posting names, by id; what is not here does not exist
 */
public record Market(Commodity commodity, MarketSettings settings, Terms terms, Map<String, Location> locations) {
    public Market {
        locations = Map.copyOf(locations);
    }

    /** Those in force now. */
    public UnitFactors factors() {
        return commodity.factors(settings.unitFactors());
    }

    public ZoneId timezone() {
        return settings.get(Setting.TIMEZONE);
    }

    /** The business day of a moment. */
    public LocalDate dayOf(Instant at) {
        return LocalDate.ofInstant(at, timezone());
    }

    /** What the commodity costs on that business day, for one rate unit of its own. */
    public Optional<Decimal> referencePrice(Instant at) {
        return commodity.referencePriceOn(dayOf(at));
    }
}
