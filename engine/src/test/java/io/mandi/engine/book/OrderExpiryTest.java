package io.mandi.engine.book;

import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.BookEvent.OrdersExpired;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.TradingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders that end by themselves. */
class OrderExpiryTest {
    private static final long SECOND = 1_000_000;

    private final Desk desk = Desk.open();

    private static long micros(String time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    }

    private static BookCommand.AmendOrder moved(OrderResult.Done order, long expiresAt) {
        return new BookCommand.AmendOrder(
                Desk.id(order), Optional.empty(), Optional.empty(), OptionalLong.of(expiresAt), Optional.empty());
    }

    /** What the book does by itself by that time. */
    private static List<OrdersExpired> pass(Desk desk, long time) {
        desk.at = time;
        List<OrdersExpired> events = new ArrayList<>();
        for (Optional<BookCommand> due = desk.book.due(time); due.isPresent(); due = desk.book.due(time)) {
            desk.at = time;
            if (desk.execute(due.get()) instanceof Decision.Accept(RecordedEvent event, List<OrderResult> results)
                    && event.event() instanceof OrdersExpired expired) {
                assertThat(results).isEmpty();
                events.add(expired);
            }
        }
        return events;
    }

    @Nested
    class AGoodTillDateOrder {
        @Test
        void endsAtItsTimeAndNotBefore() {
            long end = desk.at + SECOND;
            OrderResult.Done order = desk.place(sell("5").at("100").until(end));
            desk.place(buy("2").at("100"));
            assertThat(desk.book.nextDue()).isEqualTo(OptionalLong.of(end));
            assertThat(pass(desk, end - 1)).isEmpty();
            assertThat(desk.now(order).status()).isEqualTo(OrderStatus.PARTIALLY_FILLED);

            assertThat(pass(desk, end)).extracting(OrdersExpired::orderIds).containsExactly(List.of(Desk.id(order)));
            OrderState ended = desk.now(order);
            assertThat(ended.status()).isEqualTo(OrderStatus.EXPIRED);
            assertThat(ended.reason()).isEmpty();
            assertThat(List.of(ended.quantity(), ended.filled(), ended.remaining(), ended.cancelled()))
                    .containsExactly(5L, 2L, 0L, 3L);
            assertThat(ended.updatedAt()).isEqualTo(end);
            assertThat(desk.asks()).isEmpty();
            assertThat(desk.book.nextDue()).isEmpty();
            assertThat(StateHash.of(desk.replay(desk.records).snapshot())).isEqualTo(desk.hash());
            assertThat(desk.refusal(new BookCommand.CancelOrder(Desk.id(order))))
                    .isEqualTo(RejectionCode.ORDER_CLOSED);
        }

        @Test
        void needsATimeInTheFutureThatIsNotTooFar() {
            BookLimits hour = new BookLimits(9, 9, 9, Duration.ofHours(24), 9, 9, Duration.ofHours(1), 9, 9, 9);
            Desk near = Desk.open(Desk.COTTON, hour);
            assertThat(near.refusal(sell("1")
                            .at("100")
                            .lasting(TimeInForce.GTD, OptionalLong.empty())
                            .submit()))
                    .isEqualTo(RejectionCode.EXPIRES_AT_REQUIRED);
            assertThat(near.refusal(sell("1").at("100").until(near.at).submit()))
                    .isEqualTo(RejectionCode.EXPIRES_AT_PAST);
            assertThat(near.refusal(sell("1")
                            .at("100")
                            .until(near.at + 3_600 * SECOND + 1)
                            .submit()))
                    .isEqualTo(RejectionCode.EXPIRES_AT_TOO_FAR);
            OrderResult.Done order = near.place(sell("1").at("100").until(near.at + 3_600 * SECOND));
            assertThat(near.refusal(moved(order, near.at))).isEqualTo(RejectionCode.EXPIRES_AT_PAST);
            for (TimeInForce other : List.of(TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK, TimeInForce.DAY)) {
                assertThat(near.refusal(sell("1")
                                .at("100")
                                .lasting(other, OptionalLong.of(near.at + SECOND))
                                .submit()))
                        .isEqualTo(RejectionCode.EXPIRES_AT_NOT_ALLOWED);
            }
        }

        @Test
        void keepsItsPlaceWhenItsTimeIsMoved() {
            OrderResult.Done first = desk.place(sell("1").at("100").until(desk.at + SECOND));
            OrderResult.Done second = desk.place(sell("1").at("100").until(desk.at + 2 * SECOND));
            long moved = desk.at + 3 * SECOND;
            desk.execute(moved(first, moved));
            assertThat(desk.now(first).expiresAt()).isEqualTo(OptionalLong.of(moved));
            OrderBook restored = new OrderBook(desk.limits, desk.book.snapshot());
            assertThat(StateHash.of(restored.snapshot())).isEqualTo(desk.hash());
            assertThat(restored.nextDue()).isEqualTo(desk.now(second).expiresAt());
            assertThat(Desk.makers(desk.place(buy("1").at("100")))).containsExactly(Desk.id(first));
            assertThat(pass(desk, moved)).extracting(OrdersExpired::orderIds).containsExactly(List.of(Desk.id(second)));
        }

