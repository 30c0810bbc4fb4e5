package io.mandi.persistence.journal;

import com.typesafe.config.Config;
import io.mandi.persistence.journal.SnapshotTable.Row;
import io.mandi.persistence.journal.SnapshotTable.Selection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;

/**
 * The snapshots, in the table {@code snapshot}. Made by Pekko by class name; it finds its connections in {@link
 * DatabaseSetup}.
 *
 * <p>A save is answered as soon as the snapshot is taken over, before it is stored: an entity takes no command until it
 * has that answer, and a large snapshot takes long. Little is promised by it, since events are never deleted: a snapshot
 * that is not stored in the end makes the next recovery longer, and that is all. A snapshot that cannot be read is passed
 * over for an older one, or for none.
 */
public final class PostgresSnapshotStore extends SnapshotStore {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSnapshotStore.class);

    /** Connections that loads, and as many that saves, have at most; {@link JournalReader} leaves them. */
    static final int THREADS = 2;

    private final DataSource connections;
    private final PayloadSerialization serialization;
    private final ThreadPoolExecutor loads;
    private final ThreadPoolExecutor saves;

    /** By persistence id, the end of the save under way, good or bad: what comes after it waits for it. */
    private final Map<String, CompletableFuture<Void>> saving = new ConcurrentHashMap<>();

    /** Called by Pekko. */
    public PostgresSnapshotStore(Config config) {
        ActorSystem system = context().system();
        connections = DatabaseSetup.of(system).recovery().dataSource();
        serialization = new PayloadSerialization(system);
        loads = threads("snapshot-loader-", config.getInt("max-waiting-loads"));
        saves = threads("snapshot-writer-", config.getInt("max-waiting-saves"));
    }

    private static ThreadPoolExecutor threads(String name, int waiting) {
        return new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform().daemon().name(name, 0).factory());
    }

    /** Snapshots that wait are given up: storing them would hold up the end of the node, and they are not needed. */
    @Override
    public void postStop() {
        loads.shutdown();
        saves.shutdownNow();
    }

    private interface Statement<T> {
        T on(Connection connection) throws SQLException;
    }

    private <T> CompletableFuture<T> run(ThreadPoolExecutor threads, Statement<T> statement) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try (Connection connection = connections.getConnection()) {
                            return statement.on(connection);
                        } catch (SQLException e) {
                            throw new CompletionException(e);
                        }
                    },
                    threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("too many snapshots wait for the database", e));
        }
    }

    /** Whatever became of the entity's save, this comes after it. */
    private <T> Future<T> afterSave(String persistenceId, Statement<T> statement) {
        CompletableFuture<Void> save = saving.getOrDefault(persistenceId, CompletableFuture.completedFuture(null));
        return Futures.asScala(save.thenCompose(done -> run(loads, statement)));
    }

    /** Answered when the snapshot before is stored, and this one has its turn. */
    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        String persistenceId = metadata.persistenceId();
        CompletableFuture<Void> before = saving.getOrDefault(persistenceId, CompletableFuture.completedFuture(null));
        return Futures.asScala(before.thenCompose(done -> begin(metadata, snapshot)));
    }

    private CompletableFuture<Void> begin(SnapshotMetadata metadata, Object snapshot) {
        String persistenceId = metadata.persistenceId();
        CompletableFuture<Void> save = run(saves, connection -> {
            SnapshotTable.save(connection, row(metadata, snapshot));
            return null;
        });
        if (save.isCompletedExceptionally()) {
            return save;
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        saving.put(persistenceId, ended);
        save.whenComplete((stored, failure) -> {
            if (failure != null) {
                LOG.warn("A snapshot of {} was not stored; its next recovery takes longer", persistenceId, failure);
            }
            saving.remove(persistenceId, ended);
            ended.complete(null);
        });
        return CompletableFuture.completedFuture(null);
    }

    private Row row(SnapshotMetadata metadata, Object snapshot) {
        return new Row(
                metadata.persistenceId(),
                metadata.sequenceNr(),
                metadata.timestamp(),
                serialization.write(snapshot),
                metadata.metadata().isEmpty()
                        ? Optional.empty()
                        : Optional.of(serialization.write(metadata.metadata().get())));
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return afterSave(persistenceId, connection -> {
            Selection selection = selection(persistenceId, criteria);
            Optional<Row> row = SnapshotTable.newest(connection, selection);
            while (row.isPresent()) {
                Optional<SelectedSnapshot> snapshot = read(row.get());
                if (snapshot.isPresent()) {
                    return snapshot;
                }
                selection = selection.below(row.get().sequenceNumber());
                row = SnapshotTable.newest(connection, selection);
            }
            return Optional.empty();
        });
    }

    private Optional<SelectedSnapshot> read(Row row) {
        try {
            SnapshotMetadata metadata =
                    SnapshotMetadata.apply(row.persistenceId(), row.sequenceNumber(), row.created());
            return Optional.of(SelectedSnapshot.apply(
                    row.metadata().isPresent()
                            ? metadata.withMetadata(
                                    serialization.read(row.metadata().get()))
                            : metadata,
                    serialization.read(row.snapshot())));
        } catch (Exception e) {
            // Serializers come from Scala and throw checked exceptions undeclared.
            LOG.warn(
                    "The snapshot of {} at {} cannot be read and is passed over: {}",
                    row.persistenceId(),
                    row.sequenceNumber(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static Selection selection(String persistenceId, SnapshotSelectionCriteria criteria) {
        return new Selection(
                persistenceId,
                criteria.minSequenceNr(),
                criteria.maxSequenceNr(),
                criteria.minTimestamp(),
                criteria.maxTimestamp());
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        // Without a time it means the one with this number, whenever it was taken.
        long from = metadata.timestamp() == 0 ? 0 : metadata.timestamp();
        long to = metadata.timestamp() == 0 ? Long.MAX_VALUE : metadata.timestamp();
        return delete(new Selection(metadata.persistenceId(), metadata.sequenceNr(), metadata.sequenceNr(), from, to));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return delete(selection(persistenceId, criteria));
    }

    private Future<Void> delete(Selection selection) {
        return afterSave(selection.persistenceId(), connection -> {
            SnapshotTable.delete(connection, selection);
            return null;
        });
    }
}
