package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.actor.OrderBookMessage.Follow;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.BookView.Level;
import io.mandi.engine.trace.Traces;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those who follow a book, with a book that the test plays itself. */
class FollowersTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final int DEPTH = 2;

    private final TestProbe<BookNews> follower = KIT.createTestProbe();
    private ActorRef<OrderBookMessage> book;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void start() {
        Behavior<OrderBookMessage.Batch> journalled = Behaviors.ignore();
        book = KIT.spawn(Coalescer.create(
                Samples.BOOK,
                OrderBookSettings.DEFAULT,
                new Quarantine() {
                    @Override
                    public void enter(io.mandi.engine.id.EntityId id, String reason) {
                        // Nobody looks here.
                    }

                    @Override
                    public void leave(io.mandi.engine.id.EntityId id) {
                        // Nobody looks here.
                    }
                },
                Traces.OFF,
                self -> journalled));
    }

    /** A book with as many bids of one lot as its sequence says, from 100 down. */
    private static BookView view(long sequence) {
        return view(1, sequence);
    }

    private static BookView view(long instrumentVersion, long sequence) {
        List<Level> bids = LongStream.range(0, sequence)
                .mapToObj(i -> new Level(100 - i, sequence, 1))
                .toList();
        return new BookView(
                Optional.of(Samples.instrument()),
                instrumentVersion,
                sequence,
                bids,
                List.of(),
                OptionalLong.empty(),
                (int) sequence,
                List.of());
    }

    private void recovered(long sequence) {
        book.tell(new OrderBookMessage.Recovered(view(sequence)));
    }

    private void committed(long sequence) {
        book.tell(new OrderBookMessage.Committed(view(sequence)));
    }

    private void ask(long seen) {
        book.tell(new Follow(DEPTH, seen, follower.ref()));
    }

    @Test
    void tellsWhoIsNewTheWholeBookAtOnceAndNoDeeperThanAskedFor() {
        recovered(5);
        ask(-1);
        BookNews.Whole whole = follower.expectMessageClass(BookNews.Whole.class);
        assertThat(whole.view().sequence()).isEqualTo(5);
        assertThat(whole.view().bids()).hasSize(DEPTH);
    }

    @Test
    void tellsOnceForEachQuestionSoThatNothingCanQueueUp() {
        recovered(1);
        ask(-1);
        follower.expectMessageClass(BookNews.Whole.class);
        ask(1);
        for (int sequence = 2; sequence <= 50; sequence++) {
            committed(sequence);
        }
        assertThat(follower.expectMessageClass(BookNews.Changed.class).change().to())
                .isEqualTo(2);
        follower.expectNoMessage(Duration.ofMillis(50));
        ask(2);
        BookNews.Changed rest = follower.expectMessageClass(BookNews.Changed.class);
        assertThat(rest.change().from()).isEqualTo(2);
        assertThat(rest.change().to()).isEqualTo(50);
    }

    @Test
    void tellsTheWholeBookToWhomItDoesNotKnowSoThatALostMessageMendsItself() {
        recovered(1);
        ask(-1);
        follower.expectMessageClass(BookNews.Whole.class);
        ask(1);
        committed(2);
        follower.expectMessageClass(BookNews.Changed.class);
        ask(1);
        assertThat(follower.expectMessageClass(BookNews.Whole.class).view().sequence())
                .isEqualTo(2);
    }

    @Test
    void saysThatItIsThereToWhomAsksAgain() {
        recovered(1);
        ask(-1);
        follower.expectMessageClass(BookNews.Whole.class);
        ask(1);
        follower.expectNoMessage(Duration.ofMillis(50));
        ask(1);
        follower.expectMessageClass(BookNews.Unchanged.class);
    }

    @Test
    void tellsTheWholeBookWhenItsInstrumentWasDefinedAnew() {
        recovered(1);
        ask(-1);
        follower.expectMessageClass(BookNews.Whole.class);
        ask(1);
        book.tell(new OrderBookMessage.Committed(view(2, 2)));
        follower.expectMessageClass(BookNews.Whole.class);
    }

    @Test
    void tellsNobodyWhoHasLeftAndNobodyWhoIsGone() {
        recovered(1);
        ask(-1);
        follower.expectMessageClass(BookNews.Whole.class);
        ask(1);
        book.tell(new OrderBookMessage.Unfollow(follower.ref()));
        committed(2);
        follower.expectNoMessage(Duration.ofMillis(50));

        TestProbe<BookNews> gone = KIT.createTestProbe();
        book.tell(new Follow(DEPTH, -1, gone.ref()));
        gone.expectMessageClass(BookNews.Whole.class);
        gone.stop();
        ask(2);
        follower.expectMessageClass(BookNews.Whole.class);
        committed(3);
        ask(3);
        follower.expectMessageClass(BookNews.Whole.class);
    }

    @Test
    void saysThatTheBookIsDamagedOrLeaves() {
        recovered(1);
        ask(-1);
        follower.expectMessageClass(BookNews.Whole.class);
        book.tell(new OrderBookMessage.Damaged("event 7 is damaged"));
        ask(1);
        follower.expectMessageClass(BookNews.Unreadable.class);
        recovered(1);
        book.tell(OrderBookMessage.Stop.INSTANCE);
        follower.expectMessageClass(BookNews.Moved.class);
        follower.expectTerminated(book);
    }
}
