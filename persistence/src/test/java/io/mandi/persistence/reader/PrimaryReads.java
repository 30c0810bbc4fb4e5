package io.mandi.persistence.reader;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;

/** Reads lists where there is no replica. */
public final class PrimaryReads {
    private PrimaryReads() {}

    public static ListReader of(OrganizationReader reader) {
        return new ListReader(
                reader, Optional.empty(), new ConsistencySettings(Duration.ofSeconds(2), 8), new SimpleMeterRegistry());
    }
}
