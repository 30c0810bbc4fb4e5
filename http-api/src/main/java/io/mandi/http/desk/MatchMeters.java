package io.mandi.http.desk;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What a node measures of the runs that keep matches. Runs that wait are among the wake-ups that are due. */
final class MatchMeters {
    final Timer done;
    final Timer failed;
    final Counter judged;

    MatchMeters(MeterRegistry registry) {
        done = timer(registry, "done");
        failed = timer(registry, "failed");
        judged = Counter.builder("mandi.match.judged")
                .description("Pairs that runs of this node have looked at")
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String outcome) {
        return Timer.builder("mandi.match.runs")
                .description("Runs of this node that look for the matches of one posting, by what came of them")
                .tag("outcome", outcome)
                .register(registry);
    }
}
