package io.mandi.http.desk;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.match.MatchWakeUps;
import io.mandi.persistence.match.PostgresMatches;
import io.mandi.persistence.match.PostgresMatches.Place;
import io.mandi.persistence.match.PostgresMatches.Which;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Has all postings looked at that depend on what has changed (section 7.7): those of a partner at once, those of a commodity or of the
 * whole organisation one after the other, so that what is asked for meanwhile does not wait behind them.
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
        Which which;
        long pace = PACE;
        if (wakeUp.key().equals(MatchWakeUps.ORGANIZATION)) {
            which = new Which.OfOrganization(wakeUp.organization());
        } else if (ResourceId.parse(ResourceId.Kind.COMMODITY, wakeUp.key()).isPresent()) {
            which = new Which.OfCommodity(wakeUp.organization(), wakeUp.key());
        } else {
            which = new Which.OfPartner(wakeUp.organization(), wakeUp.key());
            pace = 0;
        }
        return all(kept, which, now, pace).thenApply(done -> {
            expect.accept(now);
            return Answer.DONE;
        });
    }

    /** Has all of them looked at, page by page. */
    static CompletionStage<Void> all(PostgresMatches kept, Which which, long dueAt, long pace) {
        return all(kept, which, Place.FIRST, dueAt, pace);
    }

    private static CompletionStage<Void> all(PostgresMatches kept, Which which, Place after, long dueAt, long pace) {
        return kept.wake(which, after, PAGE, dueAt, pace)
                .thenCompose((Optional<Place> last) -> last.map(
                                place -> all(kept, which, place, dueAt + PAGE * pace, pace))
                        .orElseGet(() -> CompletableFuture.completedStage(null)));
    }
}
