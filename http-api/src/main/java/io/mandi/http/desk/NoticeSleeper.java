package io.mandi.http.desk;

import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.catalog.PostgresMarkets;
import io.mandi.persistence.match.MatchWakeUps;
import io.mandi.persistence.match.PostgresMatches;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells partners what has come since their last notice, once its window has ended (MT-15). */
final class NoticeSleeper implements Sleeper {
    private final PostgresMatches kept;
    private final PostgresMarkets markets;

    NoticeSleeper(PostgresMatches kept, PostgresMarkets markets) {
        this.kept = kept;
        this.markets = markets;
    }

    @Override
    public WakeUp.Kind kind() {
        return MatchWakeUps.SUMMARY;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        return markets.settings(wakeUp.organization())
                .thenCompose(settings -> kept.summarize(
                        wakeUp.organization(),
                        wakeUp.key(),
                        Duration.ofSeconds(settings.get(Setting.NOTICE_WINDOW_SECONDS)),
                        now))
                .thenApply((Optional<Long> later) -> later.isEmpty() ? Answer.DONE : Answer.NOT_YET);
    }
}
