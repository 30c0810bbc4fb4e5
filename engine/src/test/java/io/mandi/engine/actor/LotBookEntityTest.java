package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.typesafe.config.ConfigFactory;
import io.mandi.engine.actor.LotBookMessage.Batch;
import io.mandi.engine.book.Actor;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotBookLimits;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotCommands;
import io.mandi.engine.lots.need.Need;
import io.mandi.engine.trace.Traces;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A book of lots with its line and its matching, as a node has it. */
class LotBookEntityTest {
    private static final ActorTestKit KIT = ActorTestKit.create(PersistenceTestKitPlugin.getInstance()
            .config()
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load("actor-tests")));
    private static final String PERSISTENCE_ID = LotCommands.BOOK.persistenceId();
    private static final int CAPACITY = 2;

    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final Map<EntityId, String> quarantined = new ConcurrentHashMap<>();
    private final Quarantine quarantine = new Quarantine() {
        @Override
        public void enter(EntityId book, String reason) {
            quarantined.put(book, reason);
        }

        @Override
        public void leave(EntityId book) {
            quarantined.remove(book);
        }
    };
    private TestProbe<LotBookReply> client;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void clear() {
        journal.clearAll();
        client = KIT.createTestProbe();
    }

    private ActorRef<LotBookMessage> entity(LotBookLimits limits) {
        return KIT.spawn(LotBooks.entity(
                LotCommands.BOOK,
                LotSamples.settings(limits, 100, 1_000),
                of -> CompletableFuture.completedStage(LotSamples.KNOWN),
                quarantine,
                (caller, named) -> {},
                LotSamples.CLOCK,
                Runnable::run,
                Traces.OFF));
    }

    private LotBookReply.Done done(ActorRef<LotBookMessage> entity, LotCommand command) {
        entity.tell(LotSamples.execute(command, client.ref()));
        return client.expectMessageClass(LotBookReply.Done.class);
    }

    private long lot(ActorRef<LotBookMessage> entity) {
        return done(entity, LotCommands.createLot())
                .answer()
                .lot()
                .orElseThrow()
                .number();
    }

    private Need need(ActorRef<LotBookMessage> entity) {
        long draft = done(entity, LotCommands.createNeed())
                .answer()
                .need()
                .orElseThrow()
                .number();
        return done(entity, LotCommands.publish(draft)).answer().need().orElseThrow();
    }

    private LotBookMessage.FindLots search(Need need) {
        return new LotBookMessage.FindLots(
                LotSamples.staff(), LotCommands.BOOK, need, BigDecimal.ZERO, 10, client.ref());
    }

    private List<Long> found(ActorRef<LotBookMessage> entity, Need need) {
        entity.tell(search(need));
        return client.expectMessageClass(LotBookReply.MatchedLots.class).matches().stream()
                .map(match -> match.lot().number())
                .toList();
    }

    @Test
    void aSearchSeesWhatWasAcknowledgedBefore() {
        var entity = entity(LotBookLimits.DEFAULT);
        Need need = need(entity);
        assertThat(found(entity, need)).isEmpty();
        long lot = lot(entity);
        assertThat(found(entity, need)).containsExactly(lot);
        long reservation = done(entity, LotCommands.reserve(lot, "100", "hold-1"))
                .answer()
                .reservation()
                .orElseThrow()
                .number();
        assertThat(found(entity, need)).isEmpty();
        done(entity, new LotCommand.Release(reservation, "changed"));
        assertThat(found(entity, need)).containsExactly(lot);
        done(entity, new LotCommand.CancelLot(lot, "sold elsewhere"));
        assertThat(found(entity, need)).isEmpty();
    }

    @Test
    void aSearchDoesNotSeeWhatTheBookHasForgotten() {
        var entity = entity(LotSamples.remembering(100, 0));
        Need need = need(entity);
        long lot = lot(entity);
        assertThat(found(entity, need)).containsExactly(lot);
        done(entity, new LotCommand.CancelLot(lot, "sold elsewhere"));
        assertThat(found(entity, need)).isEmpty();
    }

    @Test
    void afterAFailedCommitTheBookIsBuiltAnewOfWhatWasAcknowledged() {
        var entity = entity(LotBookLimits.DEFAULT);
        Need need = need(entity);
        long lot = lot(entity);
        journal.failNextPersisted(PERSISTENCE_ID);
        entity.tell(LotSamples.execute(LotCommands.reserve(lot, "100", "hold-1"), client.ref()));
        client.expectMessage(new LotBookReply.OutcomeUnknown());
        entity.tell(LotSamples.read(LotSamples.staff(), ResourceId.Kind.AVAILABILITY, lot, client.ref()));
        assertThat(client.expectMessageClass(LotBookReply.FoundLot.class).lot().reserved())
                .isZero();
        assertThat(found(entity, need)).containsExactly(lot);
    }

    @Test
    void aDamagedHistoryIsQuarantinedAndServedAgainWhenItIsMended() {
        ActorRef<LotBookMessage> sound = entity(LotBookLimits.DEFAULT);
        Need need = need(sound);
        KIT.stop(sound);
        journal.clearAll();
        journal.persistForRecovery(
                PERSISTENCE_ID,
                List.of(new Transition(
                        1,
                        Actor.staff("asha"),
                        "request-1",
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        List.of(new Effect(
                                "availability.lent.v1", List.of(), JsonNodeFactory.instance.objectNode())))));
        var entity = entity(LotBookLimits.DEFAULT);
        await("a book that is known to be damaged")
                .atMost(Duration.ofSeconds(10))
                .until(() -> quarantined.containsKey(LotCommands.BOOK));
        assertThat(quarantined.get(LotCommands.BOOK)).contains("availability.lent.v1");
        entity.tell(LotSamples.execute(LotCommands.createLot(), client.ref()));
        client.expectMessage(new LotBookReply.Quarantined());
        entity.tell(search(need));
        client.expectMessage(new LotBookReply.Quarantined());
        journal.clearAll();
        await("a book that is served again")
                .atMost(Duration.ofSeconds(10))
                .until(() -> !quarantined.containsKey(LotCommands.BOOK));
        lot(entity);
    }

    /** A book that never says that it is ready, until it is told. */
    private ActorRef<LotBookMessage> slow(TestProbe<Batch> batches) {
        return KIT.spawn(LotBookEntity.create(
                LotCommands.BOOK,
                LotSamples.settings(LotBookLimits.DEFAULT, CAPACITY, 1_000),
                quarantine,
                Traces.OFF,
                Matchmaker.create(
                        LotCommands.BOOK,
                        of -> CompletableFuture.completedStage(LotSamples.KNOWN),
                        LotSamples.CLOCK,
                        CAPACITY),
                (self, matchmaker) -> Behaviors.receive(Batch.class)
                        .onMessage(Batch.class, batch -> {
                            batches.ref().tell(batch);
                            return Behaviors.same();
                        })
                        .build()));
    }

    @Test
    void whatWaitsForABookIsBounded() {
        TestProbe<Batch> batches = KIT.createTestProbe();
        var entity = slow(batches);
        Need need = need(entity(LotBookLimits.DEFAULT));
        for (int i = 0; i < CAPACITY; i++) {
            entity.tell(LotSamples.execute(LotCommands.createLot(), client.ref()));
            entity.tell(search(need));
        }
        client.expectNoMessage(Duration.ofMillis(50));
        entity.tell(LotSamples.execute(LotCommands.createLot(), client.ref()));
        client.expectMessage(new LotBookReply.Overloaded());
        entity.tell(search(need));
        client.expectMessage(new LotBookReply.Overloaded());

        entity.tell(LotBookMessage.Recovered.INSTANCE);
        assertThat(batches.receiveMessage().messages()).hasSize(CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            client.expectMessageClass(LotBookReply.MatchedLots.class);
        }
    }

    // TEN-2
    @Test
    void whoIsOfAnotherOrganisationFindsNothing() {
        var entity = entity(LotBookLimits.DEFAULT);
        Need need = need(entity);
        lot(entity);
        Caller stranger = new Caller("other", Actor.staff("u1"), "r", Optional.empty());
        entity.tell(new LotBookMessage.FindLots(stranger, LotCommands.BOOK, need, BigDecimal.ZERO, 10, client.ref()));
        client.expectMessage(new LotBookReply.NotFound());
    }
}
