package io.mandi.http.desk;

import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.catalog.PostgresMarkets;
import io.mandi.persistence.match.MatchWakeUps;
import io.mandi.persistence.match.MatchWakeUps.WalkKey;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.match.PostgresMatches.Which;
import io.mandi.persistence.schedule.WakeUps;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.sql.DataSource;

/**
 * Finds what no run has seen, for whatever reason (MT-13): in each organisation once for the whole cluster, again and again, and all
 * postings on the market whenever a node starts.
 */
final class MatchSweep implements Sleeper {
    private static final int MOST = 1_000;
    /** All postings of all organisations: a hundred in a second. */
    private static final long PACE = Duration.ofMillis(10).toNanos() / 1_000;

    private final PostgresMatches kept;
    private final PostgresMarkets markets;
    private final LongConsumer expect;

    MatchSweep(PostgresMatches kept, PostgresMarkets markets, LongConsumer expect) {
        this.kept = kept;
        this.markets = markets;
        this.expect = expect;
    }

    /** Begins with all postings. */
    static void begin(DataSource connections, long now) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            WakeUps.set(connection, new WakeUp("", MatchWakeUps.SWEEP, MatchWakeUps.ALL, now));
        }
    }

    @Override
    public WakeUp.Kind kind() {
        return MatchWakeUps.SWEEP;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        return (WalkKey.of(wakeUp).what().equals(MatchWakeUps.ALL)
                        ? MatchSpread.page(kept, new Which.All(), wakeUp, now, PACE)
                        : changed(wakeUp.organization(), now))
                .thenApply(done -> Answer.DONE);
    }

    private CompletionStage<Void> changed(String organization, long now) {
        return markets.settings(organization).thenCompose(settings -> {
            long since = now - TimeUnit.MINUTES.toMicros(settings.get(Setting.SWEEP_LOOK_BACK_MINUTES));
            long next = now + TimeUnit.SECONDS.toMicros(settings.get(Setting.SWEEP_PERIOD_SECONDS));
            return kept.sweep(organization, since, now, MOST).thenCompose(found -> {
                if (found > 0) {
                    expect.accept(now);
                }
                return kept.set(new WakeUp(organization, MatchWakeUps.SWEEP, MatchWakeUps.CHANGED, next));
            });
        });
    }
}
