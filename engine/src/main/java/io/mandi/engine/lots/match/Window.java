package io.mandi.engine.lots.match;

import java.time.Instant;
import java.util.Optional;

/** A span of time; a bound that is absent is open. */
public record Window(Optional<Instant> from, Optional<Instant> until) {
    /** All of time. */
    public static final Window OPEN = new Window(Optional.empty(), Optional.empty());

    public static Window of(Instant from, Instant until) {
        return new Window(Optional.of(from), Optional.of(until));
    }

    @Override
    public String toString() {
        return from.map(Instant::toString).orElse("") + ".."
                + until.map(Instant::toString).orElse("");
    }
}
