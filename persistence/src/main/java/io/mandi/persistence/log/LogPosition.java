package io.mandi.persistence.log;

/**
 * A place in the log: that of the last event that was read.
 *
 * @param txId the transaction that wrote the event
 * @param ordering the event's number; rises within a transaction
 */
public record LogPosition(long txId, long ordering) {
    /** Before the first event. */
    public static final LogPosition START = new LogPosition(0, 0);
}
