package io.mandi.engine.book;

import static io.mandi.engine.book.Ticket.buy;
import static io.mandi.engine.book.Ticket.sell;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.BookQueues.Entry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The orders of a book, in the order in which they would trade. */
class BookQueuesTest {
    private static final Optional<String> THE_MARKET = Optional.empty();

    private final Desk desk = Desk.open();

    private static long id(OrderResult.Done placed) {
        return placed.order().terms().id();
    }

    private static List<Long> ids(List<Entry> queue) {
        return queue.stream().map(entry -> entry.orderId().orElseThrow()).toList();
    }

    @Test
    void areOrderedByPriceThenTime() {
        OrderResult.Done later = desk.place(buy("1").at("99"));
        OrderResult.Done first = desk.place(buy("1").at("100"));
        OrderResult.Done second = desk.place(buy("2").at("100"));
        OrderResult.Done dear = desk.place(sell("1").at("103"));
        OrderResult.Done cheap = desk.place(sell("1").at("102"));

        BookQueues queues = desk.book.queues(10, THE_MARKET);
        assertThat(ids(queues.bids())).containsExactly(id(first), id(second), id(later));
        assertThat(ids(queues.asks())).containsExactly(id(cheap), id(dear));
        assertThat(queues.sequence()).isEqualTo(desk.book.sequence());
        assertThat(ids(desk.book.queues(2, THE_MARKET).bids())).containsExactly(id(first), id(second));
        assertThat(ids(desk.book.queues(1, THE_MARKET).asks())).containsExactly(id(cheap));
    }

    @Test
    void haveAnIcebergWithItsSliceWhereItWouldTradeNext() {
        OrderResult.Done iceberg = desk.place(sell("7").at("100").showing("3"));
        OrderResult.Done plain = desk.place(sell("4").at("100"));
        assertThat(desk.book.queues(10, THE_MARKET).asks())
                .extracting(Entry::shown)
                .containsExactly(3L, 4L);
        desk.place(buy("3").at("100"));
        BookQueues queues = desk.book.queues(10, THE_MARKET);
        assertThat(ids(queues.asks())).containsExactly(id(plain), id(iceberg));
        assertThat(queues.asks()).extracting(Entry::shown).containsExactly(4L, 3L);
    }

    @Test
    void tellAPartnerTheIdsOfItsOwnOrdersAlone() {
        OrderResult.Done own = desk.place(buy("1").at("100").by("mill"));
        desk.place(buy("1").at("100").by("other mill"));
        assertThat(desk.book.queues(10, Optional.of("mill")).bids())
                .containsExactly(
                        new Entry(100, 1, true, OptionalLong.of(id(own))),
                        new Entry(100, 1, false, OptionalLong.empty()));
        assertThat(desk.book.queues(10, THE_MARKET).bids()).noneMatch(Entry::own);
    }

    @Test
    void ofABookThatNobodyHasOpenedAreEmpty() {
        BookQueues queues = Desk.unopened().book.queues(10, THE_MARKET);
        assertThat(queues.instrument()).isEmpty();
        assertThat(queues.bids()).isEmpty();
        assertThat(queues.asks()).isEmpty();
    }
}
