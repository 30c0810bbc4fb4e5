package io.mandi.engine.book;

import static io.mandi.engine.book.Desk.id;
import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.BookCommand.CancelOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a book remembers of the past, and for how long. */
class MemoryTest {
    private static BookLimits limits(int remembered, Duration rememberedFor) {
        return new BookLimits(1_000, 1_000, remembered, rememberedFor, 10);
    }

    private static Desk remembering(int remembered, Duration rememberedFor) {
        return Desk.open(Desk.COTTON, limits(remembered, rememberedFor));
    }

    private static void letPass(Desk desk, Duration duration) {
        desk.at += duration.toNanos() / 1_000;
    }

    @Test
    void remembersClosedOrdersUpToANumber() {
        Desk desk = remembering(2, Duration.ofHours(1));
        OrderResult.Done first = desk.place(sell("1").at("100").immediateOrCancel());
        OrderResult.Done second = desk.place(sell("1").at("100").immediateOrCancel());
        OrderResult.Done third = desk.place(sell("1").at("100").immediateOrCancel());

        assertThat(desk.book.order(id(first))).isEmpty();
        assertThat(desk.refusal(new CancelOrder(id(first)))).isEqualTo(RejectionCode.ORDER_NOT_FOUND);
        assertThat(desk.refusal(new CancelOrder(id(second)))).isEqualTo(RejectionCode.ORDER_CLOSED);
        assertThat(desk.refusal(new CancelOrder(id(third)))).isEqualTo(RejectionCode.ORDER_CLOSED);
    }

    @Test
    void countsRequestsAndClosedOrdersTogether() {
        Desk desk = remembering(3, Duration.ofHours(1));
        OrderResult.Done first = desk.place(sell("1").at("100").immediateOrCancel());
        desk.executeWithKey(sell("1").at("100").submit(), "k-1", "body");
        desk.executeWithKey(sell("1").at("100").submit(), "k-2", "body");
        assertThat(desk.book.order(id(first))).isPresent();
        desk.executeWithKey(sell("1").at("100").submit(), "k-3", "body");

        assertThat(desk.book.order(id(first))).isEmpty();
        assertThat(desk.executeWithKey(sell("1").at("100").submit(), "k-1", "body"))
                .isInstanceOf(Decision.Repeat.class);
    }

    @Test
    void saysThatAKeyMayBeForgottenUntilSomeoneHasLookedForIt() {
        Desk desk = remembering(2, Duration.ofHours(1));
        desk.executeWithKey(sell("1").at("100").submit(), "k-1", "body");
        desk.executeWithKey(sell("1").at("100").submit(), "k-2", "body");
        desk.executeWithKey(sell("1").at("100").submit(), "k-3", "body");

        assertThat(desk.executeWithKey(sell("1").at("100").submit(), "k-2", "body"))
                .isInstanceOf(Decision.Repeat.class);
        BookSnapshot before = desk.book.snapshot();
        CommandContext again =
                desk.context(Optional.empty(), Optional.of(new Idempotency("POST /orders", "k-1", "body")));
        long forgottenAt = before.forgottenAt().orElseThrow();
        assertThat(desk.execute(sell("1").at("100").submit(), again))
                .isEqualTo(new Decision.Forgotten(forgottenAt + 1, false));
        assertThat(desk.execute(sell("1").at("100").submit(), again.lookedUp(forgottenAt)))
                .as("not far enough")
                .isInstanceOf(Decision.Forgotten.class);
        assertThat(desk.book.snapshot()).isEqualTo(before);
        assertThat(desk.executeWithKey(sell("1").at("100").submit(), "k-3", "body"))
                .as("remembered, whatever else is forgotten")
                .isInstanceOf(Decision.Repeat.class);
        assertThat(desk.executeWithKey(sell("1").at("100").submit(), "k-4", "body"))
                .as("new, whatever else is forgotten")
                .isInstanceOf(Decision.Accept.class);
        assertThat(desk.execute(sell("1").at("100").submit(), again.lookedUp(forgottenAt + 1)))
                .as("another one was forgotten since")
                .isInstanceOf(Decision.Forgotten.class);
        assertThat(desk.execute(sell("1").at("100").submit(), again.lookedUp(desk.at)))
                .isInstanceOf(Decision.Accept.class);
    }

