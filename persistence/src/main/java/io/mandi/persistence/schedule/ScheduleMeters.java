package io.mandi.persistence.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What a node measures of those it wakes. */
final class ScheduleMeters {
    final Counter done;
    final Counter notYet;
    final Counter failed;

    ScheduleMeters(MeterRegistry registry) {
        done = counter(registry, "done");
        notYet = counter(registry, "not_yet");
        failed = counter(registry, "failed");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("mandi.schedule.fired")
                .description("Wake-ups that this node has fired, by what came of them")
                .tag("outcome", outcome)
                .register(registry);
    }
}
