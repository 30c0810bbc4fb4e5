package io.mandi.persistence.log;

/**
 * A place in the log: that of the last event that was read.
 *
 * @param txId the transaction that wrote the event
 * @param ordering the event's number; rises within a transaction
 */
public record LogPosition(long txId, long ordering) implements Comparable<LogPosition> {
    /** Before the first event. */
    public static final LogPosition START = new LogPosition(0, 0);
    /** Behind the last event there will ever be. */
    public static final LogPosition END = new LogPosition(Long.MAX_VALUE, Long.MAX_VALUE);

    @Override
    public int compareTo(LogPosition other) {
        return txId == other.txId ? Long.compare(ordering, other.ordering) : Long.compare(txId, other.txId);
    }
}