    @Test
    void asksForEveryKeyOnceItHasForgottenMoreThanItCanTell() {
        Desk desk = remembering(4, Duration.ofHours(1));
        int first = 0;
        while (desk.executeWithKey(sell("1").at("100").submit(), "k-" + first, "body") instanceof Decision.Accept) {
            first++;
        }
        assertThat(first).isBetween(4 * ForgottenKeys.TIMES_REMEMBERED, 5 * ForgottenKeys.TIMES_REMEMBERED);
        Decision.Forgotten decision =
                (Decision.Forgotten) desk.executeWithKey(sell("1").at("100").submit(), "k-new", "body");
        assertThat(decision.anyKey()).isTrue();
        assertThat(decision.lookUpTo())
                .as("only the oldest ones are not known")
                .isLessThan(desk.records.get(first / 2).at());
        CommandContext lookedUp = desk.context(
                        Optional.empty(), Optional.of(new Idempotency("POST /orders", "k-new", "body")))
                .lookedUp(decision.lookUpTo());
        assertThat(desk.execute(sell("1").at("100").submit(), lookedUp)).isInstanceOf(Decision.Accept.class);
    }

    @Test
    void aRestoredBookAsksForEveryKeyThatItMayHaveForgottenBefore() {
        Desk desk = remembering(2, Duration.ofHours(1));
        for (int i = 0; i < 4; i++) {
            desk.executeWithKey(sell("1").at("100").submit(), "k-" + i, "body");
        }
        BookSnapshot snapshot = desk.book.snapshot();
        OrderBook restored = new OrderBook(new BookLimits(100, 100, 2, Duration.ofHours(1), 10), snapshot);
        CommandContext context =
                desk.context(Optional.empty(), Optional.of(new Idempotency("POST /orders", "k-new", "body")));
        long lookUpTo = snapshot.forgottenAt().orElseThrow() + 1;
        assertThat(restored.execute(sell("1").at("100").submit(), context))
                .isEqualTo(new Decision.Forgotten(lookUpTo, true));
        assertThat(restored.execute(sell("1").at("100").submit(), context.lookedUp(lookUpTo)))
                .isInstanceOf(Decision.Accept.class);
    }

    @Test
    void takesAnyKeyOnceThoseThatAreForgottenAreTooOldToBeRepeated() {
        Desk desk = remembering(2, Duration.ofHours(1));
        for (int i = 0; i < 4; i++) {
            desk.executeWithKey(sell("1").at("100").submit(), "k-" + i, "body");
        }
        letPass(desk, Duration.ofMinutes(61));
        assertThat(desk.executeWithKey(sell("1").at("100").submit(), "k-new", "body"))
                .isInstanceOf(Decision.Accept.class);
    }

    @Test
    void aSnapshotThatDoesNotSayWhatIsForgottenIsNotTrusted() {
        Desk desk = remembering(3, Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            desk.executeWithKey(sell("1").at("100").submit(), "k-" + i, "body");
        }
        BookSnapshot full = desk.book.snapshot();
        assertThat(full.forgottenAt()).hasValue(0);
        BookSnapshot silent = new BookSnapshot(
                full.instrument(),
                full.instrumentVersion(),
                full.sequence(),
                full.lastId(),
                full.lastAt(),
                full.tradeSequence(),
                full.lastPrice(),
                full.resting(),
                full.memory(),
                full.trades(),
                OptionalLong.empty(),
                full.phase());
        CommandContext context =
                desk.context(Optional.empty(), Optional.of(new Idempotency("POST /orders", "k-new", "body")));
        BookLimits limits = new BookLimits(100, 100, 3, Duration.ofHours(1), 10);
        assertThat(new OrderBook(limits, full).execute(sell("1").at("100").submit(), context))
                .isInstanceOf(Decision.Accept.class);
        assertThat(new OrderBook(limits, silent).execute(sell("1").at("100").submit(), context))
                .isInstanceOf(Decision.Forgotten.class);
    }

    @Test
    void forgetsClosedOrdersThatAreTooOld() {
        Desk desk = remembering(100, Duration.ofMinutes(10));
        OrderResult.Done old = desk.place(sell("1").at("100").immediateOrCancel());
        letPass(desk, Duration.ofMinutes(9));
        desk.place(sell("1").at("100"));
        assertThat(desk.book.order(id(old))).isPresent();
        letPass(desk, Duration.ofMinutes(2));
        desk.place(sell("1").at("100"));

        assertThat(desk.book.order(id(old))).isEmpty();
    }

    @Test
    void remembersWhatIsExactlyAsOldAsItsBound() {
        Desk desk = remembering(100, Duration.ofMinutes(10));
        OrderResult.Done order = desk.place(sell("1").at("100").immediateOrCancel());
        desk.at = order.order().updatedAt() + Duration.ofMinutes(10).toNanos() / 1_000;
        desk.place(sell("1").at("100"));
        assertThat(desk.book.order(id(order))).isPresent();
        desk.at = order.order().updatedAt() + Duration.ofMinutes(10).toNanos() / 1_000 + 1;
        desk.place(sell("1").at("100"));

        assertThat(desk.book.order(id(order))).isEmpty();
    }

