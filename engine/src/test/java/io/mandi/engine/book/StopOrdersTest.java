package io.mandi.engine.book;

import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mandi.engine.book.BookCommand.AmendOrder;
import io.mandi.engine.book.BookCommand.CancelByClientOrderId;
import io.mandi.engine.book.BookCommand.CancelOrders;
import io.mandi.engine.book.BookCommand.ExecuteBatch;
import io.mandi.engine.book.BookCommand.SubmitOrder;
import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.BookEvent.OrderExecuted;
import io.mandi.engine.book.BookEvent.OrderTriggered;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.catalog.Decimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Orders that wait until the market has traded at a price; what they do then is in the sequences of orders. */
class StopOrdersTest {
    private final Desk desk = Desk.open();

    private static OrderRequest request(OrderType type, Optional<String> price, Optional<String> stopPrice) {
        return new OrderRequest(
                "mill",
                Optional.empty(),
                Side.BUY,
                type,
                TimeInForce.GTC,
                price.map(Ticket::decimal),
                new Decimal(1, 0),
                Optional.empty(),
                false,
                Optional.empty(),
                OptionalLong.empty(),
                stopPrice.map(Ticket::decimal));
    }

    private RejectionCode refusal(OrderType type, Optional<String> price, Optional<String> stopPrice) {
        return desk.refusal(new SubmitOrder(request(type, price, stopPrice)));
    }

    private AmendOrder stopAt(OrderResult.Done order, String price) {
        return new AmendOrder(
                Desk.id(order),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.of(Ticket.decimal(price)));
    }

    /** Sells one at a price and buys it. */
    private Decision tradeAt(String price) {
        desk.place(sell("1").at(price).by("the trader"));
        return desk.execute(buy("1").at(price).by("another trader").submit());
    }

    @Test
    void sayWhatTheyWaitForOnATick() {
        assertThat(refusal(OrderType.STOP, Optional.empty(), Optional.empty()))
                .isEqualTo(RejectionCode.STOP_PRICE_REQUIRED);
        assertThat(refusal(OrderType.STOP_LIMIT, Optional.of("100"), Optional.empty()))
                .isEqualTo(RejectionCode.STOP_PRICE_REQUIRED);
        assertThat(refusal(OrderType.STOP, Optional.empty(), Optional.of("0")))
                .isEqualTo(RejectionCode.STOP_PRICE_NOT_POSITIVE);
        assertThat(refusal(OrderType.STOP, Optional.empty(), Optional.of("100.5")))
                .isEqualTo(RejectionCode.STOP_PRICE_OFF_TICK);
        Desk fine = Desk.open(Desk.cotton("0.05", "1"), Desk.LIMITS);
        assertThat(fine.refusal(buy("1").waitingFor("999999999999999.95").submit()))
                .isEqualTo(RejectionCode.STOP_PRICE_OUT_OF_RANGE);
        OrderResult.Done order = desk.place(buy("1").waitingFor("100"));
        assertThat(desk.refusal(stopAt(order, "0"))).isEqualTo(RejectionCode.STOP_PRICE_NOT_POSITIVE);
        assertThat(desk.refusal(stopAt(order, "0.5"))).isEqualTo(RejectionCode.STOP_PRICE_OFF_TICK);
    }

    @Test
    void haveALimitOnlyWhenTheyAreStopLimitOrders() {
        assertThat(refusal(OrderType.STOP, Optional.of("100"), Optional.of("100")))
                .isEqualTo(RejectionCode.PRICE_NOT_ALLOWED);
        assertThat(refusal(OrderType.STOP_LIMIT, Optional.empty(), Optional.of("100")))
                .isEqualTo(RejectionCode.PRICE_REQUIRED);
    }

    @Test
    void areTheOnlyOnesThatWait() {
        assertThat(refusal(OrderType.LIMIT, Optional.of("100"), Optional.of("100")))
                .isEqualTo(RejectionCode.STOP_PRICE_NOT_ALLOWED);
        assertThat(refusal(OrderType.MARKET, Optional.empty(), Optional.of("100")))
                .isEqualTo(RejectionCode.STOP_PRICE_NOT_ALLOWED);
    }

    @Test
    void arePostOnlyOrIcebergsOnlyWithALimit() {
        assertThat(desk.refusal(buy("1").waitingFor("100").postingOnly().submit()))
                .isEqualTo(RejectionCode.POST_ONLY_NOT_ALLOWED);
        assertThat(desk.refusal(buy("5").waitingFor("100").showing("1").submit()))
                .isEqualTo(RejectionCode.DISPLAY_QUANTITY_NOT_ALLOWED);
        assertThat(desk.place(buy("5").at("99").waitingFor("100").postingOnly().showing("1"))
                        .order()
                        .status())
                .isEqualTo(OrderStatus.PENDING_TRIGGER);
    }

