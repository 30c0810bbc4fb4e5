package io.mandi.engine.book;

import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.TradingRules;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an instrument says about its orders, and what an order asks for beyond price and quantity. */
class OrderConditionsTest {
    private static Instrument cotton(Optional<String> bandPercent, Optional<String> reference, TradingRules rules) {
        return new Instrument(
                Desk.COTTON.symbol(),
                Desk.COTTON.name(),
                Desk.COTTON.commodityId(),
                Desk.COTTON.currency(),
                Desk.COTTON.quantityUnit(),
                Desk.COTTON.priceUnit(),
                Desk.COTTON.tickSize(),
                Desk.COTTON.lotSize(),
                Optional.empty(),
                Optional.empty(),
                bandPercent.map(Ticket::decimal),
                reference.map(Ticket::decimal),
                rules);
    }

    private static Instrument ruled(TradingRules rules) {
        return cotton(Optional.empty(), Optional.empty(), rules);
    }

    @Nested
    class ABand {
        private final Desk desk =
                Desk.open(cotton(Optional.of("4"), Optional.of("100"), TradingRules.USUAL), Desk.LIMITS);

        @Test
        void refusesPricesOutside() {
            String before = desk.hash();
            assertThat(desk.refusal(sell("1").at("105").submit())).isEqualTo(RejectionCode.PRICE_OUTSIDE_BAND);
            assertThat(desk.refusal(buy("1").at("95").submit())).isEqualTo(RejectionCode.PRICE_OUTSIDE_BAND);
            assertThat(desk.refusal(buy("1").at("105").submit())).isEqualTo(RejectionCode.PRICE_OUTSIDE_BAND);
            assertThat(desk.hash()).isEqualTo(before);
            assertThat(desk.place(sell("1").at("104")).order().status()).isEqualTo(OrderStatus.OPEN);
            assertThat(desk.place(buy("1").at("96")).order().status()).isEqualTo(OrderStatus.OPEN);
        }

        @Test
        void refusesAnAmendmentToAPriceOutside() {
            OrderResult.Done order = desk.place(sell("1").at("104"));
            assertThat(desk.refusal(Desk.amendment(order, Optional.of("105"), Optional.empty())))
                    .isEqualTo(RejectionCode.PRICE_OUTSIDE_BAND);
            assertThat(desk.now(order).price()).isEqualTo(104);
        }

        @Test
        void boundsAMarketOrder() {
            desk.place(sell("2").at("104"));
            desk.execute(
                    new BookCommand.DefineInstrument(cotton(Optional.of("1"), Optional.of("100"), TradingRules.USUAL)));
            desk.place(sell("1").at("101"));

            OrderResult.Done bought = desk.place(buy("3"));
            assertThat(Desk.trades(bought)).containsExactly("1@101");
            assertThat(bought.order().status()).isEqualTo(OrderStatus.CANCELLED);
            assertThat(bought.order().reason()).contains(CancelReason.PRICE_BAND_REACHED);
            assertThat(desk.asks()).containsExactly("2@104");
            assertThat(desk.hash())
                    .isEqualTo(StateHash.of(desk.replay(desk.records).snapshot()));
        }

        @Test
        void needsAReferencePrice() {
            Desk open = Desk.open(cotton(Optional.of("4"), Optional.empty(), TradingRules.USUAL), Desk.LIMITS);
            assertThat(open.place(sell("1").at("1000")).order().status()).isEqualTo(OrderStatus.OPEN);
        }
    }

    @Nested
    class SelfTradesOfAnInstrument {
        @Test
        void haveItsModeWhereTheOrderNamesNone() {
            Desk desk = Desk.open(
                    ruled(new TradingRules(Optional.of(SelfTradePrevention.CANCEL_MAKER), false)), Desk.LIMITS);
            OrderResult.Done own = desk.place(sell("2").at("100").by("mill"));
            OrderResult.Done other = desk.place(buy("1").at("100"));
            assertThat(other.order().terms().selfTradePrevention()).isEqualTo(SelfTradePrevention.CANCEL_MAKER);
            assertThat(desk.now(own).reason()).contains(CancelReason.SELF_TRADE_PREVENTED);
            assertThat(desk.bids()).containsExactly("1@100");
        }

        @Test
        void haveTheModeThatTheOrderNames() {
            Desk desk = Desk.open(
                    ruled(new TradingRules(Optional.of(SelfTradePrevention.CANCEL_MAKER), false)), Desk.LIMITS);
            desk.place(sell("2").at("100").by("mill"));
            assertThat(Desk.trades(desk.place(buy("1").at("100").tradingWithItself())))
                    .containsExactly("1@100");
        }

