package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.mandi.engine.actor.LotBookMessage.Batch;
import io.mandi.engine.actor.LotBookMessage.Queued;
import io.mandi.engine.book.Actor;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotBook;
import io.mandi.engine.lots.LotBookLimits;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotCommands;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.LotTransition;
import io.mandi.engine.trace.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shell that journals a book of lots: what is written, when it is answered, what a restart finds. */
class JournaledLotBookTest {
    private static final ActorTestKit KIT = ActorTestKit.create(PersistenceTestKitPlugin.getInstance()
            .config()
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load("actor-tests")));
    private static final String PERSISTENCE_ID = LotCommands.BOOK.persistenceId();

    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final SnapshotTestKit snapshots = SnapshotTestKit.create(KIT.system());
    private final List<String> violations = new ArrayList<>();
    private TestProbe<LotBookMessage> entity;
    private TestProbe<Matchmaker.Message> matchmaker;
    private TestProbe<LotBookReply> client;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void clear() {
        journal.clearAll();
        snapshots.clearAll();
        entity = KIT.createTestProbe();
        matchmaker = KIT.createTestProbe();
        client = KIT.createTestProbe();
    }

    private EventSourcedBehaviorTestKit<Batch, LotTransition, LotBook> book(LotBookLimits limits, int snapshotEvery) {
        // The state is the book itself, which changes: it is no message and cannot be compared.
        return EventSourcedBehaviorTestKit.create(
                KIT.system(),
                JournaledLotBook.create(
                        LotCommands.BOOK,
                        LotSamples.settings(limits, 100, snapshotEvery),
                        LotSamples.CLOCK,
                        Runnable::run,
                        (caller, named) -> violations.add(caller.actor().user() + " " + named),
                        Traces.OFF,
                        entity.ref(),
                        matchmaker.ref()),
                EventSourcedBehaviorTestKit.enabledSerializationSettings()
                        .withVerifyState(false)
                        .withVerifyCommands(false)
                        .withVerifyEquality(true));
    }

    private EventSourcedBehaviorTestKit<Batch, LotTransition, LotBook> book() {
        return book(LotBookLimits.DEFAULT, 1_000);
    }

    private static List<LotTransition> run(
            EventSourcedBehaviorTestKit<Batch, LotTransition, LotBook> book, Queued... messages) {
        return book.runCommand(new Batch(List.of(messages))).events();
    }

    private LotBookReply.Done done() {
        return client.expectMessageClass(LotBookReply.Done.class);
    }

    private long lot(EventSourcedBehaviorTestKit<Batch, LotTransition, LotBook> book) {
        run(book, LotSamples.execute(LotCommands.createLot(), client.ref()));
        return done().answer().lot().orElseThrow().number();
    }

    // AV-1, AV-10
    @Test
    void writesOneEventForEachCommandThatDoesSomethingAndAnswersAllInOrder() {
        var book = book();
        long lot = lot(book);
        List<LotTransition> events = run(
                book,
                LotSamples.execute(LotCommands.reserve(lot, "60", "hold-1"), client.ref()),
                LotSamples.execute(LotCommands.reserve(lot, "60", "hold-2"), client.ref()),
                LotSamples.execute(LotCommands.reserve(lot, "40", "hold-3"), client.ref()));
        assertThat(events).hasSize(2);
        LotBookReply.Done first = done();
        assertThat(first.journalSequence()).isEqualTo(2);
        assertThat(client.expectMessageClass(LotBookReply.Rejected.class)
                        .rejection()
                        .code())
                .isEqualTo(LotRejectionCode.INSUFFICIENT_QUANTITY);
        LotBookReply.Done last = done();
        assertThat(last.journalSequence()).isEqualTo(3);
        assertThat(last.answer().lot().orElseThrow().available()).isZero();
    }

    @Test
    void tellsMatchingBeforeAnybodyIsAnswered() {
        var book = book();
        matchmaker.expectMessageClass(Matchmaker.Recovered.class);
        long lot = lot(book);
        Matchmaker.Changed changed = matchmaker.expectMessageClass(Matchmaker.Changed.class);
        assertThat(changed.lots())
                .singleElement()
                .satisfies(told -> assertThat(told.number()).isEqualTo(lot));
        entity.expectMessage(LotBookMessage.Recovered.INSTANCE);
        entity.expectMessage(LotBookMessage.Committed.INSTANCE);
    }

    @Test
    void aPostingThatIsForgottenAsSoonAsItClosesIsTakenFromMatching() {
        var book = book(LotSamples.remembering(100, 0), 1_000);
        long lot = lot(book);
        matchmaker.expectMessageClass(Matchmaker.Recovered.class);
        matchmaker.expectMessageClass(Matchmaker.Changed.class);
        run(book, LotSamples.execute(new LotCommand.CancelLot(lot, "sold elsewhere"), client.ref()));
        done();
        assertThat(matchmaker.expectMessageClass(Matchmaker.Changed.class).forgotten())
                .containsExactly(new ResourceId(ResourceId.Kind.AVAILABILITY, lot, LotCommands.BOOK));
    }

    // AV-1, AV-10
    @Test
    void whatWasAnsweredIsThereAfterARestartAndARepetitionFindsIt() {
        var book = book();
        long lot = lot(book);
        Queued keyed =
                LotSamples.execute(LotSamples.staff("k1"), LotCommands.reserve(lot, "30", "hold-1"), client.ref());
        run(book, keyed);
        LotBookReply.Done first = done();
        book.restart();
        assertThat(run(book, keyed)).isEmpty();
        LotBookReply.Done second = done();
        assertThat(second.repeated()).isTrue();
        assertThat(second.answer()).isEqualTo(first.answer());
        run(
                book,
                LotSamples.read(LotSamples.staff(), ResourceId.Kind.AVAILABILITY, lot, client.ref()),
                new LotBookMessage.FindHeld(system(), lot, "hold-1", Samples.PATIENCE, client.ref()),
                new LotBookMessage.FindHeld(system(), lot, "hold-2", Samples.PATIENCE, client.ref()),
                new LotBookMessage.FindHeld(LotSamples.staff(), lot, "hold-1", Samples.PATIENCE, client.ref()));
        assertThat(client.expectMessageClass(LotBookReply.FoundLot.class).lot())
                .isEqualTo(first.answer().lot().orElseThrow());
        assertThat(client.expectMessageClass(LotBookReply.FoundReservation.class)
                        .reservation())
                .isEqualTo(first.answer().reservation().orElseThrow());
        client.expectMessage(new LotBookReply.NotFound());
        client.expectMessage(new LotBookReply.NotFound());
    }

    private static Caller system() {
        return new Caller(LotCommands.BOOK.organization(), Actor.system(), "clock", Optional.empty());
    }

    @Test
    void comesBackFromASnapshotAndTheEventsBehindIt() {
        var book = book(LotBookLimits.DEFAULT, 4);
        long lot = lot(book);
        for (int i = 0; i < 9; i++) {
            run(book, LotSamples.execute(LotCommands.reserve(lot, "10", "hold-" + i), client.ref()));
            done();
        }
        assertThat(snapshots.persistedInStorage(PERSISTENCE_ID)).isNotEmpty();
        var before = book.getState().snapshot();
        var restarted = book.restart();
        assertThat(restarted.state().snapshot()).isEqualTo(before);
        run(book, LotSamples.read(LotSamples.staff(), ResourceId.Kind.AVAILABILITY, lot, client.ref()));
        assertThat(client.expectMessageClass(LotBookReply.FoundLot.class).lot().available())
                .isEqualTo(10_000);
    }

    @Test
    void aKeyThatIsForgottenIsLookedUpBeforeAnythingIsDone() {
        var book = book(LotSamples.remembering(1, 100), 1_000);
        long lot = lot(book);
        LotCommand one = LotCommands.reserve(lot, "10", "hold-1");
        run(book, LotSamples.execute(LotSamples.staff("k1"), one, client.ref()));
        done();
        run(book, LotSamples.execute(LotSamples.staff("k2"), LotCommands.reserve(lot, "10", "hold-2"), client.ref()));
        done();
        assertThat(run(book, LotSamples.execute(LotSamples.staff("k1"), one, client.ref())))
                .isEmpty();
        LotBookReply.KeyForgotten forgotten = client.expectMessageClass(LotBookReply.KeyForgotten.class);
        assertThat(forgotten.lookUpTo()).isAfter(LotSamples.NOW.minusSeconds(1));
        assertThat(forgotten.anyKey()).isFalse();
        // One that was never used needs nothing of the sort; one that was looked for and not found is done.
        long looked = forgotten.lookUpTo().getEpochSecond() * 1_000_000 + 1_000_000;
        assertThat(run(book, LotSamples.execute(LotSamples.staff("k1").lookedUp(looked), one, client.ref())))
                .hasSize(1);
        done();
    }

    // TEN-2, TEN-3
    @Test
    void whoIsOfAnotherOrganisationOrPartnerFindsNothingAndIsNoted() {
        var book = book();
        long lot = lot(book);
        Caller stranger = new Caller("other", Actor.staff("u1"), "r", Optional.empty());
        run(
                book,
                LotSamples.execute(stranger, new LotCommand.CancelLot(lot, "mine"), client.ref()),
                LotSamples.read(stranger, ResourceId.Kind.AVAILABILITY, lot, client.ref()),
                LotSamples.read(LotSamples.userOf("nobody"), ResourceId.Kind.AVAILABILITY, lot, client.ref()));
        client.expectMessage(new LotBookReply.NotFound());
        client.expectMessage(new LotBookReply.NotFound());
        client.expectMessage(new LotBookReply.NotFound());
        run(
                book,
                LotSamples.execute(LotSamples.userOf("nobody"), new LotCommand.CancelLot(lot, "mine"), client.ref()),
                LotSamples.read(
                        LotSamples.userOf(LotCommands.SELLER), ResourceId.Kind.AVAILABILITY, lot, client.ref()));
        assertThat(client.expectMessageClass(LotBookReply.Rejected.class)
                        .rejection()
                        .code())
                .isEqualTo(LotRejectionCode.NOT_FOUND);
        client.expectMessageClass(LotBookReply.FoundLot.class);
        String noted = "user-of-nobody " + new ResourceId(ResourceId.Kind.AVAILABILITY, lot, LotCommands.BOOK);
        assertThat(violations).containsExactly(noted, noted);
    }

    @Test
    void answersNobodyWhenTheCommitFails() {
        var actor = KIT.spawn(JournaledLotBook.create(
                LotCommands.BOOK,
                LotSamples.settings(LotBookLimits.DEFAULT, 100, 1_000),
                LotSamples.CLOCK,
                Runnable::run,
                (caller, named) -> {},
                Traces.OFF,
                entity.ref(),
                matchmaker.ref()));
        entity.expectMessage(LotBookMessage.Recovered.INSTANCE);
        matchmaker.expectMessageClass(Matchmaker.Recovered.class);
        journal.failNextPersisted(PERSISTENCE_ID);
        actor.tell(new Batch(List.of(LotSamples.execute(LotCommands.createLot(), client.ref()))));
        client.expectTerminated(actor);
        client.expectNoMessage(Duration.ofMillis(50));
        entity.expectNoMessage(Duration.ofMillis(50));
        matchmaker.expectNoMessage(Duration.ofMillis(50));
    }
}
