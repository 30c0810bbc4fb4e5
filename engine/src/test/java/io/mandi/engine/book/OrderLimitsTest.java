package io.mandi.engine.book;

import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.ValueFactor;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How much one may want on an instrument. */
class OrderLimitsTest {
    private static final Optional<ValueFactor> BALES_PER_CANDY =
            Optional.of(new ValueFactor(new BigDecimal("170"), new BigDecimal("340")));

    private static Instrument cotton(String maxNotional) {
        return Desk.COTTON
                .with(TradingRules.USUAL.with(
                        new OrderLimits(Optional.of(Ticket.decimal(maxNotional)), OptionalInt.empty())))
                .with(BALES_PER_CANDY);
    }

    private static Instrument cotton(int openOrders) {
        return Desk.COTTON.with(TradingRules.USUAL.with(new OrderLimits(Optional.empty(), OptionalInt.of(openOrders))));
    }

    @Nested
    class TheValueOfAnOrder {
        // Half a candy is a bale: two lots at 100 are worth 100.
        private final Desk desk = Desk.open(cotton("100"), Desk.LIMITS);

        @Test
        void mayBeTheMaximum() {
            assertThat(desk.place(buy("2").at("100")).order().status()).isEqualTo(OrderStatus.OPEN);
            assertThat(desk.refusal(buy("2").at("101").submit())).isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            assertThat(desk.refusal(sell("3").at("100").submit())).isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
        }

        @Test
        void isCheckedWhenItIsAmended() {
            OrderResult.Done order = desk.place(buy("2").at("100"));
            assertThat(desk.refusal(Desk.amendment(order, Optional.of("101"), Optional.empty())))
                    .isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            assertThat(desk.refusal(Desk.amendment(order, Optional.empty(), Optional.of("3"))))
                    .isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            assertThat(desk.now(order).price()).isEqualTo(100);
            assertThat(desk.now(order).quantity()).isEqualTo(2);
        }

        @Test
        void ofAMarketOrderIsThatAtTheBestPriceBeforeTheFirstTrade() {
            desk.place(sell("1").at("150"));
            assertThat(desk.refusal(buy("2").submit())).isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            assertThat(Desk.trades(desk.place(buy("1")))).containsExactly("1@150");
        }

        @Test
        void ofAMarketOrderIsThatAtTheLastPrice() {
            desk.place(sell("1").at("60"));
            desk.place(buy("1").at("60"));
            desk.place(sell("1").at("55"));
            assertThat(desk.refusal(buy("4").submit())).isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            assertThat(Desk.trades(desk.place(buy("3")))).containsExactly("1@55");
        }

        @Test
        void ofASellerIsThatAtTheBestBid() {
            desk.place(buy("1").at("150"));
            assertThat(desk.refusal(sell("2").at("1").submit())).isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            assertThat(desk.refusal(sell("2").submit())).isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            assertThat(Desk.trades(desk.place(sell("1").at("1")))).containsExactly("1@150");
        }

        @Test
        void mayAlwaysBecomeLess() {
            OrderResult.Done order = desk.place(buy("2").at("100"));
            desk.execute(new BookCommand.DefineInstrument(cotton("20")));
            assertThat(desk.refusal(Desk.amendment(order, Optional.of("50"), Optional.empty())))
                    .isEqualTo(RejectionCode.NOTIONAL_ABOVE_MAXIMUM);
            desk.execute(Desk.amendment(order, Optional.empty(), Optional.of("1")));
            assertThat(desk.now(order).quantity()).isEqualTo(1);
        }

        @Test
        void needsAFactorWhereTheUnitsDiffer() {
            assertThat(desk.refusal(
                            new BookCommand.DefineInstrument(cotton("100").with(Optional.empty()))))
                    .isEqualTo(RejectionCode.INVALID_INSTRUMENT);
        }

        @Test
        void isNotAnotherOneWhenTheCatalogueChanges() {
            desk.place(buy("2").at("100"));
            desk.execute(new BookCommand.DefineInstrument(
                    cotton("200").with(Optional.of(new ValueFactor(new BigDecimal("170"), new BigDecimal("170"))))));
            assertThat(desk.book.instrument().orElseThrow().valueFactor()).isEqualTo(BALES_PER_CANDY);
            assertThat(desk.place(buy("4").at("100")).order().status()).isEqualTo(OrderStatus.OPEN);
        }
    }

    @Nested
    class OpenOrders {
        private final Desk desk = Desk.open(cotton(2), Desk.LIMITS);

        @Test
        void ofOnePartnerAreCounted() {
            OrderResult.Done first = desk.place(buy("1").at("100").by("mill"));
            desk.place(buy("1").at("99").by("mill"));
            assertThat(desk.refusal(buy("1").at("98").by("mill").submit()))
                    .isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
            desk.place(buy("1").at("98").by("other mill"));
            desk.place(sell("1").at("100").by("ginner"));
            assertThat(desk.now(first).status()).isEqualTo(OrderStatus.FILLED);
            desk.place(buy("1").at("98").by("mill"));
            assertThat(desk.hash())
                    .isEqualTo(StateHash.of(desk.replay(desk.records).snapshot()));
        }

        @Test
        void stayWhenFewerAreAllowed() {
            desk.place(buy("1").at("100").by("mill"));
            desk.place(buy("1").at("99").by("mill"));
            desk.execute(new BookCommand.DefineInstrument(cotton(1)));
            assertThat(desk.bids()).containsExactly("1@100", "1@99");
            assertThat(desk.refusal(buy("1").at("98").by("mill").submit()))
                    .isEqualTo(RejectionCode.TOO_MANY_OPEN_ORDERS);
        }

        @Test
        void areStillLimitedAfterASnapshot() {
            desk.place(buy("1").at("100").by("mill"));
            OrderBook restored = new OrderBook(desk.limits, desk.book.snapshot());
            assertThat(restored.instrument()).isEqualTo(Optional.of(cotton(2)));
        }
    }
}
