package io.mandi.persistence.journal;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How the journal works; see {@code persistence-postgres.conf} for what each is good for.
 *
 * @param lanes threads that store events, each with one connection while it commits
 * @param maxRows most rows of one statement
 * @param maxBytes most bytes of the events of one statement
 * @param writeTimeout how long a write may take until it is given up
 * @param replayPage events that one query of a recovery reads
 * @param replayPatience how long an entity may take to apply two pages
 */
record JournalSettings(
        int lanes, int maxRows, int maxBytes, Duration writeTimeout, int replayPage, Duration replayPatience) {

    JournalSettings {
        if (lanes < 1 || maxRows < 1 || maxBytes < 1 || replayPage < 1) {
            throw new IllegalArgumentException("lanes, max-rows, max-bytes and replay-page must be positive");
        }
    }

    static JournalSettings of(Config config) {
        return new JournalSettings(
                config.getInt("lanes"),
                config.getInt("max-rows"),
                Math.toIntExact(config.getBytes("max-bytes")),
                config.getDuration("write-timeout"),
                config.getInt("replay-page"),
                config.getDuration("replay-patience"));
    }
}
