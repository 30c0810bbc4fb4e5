package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.BookCommand.AmendOrder;
import io.mandi.engine.book.BookCommand.CancelOrder;
import io.mandi.engine.book.BookCommand.DefineInstrument;
import io.mandi.engine.book.BookCommand.SubmitOrder;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A change that was meant for another version of an order or an instrument is refused and has no effect. */
class ExpectedVersionTest {
    private final OrderBook book = new OrderBook(BookLimits.DEFAULT);
    private OrderState order;

    @BeforeEach
    void restAnOrder() {
        book.execute(new DefineInstrument(Desk.COTTON), context(OptionalLong.empty()));
        Decision.Accept accept = (Decision.Accept) book.execute(
                new SubmitOrder(new OrderRequest(
                        "mill",
                        Optional.empty(),
                        Side.BUY,
                        OrderType.LIMIT,
                        TimeInForce.GTC,
                        Decimal.parse("100"),
                        new Decimal(50, 0),
                        SelfTradePrevention.NONE)),
                context(OptionalLong.empty()));
        order = ((OrderResult.Done) accept.results().getFirst()).order();
    }

    private static CommandContext context(OptionalLong expected) {
        return new CommandContext(1_767_607_200_000_000L, Actor.staff("u1"), "r", Optional.empty(), expected, 0);
    }

    private Decision execute(BookCommand command, long expected) {
        return book.execute(command, context(OptionalLong.of(expected)));
    }

    private void assertRefused(BookCommand command, long expected) {
        String before = StateHash.of(book.snapshot());
        assertThat(execute(command, expected))
                .isInstanceOfSatisfying(
                        Decision.Reject.class,
                        reject -> assertThat(reject.rejection().code()).isEqualTo(RejectionCode.PRECONDITION_FAILED));
        assertThat(StateHash.of(book.snapshot())).isEqualTo(before);
    }

    @Test
    void amendsTheVersionThatWasSeenAndNoOther() {
        AmendOrder amend = new AmendOrder(order.terms().id(), Optional.empty(), Optional.of(new Decimal(25, 0)));
        assertRefused(amend, order.sequence() - 1);
        assertThat(execute(amend, order.sequence())).isInstanceOf(Decision.Accept.class);
        assertRefused(amend, order.sequence());
    }

    @Test
    void cancelsTheVersionThatWasSeenAndNoOther() {
        CancelOrder cancel = new CancelOrder(order.terms().id());
        assertRefused(cancel, order.sequence() + 1);
        assertThat(execute(cancel, order.sequence())).isInstanceOf(Decision.Accept.class);
    }

    @Test
    void definesAnInstrumentOverTheVersionThatWasSeenAndNoOther() {
        assertThat(book.instrumentVersion()).isEqualTo(1);
        assertRefused(new DefineInstrument(Desk.COTTON), 2);
        assertThat(execute(new DefineInstrument(Desk.COTTON), 1)).isInstanceOf(Decision.Unchanged.class);
        assertThat(new OrderBook(BookLimits.DEFAULT, book.snapshot()).instrumentVersion())
                .isEqualTo(1);
    }

    @Test
    void opensNoInstrumentForSomeoneWhoHasSeenOne() {
        Decision decision = new OrderBook(BookLimits.DEFAULT)
                .execute(new DefineInstrument(Desk.COTTON), context(OptionalLong.of(1)));
        assertThat(decision).isInstanceOf(Decision.Reject.class);
    }
}
