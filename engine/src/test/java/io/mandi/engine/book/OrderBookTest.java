package io.mandi.engine.book;

import static io.mandi.engine.book.Desk.id;
import static io.mandi.engine.book.Desk.makers;
import static io.mandi.engine.book.Desk.refusal;
import static io.mandi.engine.book.Desk.trades;
import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.decimal;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mandi.engine.book.BookCommand.CancelByClientOrderId;
import io.mandi.engine.book.BookCommand.CancelOrder;
import io.mandi.engine.book.BookCommand.CancelOrders;
import io.mandi.engine.book.BookCommand.DefineInstrument;
import io.mandi.engine.book.BookCommand.ExecuteBatch;
import io.mandi.engine.book.BookCommand.SubmitOrder;
import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.BookEvent.OrderAmended;
import io.mandi.engine.book.BookEvent.OrderCancelled;
import io.mandi.engine.book.BookEvent.OrderExecuted;
import io.mandi.engine.book.BookEvent.OrdersCancelled;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the book, one by one. */
class OrderBookTest {
    private final Desk desk = Desk.open();

    @Nested
    class Matching {
        @Test
        void restsWhenNothingOnTheOtherSideMeetsThePrice() {
            desk.place(sell("5").at("101"));
            OrderResult.Done order = desk.place(buy("5").at("100"));

            assertThat(order.order().status()).isEqualTo(OrderStatus.OPEN);
            assertThat(order.trades()).isEmpty();
            assertThat(desk.bids()).containsExactly("5@100");
            assertThat(desk.asks()).containsExactly("5@101");
        }

        @Test
        void tradesAtTheMakersPrice() {
            desk.place(sell("5").at("100"));

            assertThat(trades(desk.place(buy("5").at("103")))).containsExactly("5@100");
        }

        @Test
        void tradesAtThePriceThatBothNamed() {
            desk.place(buy("5").at("100"));

            assertThat(trades(desk.place(sell("5").at("100")))).containsExactly("5@100");
        }

        @Test
        void takesTheCheapestOfferFirst() {
            desk.place(sell("1").at("102"));
            desk.place(sell("1").at("100"));
            desk.place(sell("1").at("101"));

            assertThat(trades(desk.place(buy("3").at("102")))).containsExactly("1@100", "1@101", "1@102");
        }

        @Test
        void takesTheHighestBidFirst() {
            desk.place(buy("1").at("98"));
            desk.place(buy("1").at("100"));
            desk.place(buy("1").at("99"));

            assertThat(trades(desk.place(sell("3").at("98")))).containsExactly("1@100", "1@99", "1@98");
        }

        @Test
        void servesTheOrderThatCameFirstAtOnePrice() {
            OrderResult.Done first = desk.place(sell("2").at("100").by("first"));
            OrderResult.Done second = desk.place(sell("2").at("100").by("second"));
            OrderResult.Done third = desk.place(sell("2").at("100").by("third"));

            assertThat(makers(desk.place(buy("5").at("100")))).containsExactly(id(first), id(second), id(third));
            assertThat(desk.now(third).remaining()).isEqualTo(1);
        }

        @Test
        void doesNotPreferTheLargerOrder() {
            OrderResult.Done small = desk.place(sell("1").at("100"));
            desk.place(sell("100").at("100"));

            assertThat(makers(desk.place(buy("1").at("100")))).containsExactly(id(small));
        }

        @Test
        void keepsThePlaceOfAMakerThatTradedInPart() {
            OrderResult.Done first = desk.place(sell("5").at("100"));
            desk.place(sell("5").at("100"));
            desk.place(buy("2").at("100"));

            assertThat(makers(desk.place(buy("2").at("100")))).containsExactly(id(first));
        }

        @Test
        void restsWithWhatDidNotTrade() {
            desk.place(sell("2").at("100"));
            OrderResult.Done order = desk.place(buy("5").at("100"));

            assertThat(order.order().status()).isEqualTo(OrderStatus.PARTIALLY_FILLED);
            assertThat(order.order().filled()).isEqualTo(2);
            assertThat(order.order().remaining()).isEqualTo(3);
            assertThat(desk.bids()).containsExactly("3@100");
            assertThat(desk.asks()).isEmpty();
        }

        @Test
        void doesNotTradeBeyondItsLimit() {
            desk.place(sell("2").at("100"));
            desk.place(sell("2").at("102"));

            assertThat(trades(desk.place(buy("4").at("101")))).containsExactly("2@100");
            assertThat(desk.bids()).containsExactly("2@101");
            assertThat(desk.asks()).containsExactly("2@102");
        }

        @Test
        void closesTheMakerThatTradedWhole() {
            OrderResult.Done maker = desk.place(sell("2").at("100"));
            OrderResult.Done taker = desk.place(buy("2").at("100"));

            assertThat(desk.now(maker).status()).isEqualTo(OrderStatus.FILLED);
            assertThat(desk.now(maker).remaining()).isZero();
            assertThat(desk.now(maker).reason()).isEmpty();
            assertThat(taker.order().status()).isEqualTo(OrderStatus.FILLED);
        }

        @Test
        void addsUpTheOrdersOfALevel() {
            desk.place(buy("2").at("100"));
            desk.place(buy("3").at("100"));
            desk.place(buy("4").at("99"));

            assertThat(desk.book.view(10).bids())
                    .containsExactly(new BookView.Level(100, 5, 2), new BookView.Level(99, 4, 1));
        }

        @Test
        void showsNoMoreLevelsThanAskedFor() {
            desk.place(buy("1").at("100"));
            desk.place(buy("1").at("99"));
            desk.place(buy("1").at("98"));

            assertThat(desk.book.view(2).bids()).hasSize(2);
            assertThat(desk.book.view(0).bids()).isEmpty();
        }

        @Test
        void keepsLevelsInOrderWhereverANewOneComes() {
            // More levels than a side starts with room for, coming in an order that hits front, middle and back.
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                desk.place(sell("1").at(Integer.toString(1_000 + i * 7 % 300)));
                expected.add("1@" + (1_000 + i));
            }

            assertThat(desk.book.view(300).asks().stream().map(level -> level.quantity() + "@" + level.price()))
                    .containsExactlyElementsOf(expected);
            assertThat(trades(desk.place(buy("300").at("2000")))).containsExactlyElementsOf(expected);
            assertThat(desk.asks()).isEmpty();
        }

        @Test
        void remembersThePriceOfTheLastTrade() {
            assertThat(desk.book.view(1).lastPrice()).isEqualTo(OptionalLong.empty());
            desk.place(sell("1").at("100"));
            desk.place(sell("1").at("101"));
            desk.place(buy("2").at("101"));

            assertThat(desk.book.view(1).lastPrice()).isEqualTo(OptionalLong.of(101));
        }

