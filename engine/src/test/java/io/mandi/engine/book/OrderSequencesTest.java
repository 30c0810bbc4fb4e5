package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.testkit.BookVenue;
import io.mandi.engine.testkit.NaiveBook;
import io.mandi.engine.testkit.OrderSequences;
import io.mandi.engine.testkit.OrderSequences.ExpectedTrade;
import io.mandi.engine.testkit.OrderSequences.Expired;
import io.mandi.engine.testkit.OrderSequences.Level;
import io.mandi.engine.testkit.OrderSequences.Sequence;
import io.mandi.engine.testkit.OrderSequences.Step;
import io.mandi.engine.testkit.SequenceVenue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Sequences of orders whose results are known: those of the project and those that other engines assert. */
class OrderSequencesTest {
    @TestFactory
    Stream<DynamicTest> leadTheBookToTheKnownResult() {
        return tests(() -> new BookVenue(new OneBook()));
    }

    @TestFactory
    Stream<DynamicTest> leadTheReferenceToTheKnownResult() {
        return tests(NaiveVenue::new);
    }

    @Test
    void areEnoughAndHaveNamesOfTheirOwn() {
        assertThat(OrderSequences.own()).hasSizeGreaterThanOrEqualTo(25).allMatch(OrderSequences::applicable);
        assertThat(OrderSequences.all()).extracting(Sequence::name).doesNotHaveDuplicates();
        assertThat(OrderSequences.all())
                .filteredOn(OrderSequences::applicable)
                .flatExtracting(Sequence::steps)
                .extracting(Step::otherFields)
                .containsOnly(Set.of());
    }

    private static Stream<DynamicTest> tests(Supplier<SequenceVenue> venue) {
        return OrderSequences.all().stream()
                .filter(OrderSequences::applicable)
                .map(sequence -> DynamicTest.dynamicTest(
                        sequence.name(), () -> venue.get().check(sequence)));
    }

    /** The book alone. */
    private static final class OneBook implements BookVenue.Market {
        private final Desk desk = Desk.open();

        @Override
        public OrderResult execute(Optional<String> asker, BookCommand command) {
            Decision decision = asker.isPresent() ? desk.executeFor(asker.get(), command) : desk.execute(command);
            return decision instanceof Decision.Reject reject
                    ? new OrderResult.Refused(reject.rejection())
                    : Desk.done(decision);
        }

        @Override
        public long now() {
            return desk.at;
        }

        @Override
        public void pass(long micros) {
            desk.at += micros;
            for (Optional<BookCommand> due = desk.book.due(desk.at); due.isPresent(); due = desk.book.due(desk.at)) {
                desk.execute(due.get());
            }
        }

        @Override
        public void enter(Phase phase) {
            assertThat(desk.execute(new BookCommand.ChangePhase(phase))).isInstanceOf(Decision.Accept.class);
        }

        @Override
        public BookView view() {
            return desk.book.view(Integer.MAX_VALUE);
        }

        @Override
        public Optional<OrderState> order(long id) {
            return desk.book.order(id);
        }
    }

    private static final class NaiveVenue extends SequenceVenue {
        private final NaiveBook book = new NaiveBook();
        private long now = Desk.OPENING;
        private final List<ExpectedTrade> trades = new ArrayList<>();

        @Override
        protected List<ExpectedTrade> trades() {
            return trades;
        }

        @Override
        protected void pass(long micros) {
            now += micros;
            book.expire(now, Comparator.naturalOrder(), Integer.MAX_VALUE);
        }

        @Override
        protected void enter(Phase phase) {
            Optional<BigDecimal> last = trades.isEmpty()
                    ? Optional.empty()
                    : Optional.of(BigDecimal.valueOf(trades.getLast().price()));
            NaiveBook.Prices prices = new NaiveBook.Prices(
                    BigDecimal.ONE, BigDecimal.ONE, BigDecimal.valueOf(Instrument.MAX_TICKS), last);
            tell(book.enter(phase, prices).allTrades());
        }

