package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.mandi.engine.actor.OrderBookMessage.Batch;
import io.mandi.engine.actor.OrderBookMessage.Queued;
import io.mandi.engine.actor.OrderBookMessage.ReadOrder;
import io.mandi.engine.actor.OrderBookMessage.ReadState;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.StateHash;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.trace.Traces;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

/** The shell that journals a book: what is written, when it is answered, what a restart finds. */
class JournaledOrderBookTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
    private static final ActorTestKit KIT = ActorTestKit.create(PersistenceTestKitPlugin.getInstance()
            .config()
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load("actor-tests")));

    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final SnapshotTestKit snapshots = SnapshotTestKit.create(KIT.system());
    private TestProbe<OrderBookMessage> coalescer;
    private TestProbe<OrderBookReply> client;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void clear() {
        journal.clearAll();
        snapshots.clearAll();
        coalescer = KIT.createTestProbe();
        client = KIT.createTestProbe();
    }

    private static OrderBookSettings settings(int snapshotEvery) {
        return new OrderBookSettings(
                BookLimits.DEFAULT,
                100,
                100,
                10,
                snapshotEvery,
                2,
                Duration.ofSeconds(3),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(100));
    }

    private final NotedTraces traces = new NotedTraces();
    private Instant now = NOW;
    private final List<String> violations = new ArrayList<>();

    private EventSourcedBehaviorTestKit<Batch, RecordedEvent, OrderBook> book(int snapshotEvery) {
        // The state is the book itself, which changes: it is no message and cannot be compared.
        return EventSourcedBehaviorTestKit.create(
                KIT.system(),
                JournaledOrderBook.create(
                        OrderBooks.persistenceId(Samples.BOOK),
                        Samples.BOOK,
                        settings(snapshotEvery),
                        () -> now,
                        Runnable::run,
                        (caller, named) -> violations.add(caller.actor().user() + " " + named),
                        traces,
                        coalescer.ref()),
                EventSourcedBehaviorTestKit.enabledSerializationSettings()
                        .withVerifyState(false)
                        .withVerifyCommands(false)
                        .withVerifyEquality(true));
    }

    private List<RecordedEvent> run(
            EventSourcedBehaviorTestKit<Batch, RecordedEvent, OrderBook> book, Queued... messages) {
        return book.runCommand(new Batch(List.of(messages))).events();
    }

    private Queued command(BookCommand command) {
        return Samples.execute(command, client.ref());
    }

    private static OrderResult.Done done(OrderBookReply reply) {
        assertThat(reply).isInstanceOf(OrderBookReply.Executed.class);
        return (OrderResult.Done) ((OrderBookReply.Executed) reply).results().getFirst();
    }

    @Test
    void theEventAndTheDecisionOfASampledCommandBelongToItsTrace() {
        TraceContext trace = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "congo=t61");
        Caller traced = Samples.caller().within(Optional.of(trace));
        var book = book(1_000);
        List<RecordedEvent> events = run(
                book,
                command(Samples.define()),
                Samples.execute(traced, Samples.submit("seller", Side.SELL, "100", "50"), client.ref()),
                Samples.execute(traced, Samples.submit("seller", Side.SELL, "100.01", "50"), client.ref()));

        assertThat(events.getFirst().trace()).isEmpty();
        assertThat(events.getLast().trace()).contains(trace);
        assertThat(traces.spans()).allSatisfy(span -> {
            assertThat(span.name()).isEqualTo("book decide");
            assertThat(span.parent()).isEqualTo(trace);
            assertThat(span.isEnded()).isTrue();
        });
        assertThat(traces.spans().stream().map(NotedTraces.NotedSpan::attributes))
                .containsExactly(
                        Map.of("mandi.decision", "accept", "mandi.event.type", "order.executed.v1"),
                        Map.of("mandi.decision", "reject", "mandi.rejection", "price_off_tick"));
    }

    @Test
    void writesOneEventForEachCommandOfABatchAndAnswersAllInOrder() {
        var book = book(1_000);
        List<RecordedEvent> events = run(
                book,
                command(Samples.define()),
                command(Samples.submit("seller", Side.SELL, "100", "50")),
                command(Samples.submit("buyer", Side.BUY, "110", "25")));

        assertThat(events).hasSize(3);
        assertThat(client.receiveMessage()).isInstanceOf(OrderBookReply.Defined.class);
        assertThat(done(client.receiveMessage()).order().status()).isEqualTo(OrderStatus.OPEN);
        OrderResult.Done bought = done(client.receiveMessage());
        assertThat(bought.order().status()).isEqualTo(OrderStatus.FILLED);
        assertThat(bought.trades()).hasSize(1);
        coalescer.expectMessageClass(OrderBookMessage.Recovered.class);
        assertThat(coalescer
                        .expectMessageClass(OrderBookMessage.Committed.class)
                        .view()
                        .sequence())
                .isEqualTo(3);
    }

    private static BookCommand goodFor(Duration time) {
        OrderRequest order = Samples.submit("seller", Side.SELL, "100", "50").order();
        return new BookCommand.SubmitOrder(new OrderRequest(
                order.partnerId(),
                order.clientOrderId(),
                order.side(),
                order.type(),
                TimeInForce.GTD,
                order.price(),
                order.quantity(),
                order.selfTradePrevention(),
                false,
                Optional.empty(),
                micros(NOW.plus(time)),
                Optional.empty()));
    }

    @Test
    void noCommandOrQuestionMeetsAnOrderWhoseTimeIsOver() {
        var book = book(1_000);
        run(book, command(Samples.define()), command(goodFor(Duration.ofMinutes(1))));
        client.receiveMessage();
        long id = done(client.receiveMessage()).order().terms().id();
        now = NOW.plusSeconds(60);
        List<RecordedEvent> events = run(
                book,
                new OrderBookMessage.ReadOrder(Samples.caller(), id, Samples.PATIENCE, client.ref()),
                command(Samples.submit("buyer", Side.BUY, "100", "25")));

        assertThat(events.getFirst().event()).isEqualTo(new BookEvent.OrdersExpired(3, List.of(id)));
        assertThat(events.getFirst().actor()).isEqualTo(Actor.system());
        assertThat(events).hasSize(2);
        assertThat(client.expectMessageClass(OrderBookReply.FoundOrder.class)
                        .order()
                        .status())
                .isEqualTo(OrderStatus.EXPIRED);
        OrderBookReply bought = client.receiveMessage();
        assertThat(done(bought).trades()).isEmpty();
        assertThat(journalSequence(bought)).isEqualTo(4);
    }

    @Test
    void doesWhatIsDueWhenTimePassesAndTellsWhatIsDueNext() {
        var book = book(1_000);
        run(
                book,
                command(Samples.define()),
                command(goodFor(Duration.ofMinutes(1))),
                command(goodFor(Duration.ofMinutes(2))));
        Queued passing = new OrderBookMessage.PassTime(Samples.caller(), Samples.PATIENCE, client.ref());
        assertThat(run(book, passing)).isEmpty();
        now = NOW.plusSeconds(60);
        assertThat(run(book, passing)).hasSize(1);
        now = NOW.plusSeconds(120);
        assertThat(run(book, passing)).hasSize(1);
        assertThat(client.receiveSeveralMessages(6).subList(3, 6))
                .containsExactly(
                        new OrderBookReply.TimePassed(micros(NOW.plusSeconds(60))),
                        new OrderBookReply.TimePassed(micros(NOW.plusSeconds(120))),
                        new OrderBookReply.TimePassed(OptionalLong.empty()));
    }

    private static OptionalLong micros(Instant time) {
        return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    private static long journalSequence(OrderBookReply reply) {
        return switch (reply) {
            case OrderBookReply.Executed executed -> executed.journalSequence();
            case OrderBookReply.Defined defined -> defined.journalSequence();
            case OrderBookReply.OrdersCancelled cancelled -> cancelled.journalSequence();
            default -> throw new AssertionError(reply);
        };
    }

    @Test
    void tellsTheNumberInTheJournalOfTheEventThatAnAnswerRestsOn() {
        var book = book(1_000);
        run(
                book,
                command(Samples.define()),
                // One event, that counts as two in the book.
                command(new BookCommand.ExecuteBatch(List.of(
                        Samples.submit("p", Side.BUY, "100", "25"), Samples.submit("p", Side.BUY, "100", "25")))),
                command(Samples.define()),
                command(Samples.submit("p", Side.BUY, "100", "25")));
        for (long expected : new long[] {1, 2, 2, 3}) {
            assertThat(journalSequence(client.receiveMessage())).isEqualTo(expected);
        }
        run(
                book,
                command(new BookCommand.CancelOrders("p", Optional.empty())),
                command(new BookCommand.CancelOrders("p", Optional.empty())));
        assertThat(journalSequence(client.receiveMessage())).isEqualTo(4);
        assertThat(journalSequence(client.receiveMessage()))
                .as("nothing was left to do")
                .isEqualTo(4);
        book.restart();
        run(book, command(Samples.define()), command(Samples.submit("p", Side.SELL, "100", "25")));
        assertThat(journalSequence(client.receiveMessage())).isEqualTo(4);
        assertThat(journalSequence(client.receiveMessage())).isEqualTo(5);
    }

    @Test
    void tellsTheFirstTradesOfAnAuctionAndWhatAllOfThemCameTo() {
        var book = book(10_000);
        int orders = OrderBookReply.PhaseIs.MOST_TRADES + 5;
        List<BookCommand.OrderInstruction> offers =
                Collections.nCopies(orders, Samples.submit("gin", Side.SELL, "57500.00", "25"));
        run(
                book,
                command(Samples.define()),
                command(new BookCommand.ChangePhase(Phase.AUCTION)),
                command(new BookCommand.ExecuteBatch(List.copyOf(offers))));
        for (int lots = orders; lots > 0; lots -= Math.min(lots, 100)) {
            run(
                    book,
                    command(Samples.submit("mill", Side.BUY, "57500.00", Integer.toString(25 * Math.min(lots, 100)))));
        }
        List<RecordedEvent> events = run(book, command(new BookCommand.ChangePhase(Phase.CONTINUOUS)));
        assertThat(events).hasSize(1);
        List<OrderBookReply> replies = new ArrayList<>();
        for (int i = 0; i < 4 + (orders + 99) / 100; i++) {
            replies.add(client.receiveMessage());
        }
        OrderBookReply.PhaseIs told = (OrderBookReply.PhaseIs) replies.getLast();
        assertThat(told.auction()).contains(new OrderBookReply.PhaseIs.Auctioned(5_750, orders));
        assertThat(told.trades()).hasSize(OrderBookReply.PhaseIs.MOST_TRADES);
        assertThat(told.trades().getFirst().sequence()).isEqualTo(1);
        assertThat(replies.get(1)).isInstanceOf(OrderBookReply.PhaseIs.class);
    }

    @Test
    void answersARepeatedEndOfAnAuctionAsBefore() {
        var book = book(10_000);
        run(
                book,
                command(Samples.define()),
                command(new BookCommand.ChangePhase(Phase.AUCTION)),
                command(Samples.submit("gin", Side.SELL, "57500.00", "25")),
                command(Samples.submit("mill", Side.BUY, "57500.00", "25")));
        client.receiveSeveralMessages(4);
        Idempotency key = new Idempotency("POST /instruments/{symbol}/phase", "end", "a");
        Caller operator = new Caller("demo", Actor.staff("u1"), "r", Optional.of(key));
        BookCommand end = new BookCommand.ChangePhase(Phase.CONTINUOUS);
        run(book, Samples.execute(operator, end, client.ref()));
        OrderBookReply.PhaseIs first = (OrderBookReply.PhaseIs) client.receiveMessage();
        assertThat(first.repeated()).isFalse();
        assertThat(first.auction()).contains(new OrderBookReply.PhaseIs.Auctioned(5_750, 1));
        run(book, command(new BookCommand.ChangePhase(Phase.HALTED)));
        client.receiveMessage();
        book.restart();
        assertThat(run(book, Samples.execute(operator, end, client.ref()))).isEmpty();
        OrderBookReply.PhaseIs again = (OrderBookReply.PhaseIs) client.receiveMessage();
        assertThat(again.repeated()).isTrue();
        assertThat(again.auction()).isEqualTo(first.auction());
        assertThat(again.trades()).isEqualTo(first.trades()).hasSize(1);
    }

    @Test
    void writesNothingForACommandThatIsRefused() {
        var book = book(1_000);
        run(book, command(Samples.define()));
        client.receiveMessage();
        assertThat(run(book, command(Samples.submit("p", Side.BUY, "100.01", "25"))))
                .isEmpty();
        assertThat(client.receiveMessage())
                .isEqualTo(new OrderBookReply.Rejected(
                        new Rejection(RejectionCode.PRICE_OFF_TICK, "price", "must be a multiple of tick_size 10.00")));
    }

    @Test
    void refusesACallerOfAnotherOrganisationAsIfThereWereNothing() {
        var book = book(1_000);
        run(book, command(Samples.define()));
        client.receiveMessage();
        Caller stranger = new Caller("other", Actor.staff("u1"), "r", Optional.empty());
        List<RecordedEvent> events =
                run(book, Samples.execute(stranger, Samples.submit("p", Side.BUY, "100", "25"), client.ref()));
        assertThat(events).isEmpty();
        client.expectMessage(new OrderBookReply.NotFound());
    }

    @Test
    void showsAnOrderOnlyToItsPartnerAndToStaff() {
        var book = book(1_000);
        run(book, command(Samples.define()), command(Samples.submit("p1", Side.BUY, "100", "25")));
        client.receiveMessage();
        long id = done(client.receiveMessage()).order().terms().id();
        run(
                book,
                new ReadOrder(scoped("p1"), id, Samples.PATIENCE, client.ref()),
                new ReadOrder(scoped("p2"), id, Samples.PATIENCE, client.ref()),
                new ReadOrder(Samples.caller(), id, Samples.PATIENCE, client.ref()),
                new ReadOrder(Samples.caller(), id + 1, Samples.PATIENCE, client.ref()));
        client.expectMessageClass(OrderBookReply.FoundOrder.class);
        client.expectMessage(new OrderBookReply.NotFound());
        client.expectMessageClass(OrderBookReply.FoundOrder.class);
        client.expectMessage(new OrderBookReply.NotFound());
    }

    /** What is told is the same as of an order that never was; the record says more. */
    @Test
    void itIsNotedWhoNamesAnOrderOfAnother() {
        var book = book(1_000);
        run(book, command(Samples.define()), command(Samples.submit("p1", Side.BUY, "100", "25")));
        client.receiveMessage();
        long id = done(client.receiveMessage()).order().terms().id();
        BookCommand cancel = new BookCommand.CancelOrder(id);
        BookCommand amend = new BookCommand.AmendOrder(id, Optional.empty(), Decimal.parse("50"));
        run(
                book,
                Samples.execute(scoped("p2"), cancel, client.ref()),
                Samples.execute(scoped("p2"), amend, client.ref()),
                Samples.execute(scoped("p2"), new BookCommand.CancelOrder(id + 1), client.ref()),
                new ReadOrder(scoped("p2"), id, Samples.PATIENCE, client.ref()),
                Samples.execute(scoped("p1"), amend, client.ref()),
                Samples.execute(cancel, client.ref()));
        String noted = "u1 " + new ResourceId(ResourceId.Kind.ORDER, id, Samples.BOOK);
        assertThat(violations).containsExactly(noted, noted, noted);
    }

    private static Caller scoped(String partner) {
        return new Caller(Samples.BOOK.organization(), Actor.of("u1", Optional.of(partner)), "r", Optional.empty());
    }

    @Test
    void answersARepeatedKeyAfterARestartAsItDidTheFirstTime() {
        var book = book(1_000);
        Queued keyed =
                Samples.execute(Samples.caller("k1", "f1"), Samples.submit("p", Side.BUY, "100", "25"), client.ref());
        run(book, command(Samples.define()), keyed);
        client.receiveMessage();
        OrderBookReply.Executed first = client.expectMessageClass(OrderBookReply.Executed.class);
        book.restart();
        assertThat(run(book, keyed)).isEmpty();
        OrderBookReply.Executed second = client.expectMessageClass(OrderBookReply.Executed.class);
        assertThat(second.results()).isEqualTo(first.results());
        assertThat(second.repeated()).isTrue();
    }

    @Test
    void comesBackFromASnapshotAndTheEventsAfterIt() {
        var book = book(4);
        run(book, command(Samples.define()));
        for (int i = 0; i < 9; i++) {
            run(book, command(Samples.submit("p" + i, i % 2 == 0 ? Side.SELL : Side.BUY, "100", "25")));
        }
        run(book, new ReadState(Samples.caller(), Samples.PATIENCE, client.ref()));
        OrderBookReply.FoundState before = lastState();
        assertThat(snapshots.persistedInStorage(
                        OrderBooks.persistenceId(Samples.BOOK).id()))
                .isNotEmpty();
        book.restart();
        run(book, new ReadState(Samples.caller(), Samples.PATIENCE, client.ref()));
        assertThat(lastState()).isEqualTo(before);

        OrderBook fromZero = new OrderBook(BookLimits.DEFAULT);
        journal.persistedInStorage(OrderBooks.persistenceId(Samples.BOOK).id())
                .forEach(event -> fromZero.apply((RecordedEvent) event));
        assertThat(StateHash.of(fromZero.snapshot())).isEqualTo(before.hash());
    }

    private OrderBookReply.FoundState lastState() {
        while (true) {
            if (client.receiveMessage() instanceof OrderBookReply.FoundState state) {
                return state;
            }
        }
    }

    @Test
    void answersNobodyWhenTheCommitFails() {
        var actor = KIT.spawn(JournaledOrderBook.create(
                OrderBooks.persistenceId(Samples.BOOK),
                Samples.BOOK,
                settings(1_000),
                InstantSource.fixed(NOW),
                Runnable::run,
                (caller, named) -> {},
                Traces.OFF,
                coalescer.ref()));
        coalescer.expectMessageClass(OrderBookMessage.Recovered.class);
        journal.failNextPersisted(OrderBooks.persistenceId(Samples.BOOK).id());
        actor.tell(new Batch(List.of(command(Samples.define()))));
        client.expectTerminated(actor);
        client.expectNoMessage(Duration.ofMillis(50));
        coalescer.expectNoMessage(Duration.ofMillis(50));
    }
}
