package io.mandi.persistence.partner;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.edit.PartnerTime;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When a partner has to be looked at again. The wake-up of a partner changes together with its record. */
final class PartnerWakeUps {
    /** Something of the partner is due that has this key among those of its organisation. */
    static final WakeUp.Kind KIND = new WakeUp.Kind("partner");

    // When something is due follows from a partner and from settings, which change apart from each other. Whoever
    // changes a
    // partner holds on to the settings that it goes by; whoever follows new settings comes after those who went by the
    // old ones.
    private static final String HOLD =
            "SELECT pg_advisory_xact_lock_shared(hashtextextended('times of partners of ' || ?, 0))";
    private static final String AWAIT =
            "SELECT pg_advisory_xact_lock(hashtextextended('times of partners of ' || ?, 0))";

    private PartnerWakeUps() {}

    /** Before a transaction reads the settings by which it sets wake-ups. */
    static void holdSettings(Connection connection, String organization) throws SQLException {
        lock(connection, HOLD, organization);
    }

    /** Until the end of this transaction nobody sets wake-ups by settings that are older than those that it reads from now on. */
    static void awaitOlderSettings(Connection connection, String organization) throws SQLException {
        lock(connection, AWAIT, organization);
    }

    private static void lock(Connection connection, String sql, String organization) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, organization);
            statement.execute();
        }
    }

    /**
     * From now on the wake-up is that of this record; there is none when nothing is due ever.
     *
     * @param partner what belongs to it may be missing
     */
    static void follow(Connection connection, String organization, Partner partner, MarketSettings settings)
            throws SQLException {
        String key = key(partner);
        Optional<Instant> due = PartnerTime.nextDue(partner, settings);
        if (due.isPresent()) {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, due.get());
            WakeUps.set(connection, new WakeUp(organization, KIND, key, micros));
        } else {
            WakeUps.clear(connection, organization, KIND, key);
        }
    }

    /** The key of a partner among those of its organisation. */
    static String key(Partner partner) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, partner.id())
                .orElseThrow()
                .owner()
                .key();
    }
}
