package io.mandi.engine.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.Rejection;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.lots.LotAnswer;
import io.mandi.engine.lots.LotBook;
import io.mandi.engine.lots.LotBookLimits;
import io.mandi.engine.lots.LotBookSnapshot;
import io.mandi.engine.lots.LotCommand;
import io.mandi.engine.lots.LotCommands;
import io.mandi.engine.lots.LotEventSamples;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.Filter;
import io.mandi.engine.lots.match.Reason;
import io.mandi.engine.lots.match.Refusal;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.match.Warning;
import io.mandi.engine.lots.need.Need;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.serialization.jackson.JacksonObjectMapperProvider;
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
                new BookCommand.SubmitOrder(submit.order(), Optional.of("the partner is not approved")),
                cancel,
                new BookCommand.CancelOrder(7),
                new BookCommand.AmendOrder(
                        7,
                        Decimal.parse("57510.00"),
                        Optional.empty(),
                        OptionalLong.of(1_763_894_400_000_000L),
                        Decimal.parse("57520.00")),
                new BookCommand.CancelOrders("p1", Optional.of(Side.BUY), OptionalLong.of(1_763_894_400_000_000L)),
                new BookCommand.ChangePhase(Phase.AUCTION),
                new BookCommand.ExecuteBatch(List.of(submit, cancel)));
        assertThat(commands.stream().map(Object::getClass).distinct()).hasSize(8);
        for (BookCommand command : commands) {
            assertTravels(Samples.execute(Samples.caller("k", "f"), command, client.ref()));
        }
    }

    @Test
    void aMassCancellationWithoutATimeIsReadAsOneOfAllOrders() throws IOException {
        ObjectMapper mapper =
                JacksonObjectMapperProvider.get(KIT.system()).getOrCreate("jackson-cbor", Optional.empty());
        BookCommand all = new BookCommand.CancelOrders("p1", Optional.of(Side.BUY));
        ObjectNode earlier = mapper.valueToTree(all);
        assertThat(earlier.remove("placedBefore")).isNotNull();
        assertThat(mapper.treeToValue(earlier, BookCommand.class)).isEqualTo(all);
        // Nodes of the release before do this with the time.
        earlier.put("unknown", 1);
        assertThat(mapper.treeToValue(earlier, BookCommand.class)).isEqualTo(all);
    }

    @Test
    void anOrderOfWhichNobodySaysThatItIsBarredIsNot() throws IOException {
        ObjectMapper mapper =
                JacksonObjectMapperProvider.get(KIT.system()).getOrCreate("jackson-cbor", Optional.empty());
        BookCommand submit = Samples.submit("p1", Side.SELL, "57500.00", "25");
        ObjectNode earlier = mapper.valueToTree(submit);
        assertThat(earlier.remove("barred")).isNotNull();
        assertThat(mapper.treeToValue(earlier, BookCommand.class)).isEqualTo(submit);
    }

    @Test
    void aBookOfWhichNobodySaysItsPhaseIsInContinuousTrading() throws IOException {
        ObjectMapper mapper =
                JacksonObjectMapperProvider.get(KIT.system()).getOrCreate("jackson-cbor", Optional.empty());
        BookView view = new OrderBook(BookLimits.DEFAULT).view(10);
        ObjectNode earlier = mapper.valueToTree(view);
        assertThat(earlier.remove("phase")).isNotNull();
        earlier.remove("auction");
        assertThat(mapper.treeToValue(earlier, BookView.class)).isEqualTo(view);
    }

    @Test
    void theTraceTravels() {
        TraceContext trace = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "congo=t61");
        assertTravels(Samples.execute(Samples.caller().within(Optional.of(trace)), Samples.define(), client.ref()));
    }

    @Test
    void everyQuestionTravels() {
        assertTravels(new OrderBookMessage.ReadOrder(Samples.caller(), 7, Samples.PATIENCE, client.ref()));
        assertTravels(new OrderBookMessage.ReadState(Samples.caller(), Samples.PATIENCE, client.ref()));
        assertTravels(new OrderBookMessage.ReadQueues(Samples.caller(), 50, Samples.PATIENCE, client.ref()));
        assertTravels(new OrderBookMessage.PassTime(Samples.caller(), Samples.PATIENCE, client.ref()));
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
                new OrderBookReply.PhaseIs(
                        Samples.instrument(),
                        Phase.CLOSED,
                        Optional.of(new OrderBookReply.PhaseIs.Auctioned(5_750, 12)),
                        book.view(10).trades(),
                        true,
                        14),
                new OrderBookReply.Rejected(rejection),
                new OrderBookReply.FoundOrder(Samples.instrument(), order),
                new OrderBookReply.FoundBook(book.view(10)),
                new OrderBookReply.FoundState(3, "ab"),
                new OrderBookReply.FoundQueues(book.queues(10, Optional.of("p1"))),
                new OrderBookReply.FoundQueues(book.queues(10, Optional.of("p2"))),
                new OrderBookReply.TimePassed(OptionalLong.of(1_767_607_200_000_000L)),
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

    @Test
    void everythingThatABookOfLotsIsAskedTravels() {
        TestProbe<LotBookReply> asker = KIT.createTestProbe();
        List<LotCommand> commands = LotCommands.ofEveryKind();
        assertThat(commands).hasSize(LotCommand.class.getPermittedSubclasses().length);
        commands.forEach(command -> assertTravels(LotSamples.execute(LotSamples.staff("k"), command, asker.ref())));
        LotBookSnapshot book = LotEventSamples.snapshot();
        List<LotBookMessage> questions = List.of(
                LotSamples.read(LotSamples.staff(), ResourceId.Kind.RESERVATION, 13, asker.ref()),
                new LotBookMessage.FindHeld(LotSamples.staff(), 11, "hold-1", Samples.PATIENCE, asker.ref()),
                new LotBookMessage.FindLots(
                        LotSamples.staff(),
                        LotCommands.BOOK,
                        book.needs().getFirst(),
                        new BigDecimal("0.7500"),
                        10,
                        asker.ref()),
                new LotBookMessage.FindNeeds(
                        LotSamples.staff(), LotCommands.BOOK, book.lots().getFirst(), BigDecimal.ZERO, 10, asker.ref()),
                new LotBookMessage.Judge(
                        LotSamples.staff(),
                        LotCommands.BOOK,
                        book.needs().getFirst(),
                        LotCommands.BOOK,
                        book.lots().getFirst(),
                        asker.ref()),
                new LotBookMessage.JudgeLots(
                        LotSamples.staff(), LotCommands.BOOK, book.needs().getFirst(), List.of(11L, 12L), asker.ref()),
                new LotBookMessage.JudgeNeeds(
                        LotSamples.staff(), LotCommands.BOOK, book.lots().getFirst(), List.of(), asker.ref()));
        // With Execute, which is above, these are all that come from other nodes.
        assertThat(questions.stream().map(Object::getClass).distinct())
                .hasSize(LotBookMessage.Queued.class.getPermittedSubclasses().length
                        - 1
                        + LotBookMessage.Search.class.getPermittedSubclasses().length);
        questions.forEach(MessageSerializationTest::assertTravels);
    }

    @Test
    void everyReplyOfABookOfLotsTravels() {
        TestProbe<LotBookReply> asker = KIT.createTestProbe();
        LotBook book = new LotBook(LotCommands.BOOK, LotBookLimits.DEFAULT);
        Lot lot = LotSamples.lot(book);
        Need need = LotSamples.need(book);
        var matchmaker = KIT.spawn(Matchmaker.create(
                LotCommands.BOOK, of -> CompletableFuture.completedStage(LotSamples.KNOWN), LotSamples.CLOCK, 3));
        matchmaker.tell(new Matchmaker.Recovered(List.of(lot), List.of(need)));
        matchmaker.tell(new Matchmaker.Asked(new LotBookMessage.FindLots(
                LotSamples.staff(), LotCommands.BOOK, need, BigDecimal.ZERO, 10, asker.ref())));
        LotBookReply.MatchedLots lots = asker.expectMessageClass(LotBookReply.MatchedLots.class);
        matchmaker.tell(new Matchmaker.Asked(new LotBookMessage.FindNeeds(
                LotSamples.staff(), LotCommands.BOOK, lot, BigDecimal.ZERO, 10, asker.ref())));
        LotBookReply.MatchedNeeds needs = asker.expectMessageClass(LotBookReply.MatchedNeeds.class);
        Appraisal appraisal = lots.matches().getFirst().appraisal();
        List<Verdict> verdicts = List.of(
                new Verdict.Accepted(appraisal),
                new Verdict.BelowMinScore(appraisal),
                new Verdict.PendingRisk(Set.of(Warning.NO_HISTORY)),
                new Verdict.Rejected(
                        List.of(new Refusal(
                                Reason.OVER_BUDGET,
                                Optional.empty(),
                                Optional.of("213.7113"),
                                Optional.of("210.8993"))),
                        List.of(Filter.RISK),
                        Set.of(Warning.SAME_MOBILE)));
        assertThat(verdicts).hasSize(Verdict.class.getPermittedSubclasses().length);

        LotBookSnapshot full = LotEventSamples.snapshot();
        LotRejection rejection = new LotRejection(
                LotRejectionCode.VALIDATION_FAILED,
                "no",
                List.of(new Flaw(FlawCode.NUMBER_OUT_OF_RANGE, "total", "must be more than 0")),
                true);
        LotAnswer answer = new LotAnswer(
                Optional.of(full.lots().getFirst()),
                Optional.of(full.needs().getFirst()),
                Optional.of(full.reservations().getFirst()),
                rejection.flaws(),
                Optional.of(rejection));
        List<LotBookReply> replies = new ArrayList<>(List.of(
                new LotBookReply.Done(answer, true, 7),
                new LotBookReply.Rejected(rejection, true),
                new LotBookReply.FoundLot(full.lots().getFirst()),
                new LotBookReply.FoundNeed(full.needs().getFirst()),
                new LotBookReply.FoundReservation(
                        full.reservations().getFirst(), full.lots().getFirst()),
                lots,
                needs,
                new LotBookReply.NotFound(),
                new LotBookReply.Overloaded(),
                new LotBookReply.InProgress(),
                new LotBookReply.KeyForgotten(LotSamples.NOW.plusNanos(1_000), true),
                new LotBookReply.Unavailable(),
                new LotBookReply.OutcomeUnknown(),
                new LotBookReply.Quarantined()));
        verdicts.forEach(verdict -> replies.add(new LotBookReply.Judged(verdict)));
        replies.add(new LotBookReply.JudgedAll(verdicts.stream()
                .map(verdict -> new LotBookReply.JudgedOne(7, verdict))
                .toList()));
        assertThat(replies.stream().map(Object::getClass).distinct())
                .hasSize(LotBookReply.class.getPermittedSubclasses().length);
        replies.forEach(MessageSerializationTest::assertTravels);
    }
}
