package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.book.BookView.Level;
import io.mandi.engine.publication.BookChecksum;
import io.mandi.engine.publication.BookChecksum.ShownLevel;
import io.mandi.engine.testkit.RandomCommands;
import io.mandi.engine.testkit.RandomCommands.Market;
import io.mandi.engine.testkit.RandomCommands.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BookChangeTest {
    private static final int STEPS = 1_500;
    private static final int MOST_TOGETHER = 20;

    private static BookView view(long sequence, List<Level> bids, List<Level> asks) {
        return new BookView(Optional.empty(), 0, sequence, bids, asks, OptionalLong.empty(), 0, List.of());
    }

    private static Level level(long price, long quantity) {
        return new Level(price, quantity, 1);
    }

    @Test
    void namesTheLevelsThatCameChangedAndWent() {
        BookView before = view(4, List.of(level(9, 1), level(7, 2), level(5, 3)), List.of(level(10, 1)));
        BookView after = view(7, List.of(level(8, 4), level(7, 1), level(5, 3)), List.of());
        BookChange change = BookChange.between(before, after);
        assertThat(change.from()).isEqualTo(4);
        assertThat(change.to()).isEqualTo(7);
        assertThat(change.bids()).containsExactly(new Level(9, 0, 0), level(8, 4), level(7, 1));
        assertThat(change.asks()).containsExactly(new Level(10, 0, 0));
    }

    @Test
    void doesNotFitAnotherView() {
        BookView before = view(4, List.of(), List.of());
        BookChange change = BookChange.between(before, view(5, List.of(level(1, 1)), List.of()));
        assertThatThrownBy(() -> change.applyTo(view(3, List.of(), List.of()), 10))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * A reader who has a view of some levels, and takes in the changes between views some commands apart, has what a new
     * reader sees, whatever happens; so that both have the same checksum.
     */
    @TestFactory
    Stream<DynamicTest> leadsFromEachViewToALaterOneWhateverHappens() {
        return Market.all().stream()
                .flatMap(market -> Stream.of(1, 5, 100)
                        .map(depth -> DynamicTest.dynamicTest(
                                market.name() + ", " + depth + " levels",
                                () -> LongStream.rangeClosed(1, 6).forEach(seed -> follow(market, seed, depth)))));
    }

    private static void follow(Market market, long seed, int depth) {
        OrderBook book = new OrderBook(market.limits());
        Map<String, Long> ids = new HashMap<>();
        SplittableRandom random = new SplittableRandom(seed);
        BookView kept = BookView.EMPTY;
        List<Trade> seen = new ArrayList<>();
        int changes = 0;
        int untilLook = 1;
        for (Step step : RandomCommands.generate(seed, market, STEPS)) {
            RandomCommands.due(book, step.context().at());
            execute(book, step, ids);
            if (--untilLook > 0) {
                continue;
            }
            untilLook = random.nextInt(1, MOST_TOGETHER);
            BookView now = book.view(depth);
            BookChange change = BookChange.between(kept, now);
            BookView applied = change.applyTo(kept, market.limits().recentTrades());
            assertThat(applied.sequence()).isEqualTo(now.sequence());
            assertThat(applied.bids()).isEqualTo(now.bids());
            assertThat(applied.asks()).isEqualTo(now.asks());
            assertThat(applied.lastPrice()).isEqualTo(now.lastPrice());
            assertThat(applied.openOrders()).isEqualTo(now.openOrders());
            assertThat(applied.trades()).isEqualTo(now.trades());
            assertThat(checksum(applied)).isEqualTo(checksum(now));
            changes += change.bids().size() + change.asks().size();
            seen.addAll(change.trades());
            kept = new BookView(
                    now.instrument(),
                    now.instrumentVersion(),
                    applied.sequence(),
                    applied.bids(),
                    applied.asks(),
                    applied.lastPrice(),
                    applied.openOrders(),
                    applied.trades());
        }
        assertThat(changes).as("something has changed").isPositive();
        assertThat(seen).isSortedAccordingTo((one, other) -> Long.compare(one.sequence(), other.sequence()));
    }

    private static void execute(OrderBook book, Step step, Map<String, Long> ids) {
        BookCommand command = step.draft().command(name -> ids.getOrDefault(name, -1L));
        if (book.execute(command, step.context()) instanceof Decision.Accept accept
                && accept.results().size() == 1
                && accept.results().getFirst() instanceof OrderResult.Done done
                && step.draft() instanceof RandomCommands.Draft.Submit submit) {
            ids.put(submit.name(), done.order().terms().id());
        }
    }

    private static long checksum(BookView view) {
        return BookChecksum.of(
                view.asks(),
                view.bids(),
                level -> new ShownLevel(Long.toString(level.price()), Long.toString(level.quantity())));
    }
}
