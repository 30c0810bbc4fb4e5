package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * On which something is decided.
 *
 * @param user who wants it; {@link #SYSTEM} where nobody does
 * @param settings of the organisation
 */
public record Occasion(Instant at, String user, MarketSettings settings) {
    /** Who acts where nobody does. */
    public static final String SYSTEM = "system";

    ZoneId zone() {
        return settings.get(Setting.TIMEZONE);
    }

    /** The business day. */
    public LocalDate today() {
        return LocalDate.ofInstant(at, zone());
    }
}
