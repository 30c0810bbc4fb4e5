package io.mandi.engine.actor;

import com.typesafe.config.ConfigFactory;
import io.mandi.engine.actor.OrderBookMessage.Batch;
import io.mandi.engine.actor.OrderBookMessage.Queued;
import io.mandi.engine.actor.OrderBookMessage.ReadOrder;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.testkit.BookVenue;
import io.mandi.engine.testkit.OrderSequences;
import io.mandi.engine.trace.Traces;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sequences of orders whose results are known, on a book that dies behind every step: each is done by another book, which has
 * come back from the journal, or from a snapshot and the rest of the journal.
 */
class OrderSequencesActorTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final int NO_SNAPSHOTS = 1_000_000;
    private static final ActorTestKit KIT = ActorTestKit.create(PersistenceTestKitPlugin.getInstance()
            .config()
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load("actor-tests")));

    private static final Instrument INSTRUMENT = new Instrument(
            "COTTON",
            "Cotton 29 mm",
            Optional.empty(),
            "INR",
            "BALE",
            "CANDY",
            new Decimal(1, 0),
            new Decimal(1, 0),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @TestFactory
    Stream<DynamicTest> leadABookThatIsReplayedToTheKnownResult() {
        return tests(NO_SNAPSHOTS);
    }

    @TestFactory
    Stream<DynamicTest> leadABookWithSnapshotsToTheKnownResult() {
        return tests(2);
    }

    private static Stream<DynamicTest> tests(int snapshotEvery) {
        return OrderSequences.all().stream()
                .filter(OrderSequences::applicable)
                .map(sequence -> DynamicTest.dynamicTest(
                        sequence.name(), () -> new BookVenue(new Entity(snapshotEvery)).check(sequence)));
    }

    private static final class Entity implements BookVenue.Market {
        private final TestProbe<OrderBookMessage> coalescer = KIT.createTestProbe();
        private final TestProbe<OrderBookReply> client = KIT.createTestProbe();
        private final EventSourcedBehaviorTestKit<Batch, RecordedEvent, OrderBook> book;
        /** Of the book as it last came back. */
        private BookView view = BookView.EMPTY;
        /** In microseconds. */
        private long passed;

        Entity(int snapshotEvery) {
            PersistenceTestKit.create(KIT.system()).clearAll();
            SnapshotTestKit.create(KIT.system()).clearAll();
            book = EventSourcedBehaviorTestKit.create(
                    KIT.system(),
                    JournaledOrderBook.create(
                            OrderBooks.persistenceId(Samples.BOOK),
                            Samples.BOOK,
                            settings(snapshotEvery),
                            () -> NOW.plus(passed, ChronoUnit.MICROS),
                            Runnable::run,
                            (caller, named) -> {},
                            Traces.OFF,
                            coalescer.ref()),
                    EventSourcedBehaviorTestKit.enabledSerializationSettings()
                            .withVerifyState(false)
                            .withVerifyCommands(false)
                            .withVerifyEquality(true));
            comeBack();
            ask(Samples.execute(new BookCommand.DefineInstrument(INSTRUMENT), client.ref()));
        }

        private static OrderBookSettings settings(int snapshotEvery) {
            return new OrderBookSettings(
                    BookLimits.DEFAULT,
                    100,
                    100,
                    1_000,
                    snapshotEvery,
                    2,
                    Duration.ofSeconds(3),
                    Duration.ofMillis(10),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100));
        }

        private void comeBack() {
            view = coalescer
                    .expectMessageClass(OrderBookMessage.Recovered.class)
                    .view();
        }

        private OrderBookReply ask(Queued message) {
            book.runCommand(new Batch(List.of(message)));
            OrderBookReply reply = client.receiveMessage();
            BookView committed = coalescer
                    .expectMessageClass(OrderBookMessage.Committed.class)
                    .view();
            book.restart();
            comeBack();
            if (!view.equals(committed)) {
                throw new AssertionError("a book came back as " + view + ", and was " + committed);
            }
            return reply;
        }

        @Override
        public OrderResult execute(Optional<String> asker, BookCommand command) {
            Caller caller =
                    new Caller(Samples.BOOK.organization(), Actor.of("u1", asker), "request-1", Optional.empty());
            return switch (ask(Samples.execute(caller, command, client.ref()))) {
                case OrderBookReply.Executed executed -> executed.results().getFirst();
                case OrderBookReply.Rejected rejected -> new OrderResult.Refused(rejected.rejection());
                case OrderBookReply other -> throw new AssertionError("no answer to " + command + ": " + other);
            };
        }

        @Override
        public long now() {
            return ChronoUnit.MICROS.between(Instant.EPOCH, NOW) + passed;
        }

        @Override
        public void pass(long micros) {
            passed += micros;
            ask(Samples.execute(new BookCommand.ExpireOrders(), client.ref()));
        }

        @Override
        public void enter(Phase phase) {
            ask(Samples.execute(new BookCommand.ChangePhase(phase), client.ref()));
        }

        @Override
        public BookView view() {
            return view;
        }

        @Override
        public Optional<OrderState> order(long id) {
            return ask(new ReadOrder(Samples.caller(), id, Samples.PATIENCE, client.ref()))
                            instanceof OrderBookReply.FoundOrder found
                    ? Optional.of(found.order())
                    : Optional.empty();
        }
    }
}
