package io.mandi.engine.actor;

import io.mandi.engine.lots.LotBookLimits;
import java.time.Duration;

/**
 * How the entities of books of lots work.
 *
 * @param limits of each book
 * @param queueCapacity commands that may stand in line at one book, and searches that may wait; what comes on top is answered
 *     Overloaded
 * @param maxBatch most commands that are committed together
 * @param snapshotEvery events between two snapshots
 * @param snapshotsKept how many snapshots are kept
 * @param askTimeout how long a caller waits for a book's answer
 * @param restartMin pause before a failed book is started again; doubles with every failure in a row
 * @param restartMax longest such pause
 * @param quarantineRetry how often a book that is quarantined is tried again
 */
public record LotBookSettings(
        LotBookLimits limits,
        int queueCapacity,
        int maxBatch,
        int snapshotEvery,
        int snapshotsKept,
        Duration askTimeout,
        Duration restartMin,
        Duration restartMax,
        Duration quarantineRetry) {

    public static final LotBookSettings DEFAULT = new LotBookSettings(
            LotBookLimits.DEFAULT,
            2_000,
            256,
            20_000,
            2,
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));

    public LotBookSettings {
        if (queueCapacity < 1 || maxBatch < 1 || snapshotEvery < 1 || snapshotsKept < 1) {
            throw new IllegalArgumentException("settings of books of lots must be positive");
        }
    }

    LineSettings line() {
        return new LineSettings(queueCapacity, maxBatch, restartMin, restartMax, quarantineRetry);
    }
}
