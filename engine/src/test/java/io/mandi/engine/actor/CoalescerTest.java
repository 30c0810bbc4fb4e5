package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.actor.OrderBookMessage.Batch;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.Side;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.TraceContext;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The line in front of a book, with a book that the test plays itself. */
class CoalescerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int CAPACITY = 5;
    private static final int MAX_BATCH = 3;
    private static final TraceContext REQUEST =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "");

    private TestProbe<Object> book;
    private TestProbe<OrderBookReply> client;
    private ActorRef<OrderBookMessage> coalescer;
    private ActorRef<Batch> child;
    private final NotedTraces traces = new NotedTraces();
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

    /** What the played book tells: that it was started, what it got. */
    private record Started(ActorRef<Batch> child) {}

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        book = KIT.createTestProbe();
        client = KIT.createTestProbe();
        OrderBookSettings settings = new OrderBookSettings(
                BookLimits.DEFAULT,
                CAPACITY,
                MAX_BATCH,
                10,
                100,
                2,
                Duration.ofSeconds(3),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(100));
        coalescer = KIT.spawn(Coalescer.create(
                Samples.BOOK,
                settings,
                quarantine,
                traces,
                self -> Behaviors.setup(context -> {
                    book.ref().tell(new Started(context.getSelf()));
                    return Behaviors.receive(Batch.class)
                            .onMessage(Batch.class, batch -> {
                                if (batch.messages().isEmpty()) {
                                    throw new IllegalStateException("the journal is gone");
                                }
                                book.ref().tell(batch);
                                return Behaviors.same();
                            })
                            .build();
                })));
        child = book.expectMessageClass(Started.class).child();
    }

    private void ready() {
        coalescer.tell(new OrderBookMessage.Recovered(BookView.EMPTY));
    }

    private void commit() {
        coalescer.tell(new OrderBookMessage.Committed(BookView.EMPTY));
    }

    /** The played book fails at a batch that no coalescer ever sends. */
    private void crash() {
        child.tell(new Batch(List.of()));
    }

    private void submit(int times) {
        for (int i = 0; i < times; i++) {
            coalescer.tell(Samples.execute(Samples.submit("p", Side.BUY, "100", "25"), client.ref()));
        }
    }

    private int nextBatchSize() {
        return book.expectMessageClass(Batch.class).messages().size();
    }

    @Test
    void sendsNothingBeforeTheBookHasRecovered() {
        submit(1);
        book.expectNoMessage(Duration.ofMillis(50));
        ready();
        assertThat(nextBatchSize()).isEqualTo(1);
    }

    @Test
    void gathersWhatComesDuringACommitIntoTheNextBatch() {
        ready();
        submit(1);
        assertThat(nextBatchSize()).isEqualTo(1);
        submit(3);
        book.expectNoMessage(Duration.ofMillis(50));
        commit();
        assertThat(nextBatchSize()).isEqualTo(3);
    }

    @Test
    void commitsNoMoreThanTheLimitTogether() {
        ready();
        submit(1);
        nextBatchSize();
        submit(5);
        commit();
        assertThat(nextBatchSize()).isEqualTo(MAX_BATCH);
        commit();
        assertThat(nextBatchSize()).isEqualTo(2);
    }

    @Test
    void countsTheInstructionsOfABatchTowardsTheLimit() {
        ready();
        submit(1);
        nextBatchSize();
        coalescer.tell(Samples.execute(
                new BookCommand.ExecuteBatch(Collections.nCopies(3, Samples.submit("p", Side.BUY, "100", "25"))),
                client.ref()));
        submit(1);
        commit();
        assertThat(nextBatchSize()).isEqualTo(1);
        commit();
        assertThat(nextBatchSize()).isEqualTo(1);
    }

    @Test
    void sendsAMessageLargerThanTheLimitAlone() {
        ready();
        coalescer.tell(Samples.execute(
                new BookCommand.ExecuteBatch(Collections.nCopies(50, Samples.submit("p", Side.BUY, "100", "25"))),
                client.ref()));
        assertThat(nextBatchSize()).isEqualTo(1);
    }

    @Test
    void answersOverloadedAtOnceWhenTheLineIsFull() {
        submit(CAPACITY);
        client.expectNoMessage(Duration.ofMillis(50));
        submit(1);
        client.expectMessage(new OrderBookReply.Overloaded());
    }

    @Test
    void refusesAKeyThatIsInTheLineOrBeingCommitted() {
        ready();
        Runnable send = () -> coalescer.tell(
                Samples.execute(Samples.caller("k1", "f"), Samples.submit("p", Side.BUY, "100", "25"), client.ref()));
        send.run();
        nextBatchSize();
        send.run();
        client.expectMessage(new OrderBookReply.InProgress());
        commit();
        send.run();
        assertThat(nextBatchSize()).isEqualTo(1);
    }

    @Test
    void answersReadersFromTheViewWithoutWaitingForTheCommit() {
        ready();
        submit(1);
        nextBatchSize();
        coalescer.tell(new OrderBookMessage.ReadBook(Samples.caller(), client.ref()));
        client.expectMessage(new OrderBookReply.FoundBook(BookView.EMPTY));
    }

    @Test
    void letsReadersWaitForTheFirstRecovery() {
        coalescer.tell(new OrderBookMessage.ReadBook(Samples.caller(), client.ref()));
        client.expectNoMessage(Duration.ofMillis(50));
        ready();
        client.expectMessage(new OrderBookReply.FoundBook(BookView.EMPTY));
    }

    @Test
    void letsAQuestionGoBeforeTheCommandsThatWait() {
        ready();
        submit(1);
        nextBatchSize();
        submit(4);
        coalescer.tell(new OrderBookMessage.ReadOrder(Samples.caller(), 1, 1_000, client.ref()));
        commit();
        Batch next = book.expectMessageClass(Batch.class);
        assertThat(next.messages().getFirst()).isInstanceOf(OrderBookMessage.ReadOrder.class);
        assertThat(next.messages())
                .as("the question takes no place of a command")
                .hasSize(1 + MAX_BATCH);
    }

    @Test
    void tellsEveryoneOfAQuarantineAtOnceAndServesAgainWhenTheBookIsBack() {
        submit(2);
        coalescer.tell(new OrderBookMessage.ReadBook(Samples.caller(), client.ref()));
        coalescer.tell(new OrderBookMessage.Damaged("event 7 is damaged"));
        client.expectMessage(new OrderBookReply.Quarantined());
        client.expectMessage(new OrderBookReply.Quarantined());
        client.expectMessage(new OrderBookReply.Quarantined());
        assertThat(quarantined).containsEntry(EntityId.of(Samples.BOOK), "event 7 is damaged");
        crash();
        submit(1);
        client.expectMessage(new OrderBookReply.Quarantined());

        child = book.expectMessageClass(Started.class).child();
        submit(1);
        client.expectMessage(new OrderBookReply.Quarantined());
        ready();
        submit(1);
        assertThat(nextBatchSize()).isEqualTo(1);
        assertThat(quarantined).isEmpty();
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenTheBookFailsDuringACommit() {
        ready();
        submit(1);
        nextBatchSize();
        submit(2);
        crash();
        client.expectMessage(new OrderBookReply.OutcomeUnknown());
        child = book.expectMessageClass(Started.class).child();
        ready();
        assertThat(nextBatchSize()).as("the line has waited").isEqualTo(2);
    }

    @Test
    void takesAKeyAgainAfterAFailedCommit() {
        ready();
        coalescer.tell(
                Samples.execute(Samples.caller("k1", "f"), Samples.submit("p", Side.BUY, "100", "25"), client.ref()));
        nextBatchSize();
        crash();
        client.expectMessage(new OrderBookReply.OutcomeUnknown());
        book.expectMessageClass(Started.class);
        coalescer.tell(
                Samples.execute(Samples.caller("k1", "f"), Samples.submit("p", Side.BUY, "100", "25"), client.ref()));
        ready();
        assertThat(nextBatchSize()).isEqualTo(1);
    }

    @Test
    void startsABookAgainAndAgainWhileItCannotRecover() {
        for (int i = 0; i < 4; i++) {
            crash();
            child = book.expectMessageClass(Started.class).child();
        }
    }

    @Test
    void doesNotStartWhatNobodyWaitsForAnyMore() {
        coalescer.tell(new OrderBookMessage.Execute(
                Samples.caller("k1", "f"), Samples.submit("p", Side.BUY, "100", "25"), -1, client.ref()));
        submit(1);
        ready();
        client.expectMessage(new OrderBookReply.Overloaded());
        assertThat(nextBatchSize()).isEqualTo(1);
    }

    @Test
    void finishesTheLineBeforeItStops() {
        ready();
        submit(1);
        nextBatchSize();
        submit(2);
        coalescer.tell(OrderBookMessage.Stop.INSTANCE);
        submit(1);
        client.expectMessage(new OrderBookReply.Overloaded());
        commit();
        assertThat(nextBatchSize()).isEqualTo(2);
        commit();
        client.expectTerminated(coalescer);
    }

    @Test
    void stopsAtOnceWhenTheBookCannotRecoverAndRefusesTheLine() {
        submit(2);
        coalescer.tell(OrderBookMessage.Stop.INSTANCE);
        client.expectMessage(new OrderBookReply.Overloaded());
        client.expectMessage(new OrderBookReply.Overloaded());
        client.expectTerminated(coalescer);
    }

    // ---------------------------------------------------------------------------------------------------- traces

    private void submitTraced(String key) {
        coalescer.tell(Samples.execute(
                Samples.caller(key, "f").within(Optional.of(REQUEST)),
                Samples.submit("p", Side.BUY, "100", "25"),
                client.ref()));
    }

    @Test
    void aSampledCommandHasASpanFromItsArrivalToItsCommit() {
        ready();
        submit(1);
        nextBatchSize();
        submitTraced("a");
        submit(1);
        commit();
        List<OrderBookMessage.Queued> batch =
                book.expectMessageClass(Batch.class).messages();
        NotedTraces.NotedSpan span = traces.spans().getFirst();
        assertThat(batch.getFirst().caller().trace()).contains(span.context());
        assertThat(batch.getLast().caller().trace()).isEmpty();
        assertThat(span.parent()).isEqualTo(REQUEST);
        assertThat(span.name()).isEqualTo("book");
        assertThat(span.isEnded()).isFalse();
        commit();
        await().until(span::isEnded);
        assertThat(span.attributes())
                .containsEntry("mandi.organization_id", Samples.BOOK.organization())
                .containsEntry("mandi.instrument", Samples.BOOK.symbol())
                .containsEntry("mandi.command", "SubmitOrder")
                .containsEntry("mandi.batch.size", 2L)
                .containsEntry("mandi.outcome", "done")
                .doesNotContainKey("error.type");
        assertThat((Double) span.attributes().get("mandi.line.wait")).isPositive();
        assertThat(traces.spans()).hasSize(1);
    }

    @Test
    void theSpanOfACommandWhoseOutcomeIsNotKnownHasFailed() {
        ready();
        submitTraced("a");
        nextBatchSize();
        crash();
        client.expectMessage(new OrderBookReply.OutcomeUnknown());
        await().until(() -> traces.spans().getFirst().isEnded());
        assertThat(traces.spans().getFirst().attributes()).containsEntry("error.type", "outcome_unknown");
    }

    @Test
    void aRepetitionFindsItsKeyFreeAfterATracedCommit() {
        ready();
        submitTraced("a");
        nextBatchSize();
        commit();
        submitTraced("a");
        assertThat(nextBatchSize()).isEqualTo(1);
    }
}
