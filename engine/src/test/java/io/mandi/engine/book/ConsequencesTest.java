package io.mandi.engine.book;

import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.BookEvent.OrderAmended;
import io.mandi.engine.book.BookEvent.OrderCancelled;
import io.mandi.engine.book.BookEvent.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Effects that no instruction asked for: they are recorded with what they follow from, and answer nobody. */
class ConsequencesTest {
    private final Desk desk = Desk.open();

    private RecordedEvent recorded(BatchExecuted batch) {
        return new RecordedEvent(
                desk.at,
                Actor.staff("asha"),
                "request-9",
                Optional.of(new Idempotency("PATCH", "key-9", "digest-9")),
                batch);
    }

    private BatchExecuted amendmentAndWhatFollows(OrderResult.Done amended, OrderResult.Done cancelled) {
        long sequence = desk.book.sequence();
        return new BatchExecuted(
                sequence + 2,
                List.of(
                        new Outcome.Done(new OrderAmended(
                                sequence + 1,
                                OrderBook.firstIdAt(desk.at),
                                Desk.id(amended),
                                100,
                                4,
                                true,
                                1,
                                List.of(),
                                OrderStatus.OPEN,
                                Optional.empty())),
                        new Outcome.Caused(
                                new OrderCancelled(sequence + 2, Desk.id(cancelled), 3, CancelReason.REQUESTED))));
    }

    @Test
    void changeTheBookInTheirOrder() {
        OrderResult.Done first = desk.place(sell("5").at("100"));
        OrderResult.Done second = desk.place(sell("3").at("101"));
        desk.book.apply(recorded(amendmentAndWhatFollows(first, second)));
        assertThat(desk.asks()).containsExactly("4@100");
        assertThat(desk.now(second).status()).isEqualTo(OrderStatus.CANCELLED);
    }

    @Test
    void haveNoResultOfTheirOwn() {
        OrderResult.Done first = desk.place(sell("5").at("100"));
        OrderResult.Done second = desk.place(sell("3").at("101"));
        RecordedEvent recorded = recorded(amendmentAndWhatFollows(first, second));
        desk.book.apply(recorded);
        Decision again = desk.execute(buy("1").submit(), desk.context(Optional.empty(), recorded.idempotency()));
        assertThat(again)
                .isEqualTo(new Decision.Repeat(recorded, List.of(new OrderResult.Done(desk.now(first), List.of()))));
    }

    @Test
    void areNoneOfThePastThatARequestIsAnsweredFrom() {
        OrderResult.Done first = desk.place(sell("5").at("100"));
        OrderResult.Done second = desk.place(sell("3").at("101"));
        RecordedEvent recorded = recorded(amendmentAndWhatFollows(first, second));
        desk.book.apply(recorded);
        assertThat(PastRequest.ordersOf(recorded.event())).containsExactly(Desk.id(first));
        PastRequest past = new PastRequest(Desk.COTTON, recorded, 1, Map.of(Desk.id(first), desk.now(first)));
        assertThat(past.isWhole()).isTrue();
        assertThat(past.results()).containsExactly(new OrderResult.Done(desk.now(first), List.of()));
        assertThat(new PastRequest(Desk.COTTON, recorded, 1, Map.of(Desk.id(first), first.order())).isWhole())
                .isFalse();
    }
}
