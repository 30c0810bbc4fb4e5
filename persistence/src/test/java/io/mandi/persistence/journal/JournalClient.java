package io.mandi.persistence.journal;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** Asks a journal and a snapshot store what entities ask them, with every detail in the hands of the test. */
final class JournalClient {

    private final ActorSystem system;
    private final ActorRef journal;
    private final ActorRef snapshots;

    JournalClient(ActorSystem system) {
        this.system = system;
        Persistence persistence = Persistence.get(system);
        this.journal = persistence.journalFor("", ConfigFactory.empty());
        this.snapshots = persistence.snapshotStoreFor("", ConfigFactory.empty());
    }

    /** @return completed when the event is stored; failed with what the entity would be told */
    CompletableFuture<Void> write(String persistenceId, String writer, long sequenceNumber, String event) {
        return write(repr(persistenceId, writer, sequenceNumber, event, ""));
    }

    static PersistentRepr repr(
            String persistenceId, String writer, long sequenceNumber, Object event, String adapterManifest) {
        return PersistentRepr.apply(
                event, sequenceNumber, persistenceId, adapterManifest, false, ActorRef.noSender(), writer);
    }

    /** Several events of one entity at once. */
    CompletableFuture<Void> write(PersistentRepr... events) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        ActorRef entity = actor(outcome, message -> {
            switch (message) {
                case JournalProtocol.WriteMessageSuccess success -> outcome.complete(null);
                case JournalProtocol.WriteMessageRejected rejected -> outcome.completeExceptionally(rejected.cause());
                case JournalProtocol.WriteMessageFailure failure -> outcome.completeExceptionally(failure.cause());
                default -> {}
            }
        });
        List<PersistentEnvelope> writes = List.of(
                AtomicWrite.apply(CollectionConverters.asScala(List.of(events)).toSeq()));
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.asScala(writes).toSeq(), entity, 1),
                entity);
        return outcome;
    }

    CompletableFuture<Long> highest(String persistenceId) {
        return replay(persistenceId, 1, Long.MAX_VALUE, 0).thenApply(Replayed::highest);
    }

    /** What a recovery gets. */
    record Replayed(List<PersistentRepr> events, long highest) {}

    CompletableFuture<Replayed> replay(String persistenceId, long from, long to, long max) {
        CompletableFuture<Replayed> outcome = new CompletableFuture<>();
        List<PersistentRepr> events = new ArrayList<>();
        ActorRef entity = actor(outcome, message -> {
            switch (message) {
                case JournalProtocol.ReplayedMessage replayed -> events.add(replayed.persistent());
                case JournalProtocol.RecoverySuccess success ->
                    outcome.complete(new Replayed(events, success.highestSequenceNr()));
                case JournalProtocol.ReplayMessagesFailure failure -> outcome.completeExceptionally(failure.cause());
                default -> {}
            }
        });
        journal.tell(new JournalProtocol.ReplayMessages(from, to, max, persistenceId, entity), entity);
        return outcome;
    }

    CompletableFuture<Void> save(String persistenceId, long sequenceNumber, Object snapshot) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        ActorRef entity = actor(outcome, message -> {
            switch (message) {
                case org.apache.pekko.persistence.SaveSnapshotSuccess success -> outcome.complete(null);
                case org.apache.pekko.persistence.SaveSnapshotFailure failure ->
                    outcome.completeExceptionally(failure.cause());
                default -> {}
            }
        });
        snapshots.tell(
                new SnapshotProtocol.SaveSnapshot(SnapshotMetadata.apply(persistenceId, sequenceNumber, 0), snapshot),
                entity);
        return outcome;
    }

    CompletableFuture<Optional<SelectedSnapshot>> load(String persistenceId) {
        CompletableFuture<Optional<SelectedSnapshot>> outcome = new CompletableFuture<>();
        ActorRef entity = actor(outcome, message -> {
            switch (message) {
                case SnapshotProtocol.LoadSnapshotResult result ->
                    outcome.complete(OptionConverters.toJava(result.snapshot()));
                case SnapshotProtocol.LoadSnapshotFailed failed -> outcome.completeExceptionally(failed.cause());
                default -> {}
            }
        });
        snapshots.tell(
                new SnapshotProtocol.LoadSnapshot(persistenceId, SnapshotSelectionCriteria.latest(), Long.MAX_VALUE),
                entity);
        return outcome;
    }

    private interface Receiver {
        void receive(Object message);
    }

    /** It ends with its answer. */
    private ActorRef actor(CompletableFuture<?> outcome, Receiver receiver) {
        ActorRef actor = system.actorOf(Props.create(Asking.class, () -> new Asking(receiver)));
        outcome.whenComplete((done, failure) -> system.stop(actor));
        return actor;
    }

    private static final class Asking extends AbstractActor {
        private final Receiver receiver;

        Asking(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder().matchAny(receiver::receive).build();
        }
    }
}