    @Test
    void countsTheAgeOfAnOrderFromItsEndNotFromItsBeginning() {
        Desk desk = remembering(100, Duration.ofMinutes(10));
        OrderResult.Done order = desk.place(sell("1").at("100"));
        letPass(desk, Duration.ofMinutes(60));
        desk.cancel(order);
        letPass(desk, Duration.ofMinutes(9));
        desk.place(sell("1").at("101"));

        assertThat(desk.book.order(id(order))).isPresent();
    }

    @Test
    void forgetsKeysThatAreTooOld() {
        Desk desk = remembering(100, Duration.ofMinutes(10));
        desk.executeWithKey(sell("1").at("100").submit(), "k", "body");
        letPass(desk, Duration.ofMinutes(11));
        desk.place(sell("1").at("100"));

        assertThat(desk.executeWithKey(sell("1").at("100").submit(), "k", "other body"))
                .isInstanceOf(Decision.Accept.class);
    }

    @Test
    void forgetsOnlyWithAnEventSoThatAReplayForgetsTheSame() {
        Desk desk = remembering(100, Duration.ofMinutes(10));
        OrderResult.Done order = desk.place(sell("1").at("100").immediateOrCancel());
        letPass(desk, Duration.ofHours(5));
        desk.execute(new CancelOrder(4711));

        assertThat(desk.book.order(id(order))).isPresent();
        assertThat(desk.replay(desk.records).order(id(order))).isPresent();
    }

    @Test
    void neverForgetsAnOpenOrder() {
        Desk desk = remembering(0, Duration.ZERO);
        OrderResult.Done open = desk.place(sell("1").at("100"));
        letPass(desk, Duration.ofDays(400));
        for (int i = 0; i < 20; i++) {
            desk.place(sell("1").at("200").immediateOrCancel());
        }

        assertThat(desk.now(open).status()).isEqualTo(OrderStatus.OPEN);
        assertThat(desk.cancel(open).order().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(desk.book.order(id(open))).isEmpty();
    }

    @Test
    void forgetsAKeyBeforeTheOrdersThatItsRequestClosed() {
        // The answer to a repeated cancellation tells of the order: it must not be gone while the key is known.
        for (int remembered = 0; remembered < 8; remembered++) {
            Desk desk = remembering(remembered, Duration.ofHours(1));
            OrderResult.Done order = desk.place(sell("1").at("100"));
            desk.executeWithKey(new CancelOrder(id(order)), "k", "body");
            for (int i = 0; i < 5; i++) {
                Decision again = desk.executeWithKey(new CancelOrder(id(order)), "k", "body");
                assertThat(again).isInstanceOfAny(Decision.Repeat.class, Decision.Forgotten.class);
                desk.place(buy("1").at("1").immediateOrCancel());
            }
        }
    }

    @Test
    void tellsTheFirstTimeEvenWhatItCannotRemember() {
        Desk desk = remembering(0, Duration.ZERO);
        OrderResult.Done order = desk.place(sell("1").at("100"));

        assertThat(desk.cancel(order).order().reason()).contains(CancelReason.REQUESTED);
    }

    @Test
    void isTheSameInASnapshotAndInAReplay() {
        Desk desk = remembering(7, Duration.ofMinutes(10));
        List<String> keys = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g", "h"));
        for (String key : keys) {
            desk.executeWithKey(sell("1").at("100").submit(), key, "body");
            desk.place(buy("1").at("100"));
            letPass(desk, Duration.ofMinutes(3));
        }

        assertThat(desk.book.snapshot().memory()).hasSizeLessThanOrEqualTo(7);
        assertThat(StateHash.of(desk.replay(desk.records).snapshot())).isEqualTo(desk.hash());
        assertThat(StateHash.of(new OrderBook(desk.limits, desk.book.snapshot()).snapshot()))
                .isEqualTo(desk.hash());
    }

    @Test
    void hasNoMoreOrdersAfterManyThanItsBoundsSay() {
        Desk desk = remembering(50, Duration.ofHours(1));
        for (int i = 0; i < 5_000; i++) {
            desk.executeWithKey(sell("1").at("100").submit(), "s-" + i, "body");
            desk.executeWithKey(buy("1").at("100").submit(), "b-" + i, "body");
        }

        assertThat(desk.book.snapshot().memory()).hasSize(50);
        assertThat(desk.book.snapshot().resting()).isEmpty();
    }
}