        @Test
        void sumsTheValueOfTradesWithoutOverflow() {
            // The largest order at the largest price, traded twice: 2 * 10^27 ticks times lots.
            desk.place(sell("1000000000000").at("999999999999999").by("one"));
            desk.place(sell("1000000000000").at("999999999999999").by("two"));
            OrderResult.Done buyer = desk.place(buy("1000000000000").at("999999999999999"));

            BigInteger value = new BigInteger("999999999999999").multiply(new BigInteger("1000000000000"));
            assertThat(buyer.order().filledValue()).isEqualTo(value);
            assertThat(desk.now(buyer).filledValue()).isEqualTo(value);
        }
    }

    @Nested
    class HowLongAnOrderLives {
        @Test
        void cancelsWhatAnIocOrderCouldNotTradeAtOnce() {
            desk.place(sell("2").at("100"));
            OrderResult.Done order = desk.place(buy("5").at("100").immediateOrCancel());

            assertThat(trades(order)).containsExactly("2@100");
            assertThat(order.order().status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(order.order().reason()).contains(CancelReason.IOC_REMAINDER);
            assertThat(order.order().filled()).isEqualTo(2);
            assertThat(order.order().remaining()).isZero();
            assertThat(order.order().cancelled()).isEqualTo(3);
            assertThat(desk.bids()).isEmpty();
        }

        @Test
        void acceptsAnIocOrderThatTradesNothing() {
            OrderResult.Done order = desk.place(buy("5").at("100").immediateOrCancel());

            assertThat(order.order().reason()).contains(CancelReason.IOC_REMAINDER);
            assertThat(order.order().cancelled()).isEqualTo(5);
        }

        @Test
        void fillsAnIocOrderThatMeetsEnough() {
            desk.place(sell("5").at("100"));

            assertThat(desk.place(buy("5").at("100").immediateOrCancel())
                            .order()
                            .status())
                    .isEqualTo(OrderStatus.FILLED);
        }

        @Test
        void tradesAFokOrderWholeAcrossLevels() {
            desk.place(sell("2").at("100"));
            desk.place(sell("2").at("101"));
            desk.place(sell("2").at("102"));

            OrderResult.Done order = desk.place(buy("5").at("102").fillOrKill());
            assertThat(trades(order)).containsExactly("2@100", "2@101", "1@102");
            assertThat(order.order().status()).isEqualTo(OrderStatus.FILLED);
        }

        @Test
        void killsAFokOrderThatWouldTradeInPartAndLeavesTheBookAlone() {
            OrderResult.Done maker = desk.place(sell("2").at("100"));
            desk.place(sell("5").at("102"));
            OrderState before = desk.now(maker);

            OrderResult.Done order = desk.place(buy("3").at("101").fillOrKill());
            assertThat(order.trades()).isEmpty();
            assertThat(order.order().status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(order.order().reason()).contains(CancelReason.FOK_NOT_FILLABLE);
            assertThat(order.order().cancelled()).isEqualTo(3);
            assertThat(desk.now(maker)).isEqualTo(before);
            assertThat(desk.asks()).containsExactly("2@100", "5@102");
            assertThat(desk.book.view(1).lastPrice()).isEmpty();
        }
    }

    @Nested
    class MarketOrders {
        @Test
        void tradesAtAnyPrice() {
            desk.place(sell("1").at("100"));
            desk.place(sell("1").at("999"));

            assertThat(trades(desk.place(buy("2")))).containsExactly("1@100", "1@999");
        }

        @Test
        void neverRests() {
            desk.place(sell("1").at("100"));
            OrderResult.Done order = desk.place(buy("3"));

            assertThat(order.order().status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(order.order().reason()).contains(CancelReason.NO_LIQUIDITY);
            assertThat(order.order().filled()).isEqualTo(1);
            assertThat(order.order().cancelled()).isEqualTo(2);
            assertThat(desk.bids()).isEmpty();
        }

        @Test
        void isAcceptedAndCancelledOnAnEmptyBook() {
            OrderResult.Done order = desk.place(sell("3"));

            assertThat(order.order().reason()).contains(CancelReason.NO_LIQUIDITY);
            assertThat(order.order().price()).isZero();
            assertThat(desk.asks()).isEmpty();
        }

        @Test
        void killsAFokMarketOrderThatMeetsTooLittle() {
            desk.place(sell("1").at("100"));
            OrderResult.Done order = desk.place(buy("2").fillOrKill());

            assertThat(order.trades()).isEmpty();
            assertThat(order.order().reason()).contains(CancelReason.FOK_NOT_FILLABLE);
            assertThat(desk.asks()).containsExactly("1@100");
        }

        @Test
        void hasNoPrice() {
            OrderRequest request = buy("1").at("100").submit().order();
            OrderRequest priced = new OrderRequest(
                    request.partnerId(),
                    request.clientOrderId(),
                    request.side(),
                    OrderType.MARKET,
                    request.timeInForce(),
                    request.price(),
                    request.quantity(),
                    SelfTradePrevention.CANCEL_TAKER);

            assertThat(desk.refusal(new BookCommand.SubmitOrder(priced))).isEqualTo(RejectionCode.PRICE_NOT_ALLOWED);
        }
    }

    @Nested
    class SelfTrade {
        @Test
        void endsTheIncomingOrderWhenItMeetsItsOwnPartner() {
            OrderResult.Done own = desk.place(sell("5").at("100").by("mill"));
            OrderResult.Done order = desk.place(buy("2").at("100"));

            assertThat(order.trades()).isEmpty();
            assertThat(order.order().status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(order.order().reason()).contains(CancelReason.SELF_TRADE_PREVENTED);
            assertThat(desk.now(own).remaining()).isEqualTo(5);
        }

        @Test
        void tradesWithThoseWhoStandBeforeItsOwn() {
            desk.place(sell("2").at("100"));
            desk.place(sell("5").at("101").by("mill"));
            desk.place(sell("5").at("101"));

            OrderResult.Done order = desk.place(buy("4").at("102"));
            assertThat(trades(order)).containsExactly("2@100");
            assertThat(order.order().cancelled()).isEqualTo(2);
            assertThat(desk.bids()).isEmpty();
        }

        @Test
        void doesNotMindAnOwnOrderThatItDoesNotReach() {
            desk.place(sell("2").at("100"));
            desk.place(sell("2").at("100").by("mill"));

            assertThat(desk.place(buy("2").at("100")).order().status()).isEqualTo(OrderStatus.FILLED);
        }

        @Test
        void doesNotMindAnOwnOrderBeyondItsLimit() {
            desk.place(sell("2").at("101").by("mill"));

            assertThat(desk.place(buy("2").at("100")).order().status()).isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void doesNotMindAnOwnOrderOnItsOwnSide() {
            desk.place(buy("2").at("100"));

            assertThat(desk.place(buy("2").at("100")).order().status()).isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void tradesNothingOfAFokOrderThatMeetsItsOwn() {
            desk.place(sell("2").at("100"));
            desk.place(sell("2").at("100").by("mill"));

            OrderResult.Done order = desk.place(buy("3").at("100").fillOrKill());
            assertThat(order.trades()).isEmpty();
            assertThat(order.order().reason()).contains(CancelReason.SELF_TRADE_PREVENTED);
            assertThat(desk.asks()).containsExactly("4@100");
        }

        @Test
        void tradesWithItselfWhereThatIsAllowed() {
            desk.place(sell("2").at("100").by("mill"));

            assertThat(trades(desk.place(buy("2").at("100").tradingWithItself())))
                    .containsExactly("2@100");
        }

        @Test
        void followsTheModeOfTheIncomingOrder() {
            desk.place(sell("2").at("100").by("mill").tradingWithItself());

            assertThat(desk.place(buy("2").at("100")).order().reason()).contains(CancelReason.SELF_TRADE_PREVENTED);
        }

        @Test
        void endsAnAmendedOrderThatMeetsItsOwnPartner() {
            desk.place(sell("2").at("102").by("mill"));
            OrderResult.Done order = desk.place(buy("2").at("100"));

            OrderResult.Done amended = desk.amendPrice(order, "102");
            assertThat(amended.order().reason()).contains(CancelReason.SELF_TRADE_PREVENTED);
            assertThat(desk.bids()).isEmpty();
            assertThat(desk.asks()).containsExactly("2@102");
        }
    }

    @Nested
    class Amendments {
        @Test
        void keepsPriorityWhenOnlyTheQuantityShrinks() {
            OrderResult.Done first = desk.place(sell("5").at("100"));
            desk.place(sell("5").at("100"));
            desk.amendQuantity(first, "3");

            assertThat(desk.asks()).containsExactly("8@100");
            assertThat(makers(desk.place(buy("3").at("100")))).containsExactly(id(first));
            assertThat(desk.now(first).status()).isEqualTo(OrderStatus.FILLED);
        }

        @Test
        void keepsPriorityWhenNothingChanges() {
            OrderResult.Done first = desk.place(sell("5").at("100"));
            desk.place(sell("5").at("100"));
            desk.execute(Desk.amendment(first, Optional.of("100.0"), Optional.of("5.00")));

            assertThat(makers(desk.place(buy("1").at("100")))).containsExactly(id(first));
        }

        @Test
        void losesPriorityWhenTheQuantityGrows() {
            OrderResult.Done first = desk.place(sell("5").at("100"));
            OrderResult.Done second = desk.place(sell("5").at("100"));
            desk.amendQuantity(first, "6");

            assertThat(desk.asks()).containsExactly("11@100");
            assertThat(makers(desk.place(buy("6").at("100")))).containsExactly(id(second), id(first));
        }

        @Test
        void losesPriorityWhenThePriceChangesEvenThereAndBack() {
            OrderResult.Done first = desk.place(sell("5").at("100"));
            OrderResult.Done second = desk.place(sell("5").at("100"));
            desk.amendPrice(first, "101");
            assertThat(desk.asks()).containsExactly("5@100", "5@101");
            desk.amendPrice(first, "100");

            assertThat(makers(desk.place(buy("6").at("100")))).containsExactly(id(second), id(first));
        }

        @Test
        void tradesWhenTheNewPriceMeetsTheOtherSide() {
            OrderResult.Done maker = desk.place(sell("3").at("102"));
            OrderResult.Done order = desk.place(buy("5").at("100"));

            OrderResult.Done amended = desk.amendPrice(order, "103");
            assertThat(trades(amended)).containsExactly("3@102");
            assertThat(makers(amended)).containsExactly(id(maker));
            assertThat(amended.trades().getFirst().takerOrderId()).isEqualTo(id(order));
            assertThat(amended.order().status()).isEqualTo(OrderStatus.PARTIALLY_FILLED);
            assertThat(desk.bids()).containsExactly("2@103");
        }

        @Test
        void countsTheQuantityInAllNotWhatIsOpen() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.place(buy("2").at("100"));
            OrderResult.Done amended = desk.amendQuantity(order, "4");

            assertThat(amended.order().filled()).isEqualTo(2);
            assertThat(amended.order().remaining()).isEqualTo(2);
            assertThat(desk.asks()).containsExactly("2@100");
        }

        @Test
        void fillsAnOrderThatIsAmendedToWhatHasTraded() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.place(buy("2").at("100"));
            OrderResult.Done amended = desk.amendQuantity(order, "2");

            assertThat(amended.order().status()).isEqualTo(OrderStatus.FILLED);
            assertThat(amended.order().cancelled()).isZero();
            assertThat(amended.order().reason()).isEmpty();
            assertThat(desk.asks()).isEmpty();
        }

        @Test
        void tradesNothingMoreWhenAmendedToWhatHasTradedAtAPriceThatCrosses() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.place(buy("2").at("100"));
            desk.place(buy("2").at("90"));
            OrderResult.Done amended =
                    Desk.done(desk.execute(Desk.amendment(order, Optional.of("80"), Optional.of("2"))));

            assertThat(amended.order().status()).isEqualTo(OrderStatus.FILLED);
            assertThat(amended.trades()).isEmpty();
            assertThat(desk.bids()).containsExactly("2@90");
        }

        @Test
        void refusesLessThanWhatHasTraded() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.place(buy("2").at("100"));

            assertThat(desk.refusal(Desk.amendment(order, Optional.empty(), Optional.of("1"))))
                    .isEqualTo(RejectionCode.QUANTITY_BELOW_FILLED);
            assertThat(desk.asks()).containsExactly("3@100");
        }

        @ParameterizedTest
        @CsvSource({
            "0,, PRICE_NOT_POSITIVE",
            "100.5,, PRICE_OFF_TICK",
            ",0, QUANTITY_NOT_POSITIVE",
            ",1.5, QUANTITY_OFF_LOT"
        })
        void refusesNumbersThatNoOrderMayHave(String price, String quantity, RejectionCode code) {
            OrderResult.Done order = desk.place(sell("5").at("100"));

            assertThat(desk.refusal(Desk.amendment(order, Optional.ofNullable(price), Optional.ofNullable(quantity))))
                    .isEqualTo(code);
        }

        @Test
        void refusesAnOrderThatIsClosed() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.cancel(order);

            assertThat(desk.refusal(Desk.amendment(order, Optional.of("101"), Optional.empty())))
                    .isEqualTo(RejectionCode.ORDER_CLOSED);
        }

        @Test
        void doesNotKnowAnotherPartnersOrder() {
            OrderResult.Done order = desk.place(sell("5").at("100"));

            assertThat(refusal(desk.executeFor("mill", Desk.amendment(order, Optional.of("101"), Optional.empty()))))
                    .isEqualTo(RejectionCode.ORDER_NOT_FOUND);
        }

        @Test
        void keepsTheIdAndTheNameOfTheOrder() {
            OrderResult.Done order = desk.place(sell("5").at("100").named("S-1"));
            desk.amendPrice(order, "101");

            assertThat(desk.now(order).price()).isEqualTo(101);
            assertThat(desk.refusal(sell("1").at("105").named("S-1").submit()))
                    .isEqualTo(RejectionCode.DUPLICATE_CLIENT_ORDER_ID);
        }

        @Test
        void tellsInTheEventWhetherThePriorityWasKept() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.amendQuantity(order, "4");
            assertThat(((OrderAmended) desk.records.getLast().event()).keptPriority())
                    .isTrue();
            desk.amendQuantity(order, "5");
            assertThat(((OrderAmended) desk.records.getLast().event()).keptPriority())
                    .isFalse();
        }
    }

    @Nested
    class Cancellations {
        @Test
        void takesTheOrderOffTheBook() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            OrderResult.Done cancelled = desk.cancel(order);

            assertThat(cancelled.order().status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(cancelled.order().reason()).contains(CancelReason.REQUESTED);
            assertThat(cancelled.order().cancelled()).isEqualTo(5);
            assertThat(desk.asks()).isEmpty();
        }

        @Test
        void cancelsOnlyWhatHasNotTraded() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.place(buy("2").at("100"));
            OrderResult.Done cancelled = desk.cancel(order);

            assertThat(cancelled.order().filled()).isEqualTo(2);
            assertThat(cancelled.order().cancelled()).isEqualTo(3);
            assertThat(((OrderCancelled) desk.records.getLast().event()).quantity())
                    .isEqualTo(3);
        }

        @Test
        void leavesTheOthersOfTheLevelInTheirOrder() {
            OrderResult.Done first = desk.place(sell("1").at("100"));
            OrderResult.Done middle = desk.place(sell("1").at("100"));
            OrderResult.Done last = desk.place(sell("1").at("100"));
            desk.cancel(middle);

            assertThat(makers(desk.place(buy("2").at("100")))).containsExactly(id(first), id(last));
        }

        @Test
        void doesNotKnowAnOrderThatNeverWas() {
            assertThat(desk.refusal(new CancelOrder(4711))).isEqualTo(RejectionCode.ORDER_NOT_FOUND);
        }

        @Test
        void refusesAnOrderThatIsCancelled() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.cancel(order);

            assertThat(desk.refusal(new CancelOrder(id(order)))).isEqualTo(RejectionCode.ORDER_CLOSED);
        }

        @Test
        void refusesAnOrderThatHasTradedWhole() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.place(buy("5").at("100"));

            assertThat(desk.refusal(new CancelOrder(id(order)))).isEqualTo(RejectionCode.ORDER_CLOSED);
        }

        @Test
        void doesNotKnowAnotherPartnersOrder() {
            OrderResult.Done order = desk.place(sell("5").at("100"));

            assertThat(refusal(desk.executeFor("mill", new CancelOrder(id(order)))))
                    .isEqualTo(RejectionCode.ORDER_NOT_FOUND);
            assertThat(desk.asks()).containsExactly("5@100");
        }

        @Test
        void letsStaffCancelForAPartner() {
            OrderResult.Done order = desk.place(sell("5").at("100"));

            assertThat(desk.execute(new CancelOrder(id(order)))).isInstanceOf(Decision.Accept.class);
        }

        @Test
        void findsAnOrderByTheNameThatItsPartnerGaveIt() {
            OrderResult.Done order = desk.place(sell("5").at("100").named("S-1"));
            desk.execute(new CancelByClientOrderId("gin", "S-1"));

            assertThat(desk.now(order).status()).isEqualTo(OrderStatus.CANCELLED);
        }

        @Test
        void doesNotFindAClosedOrderByItsName() {
            desk.cancel(desk.place(sell("5").at("100").named("S-1")));

            assertThat(desk.refusal(new CancelByClientOrderId("gin", "S-1"))).isEqualTo(RejectionCode.ORDER_NOT_FOUND);
        }

        @Test
        void doesNotFindTheNameThatAnotherPartnerGave() {
            desk.place(sell("5").at("100").named("S-1"));

            assertThat(desk.refusal(new CancelByClientOrderId("mill", "S-1"))).isEqualTo(RejectionCode.ORDER_NOT_FOUND);
        }

        @Test
        void cancelsAllOrdersOfAPartnerInTheOrderOfTheirArrival() {
            OrderResult.Done first = desk.place(sell("1").at("105"));
            OrderResult.Done second = desk.place(buy("1").at("90").by("gin"));
            OrderResult.Done third = desk.place(sell("1").at("101"));
            OrderResult.Done other = desk.place(buy("1").at("91"));
            Decision.Accept decision = (Decision.Accept) desk.execute(new CancelOrders("gin", Optional.empty()));

            assertThat(((OrdersCancelled) decision.event().event()).orderIds())
                    .containsExactly(id(first), id(second), id(third));
            assertThat(desk.now(first).reason()).contains(CancelReason.REQUESTED);
            assertThat(desk.now(other).status()).isEqualTo(OrderStatus.OPEN);
            assertThat(desk.asks()).isEmpty();
            assertThat(desk.bids()).containsExactly("1@91");
        }

        @Test
        void cancelsTheOrdersOfOneSide() {
            desk.place(sell("1").at("105"));
            desk.place(buy("1").at("90").by("gin"));
            desk.execute(new CancelOrders("gin", Optional.of(Side.BUY)));

            assertThat(desk.bids()).isEmpty();
            assertThat(desk.asks()).containsExactly("1@105");
        }

        @Test
        void cancelsThoseThatWerePlacedBeforeATime() {
            OrderResult.Done first = desk.place(buy("1").at("90").by("gin"));
            long bound = desk.at;
            OrderResult.Done second = desk.place(buy("2").at("91").by("gin"));
            OrderResult.Done third = desk.place(sell("3").at("99").by("gin"));
            CancelOrders older = new CancelOrders("gin", Optional.empty(), OptionalLong.of(bound));
            Decision.Accept decision = (Decision.Accept) desk.execute(older);

            assertThat(((OrdersCancelled) decision.event().event()).orderIds()).containsExactly(id(first));
            assertThat(desk.now(second).status()).isEqualTo(OrderStatus.OPEN);
            assertThat(desk.now(third).status()).isEqualTo(OrderStatus.OPEN);
            assertThat(desk.execute(older)).isEqualTo(new Decision.Unchanged());
        }

        @Test
        void cancelsAnOrderThatWasPlacedBeforeAlsoWhenItWasChangedLater() {
            OrderResult.Done order = desk.place(buy("2").at("90").by("gin"));
            long bound = desk.at;
            desk.amendPrice(order, "91");
            desk.execute(new CancelOrders("gin", Optional.empty(), OptionalLong.of(bound)));

            assertThat(desk.now(order).status()).isEqualTo(OrderStatus.CANCELLED);
        }

        @Test
        void knowsWhenAnOrderWasPlacedByTheBooksTimeWhichDoesNotGoBack() {
            desk.place(buy("1").at("90").by("mill"));
            long ahead = desk.now(desk.place(buy("1").at("91").by("mill"))).createdAt();
            desk.at -= 1_000_000;
            OrderResult.Done order = desk.place(buy("2").at("92").by("gin"));

            assertThat(desk.execute(new CancelOrders("gin", Optional.empty(), OptionalLong.of(ahead))))
                    .isEqualTo(new Decision.Unchanged());
            desk.execute(new CancelOrders("gin", Optional.empty(), OptionalLong.of(ahead + 1)));
            assertThat(desk.now(order).status()).isEqualTo(OrderStatus.CANCELLED);
        }

        @Test
        void recordsNothingWhenThereIsNothingToCancel() {
            long sequence = desk.book.sequence();

            assertThat(desk.execute(new CancelOrders("gin", Optional.empty()))).isEqualTo(new Decision.Unchanged());
            assertThat(desk.book.sequence()).isEqualTo(sequence);
        }
    }

    @Nested
    class ClientOrderIds {
        @Test
        void refusesANameThatAnOpenOrderOfThePartnerHas() {
            desk.place(sell("5").at("100").named("S-1"));

            assertThat(desk.refusal(sell("5").at("100").named("S-1").submit()))
                    .isEqualTo(RejectionCode.DUPLICATE_CLIENT_ORDER_ID);
            assertThat(desk.asks()).containsExactly("5@100");
        }

        @Test
        void refusesTheNameEvenForAnOrderThatWouldNotRest() {
            desk.place(sell("5").at("100").named("S-1"));

            assertThat(desk.refusal(sell("5").named("S-1").submit()))
                    .isEqualTo(RejectionCode.DUPLICATE_CLIENT_ORDER_ID);
        }

        @Test
        void letsTwoPartnersUseTheSameName() {
            desk.place(sell("5").at("100").named("1"));

            assertThat(desk.place(buy("5").at("99").named("1")).order().status())
                    .isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void freesTheNameWhenTheOrderIsCancelled() {
            desk.cancel(desk.place(sell("5").at("100").named("S-1")));

            assertThat(desk.place(sell("5").at("100").named("S-1")).order().status())
                    .isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void freesTheNameWhenTheOrderHasTradedWhole() {
            desk.place(sell("5").at("100").named("S-1"));
            desk.place(buy("5").at("100"));

            assertThat(desk.place(sell("5").at("100").named("S-1")).order().status())
                    .isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void doesNotKeepTheNameOfAnOrderThatEndedOnArrival() {
            desk.place(sell("5").at("100").named("S-1").immediateOrCancel());

            assertThat(desk.place(sell("5").at("100").named("S-1")).order().status())
                    .isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void doesNotMindAnyNumberOfOrdersWithoutAName() {
            desk.place(sell("5").at("100"));
            desk.place(sell("5").at("100"));

            assertThat(desk.asks()).containsExactly("10@100");
        }
    }

    @Nested
    class Batches {
        @Test
        void doesEachInstructionInOrderAndSeesTheOnesBefore() {
            Decision.Accept decision = (Decision.Accept) desk.execute(new ExecuteBatch(List.of(
                    sell("5").at("100").named("S-1").submit(),
                    buy("2").at("100").submit(),
                    new CancelByClientOrderId("gin", "S-1"))));

            assertThat(decision.results()).hasSize(3);
            assertThat(trades((OrderResult.Done) decision.results().get(1))).containsExactly("2@100");
            assertThat(((OrderResult.Done) decision.results().get(2)).order().cancelled())
                    .isEqualTo(3);
            assertThat(desk.asks()).isEmpty();
        }

        @Test
        void tellsOfAnOrderAsItWasOnArrivalWhateverTheNextInstructionsDidToIt() {
            Decision.Accept decision = (Decision.Accept) desk.execute(new ExecuteBatch(
                    List.of(sell("5").at("100").submit(), buy("5").at("100").submit())));

            assertThat(((OrderResult.Done) decision.results().getFirst())
                            .order()
                            .status())
                    .isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void isOneEventWithAllItsEffects() {
            desk.execute(new ExecuteBatch(
                    List.of(sell("5").at("100").submit(), buy("2").at("100").submit())));

            assertThat(desk.records).hasSize(2);
            BatchExecuted event = (BatchExecuted) desk.records.getLast().event();
            assertThat(event.outcomes()).hasSize(2);
            assertThat(event.sequence()).isEqualTo(desk.book.sequence()).isEqualTo(3);
        }

        @Test
        void doesNotStopAtARefusedInstruction() {
            Decision.Accept decision = (Decision.Accept) desk.execute(new ExecuteBatch(List.of(
                    sell("1.5").at("100").submit(),
                    new CancelByClientOrderId("gin", "unknown"),
                    sell("5").at("100").submit())));

            assertThat(decision.results().get(0)).isInstanceOf(OrderResult.Refused.class);
            assertThat(decision.results().get(1)).isInstanceOf(OrderResult.Refused.class);
            assertThat(desk.asks()).containsExactly("5@100");
            assertThat(desk.book.sequence()).isEqualTo(2);
        }

        @Test
        void isRefusedWhenNothingOfItCanBeDone() {
            String before = desk.hash();
            Decision decision = desk.execute(new ExecuteBatch(
                    List.of(sell("1.5").at("100").submit(), sell("1").at("0").submit())));

            assertThat(((Decision.RejectAll) decision).rejections())
                    .extracting(Rejection::code)
                    .containsExactly(RejectionCode.QUANTITY_OFF_LOT, RejectionCode.PRICE_NOT_POSITIVE);
            assertThat(desk.hash()).isEqualTo(before);
        }

        @Test
        void bindsEveryInstructionToThePartnerOfTheUser() {
            Decision.Accept decision = (Decision.Accept) desk.executeFor(
                    "gin",
                    new ExecuteBatch(List.of(
                            sell("5").at("100").submit(), buy("5").at("99").submit())));

            assertThat(decision.results().get(1)).isInstanceOf(OrderResult.Refused.class);
            assertThat(desk.bids()).isEmpty();
        }
    }

    @Nested
    class ForWhom {
        @Test
        void takesNoOrderInAnotherPartnersName() {
            assertThat(refusal(desk.executeFor("gin", buy("5").at("100").submit())))
                    .isEqualTo(RejectionCode.PARTNER_NOT_FOUND);
            assertThat(desk.bids()).isEmpty();
        }

        @Test
        void cancelsNoNamedOrderOfAnotherPartner() {
            desk.place(buy("5").at("100").named("B-1"));

            assertThat(refusal(desk.executeFor("gin", new CancelByClientOrderId("mill", "B-1"))))
                    .isEqualTo(RejectionCode.PARTNER_NOT_FOUND);
            assertThat(desk.bids()).containsExactly("5@100");
        }

        @Test
        void cancelsNotAllOrdersOfAnotherPartner() {
            desk.place(buy("5").at("100"));

            assertThat(refusal(desk.executeFor("gin", new CancelOrders("mill", Optional.empty()))))
                    .isEqualTo(RejectionCode.PARTNER_NOT_FOUND);
            assertThat(desk.bids()).containsExactly("5@100");
        }

        @Test
        void doesWhatAPartnerAsksForItself() {
            assertThat(desk.executeFor("mill", buy("5").at("100").named("B-1").submit()))
                    .isInstanceOf(Decision.Accept.class);
            assertThat(desk.executeFor("mill", new CancelByClientOrderId("mill", "B-1")))
                    .isInstanceOf(Decision.Accept.class);
        }
    }

    @Nested
    class RepeatedRequests {
        @Test
        void answersARepeatedKeyWithWhatWasRecordedAndDoesNothing() {
            Decision.Accept first =
                    (Decision.Accept) desk.executeWithKey(sell("5").at("100").submit(), "k", "body");
            String before = desk.hash();
            Decision second = desk.executeWithKey(sell("5").at("100").submit(), "k", "body");

            assertThat(second).isEqualTo(new Decision.Repeat(first.event(), first.results()));
            assertThat(desk.hash()).isEqualTo(before);
        }

        @Test
        void repeatsTheFirstAnswerEvenWhenTheOrderHasChangedSince() {
            Decision.Accept first =
                    (Decision.Accept) desk.executeWithKey(sell("5").at("100").submit(), "k", "body");
            desk.place(buy("5").at("100"));
            Decision.Repeat again =
                    (Decision.Repeat) desk.executeWithKey(sell("5").at("100").submit(), "k", "body");

            assertThat(again.results()).isEqualTo(first.results());
        }

        @Test
        void repeatsABatchWithItsRefusals() {
            ExecuteBatch batch = new ExecuteBatch(
                    List.of(sell("5").at("100").submit(), sell("1.5").at("100").submit()));
            Decision.Accept first = (Decision.Accept) desk.executeWithKey(batch, "k", "body");

            assertThat(desk.executeWithKey(batch, "k", "body"))
                    .isEqualTo(new Decision.Repeat(first.event(), first.results()));
        }

        @Test
        void answersAPartnerThatIsBarredSinceAsBeforeAndNothingNew() {
            SubmitOrder order = sell("5").at("100").submit();
            SubmitOrder barred = new SubmitOrder(order.order(), Optional.of("the partner is suspended"));
            Decision.Accept first = (Decision.Accept) desk.executeWithKey(order, "k", "body");

            assertThat(desk.executeWithKey(barred, "k", "body"))
                    .isEqualTo(new Decision.Repeat(first.event(), first.results()));
            assertThat(desk.executeWithKey(barred, "another", "body"))
                    .isEqualTo(new Decision.Reject(
                            new Rejection(RejectionCode.CAPABILITY_MISSING, "partner_id", "the partner is suspended")));
        }

        @Test
        void refusesAKeyThatIsUsedForAnotherBody() {
            desk.executeWithKey(sell("5").at("100").submit(), "k", "body");

            assertThat(refusal(desk.executeWithKey(sell("6").at("100").submit(), "k", "other body")))
                    .isEqualTo(RejectionCode.IDEMPOTENCY_KEY_REUSED);
            assertThat(desk.asks()).containsExactly("5@100");
        }

        @Test
        void doesNotRememberTheKeyOfARefusedRequest() {
            desk.executeWithKey(sell("1.5").at("100").submit(), "k", "body");

            assertThat(desk.executeWithKey(sell("1").at("100").submit(), "k", "corrected body"))
                    .isInstanceOf(Decision.Accept.class);
        }

        @Test
        void keepsTheKeysOfUsersAndOperationsApart() {
            desk.executeWithKey(sell("5").at("100").submit(), "k", "body");
            CommandContext otherUser = new CommandContext(
                    desk.at, Actor.staff("bela"), "request-2", Optional.of(new Idempotency("POST /orders", "k", "x")));
            CommandContext otherOperation =
                    desk.context(Optional.empty(), Optional.of(new Idempotency("POST /orders/batch", "k", "y")));

            assertThat(desk.execute(sell("5").at("100").submit(), otherUser)).isInstanceOf(Decision.Accept.class);
            assertThat(desk.execute(sell("5").at("100").submit(), otherOperation))
                    .isInstanceOf(Decision.Accept.class);
            assertThat(desk.asks()).containsExactly("15@100");
        }
    }

    @Nested
    class Instruments {
        @Test
        void refusesEveryOrderUntilTheBookIsOpened() {
            Desk unopened = Desk.unopened();

            assertThat(unopened.refusal(sell("5").at("100").submit())).isEqualTo(RejectionCode.UNKNOWN_INSTRUMENT);
            assertThat(unopened.refusal(new CancelOrder(1))).isEqualTo(RejectionCode.UNKNOWN_INSTRUMENT);
            assertThat(unopened.refusal(new CancelOrders("gin", Optional.empty())))
                    .isEqualTo(RejectionCode.UNKNOWN_INSTRUMENT);
            assertThat(unopened.execute(
                            new ExecuteBatch(List.of(sell("5").at("100").submit()))))
                    .isInstanceOf(Decision.RejectAll.class);
            assertThat(unopened.book.view(1)).isEqualTo(BookView.EMPTY);
        }

        @Test
        void recordsNothingWhenTheDefinitionIsTheSame() {
            assertThat(desk.execute(new DefineInstrument(Desk.COTTON))).isEqualTo(new Decision.Unchanged());
        }

        @Test
        void refusesADefinitionThatCannotBe() {
            Decision decision = desk.execute(new DefineInstrument(Desk.cotton("0", "1")));

            assertThat(((Decision.Reject) decision).rejection().code()).isEqualTo(RejectionCode.INVALID_INSTRUMENT);
            assertThat(((Decision.Reject) decision).rejection().field()).isEqualTo("tick_size");
        }

        @Test
        void mayChangeItsGridsUntilTheFirstOrder() {
            desk.execute(new DefineInstrument(Desk.cotton("0.5", "10")));

            assertThat(desk.place(sell("10").at("100.5")).order().price()).isEqualTo(201);
        }

        @Test
        void fixesItsGridsWithTheFirstOrderEvenWhenThatIsGone() {
            desk.cancel(desk.place(sell("5").at("100")));

            assertThat(desk.refusal(new DefineInstrument(Desk.cotton("0.5", "1"))))
                    .isEqualTo(RejectionCode.INSTRUMENT_IN_USE);
        }

        @Test
        void mayWriteTheSameGridWithMoreDecimals() {
            desk.place(sell("5").at("100"));

            assertThat(desk.execute(new DefineInstrument(Desk.cotton("1.00", "1"))))
                    .isInstanceOf(Decision.Accept.class);
            assertThat(desk.asks()).containsExactly("5@100");
        }

        @Test
        void appliesNewBoundsToNewOrdersOnly() {
            OrderResult.Done small = desk.place(sell("1").at("100"));
            desk.execute(new DefineInstrument(bounded("5", "50")));

            assertThat(desk.refusal(sell("4").at("100").submit())).isEqualTo(RejectionCode.QUANTITY_BELOW_MINIMUM);
            assertThat(desk.refusal(sell("51").at("100").submit())).isEqualTo(RejectionCode.QUANTITY_ABOVE_MAXIMUM);
            assertThat(desk.place(sell("5").at("100")).order().quantity()).isEqualTo(5);
            assertThat(desk.amendPrice(small, "101").order().quantity()).isEqualTo(1);
        }

        private Instrument bounded(String least, String most) {
            return new Instrument(
                    Desk.COTTON.symbol(),
                    Desk.COTTON.name(),
                    Desk.COTTON.commodityId(),
                    Desk.COTTON.currency(),
                    Desk.COTTON.quantityUnit(),
                    Desk.COTTON.priceUnit(),
                    Desk.COTTON.tickSize(),
                    Desk.COTTON.lotSize(),
                    Optional.of(decimal(least)),
                    Optional.of(decimal(most)),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    @Nested
    class NumbersOfAnOrder {
        @ParameterizedTest
        @CsvSource({
            "5, 0, PRICE_NOT_POSITIVE, price",
            "5, 0.00, PRICE_NOT_POSITIVE, price",
            "5, 100.5, PRICE_OFF_TICK, price",
            "0, 100, QUANTITY_NOT_POSITIVE, quantity",
            "0.5, 100, QUANTITY_OFF_LOT, quantity",
            "1000000000001, 100, QUANTITY_OUT_OF_RANGE, quantity"
        })
        void refusesWhatIsNotOnTheGrids(String quantity, String price, RejectionCode code, String field) {
            String before = desk.hash();
            Decision decision = desk.execute(sell(quantity).at(price).submit());

            Rejection rejection = ((Decision.Reject) decision).rejection();
            assertThat(rejection.code()).isEqualTo(code);
            assertThat(rejection.field()).isEqualTo(field);
            assertThat(desk.hash()).isEqualTo(before);
        }

        @Test
        void refusesAPriceOfTooManyTicks() {
            Desk fine = Desk.open(Desk.cotton("0.01", "1"), Desk.LIMITS);

            assertThat(fine.refusal(sell("1").at("10000000000000.01").submit()))
                    .isEqualTo(RejectionCode.PRICE_OUT_OF_RANGE);
            assertThat(fine.place(sell("1").at("10000000000000.00")).order().price())
                    .isEqualTo(Instrument.MAX_TICKS);
        }

        @Test
        void needsAPriceForALimitOrder() {
            OrderRequest request = buy("1").submit().order();
            OrderRequest unpriced = new OrderRequest(
                    request.partnerId(),
                    request.clientOrderId(),
                    request.side(),
                    OrderType.LIMIT,
                    request.timeInForce(),
                    Optional.empty(),
                    request.quantity(),
                    SelfTradePrevention.CANCEL_TAKER);

            assertThat(desk.refusal(new BookCommand.SubmitOrder(unpriced))).isEqualTo(RejectionCode.PRICE_REQUIRED);
        }

        @Test
        void readsTrailingZerosAsWhatTheyAre() {
            assertThat(desk.place(sell("5.0").at("100.00")).order().quantity()).isEqualTo(5);
        }
    }

    @Nested
    class Room {
        @Test
        void refusesAnOrderThatWouldRestOnAFullBook() {
            Desk full = Desk.open(Desk.COTTON, new BookLimits(2, 2, 10, Duration.ofHours(1), 10));
            full.place(sell("1").at("100").by("one"));
            full.place(sell("1").at("100").by("two"));

            assertThat(full.refusal(sell("1").at("100").submit())).isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
            assertThat(full.place(buy("2").at("100")).order().status()).isEqualTo(OrderStatus.FILLED);
            assertThat(full.place(sell("1").at("100")).order().status()).isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void refusesAPartnerThatHasTooManyOrders() {
            Desk full = Desk.open(Desk.COTTON, new BookLimits(10, 1, 10, Duration.ofHours(1), 10));
            full.place(sell("1").at("100").by("one"));

            assertThat(full.refusal(sell("1").at("100").by("one").submit()))
                    .isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
            assertThat(full.place(sell("1").at("100").by("two")).order().status())
                    .isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void takesAnOrderThatDoesNotRestEvenWhenFull() {
            Desk full = Desk.open(Desk.COTTON, new BookLimits(1, 1, 10, Duration.ofHours(1), 10));
            full.place(sell("1").at("100"));

            assertThat(full.place(sell("1").at("100").immediateOrCancel())
                            .order()
                            .reason())
                    .contains(CancelReason.IOC_REMAINDER);
        }

        @Test
        void hasLimitsThatMakeSense() {
            assertThatIllegalArgumentException().isThrownBy(() -> new BookLimits(0, 1, 1, Duration.ZERO, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new BookLimits(1, 0, 1, Duration.ZERO, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new BookLimits(1, 1, -1, Duration.ZERO, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new BookLimits(1, 1, 1, Duration.ofNanos(-1), 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new BookLimits(1, 1, 1, Duration.ZERO, -1));
        }

        @Test
        void showsOnlyTheLastTradesNewestFirst() {
            Desk small = Desk.open(Desk.COTTON, new BookLimits(10, 10, 10, Duration.ofHours(1), 2));
            small.place(sell("1").at("100"));
            small.place(sell("1").at("101"));
            small.place(sell("1").at("102"));
            small.place(buy("3").at("102"));

            assertThat(small.book.view(1).trades()).extracting(Trade::price).containsExactly(102L, 101L);
            assertThat(small.book.view(1).trades()).extracting(Trade::sequence).containsExactly(3L, 2L);
        }
    }

    @Nested
    class IdsAndTimes {
        @Test
        void givesIdsThatRiseWithTime() {
            OrderResult.Done first = desk.place(sell("1").at("100"));
            OrderResult.Done second = desk.place(sell("1").at("100"));
            desk.at += Duration.ofDays(1).toNanos() / 1_000;
            OrderResult.Done third = desk.place(sell("1").at("100"));

            assertThat(List.of(id(first), id(second), id(third))).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void keepsIdsRisingWhenTheClockGoesBack() {
            OrderResult.Done first = desk.place(sell("1").at("100"));
            desk.at -= 60_000_000;
            OrderResult.Done second = desk.place(sell("1").at("100"));

            assertThat(id(second)).isGreaterThan(id(first));
            assertThat(second.order().createdAt()).isEqualTo(first.order().createdAt());
        }

        @Test
        void givesTradesTheIdsThatFollowTheirOrder() {
            desk.place(sell("1").at("100"));
            desk.place(sell("1").at("100"));
            OrderResult.Done order = desk.place(buy("3").at("100"));
            desk.at -= 1_000;
            OrderResult.Done next = desk.place(sell("1").at("105"));

            assertThat(order.trades()).extracting(Trade::id).containsExactly(id(order) + 1, id(order) + 2);
            assertThat(id(next)).isGreaterThan(id(order) + 2);
        }

        @Test
        void keepsIdsApartWhenOneOrderMakesMoreTradesThanAMicrosecondHasIds() {
            Desk wide = Desk.open(Desk.COTTON, new BookLimits(5_000, 5_000, 10, Duration.ofHours(1), 1));
            for (int i = 0; i < 3_000; i++) {
                wide.place(sell("1").at("100"));
            }
            OrderResult.Done sweep = wide.place(buy("3000").at("100"));
            wide.at -= 1_000;
            OrderResult.Done next = wide.place(buy("1").at("90"));

            assertThat(sweep.trades()).hasSize(3_000);
            assertThat(id(next)).isGreaterThan(sweep.trades().getLast().id());
        }

        @Test
        void countsTradesWithoutAGap() {
            desk.place(sell("1").at("100"));
            desk.place(sell("1").at("100"));
            desk.place(buy("2").at("100"));
            desk.place(sell("1").at("100"));
            OrderResult.Done last = desk.place(buy("1").at("100"));

            assertThat(last.trades().getFirst().sequence()).isEqualTo(3);
        }

        @Test
        void tellsWhenAnOrderCameAndWhenItLastChanged() {
            OrderResult.Done maker = desk.place(sell("2").at("100"));
            long cameAt = maker.order().createdAt();
            OrderResult.Done taker = desk.place(buy("1").at("100"));

            assertThat(desk.now(maker).createdAt()).isEqualTo(cameAt);
            assertThat(desk.now(maker).updatedAt()).isEqualTo(taker.order().createdAt());
            assertThat(desk.now(maker).sequence()).isEqualTo(desk.book.sequence());
        }
    }

    @Nested
    class Recovery {
        private void aFewEvents() {
            desk.place(sell("5").at("100").named("S-1"));
            OrderResult.Done second = desk.place(sell("5").at("101"));
            desk.place(buy("7").at("101"));
            desk.amendPrice(second, "102");
            desk.execute(new ExecuteBatch(List.of(
                    buy("1").at("90").submit(),
                    buy("1.5").at("90").submit(),
                    sell("1").at("90").submit())));
            desk.executeWithKey(buy("2").at("95").submit(), "k", "body");
            desk.execute(new CancelOrders("gin", Optional.empty()));
        }

        @Test
        void isTheSameAfterAReplay() {
            aFewEvents();

            assertThat(StateHash.of(desk.replay(desk.records).snapshot())).isEqualTo(desk.hash());
        }

        @Test
        void isTheSameAfterARestore() {
            aFewEvents();
            OrderBook restored = new OrderBook(desk.limits, desk.book.snapshot());

            assertThat(StateHash.of(restored.snapshot())).isEqualTo(desk.hash());
            assertThat(restored.view(10)).isEqualTo(desk.book.view(10));
        }

        @Test
        void passesOverEventsThatItHasSeen() {
            aFewEvents();
            String before = desk.hash();
            desk.records.forEach(desk.book::apply);

            assertThat(desk.hash()).isEqualTo(before);
        }

        @Test
        void hasAnotherHashWhenTwoOrdersChangePlaces() {
            Desk other = Desk.open();
            desk.place(sell("1").at("100").by("one"));
            desk.place(sell("1").at("100").by("two"));
            other.place(sell("1").at("100").by("two"));
            other.place(sell("1").at("100").by("one"));

            assertThat(desk.hash()).isNotEqualTo(other.hash());
        }

        @Test
        void refusesARecordWithAGapBeforeIt() {
            aFewEvents();
            OrderBook late = desk.replay(desk.records.subList(0, 2));

            assertThatIllegalStateException().isThrownBy(() -> late.apply(desk.records.get(3)));
        }

        @Test
        void refusesAFillThatIsLargerThanItsMaker() {
            refusesFills(new Fill(makerId(), 100, 6));
        }

        @Test
        void refusesAFillThatIsLargerThanItsTaker() {
            refusesFills(new Fill(makerId(), 100, 4));
        }

        @Test
        void refusesAFillAtAnotherPriceThanTheMakers() {
            refusesFills(new Fill(makerId(), 101, 3));
        }

        @Test
        void refusesAFillOfAnOrderThatDoesNotRest() {
            refusesFills(new Fill(4711, 100, 3));
        }

        private long makerId() {
            return id(desk.place(sell("5").at("100")));
        }

        private void refusesFills(Fill fill) {
            desk.place(buy("3").at("100"));
            OrderExecuted good = (OrderExecuted) desk.records.getLast().event();
            OrderExecuted bad = new OrderExecuted(
                    good.sequence(),
                    good.order(),
                    good.firstTradeSequence(),
                    List.of(fill),
                    good.status(),
                    good.reason());

            refuses(bad);
        }

        @Test
        void refusesTradesThatAreCountedWrongly() {
            desk.place(sell("5").at("100"));
            desk.place(buy("3").at("100"));
            OrderExecuted good = (OrderExecuted) desk.records.getLast().event();

            refuses(new OrderExecuted(good.sequence(), good.order(), 2, good.fills(), good.status(), good.reason()));
        }

        @Test
        void refusesTheCancellationOfAnOrderThatDoesNotRest() {
            desk.cancel(desk.place(sell("5").at("100")));

            refuses(new OrderCancelled(desk.book.sequence(), 4711, 5, CancelReason.REQUESTED));
        }

        @Test
        void refusesACancelledOrderWithoutAReason() {
            desk.place(sell("5").at("100").immediateOrCancel());
            OrderExecuted good = (OrderExecuted) desk.records.getLast().event();

            refuses(new OrderExecuted(
                    good.sequence(),
                    good.order(),
                    good.firstTradeSequence(),
                    good.fills(),
                    OrderStatus.CANCELLED,
                    Optional.empty()));
        }

        @Test
        void refusesABatchThatDoesNotEndWhereItSays() {
            desk.execute(new ExecuteBatch(List.of(sell("5").at("100").submit())));
            BatchExecuted good = (BatchExecuted) desk.records.getLast().event();

            refuses(new BatchExecuted(good.sequence() + 1, good.outcomes()));
        }

        @Test
        void refusesAFilledOrderThatHasNotTradedWhole() {
            desk.place(sell("5").at("100"));
            OrderExecuted good = (OrderExecuted) desk.records.getLast().event();

            refuses(new OrderExecuted(
                    good.sequence(),
                    good.order(),
                    good.firstTradeSequence(),
                    List.of(),
                    OrderStatus.FILLED,
                    Optional.empty()));
        }

        @Test
        void refusesAnOpenOrderThatHasTradedWhole() {
            desk.place(sell("5").at("100"));
            desk.place(buy("5").at("100"));
            OrderExecuted good = (OrderExecuted) desk.records.getLast().event();

            refuses(new OrderExecuted(
                    good.sequence(),
                    good.order(),
                    good.firstTradeSequence(),
                    good.fills(),
                    OrderStatus.PARTIALLY_FILLED,
                    Optional.empty()));
        }

        @Test
        void refusesTheSameOrderIdTwice() {
            desk.place(sell("5").at("100"));
            OrderExecuted first = (OrderExecuted) desk.records.getLast().event();
            desk.place(sell("5").at("100"));
            OrderExecuted second = (OrderExecuted) desk.records.getLast().event();

            refuses(new OrderExecuted(
                    second.sequence(),
                    first.order(),
                    second.firstTradeSequence(),
                    second.fills(),
                    second.status(),
                    second.reason()));
        }

        @Test
        void refusesTheCancellationOfAnotherQuantityThanWhatWasOpen() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.cancel(order);

            refuses(new OrderCancelled(desk.book.sequence(), id(order), 4, CancelReason.REQUESTED));
        }

        @Test
        void refusesAnAmendmentThatKeepsPriorityAtAnotherPrice() {
            OrderResult.Done order = desk.place(sell("5").at("100"));
            desk.amendPrice(order, "101");
            OrderAmended good = (OrderAmended) desk.records.getLast().event();

            refuses(new OrderAmended(
                    good.sequence(),
                    good.id(),
                    good.orderId(),
                    good.price(),
                    good.quantity(),
                    true,
                    good.firstTradeSequence(),
                    good.fills(),
                    good.status(),
                    good.reason()));
        }

        /** Replaces the last event by this one. */
        private void refuses(BookEvent damaged) {
            RecordedEvent last = desk.records.getLast();
            OrderBook before = desk.replay(desk.records.subList(0, desk.records.size() - 1));

            assertThatIllegalStateException()
                    .isThrownBy(() -> before.apply(new RecordedEvent(
                            last.at(), last.actor(), last.correlationId(), last.idempotency(), damaged)));
        }
    }
}
