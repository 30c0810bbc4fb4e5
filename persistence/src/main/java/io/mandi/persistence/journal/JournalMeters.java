package io.mandi.persistence.journal;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the journal measures of its commits. */
final class JournalMeters {
    private final Timer commits;
    private final DistributionSummary events;

    JournalMeters(MeterRegistry registry) {
        commits = Timer.builder("mandi.journal.commits")
                .description("Commits of events, from the statement that is sent to the answer that it is on disk")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                .register(registry);
        events = DistributionSummary.builder("mandi.journal.commit.events")
                .description("Events in a commit")
                .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500)
                .register(registry);
    }

    void committed(long nanos, int count) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
        events.record(count);
    }
}
