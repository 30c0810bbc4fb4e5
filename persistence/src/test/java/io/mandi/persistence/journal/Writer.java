package io.mandi.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.persistence.PersistentRepr;

/**
 * Stands for an entity and its client: stores keys, each as one event, one after the other. A write that fails ends the
 * incarnation; the next one reads the journal and repeats the key if it is not there. It remembers what it was told.
 */
final class Writer {

    /** Longer than any write or recovery of these tests may take. */
    private static final long LIMIT_SECONDS = 60;

    private final JournalClient client;
    private final String persistenceId;
    private final String prefix;
    private final Map<Long, Row> acknowledged = new TreeMap<>();
    private final Map<Long, Row> found = new TreeMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private String incarnation = UUID.randomUUID().toString();
    private long last;
    private int keys;

    /** What an event's row must say. */
    record Row(String writer, String key) {}

    Writer(JournalClient client, String persistenceId) {
        this(client, persistenceId, "key");
    }

    /** @param keys what they begin with, so that two writers of one entity have different ones */
    Writer(JournalClient client, String persistenceId, String keys) {
        this.client = client;
        this.persistenceId = persistenceId;
        this.prefix = keys;
    }

    String persistenceId() {
        return persistenceId;
    }

    /** By sequence number, what the journal has said that it has stored. */
    Map<Long, Row> acknowledged() {
        return acknowledged;
    }

    /** By sequence number, what the journal had stored without being able to say so. */
    Map<Long, Row> found() {
        return found;
    }

    /** Why writes failed. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Stores the next key, however many attempts it takes. */
    void writeNext() throws InterruptedException {
        String key = prefix + "-" + ++keys;
        while (true) {
            try {
                await(client.write(persistenceId, incarnation, last + 1, key));
                acknowledged.put(++last, new Row(incarnation, key));
                return;
            } catch (ExecutionException e) {
                failures.add(e.getCause());
                if (comeBack(key)) {
                    return;
                }
            }
        }
    }

    /** @return whether the key is in the journal */
    private boolean comeBack(String key) throws InterruptedException {
        while (true) {
            try {
                JournalClient.Replayed journal = await(client.replay(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE));
                incarnation = UUID.randomUUID().toString();
                last = journal.highest();
                for (PersistentRepr event : journal.events()) {
                    if (event.payload().equals(key)) {
                        found.put(event.sequenceNr(), new Row(event.writerUuid(), key));
                        return true;
                    }
                }
                return false;
            } catch (ExecutionException e) {
                // The database is away for reading too: again, as a supervisor would.
                failures.add(e.getCause());
            }
        }
    }

    private static <T> T await(Future<T> answer) throws InterruptedException, ExecutionException {
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + LIMIT_SECONDS + " s", e);
        }
    }

    /** Starts virtual threads that do this for each writer, and waits for their ends. */
    static void forEach(List<Writer> writers, Task task) throws InterruptedException {
        Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (Writer writer : writers) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    task.run(writer);
                } catch (Throwable e) {
                    failed.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failed.isEmpty()) {
            throw new AssertionError(failed.size() + " writers have failed", failed.peek());
        }
    }

    interface Task {
        void run(Writer writer) throws Exception;
    }
}
