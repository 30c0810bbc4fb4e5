package io.mandi.persistence.trade;

import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.engine.trade.Run;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeRules;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whom to wake for trades, by their ids. */
public final class TradeWakeUps {
    /** Steps are under way, and nobody may be at them any more (TR-8). */
    public static final WakeUp.Kind SAGA = new WakeUp.Kind("trade_saga");

    /** Something takes too long (TR-3, TR-11). */
    public static final WakeUp.Kind ALERT = new WakeUp.Kind("trade_alert");

    /** Whoever has done a step goes on with the next one at once; after this time that is somebody else's. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private TradeWakeUps() {}

    /** @param was absent for a new trade */
    static void follow(Connection connection, Optional<Trade> was, Trade is, long now) throws SQLException {
        String organization = is.id().organization();
        String key = is.id().toString();
        if (is.run().isPresent()) {
            Run run = is.run().get();
            Duration pause = run.attempts() == 0 ? AT_ONCE : run.pause();
            long due = now + pause.toNanos() / 1_000;
            WakeUps.set(connection, new WakeUp(organization, SAGA, key, due));
        } else if (was.flatMap(Trade::run).isPresent()) {
            WakeUps.clear(connection, organization, SAGA, key);
        }
        Optional<Instant> alert = TradeRules.alertAt(is);
        if (alert.equals(was.flatMap(TradeRules::alertAt))) {
            return;
        }
        if (alert.isPresent()) {
            WakeUps.set(connection, new WakeUp(organization, ALERT, key, Micros.of(alert.get())));
        } else {
            WakeUps.clear(connection, organization, ALERT, key);
        }
    }
}