        @Test
        void canBeForbidden() {
            Desk desk = Desk.open(ruled(new TradingRules(Optional.empty(), true)), Desk.LIMITS);
            assertThat(desk.refusal(buy("1").at("100").tradingWithItself().submit()))
                    .isEqualTo(RejectionCode.SELF_TRADES_FORBIDDEN);
            assertThat(desk.place(buy("1").at("100")).order().status()).isEqualTo(OrderStatus.OPEN);
            assertThat(desk.refusal(new BookCommand.DefineInstrument(
                            ruled(new TradingRules(Optional.of(SelfTradePrevention.NONE), true)))))
                    .isEqualTo(RejectionCode.INVALID_INSTRUMENT);
        }
    }

    @Nested
    class AnIceberg {
        private final Desk desk = Desk.open();

        @Test
        void isSeenBySlicesAfterASnapshotToo() {
            OrderResult.Done iceberg = desk.place(sell("10").at("100").showing("3"));
            desk.place(buy("1").at("100"));
            assertThat(desk.now(iceberg).shown()).isEqualTo(OptionalLong.of(2));

            OrderBook restored = new OrderBook(desk.limits, desk.book.snapshot());
            assertThat(StateHash.of(restored.snapshot())).isEqualTo(desk.hash());
            assertThat(restored.view(1).asks()).containsExactly(new BookView.Level(100, 2, 1));
        }

        @Test
        void hasAtMostSoManySlices() {
            BookLimits four = new BookLimits(10, 10, 10, Duration.ofHours(1), 10, 4);
            Desk narrow = Desk.open(Desk.COTTON, four);
            assertThat(narrow.refusal(sell("9").at("100").showing("2").submit()))
                    .isEqualTo(RejectionCode.DISPLAY_QUANTITY_TOO_SMALL);
            OrderResult.Done fits = narrow.place(sell("8").at("100").showing("2"));
            assertThat(narrow.refusal(Desk.amendment(fits, Optional.empty(), Optional.of("9"))))
                    .isEqualTo(RejectionCode.DISPLAY_QUANTITY_TOO_SMALL);
            assertThat(narrow.amendPrice(fits, "101").order().shown()).isEqualTo(OptionalLong.of(2));
        }

        @Test
        void isRefusedWhereItMakesNoSense() {
            assertThat(desk.refusal(sell("9").showing("2").submit()))
                    .isEqualTo(RejectionCode.DISPLAY_QUANTITY_NOT_ALLOWED);
            assertThat(desk.refusal(
                            sell("9").at("100").immediateOrCancel().showing("2").submit()))
                    .isEqualTo(RejectionCode.DISPLAY_QUANTITY_NOT_ALLOWED);
            assertThat(desk.refusal(sell("9").at("100").showing("0").submit()))
                    .isEqualTo(RejectionCode.DISPLAY_QUANTITY_OFF_LOT);
            assertThat(desk.refusal(sell("9").at("100").showing("10").submit()))
                    .isEqualTo(RejectionCode.DISPLAY_QUANTITY_ABOVE_QUANTITY);
            assertThat(desk.place(sell("9").at("100").showing("9")).order().shown())
                    .isEqualTo(OptionalLong.of(9));
        }
    }

    @Test
    void aPostOnlyOrderIsOneThatRests() {
        Desk desk = Desk.open();
        assertThat(desk.refusal(sell("9").postingOnly().submit())).isEqualTo(RejectionCode.POST_ONLY_NOT_ALLOWED);
        assertThat(desk.refusal(sell("9").at("100").fillOrKill().postingOnly().submit()))
                .isEqualTo(RejectionCode.POST_ONLY_NOT_ALLOWED);
    }

    @Test
    void anOrderThatLostALotToItsOwnIsNeverFilled() {
        Desk desk = Desk.open();
        OrderResult.Done maker = desk.place(sell("5").at("100").by("mill"));
        OrderResult.Done taker = desk.place(buy("2").at("100").preventing(SelfTradePrevention.DECREMENT));
        assertThat(taker.order().cancelled()).isEqualTo(2);
        assertThat(desk.now(maker).cancelled()).isEqualTo(2);

        desk.place(buy("3").at("100").by("weaver"));
        assertThat(desk.now(maker).filled()).isEqualTo(3);
        assertThat(desk.now(maker).status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(desk.now(maker).reason()).contains(CancelReason.SELF_TRADE_PREVENTED);
    }
}
