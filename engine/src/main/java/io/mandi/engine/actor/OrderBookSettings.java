package io.mandi.engine.actor;

import io.mandi.engine.book.BookLimits;
import java.time.Duration;

/**
 * How the entities of order books work.
 *
 * @param limits of each book
 * @param queueCapacity instructions that may stand in line at one book; what comes on top is answered Overloaded
 * @param maxBatch most instructions that are committed together; a single larger message goes alone
 * @param viewDepth price levels of each side that readers can see
 * @param snapshotEvery events between two snapshots
 * @param snapshotsKept how many snapshots are kept
 * @param askTimeout how long a caller waits for a book's answer
 * @param restartMin pause before a failed book is started again; doubles with every failure in a row
 * @param restartMax longest such pause
 * @param quarantineRetry how often a book that is quarantined is tried again
 */
public record OrderBookSettings(
        BookLimits limits,
        int queueCapacity,
        int maxBatch,
        int viewDepth,
        int snapshotEvery,
        int snapshotsKept,
        Duration askTimeout,
        Duration restartMin,
        Duration restartMax,
        Duration quarantineRetry) {

    public static final OrderBookSettings DEFAULT = new OrderBookSettings(
            BookLimits.DEFAULT,
            10_000,
            512,
            100,
            100_000,
            2,
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));

    public OrderBookSettings {
        if (queueCapacity < 1 || maxBatch < 1 || viewDepth < 1 || snapshotEvery < 1 || snapshotsKept < 1) {
            throw new IllegalArgumentException("settings of order books must be positive");
        }
    }

    LineSettings line() {
        return new LineSettings(queueCapacity, maxBatch, restartMin, restartMax, quarantineRetry);
    }
}