        @Test
        void hasNoTimeToEndOnceItIsClosed() {
            OrderResult.Done order = desk.place(sell("1").at("100").until(desk.at + SECOND));
            desk.cancel(order);
            assertThat(desk.book.nextDue()).isEmpty();
            assertThat(desk.now(order).expiresAt()).isPresent();
        }
    }

    @Test
    void onlyAGoodTillDateOrderCanBeGivenATime() {
        OrderResult.Done order = desk.place(sell("1").at("100"));
        assertThat(desk.refusal(moved(order, desk.at + SECOND))).isEqualTo(RejectionCode.EXPIRES_AT_NOT_ALLOWED);
        OrderResult.Done today = desk.place(sell("1").at("100").untilTheSessionEnds());
        assertThat(desk.refusal(moved(today, desk.at + SECOND))).isEqualTo(RejectionCode.EXPIRES_AT_NOT_ALLOWED);
    }

    @Test
    void anEventEndsSoManyOrdersAtMostTheFirstOnesFirst() {
        Desk two = Desk.open(
                Desk.COTTON, new BookLimits(9, 9, 9, Duration.ofHours(24), 9, 9, Duration.ofHours(1), 2, 9, 9));
        long end = two.at + SECOND;
        OrderResult.Done late = two.place(sell("1").at("100").until(end + 2));
        OrderResult.Done first = two.place(sell("1").at("101").until(end));
        OrderResult.Done second = two.place(sell("1").at("99").until(end));
        OrderResult.Done later = two.place(buy("1").at("90").until(end + 3));
        assertThat(pass(two, end + 2))
                .extracting(OrdersExpired::orderIds)
                .containsExactly(List.of(Desk.id(first), Desk.id(second)), List.of(Desk.id(late)));
        assertThat(two.now(later).status()).isEqualTo(OrderStatus.OPEN);
    }

    @Test
    void aBookWhoseClockIsAheadEndsAnOrderByItsOwnTime() {
        long end = desk.at + SECOND;
        desk.place(sell("1").at("100").until(end));
        desk.at = end + 5;
        desk.place(sell("1").at("110"));
        assertThat(desk.book.due(end - 1)).isPresent();
    }

    /** Each with the time at which it comes, and the one at which the session that it belongs to ends. */
    @ParameterizedTest
    @CsvSource({
        "Asia/Kolkata, 23:30, 2025-01-01T10:00:00Z, 2025-01-01T18:00:00Z",
        "Asia/Kolkata, 23:30, 2025-01-01T17:59:59.999999Z, 2025-01-01T18:00:00Z",
        "Asia/Kolkata, 23:30, 2025-01-01T18:00:00Z, 2025-01-02T18:00:00Z",
        "Asia/Kolkata, , 2025-01-01T18:29:59.998Z, 2025-01-01T18:29:59.999Z",
        "Asia/Kolkata, , 2025-01-01T18:29:59.999Z, 2025-01-02T18:29:59.999Z",
        "America/Chicago, 17:00, 2025-03-08T20:00:00Z, 2025-03-08T23:00:00Z",
        "America/Chicago, 17:00, 2025-03-09T20:00:00Z, 2025-03-09T22:00:00Z",
        "America/Chicago, 02:30, 2025-03-09T07:00:00Z, 2025-03-09T08:30:00Z",
        "America/Chicago, 01:30, 2025-11-02T06:45:00Z, 2025-11-03T07:30:00Z"
    })
    void aDaysOrderEndsWithTheSessionItComesIn(String timezone, String end, String comes, String ends) {
        Desk market = Desk.open(withSession(new TradingSession(timezone, Optional.ofNullable(end))), Desk.LIMITS);
        market.at = micros(comes);
        OrderResult.Done order = market.place(sell("1").at("100").untilTheSessionEnds());
        assertThat(order.order().expiresAt()).isEqualTo(OptionalLong.of(micros(ends)));
        market.at = micros(comes);
        market.execute(new BookCommand.DefineInstrument(withSession(new TradingSession("UTC", Optional.of("12:00")))));
        assertThat(pass(market, micros(ends) - 1)).isEmpty();
        assertThat(pass(market, micros(ends))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Nowhere, 23:30",
        "+05:30, 23:30",
        "Asia/Kolkata, 24:00",
        "Asia/Kolkata, 9:30",
        "Asia/Kolkata, 12:60"
    })
    void aSessionHasATimezoneAndATimeOfTheDay(String timezone, String end) {
        assertThat(desk.refusal(
                        new BookCommand.DefineInstrument(withSession(new TradingSession(timezone, Optional.of(end))))))
                .isEqualTo(RejectionCode.INVALID_INSTRUMENT);
    }

    private static Instrument withSession(TradingSession session) {
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
                Optional.empty(),
                Optional.empty(),
                TradingRules.USUAL.with(session));
    }
}
