package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookChange;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.catalog.Decimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Every message between nodes arrives as it was sent. */
class MessageSerializationTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load("actor-tests"));
    private final TestProbe<OrderBookReply> client = KIT.createTestProbe();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static void assertTravels(Object message) {
        assertThat(KIT.serializationTestKit().verifySerialization(message, true))
                .isEqualTo(message);
    }

    @Test
    void everyCommandTravels() {
        BookCommand.SubmitOrder submit = Samples.submit("p1", Side.SELL, "57500.00", "25");
        BookCommand.CancelByClientOrderId cancel = new BookCommand.CancelByClientOrderId("p1", "c-1");
        List<BookCommand> commands = List.of(
                Samples.define(),
                submit,
                cancel,
                new BookCommand.CancelOrder(7),
                new BookCommand.AmendOrder(7, Decimal.parse("57510.00"), Optional.empty()),
                new BookCommand.CancelOrders("p1", Optional.of(Side.BUY)),
                new BookCommand.ExecuteBatch(List.of(submit, cancel)));
        assertThat(commands.stream().map(Object::getClass).distinct()).hasSize(7);
        for (BookCommand command : commands) {
            assertTravels(Samples.execute(Samples.caller("k", "f"), command, client.ref()));
        }
    }

    @Test
    void everyQuestionTravels() {
        assertTravels(new OrderBookMessage.ReadOrder(Samples.caller(), 7, Samples.PATIENCE, client.ref()));
        assertTravels(new OrderBookMessage.ReadState(Samples.caller(), Samples.PATIENCE, client.ref()));
        assertTravels(new OrderBookMessage.ReadBook(Samples.caller(), client.ref()));
    }

    @Test
    void everyReplyTravels() {
        OrderBook book = new OrderBook(BookLimits.DEFAULT);
        CommandContext context = new CommandContext(1_767_607_200_000_000L, Actor.staff("u1"), "r", Optional.empty());
        book.execute(Samples.define(), context);
        book.execute(Samples.submit("p1", Side.SELL, "57500.00", "50"), context);
        Decision.Accept bought =
                (Decision.Accept) book.execute(Samples.submit("p2", Side.BUY, "57500.00", "25"), context);
        OrderState order = ((OrderResult.Done) bought.results().getFirst()).order();
        Rejection rejection = new Rejection(RejectionCode.PRICE_OFF_TICK, "price", "must be …");
        List<OrderResult> results = new ArrayList<>(bought.results());
        results.add(new OrderResult.Refused(rejection));

        List<OrderBookReply> replies = List.of(
                new OrderBookReply.Executed(book.instrument(), results, true, 7),
                new OrderBookReply.Executed(Optional.empty(), List.of(new OrderResult.Refused(rejection)), false, 0),
                new OrderBookReply.Defined(Samples.instrument(), 1, true, 9),
                new OrderBookReply.OrdersCancelled(List.of(1L, Long.MAX_VALUE), 12),
                new OrderBookReply.Rejected(rejection),
                new OrderBookReply.FoundOrder(Samples.instrument(), order),
                new OrderBookReply.FoundBook(book.view(10)),
                new OrderBookReply.FoundState(3, "ab"),
                new OrderBookReply.NotFound(),
                new OrderBookReply.Overloaded(),
                new OrderBookReply.InProgress(),
                new OrderBookReply.KeyForgotten(1_767_607_200_000_000L, true),
                new OrderBookReply.OutcomeUnknown(),
                new OrderBookReply.Quarantined());
        assertThat(replies.stream().map(Object::getClass).distinct())
                .hasSize(OrderBookReply.class.getPermittedSubclasses().length);
        replies.forEach(MessageSerializationTest::assertTravels);
    }

    @Test
    void everyNewsTravels() {
        TestProbe<BookNews> follower = KIT.createTestProbe();
        assertTravels(new OrderBookMessage.Follow(50, -1, follower.ref()));
        assertTravels(new OrderBookMessage.Unfollow(follower.ref()));
        OrderBook book = new OrderBook(BookLimits.DEFAULT);
        CommandContext context = new CommandContext(1_767_607_200_000_000L, Actor.staff("u1"), "r", Optional.empty());
        book.execute(Samples.define(), context);
        book.execute(Samples.submit("p1", Side.SELL, "57500.00", "50"), context);
        BookView before = book.view(10);
        book.execute(Samples.submit("p2", Side.BUY, "57500.00", "25"), context);
        List<BookNews> news = List.of(
                new BookNews.Whole(before),
                new BookNews.Changed(BookChange.between(before, book.view(10))),
                new BookNews.Unchanged(),
                new BookNews.Unreadable(),
                new BookNews.Moved());
        assertThat(news.stream().map(Object::getClass).distinct())
                .hasSize(BookNews.class.getPermittedSubclasses().length);
        news.forEach(MessageSerializationTest::assertTravels);
    }
}
