package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.testkit.NaiveBook;
import io.mandi.engine.testkit.OrderSequences;
import io.mandi.engine.testkit.OrderSequences.ExpectedReject;
import io.mandi.engine.testkit.OrderSequences.ExpectedTrade;
import io.mandi.engine.testkit.OrderSequences.Expired;
import io.mandi.engine.testkit.OrderSequences.Level;
import io.mandi.engine.testkit.OrderSequences.Sequence;
import io.mandi.engine.testkit.OrderSequences.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    private static final long SECOND = 1_000_000;

    @TestFactory
    Stream<DynamicTest> leadTheBookToTheKnownResult() {
        return tests(BookVenue::new);
    }

    @TestFactory
    Stream<DynamicTest> leadTheReferenceToTheKnownResult() {
        return tests(NaiveVenue::new);
    }

    @Test
    void areEnoughAndHaveNamesOfTheirOwn() {
        assertThat(OrderSequences.own()).hasSizeGreaterThanOrEqualTo(25).allMatch(OrderSequences::applicable);
        assertThat(OrderSequences.all()).extracting(Sequence::name).doesNotHaveDuplicates();
    }

    private static Stream<DynamicTest> tests(Supplier<Venue> venue) {
        return OrderSequences.all().stream()
                .filter(OrderSequences::applicable)
                .map(sequence -> DynamicTest.dynamicTest(sequence.name(), () -> check(sequence, venue.get())));
    }

    private static void check(Sequence sequence, Venue venue) {
        List<ExpectedReject> rejects = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        for (Step step : sequence.steps()) {
            // These ids are unique on the whole book, ours within a partner: who uses one again is its first owner.
            String owner = owners.computeIfAbsent(
                    step.id(),
                    id -> step.op() == OrderSequences.Op.SUBMIT ? step.owner().orElse("someone") : null);
            if (owner != null) {
                venue.names.add(step.id());
            }
            boolean placesOrder = step.op() == OrderSequences.Op.SUBMIT;
            String asker = placesOrder ? owner : step.owner().orElse(owner == null ? "someone" : owner);
            venue.play(step, asker)
                    .ifPresent(
                            code -> rejects.add(new ExpectedReject(step.id(), reason(code, sequence, rejects.size()))));
        }

        if (sequence.unordered()) {
            assertThat(venue.trades()).containsExactlyInAnyOrderElementsOf(sequence.trades());
        } else {
            assertThat(venue.trades()).isEqualTo(sequence.trades());
        }
        assertThat(venue.levels(Side.BUY)).as("bids").isEqualTo(sequence.bids());
        assertThat(venue.levels(Side.SELL)).as("asks").isEqualTo(sequence.asks());
        assertThat(rejects).as("refusals").isEqualTo(sequence.rejects());
        sequence.expired()
                .ifPresent(expired ->
                        assertThat(venue.expired()).as("expired").containsExactlyInAnyOrderElementsOf(expired));
    }

    /** The word that a sequence has for a refusal, when it means this one. */
    private static String reason(String code, Sequence sequence, int index) {
        String expected = index < sequence.rejects().size()
                ? sequence.rejects().get(index).reason()
                : code;
        return codes(expected).contains(code) ? expected : code;
    }

    private static Set<String> codes(String reason) {
        return switch (reason) {
            // Other engines forget an order with its end; ours tells the two apart.
            case "UNKNOWN_ORDER" -> Set.of("ORDER_NOT_FOUND", "ORDER_CLOSED");
            case "DUPLICATE_ID" -> Set.of("DUPLICATE_CLIENT_ORDER_ID");
            case "BAD_REDUCE_QTY" -> Set.of("QUANTITY_NOT_POSITIVE");
            case "POST_ONLY_WOULD_TAKE" -> Set.of("POST_ONLY_WOULD_CROSS");
            default -> Set.of(reason);
        };
    }

    private static OptionalLong after(long now, OptionalLong seconds) {
        return seconds.isPresent() ? OptionalLong.of(now + seconds.getAsLong() * SECOND) : OptionalLong.empty();
    }

    /** Where a sequence is played: the book or the reference. */
    private abstract static class Venue {
        private static final Set<CancelReason> REFUSALS =
                Set.of(CancelReason.FOK_NOT_FILLABLE, CancelReason.POST_ONLY_WOULD_CROSS);

        final List<ExpectedTrade> trades = new ArrayList<>();
        /** The names of all orders that were asked for. */
        final Set<String> names = new LinkedHashSet<>();

        /** @return why the step was refused; also why an order that had to be filled or to rest whole was ended */
        Optional<String> play(Step step, String asker) {
            return switch (step.op()) {
                case SUBMIT -> submit(step, asker);
                case CANCEL -> cancel(step.id(), asker);
                case AMEND ->
                    amend(
                            step.id(),
                            asker,
                            step.price(),
                            step.quantity().isPresent()
                                    ? OptionalLong.of(
                                            filled(step.id()) + step.quantity().getAsLong())
                                    : OptionalLong.empty(),
                            step.lasts());
                case PASS -> {
                    pass(step.by().orElseThrow() * SECOND);
                    yield Optional.empty();
                }
                case REDUCE -> reduce(step.id(), asker, step.by().orElseThrow());
                case PHASE -> {
                    enter(step.phase().orElseThrow());
                    yield Optional.empty();
                }
            };
        }

        /** There is no reduction: a client asks for the quantity that is then left, or cancels. */
        private Optional<String> reduce(String id, String asker, long by) {
            if (by <= 0) {
                return amend(id, asker, OptionalLong.empty(), OptionalLong.of(0), OptionalLong.empty());
            }
            return by >= open(id)
                    ? cancel(id, asker)
                    : amend(
                            id,
                            asker,
                            OptionalLong.empty(),
                            OptionalLong.of(filled(id) + open(id) - by),
                            OptionalLong.empty());
        }

        /** An order that could not be filled whole, or not rest whole, counts as refused. */
        static Optional<String> ended(Optional<CancelReason> reason) {
            return reason.filter(REFUSALS::contains).map(Enum::name);
        }

        /** What the venue itself has cancelled of an order. */
        static Optional<Expired> expired(String id, OrderStatus status, Optional<CancelReason> reason, long quantity) {
            if (status == OrderStatus.EXPIRED) {
                return Optional.of(new Expired(id, quantity));
            }
            return reason.filter(why -> why != CancelReason.REQUESTED && !REFUSALS.contains(why))
                    .map(why -> new Expired(id, quantity));
        }

        abstract Optional<Expired> expired(String id);

        abstract void enter(Phase phase);

        abstract Optional<String> submit(Step step, String owner);

        abstract Optional<String> cancel(String id, String asker);

        /** @param lasts in how many seconds the order is to end */
        abstract Optional<String> amend(
                String id, String asker, OptionalLong price, OptionalLong quantity, OptionalLong lasts);

        abstract void pass(long micros);

        abstract long filled(String id);

        abstract long open(String id);

        abstract List<Level> levels(Side side);

        List<ExpectedTrade> trades() {
            return trades;
        }

        List<Expired> expired() {
            return names.stream().flatMap(id -> expired(id).stream()).toList();
        }
    }

    private static final class BookVenue extends Venue {
        private final Desk desk = Desk.open();
        private final Map<String, Long> ids = new HashMap<>();
        private final Map<Long, String> namesById = new HashMap<>();

        @Override
        void enter(Phase phase) {
            RecordedEvent recorded = ((Decision.Accept) desk.execute(new BookCommand.ChangePhase(phase))).event();
            if (recorded.event() instanceof BookEvent.BatchExecuted all) {
                for (BookEvent effect : all.effects()) {
                    if (effect instanceof BookEvent.AuctionUncrossed uncrossed) {
                        tell(uncrossed.trades(recorded.at()));
                    }
                }
            }
        }

        private void tell(List<Trade> made) {
            made.forEach(trade -> trades.add(new ExpectedTrade(
                    namesById.get(trade.takerOrderId()),
                    namesById.get(trade.makerOrderId()),
                    trade.price(),
                    trade.quantity())));
        }

        @Override
        Optional<String> submit(Step step, String owner) {
            Ticket slip = step.side().orElseThrow().equals("BUY")
                    ? Ticket.buy(Long.toString(step.quantity().orElseThrow()))
                    : Ticket.sell(Long.toString(step.quantity().orElseThrow()));
            if (step.price().isPresent()) {
                slip = slip.at(Long.toString(step.price().getAsLong()));
            }
            slip = switch (step.timeInForce().orElse("GTC")) {
                case "IOC" -> slip.immediateOrCancel();
                case "FOK" -> slip.fillOrKill();
                case "DAY" -> slip.untilTheSessionEnds();
                case "GTD" -> slip.until(desk.at + step.lasts().orElseThrow() * SECOND);
                default -> slip;
            };
            slip = slip.preventing(step.mode());
            if (step.postOnly()) {
                slip = slip.postingOnly();
            }
            if (step.display().isPresent()) {
                slip = slip.showing(Long.toString(step.display().getAsLong()));
            }
            return answer(
                    step.id(), desk.execute(slip.by(owner).named(step.id()).submit()));
        }

        @Override
        Optional<String> cancel(String id, String asker) {
            return answer(id, desk.executeFor(asker, new BookCommand.CancelOrder(idOf(id))));
        }

        @Override
        void pass(long micros) {
            desk.at += micros;
            for (Optional<BookCommand> due = desk.book.due(desk.at); due.isPresent(); due = desk.book.due(desk.at)) {
                desk.execute(due.get());
            }
        }

        @Override
        Optional<String> amend(String id, String asker, OptionalLong price, OptionalLong quantity, OptionalLong lasts) {
            return answer(
                    id,
                    desk.executeFor(
                            asker,
                            new BookCommand.AmendOrder(
                                    idOf(id),
                                    text(price).map(Ticket::decimal),
                                    text(quantity).map(Ticket::decimal),
                                    after(desk.at, lasts))));
        }

        private static Optional<String> text(OptionalLong number) {
            return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : Optional.empty();
        }

        private Optional<String> answer(String name, Decision decision) {
            if (decision instanceof Decision.Reject reject) {
                return Optional.of(reject.rejection().code().name());
            }
            OrderResult.Done done = Desk.done(decision);
            long id = Desk.id(done);
            ids.put(name, id);
            namesById.put(id, name);
            tell(done.trades());
            return ended(done.order().reason());
        }

        @Override
        Optional<Expired> expired(String id) {
            return desk.book
                    .order(idOf(id))
                    .flatMap(order -> expired(id, order.status(), order.reason(), order.cancelled()));
        }

        private long idOf(String name) {
            return ids.getOrDefault(name, 1L);
        }

        @Override
        long filled(String id) {
            return desk.book.order(idOf(id)).map(OrderState::filled).orElse(0L);
        }

        @Override
        long open(String id) {
            return desk.book.order(idOf(id)).map(OrderState::remaining).orElse(0L);
        }

        @Override
        List<Level> levels(Side side) {
            BookView view = desk.book.view(Integer.MAX_VALUE);
            return (side == Side.BUY ? view.bids() : view.asks())
                    .stream()
                            .map(level -> new Level(level.price(), level.quantity()))
                            .toList();
        }
    }

    private static final class NaiveVenue extends Venue {
        private final NaiveBook book = new NaiveBook();
        private long now = Desk.OPENING;

        @Override
        void enter(Phase phase) {
            Optional<BigDecimal> last = trades.isEmpty()
                    ? Optional.empty()
                    : Optional.of(BigDecimal.valueOf(trades.getLast().price()));
            NaiveBook.Prices prices = new NaiveBook.Prices(
                    BigDecimal.ONE, BigDecimal.ONE, BigDecimal.valueOf(Instrument.MAX_TICKS), last);
            tell(book.enter(phase, prices).trades());
        }

        private void tell(List<NaiveBook.Trade> made) {
            made.forEach(trade -> trades.add(new ExpectedTrade(
                    trade.takerId(),
                    trade.makerId(),
                    trade.price().longValueExact(),
                    trade.quantity().longValueExact())));
        }

        @Override
        Optional<String> submit(Step step, String owner) {
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
                    Optional.empty(),
                    step.postOnly(),
                    decimal(step.display()),
                    step.timeInForce().equals(Optional.of("DAY"))
                            ? OptionalLong.of(TradingSession.USUAL.endAfter(now))
                            : after(now, step.lasts())));
            return answer(step.id(), result);
        }

        @Override
        Optional<String> cancel(String id, String asker) {
            return mayTouch(id, asker) ? answer(id, book.cancel(id)) : Optional.of("ORDER_NOT_FOUND");
        }

        @Override
        void pass(long micros) {
            now += micros;
            book.expire(now, Comparator.naturalOrder(), Integer.MAX_VALUE);
        }

        @Override
        Optional<String> amend(String id, String asker, OptionalLong price, OptionalLong quantity, OptionalLong lasts) {
            if (!mayTouch(id, asker)) {
                return Optional.of("ORDER_NOT_FOUND");
            }
            if (quantity.isPresent() && quantity.getAsLong() <= 0) {
                return Optional.of("QUANTITY_NOT_POSITIVE");
            }
            return answer(id, book.amend(id, decimal(price), decimal(quantity), after(now, lasts)));
        }

        private boolean mayTouch(String id, String asker) {
            return book.order(id).map(order -> order.owner().equals(asker)).orElse(false);
        }

        private Optional<String> answer(String id, NaiveBook.Result result) {
            if (!result.accepted()) {
                return result.refusal().map(Enum::name);
            }
            tell(result.trades());
            NaiveBook.Order order = book.order(id).orElseThrow();
            return ended(order.reason());
        }

        @Override
        Optional<Expired> expired(String id) {
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
        long filled(String id) {
            return book.order(id).map(order -> order.filled().longValueExact()).orElse(0L);
        }

        @Override
        long open(String id) {
            return book.order(id)
                    .map(order -> order.remaining().longValueExact())
                    .orElse(0L);
        }

        @Override
        List<Level> levels(Side side) {
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
