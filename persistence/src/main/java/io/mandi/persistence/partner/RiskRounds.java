package io.mandi.persistence.partner;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.ledger.PartnerRisk;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.catalog.CatalogueTables;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * When the partners of an organisation are assessed (RK-4). The wake-up of a round has the key of the partner behind which it goes on;
 * one that has not begun, that of none.
 */
public final class RiskRounds {
    public static final WakeUp.Kind KIND = new WakeUp.Kind("partner_risk");

    /** Key of the wake-up, of no organisation, that looks after organisations that have no round. */
    public static final String ALL = "all";

    private static final String ORGANIZATIONS = """
        SELECT DISTINCT organization_id FROM partner WHERE NOT EXISTS (
            SELECT 1 FROM wake_up WHERE wake_up.organization_id = partner.organization_id AND wake_up.kind = ?)\
        """;

    private RiskRounds() {}

    /** The organisation has a partner: unless there is one already, there is a round from now on. */
    static void follow(Connection connection, String organization, MarketSettings settings, long now)
            throws SQLException {
        WakeUps.setFirst(connection, next(organization, settings, now));
    }

    /** The next round comes at another time, where the settings that change lead to one. */
    static void settingsChanged(
            Connection connection, String organization, MarketSettings was, MarketSettings is, long now)
            throws SQLException {
        if (!is.get(Setting.TIMEZONE).equals(was.get(Setting.TIMEZONE))) {
            WakeUps.set(connection, next(organization, is, now));
        }
    }

    /** There is a round of each organisation that has partners. */
    public static void followAll(Connection connection, long now) throws SQLException {
        for (String organization : withoutRound(connection)) {
            PartnerWakeUps.holdSettings(connection, organization);
            follow(connection, organization, CatalogueTables.settings(connection, organization), now);
        }
    }

    private static List<String> withoutRound(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ORGANIZATIONS)) {
            statement.setString(1, KIND.name());
            try (ResultSet rows = statement.executeQuery()) {
                List<String> organizations = new ArrayList<>();
                while (rows.next()) {
                    organizations.add(rows.getString(1));
                }
                return organizations;
            }
        }
    }

    /** The round after this moment, from its beginning. */
    public static WakeUp next(String organization, MarketSettings settings, long now) {
        Instant due = PartnerRisk.nextRound(Instant.EPOCH.plus(now, ChronoUnit.MICROS), settings.get(Setting.TIMEZONE));
        return goingOn(organization, 0, ChronoUnit.MICROS.between(Instant.EPOCH, due));
    }

    /**
     * A round that goes on.
     *
     * @param after number of the last partner that was assessed
     * @param round when the round was due, in microseconds since the epoch
     */
    public static WakeUp goingOn(String organization, long after, long round) {
        String key = ResourceId.ofPartner(after, organization).owner().key();
        return new WakeUp(organization, KIND, key, round);
    }
}
