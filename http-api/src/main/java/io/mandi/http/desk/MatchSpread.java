package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.match.MatchWakeUps;
import io.mandi.persistence.match.MatchWakeUps.WalkKey;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.match.PostgresMatches.Which;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Has all postings looked at that depend on what has changed (section 7.7): those of a partner at once, those of a commodity or of the
 * whole organisation one after the other, so that what is asked for meanwhile does not wait behind them. Each wake-up does a page of them.
 */
final class MatchSpread implements Sleeper {
    static final int PAGE = 500;
    /** Two hundred runs in a second. */
    static final long PACE = Duration.ofMillis(5).toNanos() / 1_000;

    private final PostgresMatches kept;
    private final LongConsumer expect;

    MatchSpread(PostgresMatches kept, LongConsumer expect) {
        this.kept = kept;
        this.expect = expect;
    }

    @Override
    public WakeUp.Kind kind() {
        return MatchWakeUps.SPREAD;
    }

    @Override
    public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
        WalkKey key = WalkKey.of(wakeUp);
        Which which;
        long pace = PACE;
        if (key.what().equals(MatchWakeUps.ORGANIZATION)) {
            which = new Which.OfOrganization(wakeUp.organization());
        } else if (ResourceId.parse(ResourceId.Kind.COMMODITY, key.what()).isPresent()) {
            which = new Which.OfCommodity(wakeUp.organization(), key.what());
        } else {
            which = new Which.OfPartner(wakeUp.organization(), key.what());
            pace = 0;
        }
        return page(kept, which, wakeUp, now, pace).thenApply(done -> {
            expect.accept(now);
            return Answer.DONE;
        });
    }

    /** Has a page of them looked at; the next one has a wake-up of its own, when these have been woken. */
    static CompletionStage<Void> page(PostgresMatches kept, Which which, WakeUp wakeUp, long now, long pace) {
        WalkKey key = WalkKey.of(wakeUp);
        return kept.wake(which, key.after(), PAGE, now, pace, last -> key.next(wakeUp, last, now + PAGE * pace));
    }
}
