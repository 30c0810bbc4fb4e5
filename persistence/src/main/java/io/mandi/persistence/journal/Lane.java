package io.mandi.persistence.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that stores the events of its share of the entities. While a commit is under way, requests gather; the next
 * statement takes all of them, up to a limit, so that commits get larger by themselves as the database gets slower. An
 * entity always has the same lane, so that its events are stored in their order.
 *
 * <p>A request is answered only when its outcome is known. An event that is refused fails alone. When a connection is
 * lost in the middle of a commit, the lane looks whether the rows are there, and otherwise stores them again: the primary
 * key lets only one of the two attempts in, however late the first one comes to its end.
 */
final class Lane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private static final long SHORTEST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    /** Entities whose failed incarnation is remembered; an incarnation stops at its first failure. */
    private static final int FAILED_WRITERS = 10_000;

    private final DataSource connections;
    private final int maxRows;
    private final int maxBytes;
    private final JournalMeters meters;
    private final LinkedBlockingQueue<WriteRequest> line = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    /** Taken off the line, but too large for the batch before. */
    private Optional<Write> carried = Optional.empty();

    /** By persistence id, the writer whose event was not stored: what it sends after it would leave a gap. */
    private final Map<String, String> failedWriters = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > FAILED_WRITERS;
        }
    };

    /**
     * @param maxRows most rows of one statement
     * @param maxBytes most bytes of the events of one statement; a single larger request goes alone
     */
    Lane(String name, DataSource connections, int maxRows, int maxBytes, JournalMeters meters) {
        this.meters = meters;
        this.connections = connections;
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** The line has no limit of its own: an entity has one request in it at most. */
    void submit(WriteRequest request) {
        line.add(request);
        if (closing && line.remove(request)) {
            request.outcome().completeExceptionally(JournalException.closed());
        }
    }

    /** Ends the thread once the statement under way has its answer; what still waits fails, unstored. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                List<Write> batch = nextBatch();
                try {
                    store(batch, false);
                } catch (RuntimeException | Error e) {
                    // A mistake, here or in the driver. The entities after these must not pay for it.
                    LOG.error("Storing the events of {} entities failed in an unforeseen way", batch.size(), e);
                    batch.forEach(write -> failed(write, JournalException.unforeseen(write.persistenceId(), e)));
                }
            }
        } catch (InterruptedException e) {
            // Closing: nobody else interrupts this thread.
        } finally {
            carried.ifPresent(write -> failed(write, JournalException.closed()));
            for (WriteRequest request = line.poll(); request != null; request = line.poll()) {
                request.outcome().completeExceptionally(JournalException.closed());
            }
        }
    }

    /** A request and its bytes. */
    private record Write(WriteRequest request, WriteRequest.Rows rows) {

        private String persistenceId() {
            return request.persistenceId();
        }

        private List<EventTable.Key> keys() {
            return rows.rows().stream()
                    .map(row -> new EventTable.Key(row.persistenceId(), row.sequenceNumber()))
                    .toList();
        }
    }

    private List<Write> nextBatch() throws InterruptedException {
        List<Write> batch = new ArrayList<>();
        int rows = 0;
        int bytes = 0;
        Optional<Write> next = carried.isPresent() ? carried : serialized(line.take());
        carried = Optional.empty();
        while (true) {
            if (next.isPresent()) {
                Write write = next.get();
                rows += write.rows().rows().size();
                bytes += write.rows().bytes();
                if (!batch.isEmpty() && (rows > maxRows || bytes > maxBytes)) {
                    carried = next;
                    return batch;
                }
                batch.add(write);
            }
            WriteRequest request = line.poll();
            if (request == null) {
                return batch;
            }
            next = serialized(request);
        }
    }

    /** Empty when there is nothing to store: the request has its answer then. */
    private Optional<Write> serialized(WriteRequest request) {
        Write write;
        try {
            write = new Write(request, request.serialize());
        } catch (RuntimeException | Error e) {
            // A mistake in a serializer; refusals of single events come as part of the rows.
            request.outcome().completeExceptionally(JournalException.refused(request.persistenceId(), e));
            return Optional.empty();
        }
        if (write.rows().rows().isEmpty()) {
            stored(write);
            return Optional.empty();
        }
        return Optional.of(write);
    }

    /**
     * Brings every write to its answer.
     *
     * @param lost whether an earlier attempt at them has ended without an answer
     */
    private void store(List<Write> writes, boolean lost) throws InterruptedException {
        List<Write> open = writes;
        boolean unknown = lost;
        Optional<SQLException> rowFault = Optional.empty();
        SQLException last = null;
        for (int attempt = 0; ; attempt++) {
            open = withoutHopeless(open, unknown, last);
            if (open.isEmpty()) {
                return;
            }
            boolean connected = false;
            boolean sent = false;
            boolean toSplit = false;
            try (Connection connection = connections.getConnection()) {
                connected = true;
                if (unknown || rowFault.isPresent()) {
                    int before = open.size();
                    open = withoutSettled(connection, open, last);
                    toSplit = rowFault.isPresent() && open.size() == before;
                    rowFault = toSplit ? rowFault : Optional.empty();
                }
                if (open.isEmpty()) {
                    return;
                }
                if (!toSplit) {
                    sent = true;
                    List<EventRow> rows = rows(open);
                    tellSpans(open, rows.size());
                    insert(connection, rows);
                    open.forEach(this::stored);
                    if (attempt > 0) {
                        LOG.info("The journal is written again, after {} attempts that failed", attempt);
                    }
                    return;
                }
            } catch (SQLException failure) {
                last = failure;
                Fault fault = connected ? Fault.of(failure) : Fault.TRANSIENT;
                if (sent) {
                    switch (fault) {
                        case ROW -> rowFault = Optional.of(failure);
                        case UNKNOWN -> unknown = true;
                        case TRANSIENT -> {}
                        case PERMANENT -> {
                            open.forEach(
                                    write -> failed(write, JournalException.refused(write.persistenceId(), failure)));
                            return;
                        }
                    }
                } else if (fault == Fault.ROW) {
                    // Not even to be asked for.
                    toSplit = true;
                    rowFault = Optional.of(failure);
                }
                if (attempt == 0 && rowFault.isEmpty()) {
                    LOG.warn("The journal cannot be written, {} entities wait: {}", open.size(), failure.getMessage());
                }
            }
            // Not while a connection is held: the halves take it in turn, and so do theirs.
            if (toSplit) {
                split(open, unknown, rowFault.orElseThrow());
                return;
            }
            if (!sent || rowFault.isEmpty()) {
                pause(attempt, open, unknown);
            }
        }
    }

    private static void tellSpans(List<Write> writes, int rows) {
        String commit = "";
        for (Write write : writes) {
            CommitSpans spans = write.request().spans();
            if (!spans.isEmpty()) {
                commit = commit.isEmpty() ? CommitSpans.newCommit() : commit;
                spans.sent(commit, rows);
            }
        }
    }

    private void insert(Connection connection, List<EventRow> rows) throws SQLException {
        long begin = System.nanoTime();
        EventTable.insert(connection, rows);
        meters.committed(System.nanoTime() - begin, rows.size());
    }

    private static List<EventRow> rows(List<Write> writes) {
        List<EventRow> rows = new ArrayList<>();
        for (Write write : writes) {
            rows.addAll(write.rows().rows());
        }
        return rows;
    }

    /** Those that may still be stored; the others get their answer. */
    private List<Write> withoutHopeless(List<Write> writes, boolean unknown, SQLException last) {
        return filter(writes, write -> {
            WriteRequest request = write.request();
            if (request.writer().equals(failedWriters.get(request.persistenceId()))) {
                failed(write, JournalException.afterFailure(request.persistenceId()));
                return false;
            }
            if (request.isExpired()) {
                failed(write, unknown ? JournalException.unknown(last) : JournalException.unavailable(last));
                return false;
            }
            return true;
        });
    }

    /** Those of which nothing is in the table; the others get their answer. */
    private List<Write> withoutSettled(Connection connection, List<Write> writes, SQLException cause)
            throws SQLException {
        Map<EventTable.Key, String> writers = EventTable.writers(connection, rows(writes));
        return filter(writes, write -> {
            List<EventTable.Key> found =
                    write.keys().stream().filter(writers::containsKey).toList();
            if (found.isEmpty()) {
                return true;
            }
            boolean own = found.size() == write.rows().rows().size()
                    && found.stream().allMatch(key -> write.request().writer().equals(writers.get(key)));
            if (own) {
                stored(write);
            } else {
                EventTable.Key first = found.getFirst();
                failed(write, JournalException.fenced(first.persistenceId(), first.sequenceNumber(), cause));
            }
            return false;
        });
    }

    private static List<Write> filter(List<Write> writes, Predicate<Write> kept) {
        List<Write> left = new ArrayList<>(writes.size());
        for (Write write : writes) {
            if (kept.test(write)) {
                left.add(write);
            }
        }
        return left;
    }

    /** Halves a batch that is refused, until the offender stands alone. */
    private void split(List<Write> writes, boolean unknown, SQLException cause) throws InterruptedException {
        if (writes.size() == 1) {
            Write write = writes.getFirst();
            failed(write, JournalException.refused(write.request().persistenceId(), cause));
            return;
        }
        int middle = writes.size() / 2;
        store(writes.subList(0, middle), unknown);
        store(writes.subList(middle, writes.size()), unknown);
    }

    private void stored(Write write) {
        failedWriters.remove(write.request().persistenceId());
        write.request().outcome().complete(write.rows().refusals());
    }

    private void failed(Write write, JournalException why) {
        WriteRequest request = write.request();
        if (request.outcome().isDone()) {
            return;
        }
        failedWriters.put(request.persistenceId(), request.writer());
        request.outcome().completeExceptionally(why);
    }

    private void pause(int attempt, List<Write> open, boolean unknown) throws InterruptedException {
        long pause = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(attempt, 10));
        try {
            // Spread, so that the lanes of all nodes do not come back at one moment.
            Thread.sleep(pause + ThreadLocalRandom.current().nextLong(pause));
        } catch (InterruptedException e) {
            open.forEach(write -> failed(write, unknown ? JournalException.unknown(e) : JournalException.closed()));
            throw e;
        }
    }
}
