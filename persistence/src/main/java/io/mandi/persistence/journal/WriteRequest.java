package io.mandi.persistence.journal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Events of one entity that are stored together or not at all. */
final class WriteRequest {

    /**
     * The events as bytes.
     *
     * @param rows in the order of their sequence numbers; those that are to be stored
     * @param refusals one for each of the entity's writes, empty for those that are to be stored; no element at all when
     *     all are
     */
    record Rows(List<EventRow> rows, List<Optional<Exception>> refusals) {
        int bytes() {
            int sum = 0;
            for (EventRow row : rows) {
                sum += row.size();
            }
            return sum;
        }
    }

    private final String persistenceId;
    private final String writer;
    private final Supplier<Rows> serialization;
    private final CompletableFuture<List<Optional<Exception>>> outcome = new CompletableFuture<>();
    private final long deadline;
    private final CommitSpans spans;

    /**
     * @param serialization makes the bytes; called once, on the lane's thread
     * @param deadline as {@link System#nanoTime}: what is not stored by then is given up
     * @param spans of the events that are sampled; they end with the outcome
     */
    WriteRequest(String persistenceId, String writer, Supplier<Rows> serialization, long deadline, CommitSpans spans) {
        this.persistenceId = persistenceId;
        this.writer = writer;
        this.serialization = serialization;
        this.deadline = deadline;
        this.spans = spans;
    }

    String persistenceId() {
        return persistenceId;
    }

    String writer() {
        return writer;
    }

    CommitSpans spans() {
        return spans;
    }

    Rows serialize() {
        return serialization.get();
    }

    boolean isExpired() {
        return System.nanoTime() - deadline > 0;
    }

    /**
     * Completed with the refusals of {@link Rows} when the events are stored, and with a {@link JournalException} when
     * they are not or it is not known.
     */
    CompletableFuture<List<Optional<Exception>>> outcome() {
        return outcome;
    }
}
