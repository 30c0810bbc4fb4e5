package io.mandi.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.OrderConditions;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.id.BookId;
import io.mandi.engine.schedule.WakeUp;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BookWakeUpsTest {
    private static final BookId BOOK = new BookId("north", "WHEAT.1");
    private static final long NOON = 1_767_607_200_000_000L;

    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;

    private static OrderTable.Row row(OrderStatus status, OptionalLong expiresAt) {
        OrderTerms terms = new OrderTerms(
                7,
                "gin",
                Optional.empty(),
                Side.SELL,
                OrderType.LIMIT,
                TimeInForce.GTD,
                1,
                1,
                SelfTradePrevention.NONE,
                OrderConditions.of(false, 0, 5, 0));
        OrderState order = new OrderState(
                terms,
                1,
                1,
                1,
                0,
                BigInteger.ZERO,
                status,
                Optional.empty(),
                2,
                3,
                // When it was changed last.
                NOON - 60 * SECOND,
                OptionalLong.empty(),
                expiresAt,
                OptionalLong.empty());
        return new OrderTable.Row(BOOK, order);
    }

    @Test
    void oneIsSetForABookAndASecondAndNeverEarly() {
        Set<WakeUp> wakeUps = BookWakeUps.of(List.of(
                row(OrderStatus.OPEN, OptionalLong.of(NOON)),
                row(OrderStatus.PARTIALLY_FILLED, OptionalLong.of(NOON - 999_999)),
                row(OrderStatus.OPEN, OptionalLong.of(NOON + 1))));
        assertThat(wakeUps).extracting(WakeUp::dueAt).containsExactly(NOON, NOON + 1_000_000);
        assertThat(wakeUps).extracting(WakeUp::key).doesNotHaveDuplicates();
        assertThat(wakeUps).allSatisfy(one -> assertThat(BookWakeUps.book(one)).contains(BOOK));
    }

    @Test
    void whatIsDueLaterIsLookedAtAtTheBeginningOfItsHour() {
        Set<WakeUp> wakeUps = BookWakeUps.of(List.of(
                row(OrderStatus.OPEN, OptionalLong.of(NOON + 5 * HOUR)),
                row(OrderStatus.OPEN, OptionalLong.of(NOON + 5 * HOUR + 1)),
                row(OrderStatus.OPEN, OptionalLong.of(NOON + 6 * HOUR - 1))));
        assertThat(wakeUps).extracting(WakeUp::dueAt).containsExactly(NOON + 5 * HOUR);

        OptionalLong inHalfAnHour = OptionalLong.of(NOON + 5 * HOUR + HOUR / 2 + 1);
        assertThat(BookWakeUps.next(BOOK, inHalfAnHour, NOON + 5 * HOUR)).hasValueSatisfying(next -> {
            assertThat(next.dueAt()).isEqualTo(NOON + 5 * HOUR + HOUR / 2 + SECOND);
            assertThat(BookWakeUps.book(next)).contains(BOOK);
        });
        assertThat(BookWakeUps.next(BOOK, inHalfAnHour, NOON))
                .as("its hour has one")
                .isEmpty();
        assertThat(BookWakeUps.next(BOOK, OptionalLong.empty(), NOON)).isEmpty();
    }

    @Test
    void noneIsSetForOrdersThatAreClosedOrDoNotEnd() {
        assertThat(BookWakeUps.of(List.of(
                        row(OrderStatus.OPEN, OptionalLong.empty()),
                        row(OrderStatus.EXPIRED, OptionalLong.of(NOON)),
                        row(OrderStatus.FILLED, OptionalLong.of(NOON)))))
                .isEmpty();
    }

    @Test
    void aKeyOfSomethingElseLeadsToNoBook() {
        assertThat(BookWakeUps.book(new WakeUp("north", BookWakeUps.KIND, "rubbish", NOON)))
                .isEmpty();
    }
}
