package io.mandi.persistence.catalog;

import io.mandi.engine.catalog.place.Place;
import io.mandi.engine.catalog.setting.MarketSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What others read of an organisation's catalogue in a transaction of their own. */
public final class CatalogueTables {
    private CatalogueTables() {}

    /** The settings; those that everybody begins with, when the organisation has never asked for its catalogue. */
    public static MarketSettings settings(Connection connection, String organization) throws SQLException {
        return settings(connection, organization, MarketSettings.DEFAULT);
    }

    /** @param initial those of an organisation that has none of its own yet */
    public static MarketSettings settings(Connection connection, String organization, MarketSettings initial)
            throws SQLException {
        return SettingsTable.find(connection, organization)
                .map(Versioned::value)
                .orElse(initial);
    }

    /**
     * Where a location is, for one who comes to refer to it: it is not deleted before this transaction ends (LOC-2).
     *
     * @return empty when there is none of this number, or it is deleted
     */
    public static Optional<Place> place(Connection connection, String organization, long number) throws SQLException {
        return LocationTable.place(connection, organization, number);
    }
}
