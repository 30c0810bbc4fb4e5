package io.mandi.persistence.journal;

import com.typesafe.config.Config;
import io.mandi.engine.trace.Traces;
import io.mandi.persistence.log.LogNews;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Identify;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The journal: what the entities persist goes to the table {@code event_journal} through {@link Lane}s, and comes back
 * through a {@link JournalReader}. Made by Pekko by class name; it finds its connections in {@link DatabaseSetup}.
 *
 * <p>Tags are refused: the log is followed by {@code (tx_id, ordering)}, and a tag that is silently not stored would be
 * worse than none.
 */
public final class PostgresJournal extends AsyncWriteJournal {

    private final JournalSettings settings;
    private final PayloadSerialization serialization;
    private final JournalReader reader;
    private final LogNews news;
    private final Traces traces;
    private final List<Lane> lanes = new ArrayList<>();

    /** The last write of each entity that has not got its answer: a recovery must not look before that. */
    private final Map<String, CompletableFuture<?>> inFlight = new ConcurrentHashMap<>();

    /** Who recovers, by persistence id: from a recovery's first question to its first page. */
    private final Map<String, ActorRef> recovering = new ConcurrentHashMap<>();

    /** Called by Pekko. */
    public PostgresJournal(Config config) {
        settings = JournalSettings.of(config);
        ActorSystem system = context().system();
        DatabaseSetup database = DatabaseSetup.of(system);
        serialization = new PayloadSerialization(system);
        news = LogNews.get(system);
        traces = database.traces();
        reader = new JournalReader(database, serialization, settings.replayPage());
        JournalMeters meters = new JournalMeters(database.meters());
        for (int i = 0; i < settings.lanes(); i++) {
            lanes.add(new Lane(
                    "journal-lane-" + i,
                    database.writes().dataSource(),
                    settings.maxRows(),
                    settings.maxBytes(),
                    meters));
        }
    }

    @Override
    public void postStop() throws Exception {
        lanes.forEach(Lane::close);
        reader.close();
        super.postStop();
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> messages) {
        List<AtomicWrite> writes = new ArrayList<>();
        messages.forEach(writes::add);
        AtomicWrite first = writes.getFirst();
        String persistenceId = first.persistenceId();
        long now = System.currentTimeMillis();
        WriteRequest request = new WriteRequest(
                persistenceId,
                first.payload().head().writerUuid(),
                () -> rows(writes, now),
                System.nanoTime() + settings.writeTimeout().toNanos(),
                CommitSpans.begin(traces, writes));
        inFlight.put(persistenceId, request.outcome());
        request.outcome().whenComplete((done, failure) -> {
            inFlight.remove(persistenceId, request.outcome());
            if (failure == null) {
                request.spans().stored();
                news.stored(persistenceId);
            } else {
                request.spans().failed(failure);
            }
        });
        lane(persistenceId).submit(request);
        return Futures.asScala(request.outcome());
    }

    private Lane lane(String persistenceId) {
        return lanes.get(Math.floorMod(persistenceId.hashCode(), lanes.size()));
    }

    /** Writes that cannot be made bytes are refused, each for itself; the others are stored. */
    private WriteRequest.Rows rows(List<AtomicWrite> writes, long now) {
        List<EventRow> rows = new ArrayList<>();
        List<Optional<Exception>> refusals = new ArrayList<>(writes.size());
        boolean refused = false;
        for (AtomicWrite write : writes) {
            try {
                List<EventRow> own = new ArrayList<>(write.size());
                for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
                    own.add(row(event, now));
                }
                rows.addAll(own);
                refusals.add(Optional.empty());
            } catch (Exception e) {
                // Serializers come from Scala and throw checked exceptions undeclared.
                refused = true;
                refusals.add(Optional.of(e));
            }
        }
        return new WriteRequest.Rows(rows, refused ? refusals : List.of());
    }

    private EventRow row(PersistentRepr event, long now) {
        if (event.payload() instanceof Tagged) {
            throw new UnsupportedOperationException("this journal stores no tags");
        }
        return new EventRow(
                event.persistenceId(),
                event.sequenceNr(),
                event.writerUuid(),
                now,
                event.manifest(),
                serialization.write(event.payload()),
                event.metadata().isEmpty()
                        ? Optional.empty()
                        : Optional.of(serialization.write(event.metadata().get())));
    }

    /** After the entity's last write has its answer, whatever it is: otherwise its numbers would be given twice. */
    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        // Asked once for each recovery, by the entity itself, and here alone it can be seen which one that is.
        recovering.put(persistenceId, sender());
        return Futures.asScala(
                afterWrites(persistenceId, () -> reader.highest(persistenceId)).whenComplete((highest, failure) -> {
                    if (failure != null || highest <= fromSequenceNr) {
                        recovering.remove(persistenceId);
                    }
                }));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            long max,
            Consumer<PersistentRepr> replayCallback) {
        ActorRef entity =
                recovering.getOrDefault(persistenceId, context().system().deadLetters());
        recovering.remove(persistenceId);
        return Futures.asScala(reader.replay(
                persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback, () -> hasTakenAll(entity)));
    }

    /**
     * Pekko's protocol has no word for it, but every actor answers this message by itself, in the order of its mailbox: the
     * answer says that everything sent before it has been dealt with. For an actor that has ended, Pekko answers.
     */
    private CompletionStage<?> hasTakenAll(ActorRef entity) {
        return Patterns.ask(entity, new Identify(entity.path()), settings.replayPatience());
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return Futures.asScala(afterWrites(persistenceId, () -> reader.delete(persistenceId, toSequenceNr)));
    }

    private <T> CompletableFuture<T> afterWrites(String persistenceId, Supplier<CompletableFuture<T>> next) {
        CompletableFuture<?> write = inFlight.get(persistenceId);
        return write == null
                ? next.get()
                : write.handle((done, failure) -> next.get()).thenCompose(found -> found);
    }
}