        private void tell(List<NaiveBook.Trade> made) {
            made.forEach(trade -> trades.add(new ExpectedTrade(
                    trade.takerId(),
                    trade.makerId(),
                    trade.price().longValueExact(),
                    trade.quantity().longValueExact())));
        }

        @Override
        protected Optional<String> submit(Step step, String owner) {
            NaiveBook.Result result = book.submit(new NaiveBook.NewOrder(
                    step.id(),
                    owner,
                    Optional.of(step.id()),
                    Side.valueOf(step.side().orElseThrow()),
                    OrderType.valueOf(step.type().orElse("LIMIT")),
                    TimeInForce.valueOf(step.timeInForce().orElse("GTC")),
                    decimal(step.price()),
                    BigDecimal.valueOf(step.quantity().orElseThrow()),
                    step.mode(),
                    step.postOnly(),
                    decimal(step.display()),
                    step.timeInForce().equals(Optional.of("DAY"))
                            ? OptionalLong.of(TradingSession.USUAL.endAfter(now))
                            : after(now, step.lasts()),
                    decimal(step.stopPrice())));
            return answer(step.id(), result);
        }

        @Override
        protected Optional<String> cancel(String id, String asker) {
            return mayTouch(id, asker) ? answer(id, book.cancel(id)) : Optional.of("ORDER_NOT_FOUND");
        }

        @Override
        protected Optional<String> amend(
                String id,
                String asker,
                OptionalLong price,
                OptionalLong quantity,
                OptionalLong lasts,
                OptionalLong stopPrice) {
            if (!mayTouch(id, asker)) {
                return Optional.of("ORDER_NOT_FOUND");
            }
            if (quantity.isPresent() && quantity.getAsLong() <= 0) {
                return Optional.of("QUANTITY_NOT_POSITIVE");
            }
            if (stopPrice.isPresent() && stopPrice.getAsLong() <= 0) {
                return Optional.of("STOP_PRICE_NOT_POSITIVE");
            }
            return answer(id, book.amend(id, decimal(price), decimal(quantity), after(now, lasts), decimal(stopPrice)));
        }

        private boolean mayTouch(String id, String asker) {
            return book.order(id).map(order -> order.owner().equals(asker)).orElse(false);
        }

        private Optional<String> answer(String id, NaiveBook.Result result) {
            if (!result.accepted()) {
                return result.refusal().map(Enum::name);
            }
            tell(result.allTrades());
            NaiveBook.Order order = book.order(id).orElseThrow();
            return ended(order.reason());
        }

        @Override
        protected Optional<Expired> expired(String id) {
            return book.order(id)
                    .flatMap(order -> expired(
                            id,
                            order.status(),
                            order.reason(),
                            order.quantity()
                                    .subtract(order.filled())
                                    .subtract(order.remaining())
                                    .longValueExact()));
        }

        @Override
        protected long filled(String id) {
            return book.order(id).map(order -> order.filled().longValueExact()).orElse(0L);
        }

        @Override
        protected long open(String id) {
            return book.order(id)
                    .map(order -> order.remaining().longValueExact())
                    .orElse(0L);
        }

        @Override
        protected List<Level> levels(Side side) {
            Map<Long, Long> levels = new LinkedHashMap<>();
            book.resting(side).stream()
                    .filter(order -> order.price().isPresent())
                    .forEach(order -> levels.merge(
                            order.price().orElseThrow().longValueExact(),
                            order.shown().longValueExact(),
                            Long::sum));
            return levels.entrySet().stream()
                    .map(level -> new Level(level.getKey(), level.getValue()))
                    .toList();
        }

        private static Optional<BigDecimal> decimal(OptionalLong number) {
            return number.isPresent() ? Optional.of(BigDecimal.valueOf(number.getAsLong())) : Optional.empty();
        }
    }
}