    @Test
    void areOpenButSeenByNobody() {
        OrderResult.Done order = desk.place(buy("5").at("100").waitingFor("100").showing("2"));
        assertThat(order.order().status()).isEqualTo(OrderStatus.PENDING_TRIGGER);
        assertThat(order.order().remaining()).isEqualTo(5);
        assertThat(order.order().shown()).isEmpty();
        assertThat(order.order().stopPrice()).hasValue(100);
        BookView view = desk.book.view(10);
        assertThat(view.bids()).isEmpty();
        assertThat(view.openOrders()).isZero();
    }

    @Test
    void countAsOpenOrders() {
        Desk full = Desk.open(Desk.COTTON, new BookLimits(2, 2, 10, Duration.ofHours(1), 10));
        full.place(buy("1").waitingFor("100"));
        full.place(buy("1").at("99"));
        assertThat(full.refusal(buy("1").waitingFor("100").submit())).isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
        assertThat(full.refusal(buy("1").at("99").submit())).isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
        Desk own = Desk.open(Desk.COTTON, new BookLimits(10, 1, 10, Duration.ofHours(1), 10));
        own.place(buy("1").waitingFor("100"));
        assertThat(own.refusal(buy("1").at("99").submit())).isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
        assertThat(own.place(buy("1").at("99").by("another")).order().status()).isEqualTo(OrderStatus.OPEN);
    }

    @Test
    void leaveRoomForThoseOfOthers() {
        Desk narrow = Desk.open(
                Desk.COTTON,
                new BookLimits(10, 10, 10, Duration.ofHours(1), 10, 100, Duration.ofDays(366), 1_000, 9, 1));
        OrderResult.Done first = narrow.place(buy("1").waitingFor("100").by("mill"));
        assertThat(narrow.refusal(sell("1").waitingFor("90").by("mill").submit()))
                .isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
        narrow.place(buy("1").at("99").by("mill"));
        narrow.place(sell("1").waitingFor("90").by("another"));
        OrderBook restored = new OrderBook(narrow.limits, narrow.book.snapshot());
        assertThat(StateHash.of(restored.snapshot())).isEqualTo(narrow.hash());
        narrow.cancel(first);
        assertThat(narrow.place(buy("1").waitingFor("100").by("mill")).order().status())
                .isEqualTo(OrderStatus.PENDING_TRIGGER);
    }

