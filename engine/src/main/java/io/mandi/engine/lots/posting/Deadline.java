package io.mandi.engine.lots.posting;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When a posting ends (AV-16). */
public final class Deadline {
    private Deadline() {}

    /**
     * @param given what the posting says itself
     * @param until when the goods are no longer there, or no longer wanted
     * @param since the end is after this
     * @param zone where the goods are
     */
    public static Instant of(Optional<Instant> given, Optional<Instant> until, Instant since, ZoneId zone) {
        return given.or(() -> until).orElseGet(() -> nextMidnight(since, zone));
    }

    /** The first midnight that is after a moment. */
    static Instant nextMidnight(Instant since, ZoneId zone) {
        return since.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    }
}
