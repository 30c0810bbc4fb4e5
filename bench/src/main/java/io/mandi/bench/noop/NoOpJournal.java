package io.mandi.bench.noop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.dispatch.Futures;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;

/** Says at once that every event is stored, and remembers only how far each stream has come. */
public final class NoOpJournal extends AsyncWriteJournal {
    private static final Future<Iterable<Optional<Exception>>> ALL_STORED = Futures.successful(List.of());

    /** Touched by the journal's actor alone. */
    private final Map<String, Long> highest = new HashMap<>();

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        for (AtomicWrite write : writes) {
            highest.put(write.persistenceId(), write.highestSequenceNr());
        }
        return ALL_STORED;
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return Futures.successful(null);
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        return Futures.successful(null);
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
        return Futures.successful(highest.getOrDefault(persistenceId, 0L));
    }
}