    @Test
    void enterWithinTheBandAlone() {
        Desk desk = Desk.open(Desk.banded("10", "100"), Desk.LIMITS);
        desk.place(sell("1").at("109").by("gin"));
        desk.place(sell("1").at("103").by("gin"));
        OrderResult.Done stop = desk.place(buy("1").waitingFor("103").at("110").by("mill"));
        desk.execute(new BookCommand.DefineInstrument(Desk.banded("4", "100")));
        desk.place(buy("1").at("103").by("trader"));
        assertThat(desk.now(stop).status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(desk.now(stop).reason()).hasValue(CancelReason.PRICE_BAND_REACHED);
        assertThat(desk.now(stop).filled()).isZero();
    }

    @Test
    void areAtMostSoManyOnABook() {
        Desk narrow = Desk.open(
                Desk.COTTON,
                new BookLimits(10, 10, 10, Duration.ofHours(1), 10, 100, Duration.ofDays(366), 1_000, 2, 2));
        OrderResult.Done first = narrow.place(buy("1").waitingFor("100"));
        narrow.place(sell("1").waitingFor("90"));
        assertThat(narrow.refusal(buy("1").waitingFor("100").submit())).isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
        narrow.cancel(first);
        assertThat(narrow.place(buy("1").waitingFor("100")).order().status()).isEqualTo(OrderStatus.PENDING_TRIGGER);
    }

    @Test
    void areTriggeredTogetherWithTheTradeInOneEvent() {
        OrderResult.Done stop = desk.place(buy("3").at("101").waitingFor("100"));
        desk.place(sell("2").at("101"));
        desk.place(sell("1").at("100"));
        Decision.Accept trade =
                (Decision.Accept) desk.execute(buy("1").at("100").submit());
        List<Outcome> outcomes = ((BatchExecuted) trade.event().event()).outcomes();
        assertThat(outcomes).hasSize(2);
        assertThat(((Outcome.Done) outcomes.getFirst()).event()).isInstanceOf(OrderExecuted.class);
        OrderTriggered triggered = (OrderTriggered) ((Outcome.Caused) outcomes.getLast()).event();
        assertThat(triggered.orderId()).isEqualTo(Desk.id(stop));
        assertThat(triggered.price()).isEqualTo(100);
        assertThat(triggered.fills()).hasSize(1);
        assertThat(trade.results()).hasSize(1);
        assertThat(Desk.trades((OrderResult.Done) trade.results().getFirst())).containsExactly("1@100");
        OrderState now = desk.now(stop);
        assertThat(now.status()).isEqualTo(OrderStatus.PARTIALLY_FILLED);
        assertThat(now.sequence()).isEqualTo(triggered.sequence());
        assertThat(desk.bids()).containsExactly("1@101");
    }

    @Test
    void areRecordedLikeAnyOtherOrderWhileTheyCauseNothing() {
        desk.place(buy("3").at("101").waitingFor("100"));
        assertThat(((Decision.Accept) tradeAt("90")).event().event()).isInstanceOf(OrderExecuted.class);
    }

    @Test
    void areTriggeredWithinABatchBeforeItsNextInstruction() {
        OrderResult.Done stop = desk.place(buy("1").at("101").waitingFor("100"));
        desk.place(sell("1").at("100").by("the seller"));
        Decision.Accept batch = (Decision.Accept) desk.execute(new ExecuteBatch(List.of(
                buy("1").at("100").submit(),
                sell("1").at("101").by("the seller").submit())));
        assertThat(batch.results()).hasSize(2);
        assertThat(Desk.makers((OrderResult.Done) batch.results().getLast())).containsExactly(Desk.id(stop));
    }

    @Test
    void tellTheOrderOfAnAmendmentAsItWasBeforeWhatFollowed() {
        desk.place(sell("1").at("100"));
        OrderResult.Done stop = desk.place(sell("2").waitingFor("100").by("the seller"));
        OrderResult.Done bid = desk.place(buy("3").at("98").by("the buyer"));
        OrderResult.Done amended = desk.amendPrice(bid, "100");
        assertThat(amended.order().filled()).isEqualTo(1);
        assertThat(amended.order().status()).isEqualTo(OrderStatus.PARTIALLY_FILLED);
        assertThat(desk.now(bid).status()).isEqualTo(OrderStatus.FILLED);
        assertThat(desk.now(stop).status()).isEqualTo(OrderStatus.FILLED);
    }

    @Test
    void areCancelledByTheirNameAndTogether() {
        desk.place(buy("1").waitingFor("100").named("first"));
        OrderResult.Done second = desk.place(buy("1").waitingFor("101"));
        OrderResult.Done third = desk.place(sell("1").waitingFor("90").by("mill"));
        Desk.done(desk.execute(new CancelByClientOrderId("mill", "first")));
        desk.execute(new CancelOrders("mill", Optional.of(Side.BUY)));
        assertThat(desk.now(second).status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(desk.now(third).status()).isEqualTo(OrderStatus.PENDING_TRIGGER);
        desk.execute(new CancelOrders("mill", Optional.empty()));
        assertThat(desk.book.snapshot().resting()).isEmpty();
    }

    @Test
    void areTriggeredAfterASnapshotAndAReplayTheSameWay() {
        List<OrderResult.Done> stops = new ArrayList<>();
        for (String price : List.of("103", "101", "102", "101")) {
            stops.add(desk.place(buy("1").waitingFor(price).by("mill-" + price)));
        }
        desk.execute(stopAt(stops.getFirst(), "101"));
        for (String price : List.of("101", "102", "103", "104", "105")) {
            desk.place(sell("1").at(price));
        }
        OrderBook restored = new OrderBook(desk.limits, desk.book.snapshot());
        OrderBook replayed = desk.replay(desk.records);
        CommandContext context = desk.context(Optional.empty(), Optional.empty());
        Decision live = desk.execute(buy("1").at("101").submit(), context);
        assertThat(restored.execute(buy("1").at("101").submit(), context)).isEqualTo(live);
        assertThat(replayed.execute(buy("1").at("101").submit(), context)).isEqualTo(live);
        assertThat(StateHash.of(restored.snapshot())).isEqualTo(desk.hash());
        assertThat(StateHash.of(desk.replay(desk.records).snapshot())).isEqualTo(desk.hash());
        assertThat(desk.asks()).isEmpty();
        assertThat(stops).allMatch(stop -> desk.now(stop).status() == OrderStatus.FILLED);
    }

    @Test
    void areTriggeredOnlyWhileTheyWait() {
        OrderResult.Done order = desk.place(buy("1").at("99"));
        OrderTriggered damaged = new OrderTriggered(
                desk.book.sequence() + 1,
                OrderBook.firstIdAt(desk.at),
                Desk.id(order),
                100,
                1,
                List.of(),
                OrderStatus.OPEN,
                Optional.empty(),
                List.of());
        RecordedEvent recorded = new RecordedEvent(desk.at, Actor.system(), "damaged", Optional.empty(), damaged);
        assertThatIllegalStateException().isThrownBy(() -> desk.book.apply(recorded));
    }
}
