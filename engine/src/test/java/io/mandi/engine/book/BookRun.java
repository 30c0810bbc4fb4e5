package io.mandi.engine.book;

import io.mandi.engine.book.BookEvent.AuctionUncrossed;
import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.BookEvent.InstrumentDefined;
import io.mandi.engine.book.BookEvent.OrderAmended;
import io.mandi.engine.book.BookEvent.OrderCancelled;
import io.mandi.engine.book.BookEvent.OrderEvent;
import io.mandi.engine.book.BookEvent.OrderExecuted;
import io.mandi.engine.book.BookEvent.OrderTriggered;
import io.mandi.engine.book.BookEvent.OrdersCancelled;
import io.mandi.engine.book.BookEvent.OrdersExpired;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.book.BookEvent.PhaseChanged;
import io.mandi.engine.book.BookSnapshot.Remembered;
import io.mandi.engine.book.ReferenceMarket.Change;
import io.mandi.engine.book.ReferenceMarket.Expected;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.testkit.NaiveBook;
import io.mandi.engine.testkit.RandomCommands.Market;
import io.mandi.engine.testkit.RandomCommands.Step;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Runs steps on a book, on the {@link ReferenceMarket} and on books that follow the first one, and compares them after
 * every step. The comparisons are plain code, because a run makes millions of them.
 */
final class BookRun {
    /** What a command has to do with is compared behind it; all that the book knows, behind so many. */
    private static final int WHOLE_EVERY = 25;
    /** Behind one command in so many the book is restored, replayed and damaged. */
    private static final int RECOVERY_ONE_IN = 400;

    private static final int ALL_LEVELS = Integer.MAX_VALUE;
    /** Ids as small as this are never given by a book: they belong to the first second of its time. */
    private static final long NEVER_GIVEN = 1;

    private final BookLimits limits;
    private final OrderBook book;
    /** Sees only the events, from the first one on. */
    private final OrderBook follower;
    /** Was restored from a snapshot at some moment, and decides everything once more since then. */
    private OrderBook twin;

    /** Knows only the orders that the events bring. */
    private final OrderHistory history = new OrderHistory();

    private int deals;

    private final ReferenceMarket reference;
    private final SplittableRandom random;
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Map<String, Long> ids = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Set<Long> everyId = new HashSet<>();
    private final Set<String> seen;
    /** The answers to requests that had a key, by their events' sequences. */
    private final Map<Long, List<OrderResult>> toldFirst = new HashMap<>();

    private final Map<Long, Pair> compared = new HashMap<>();
    /** Of the book before the step. */
    private long sequence;

    private BookView view = BookView.EMPTY;
    private int trades;
    private long lastId;

    private BookRun(BookLimits limits, long seed, Set<String> seen) {
        this.random = new SplittableRandom(seed);
        this.limits = limits;
        this.seen = seen;
        this.book = new OrderBook(limits);
        this.follower = new OrderBook(limits);
        this.twin = new OrderBook(limits);
        this.reference = new ReferenceMarket(limits);
        this.view = book.view(ALL_LEVELS);
    }

    /**
     * Runs all steps on a new book.
     *
     * @param seen takes the names of everything that happened
     * @return where the book and the rules differ: the index of the step and what was wrong
     */
    static Optional<Failure> run(Market market, List<Step> steps, Set<String> seen) {
        long seed = steps.isEmpty() ? 0 : steps.getFirst().context().at();
        BookRun run = new BookRun(market.limits(), seed, seen);
        for (int i = 0; i < steps.size(); i++) {
            try {
                run.step(steps.get(i));
                boolean last = i == steps.size() - 1;
                if (last || i % WHOLE_EVERY == 0) {
                    run.checkWhole();
                }
                if (last || run.random.nextInt(RECOVERY_ONE_IN) == 0) {
                    run.checkRecovery();
                }
            } catch (Difference | RuntimeException e) {
                return Optional.of(new Failure(i, e));
            }
        }
        return Optional.empty();
    }

    /** @param step index of the step after which it showed */
    record Failure(int step, Throwable cause) {}

    private static final class Difference extends Error {
        private static final long serialVersionUID = 1;

        Difference(String message) {
            super(message);
        }
    }

    private static void check(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new Difference(message.get());
        }
    }

    private static void same(String what, Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new Difference(what + ":\n  the book has    " + actual + "\n  the rules give  " + expected);
        }
    }

    // ------------------------------------------------------------------------------------------------- one command

    private void step(Step step) {
        expire(step.context().at());
        BookCommand command = step.draft().command(name -> ids.getOrDefault(name, NEVER_GIVEN));
        Optional<Decision> decided = decide(command, step.context());
        if (decided.isEmpty()) {
            return;
        }
        Decision decision = decided.get();
        long at = reference.at(step.context());
        compare(decision, reference.expect(step));
        BookView after = book.view(ALL_LEVELS);
        if (decision instanceof Decision.Accept accept) {
            RecordedEvent event = accept.event();
            if (event.idempotency().isPresent()) {
                toldFirst.put(event.event().sequence(), accept.results());
            }
            same("the event's circumstances", circumstances(event), circumstances(step.context(), at));
            follower.apply(event);
            Set<Long> changed = checkHistory(event);
            events.add(event);
            reference.recorded(event);
            same("the sequence", book.sequence(), event.event().sequence());
            changed.forEach(this::compareNow);
            checkView(after);
        } else {
            check(after.equals(view), () -> decision + " changed the book");
        }
        sequence = book.sequence();
        view = after;
    }

    /** An order that a command has to do with, as it is behind it. */
    private void compareNow(long id) {
        NaiveBook.Order order = reference.orders.order(names.get(id)).orElseThrow();
        Optional<OrderState> state = book.order(id);
        check(state.isPresent() || !order.status().isOpen(), () -> order + " should be there");
        state.ifPresent(known -> compareAnew(known, order));
    }

    /** Everything that the book knows. */
    private void checkWhole() {
        BookSnapshot now = book.snapshot();
        same("the sequence of the snapshot", now.sequence(), sequence);
        same(
                "the time of the last event",
                now.lastAt(),
                events.isEmpty() ? 0L : events.getLast().at());
        same("the number of the last trade", now.tradeSequence(), (long) reference.trades.size());
        same("the trades of the snapshot", now.trades().reversed(), view.trades());
        same("the bids", view.bids(), levels(now, Side.BUY));
        same("the asks", view.asks(), levels(now, Side.SELL));
        same("the phase in the snapshot", now.phase(), view.phase());
        int count = reference.trades.size();
        for (int i = 0; i < view.trades().size(); i++) {
            checkTrade(view.trades().get(i), reference.trades.get(count - 1 - i), count - i);
        }
        checkOrders(now);
        checkMemory(now);
    }

    /** Ends what has to end before the book hears anything else. */
    private void expire(long now) {
        for (Optional<BookCommand> due = book.due(now); due.isPresent(); due = book.due(now)) {
            CommandContext clock = new CommandContext(now, Actor.system(), "clock", Optional.empty());
            check(
                    book.nextDue().orElseThrow()
                            <= Math.max(
                                    now, events.isEmpty() ? 0 : events.getLast().at()),
                    () -> "a book does something early");
            Decision decision = book.execute(due.get(), clock);
            same("the decision of a restored book", twin.execute(due.get(), clock), decision);
            check(decision instanceof Decision.Accept, () -> "what is due ends in " + decision);
            RecordedEvent event = ((Decision.Accept) decision).event();
            List<String> names = reference.expire(now);
            same(
                    "the orders that have ended",
                    event.event(),
                    new OrdersExpired(sequence + 1, names.stream().map(ids::get).toList()));
            seen.add(names.size() == limits.expiredTogether() ? "AllThatAnEventTakes" : "OrdersExpired");
            follower.apply(event);
            Set<Long> changed = checkHistory(event);
            events.add(event);
            reference.recorded(event);
            changed.forEach(this::compareNow);
            BookView after = book.view(ALL_LEVELS);
            checkView(after);
            sequence = book.sequence();
            view = after;
        }
        same("the orders that should have ended", reference.expire(now), List.of());
    }

    /** What the book decides, after its key was looked for where the book asks for that; absent when that was answer enough. */
    private Optional<Decision> decide(BookCommand command, CommandContext context) {
        Decision decision = book.execute(command, context);
        seen.add(decision.getClass().getSimpleName());
        boolean keyed = context.idempotency().isPresent();
        if (decision instanceof Decision.Forgotten(long lookUpTo, boolean anyKey)) {
            check(
                    keyed && (reference.hasEverForgotten(context) || reference.hasForgottenMany() && anyKey),
                    () -> "a book asks for a key that is new");
            check(
                    book.sequence() == sequence && book.view(ALL_LEVELS).equals(view),
                    () -> "a question changed the book");
            Optional<RecordedEvent> past = inThePast(context, lookUpTo);
            if (past.isPresent()) {
                checkPast(past.get());
                return Optional.empty();
            }
            decision = book.execute(command, context.lookedUp(lookUpTo));
        } else {
            check(!keyed || !reference.hasForgotten(context), () -> "a book takes a key that it has forgotten");
        }
        // It knows less of what was forgotten before it was restored, and would ask more often.
        same("the decision of a restored book", twin.execute(command, context.lookedUp(Long.MAX_VALUE)), decision);
        return Optional.of(decision);
    }

    /** Looks for a request's key as whoever keeps all events does; a request that is too old is none. */
    private Optional<RecordedEvent> inThePast(CommandContext context, long lookUpTo) {
        Optional<Idempotency.Scope> key = context.idempotency()
                .map(idempotency -> idempotency.scope(context.actor().user()));
        return events.stream()
                .filter(event ->
                        event.at() < lookUpTo && event.at() > reference.at(context) - limits.rememberedMicros())
                .filter(event -> event.idempotency()
                        .map(idempotency -> idempotency.scope(event.actor().user()))
                        .equals(key))
                .findFirst();
    }

    /** A request that the book has forgotten is answered by what is recorded as it was answered first. */
    private void checkPast(RecordedEvent past) {
        Map<Long, OrderState> orders = new HashMap<>();
        PastRequest.ordersOf(past.event()).forEach(id -> orders.put(id, history.order(id)));
        PastRequest request = new PastRequest(book.instrument().orElseThrow(), past, 1, orders);
        compareRepeated(request.results(), past, id -> Optional.of(history.order(id)));
        seen.add("PastRequest");
    }

    /** Who follows the events has the same orders and trades as the book, as far as the book still has them. */
    private Set<Long> checkHistory(RecordedEvent event) {
        Set<Long> changed = new HashSet<>();
        List<OrderHistory.Deal> made = history.apply(event, changed);
        check(changed.containsAll(OrderHistory.changedBy(event.event())), () -> "changed are " + changed);
        for (long id : changed) {
            book.order(id).ifPresent(order -> same("the order by its history", history.order(id), order));
        }
        for (OrderHistory.Deal deal : made) {
            deals++;
            same("the sequence of a deal", deal.trade().sequence(), (long) deals);
            same(
                    "the partner who took",
                    deal.takerPartnerId(),
                    history.order(deal.trade().takerOrderId()).terms().partnerId());
            same(
                    "the partner who made",
                    deal.makerPartnerId(),
                    history.order(deal.trade().makerOrderId()).terms().partnerId());
        }
        return changed;
    }

    private static List<Object> circumstances(RecordedEvent event) {
        return List.of(event.at(), event.actor(), event.correlationId(), event.idempotency());
    }

    private static List<Object> circumstances(CommandContext context, long at) {
        return List.of(at, context.actor(), context.correlationId(), context.idempotency());
    }

    private void compare(Decision decision, Expected expected) {
        switch (expected) {
            case Expected.Effect effect -> {
                check(decision instanceof Decision.Accept, () -> expected + " is due, not " + decision);
                RecordedEvent recorded = ((Decision.Accept) decision).event();
                List<OrderResult> results = ((Decision.Accept) decision).results();
                if (effect.change() instanceof Change.PhaseChanged changed) {
                    comparePhase(recorded.event(), changed, effect.triggered(), sequence + 1);
                    same("the results", results, List.of());
                    return;
                }
                BookEvent event = compareWithConsequences(recorded.event(), effect);
                if (effect.change() instanceof Change.Defined || effect.change() instanceof Change.CancelledTogether) {
                    same("the results", results, List.of());
                } else {
                    same("the number of results", results.size(), 1);
                    compareResult(results.getFirst(), event, effect.change(), recorded.at());
                }
            }
            case Expected.Batch batch -> {
                check(decision instanceof Decision.Accept, () -> expected + " is due, not " + decision);
                compareBatch((Decision.Accept) decision, batch);
            }
            case Expected.Refused refused -> {
                check(decision instanceof Decision.Reject, () -> expected + " is due, not " + decision);
                compare(((Decision.Reject) decision).rejection(), refused.code());
            }
            case Expected.AllRefused refused -> {
                check(decision instanceof Decision.RejectAll, () -> expected + " is due, not " + decision);
                List<Rejection> rejections = ((Decision.RejectAll) decision).rejections();
                same("the refusals", rejections.stream().map(Rejection::code).toList(), refused.codes());
                rejections.forEach(rejection -> compare(rejection, rejection.code()));
            }
            case Expected.Repeated repeated -> {
                check(decision instanceof Decision.Repeat, () -> expected + " is due, not " + decision);
                same("the repeated event", ((Decision.Repeat) decision).event(), repeated.event());
                compareRepeated(((Decision.Repeat) decision).results(), repeated.event(), book::order);
            }
            case Expected.Unchanged ignored -> same("the decision", decision, new Decision.Unchanged());
        }
    }

    private void compare(Rejection rejection, RejectionCode code) {
        seen.add(code.name());
        same("the refusal", rejection.code(), code);
        check(!rejection.detail().isBlank(), () -> code + " does not say what would be right");
    }

    /** @return what was asked for */
    private BookEvent compareWithConsequences(BookEvent event, Expected.Effect effect) {
        if (effect.triggered().isEmpty()) {
            compare(event, effect.change(), sequence + 1);
            return event;
        }
        check(event instanceof BatchExecuted, () -> event + " should have consequences");
        List<Outcome> outcomes = ((BatchExecuted) event).outcomes();
        OrderEvent asked = ((Outcome.Done) outcomes.getFirst()).event();
        compare(asked, effect.change(), sequence + 1);
        long last = compareConsequences(outcomes.listIterator(1), effect.triggered(), sequence + 1);
        same(
                "the number of consequences",
                outcomes.size() - 1,
                effect.triggered().size());
        same("the sequence of all of it", event.sequence(), last);
        return asked;
    }

    /** @return the sequence after them */
    private long compareConsequences(Iterator<Outcome> outcomes, List<Change.Triggered> triggered, long sequence) {
        long last = sequence;
        for (Change.Triggered change : triggered) {
            check(outcomes.hasNext(), () -> change + " should follow");
            Outcome outcome = outcomes.next();
            check(outcome instanceof Outcome.Caused, () -> change + " should follow, and not " + outcome);
            compare(((Outcome.Caused) outcome).event(), change, ++last);
        }
        if (triggered.size() > 1) {
            seen.add("SeveralTriggered");
        }
        return last;
    }

    private void compareBatch(Decision.Accept accept, Expected.Batch batch) {
        BatchExecuted executed = (BatchExecuted) accept.event().event();
        same("the number of results", accept.results().size(), batch.parts().size());
        seen.add(BatchExecuted.class.getSimpleName());
        Iterator<Outcome> outcomes = executed.outcomes().iterator();
        long last = sequence;
        for (int i = 0; i < batch.parts().size(); i++) {
            switch (outcomes.next()) {
                case Outcome.Done(OrderEvent event) -> {
                    check(batch.parts().get(i) instanceof Expected.Effect, () -> event + " should be refused");
                    Expected.Effect effect = (Expected.Effect) batch.parts().get(i);
                    Change change = effect.change();
                    compare(event, change, ++last);
                    last = compareConsequences(outcomes, effect.triggered(), last);
                    compareResult(
                            accept.results().get(i),
                            event,
                            change,
                            accept.event().at());
                }
                case Outcome.Caused caused -> throw new Difference("nothing causes " + caused);
                case Outcome.Refused(Rejection rejection) -> {
                    check(batch.parts().get(i) instanceof Expected.Refused, () -> rejection + " should be done");
                    compare(rejection, ((Expected.Refused) batch.parts().get(i)).code());
                    same("the result", accept.results().get(i), new OrderResult.Refused(rejection));
                }
            }
        }
        check(!outcomes.hasNext(), () -> "more has happened than was asked for, or follows: " + executed);
        same("the batch's sequence", executed.sequence(), last);
    }

    private void compare(BookEvent event, Change change, long sequence) {
        seen.add(event.getClass().getSimpleName());
        same("the event's sequence", event.sequence(), sequence);
        switch (change) {
            case Change.Defined defined ->
                same("the event", event, new InstrumentDefined(sequence, defined.instrument()));
            case Change.Executed executed -> compareExecution((OrderExecuted) event, executed);
            case Change.Cancelled cancelled ->
                same(
                        "the event",
                        event,
                        new OrderCancelled(
                                sequence,
                                ids.get(cancelled.name()),
                                reference.lots(cancelled.quantity()),
                                CancelReason.REQUESTED));
            case Change.Amended amended -> compareAmendment((OrderAmended) event, amended);
            case Change.Triggered triggered -> compareTrigger((OrderTriggered) event, triggered);
            case Change.PhaseChanged ignored -> throw new IllegalStateException("does not stand in a batch");
            case Change.CancelledTogether cancelled -> {
                if (cancelled.someAreLater()) {
                    seen.add("OlderCancelled");
                }
                same(
                        "the event",
                        event,
                        new OrdersCancelled(
                                sequence,
                                cancelled.partnerId(),
                                cancelled.names().stream().map(ids::get).toList()));
            }
        }
    }

    private void comparePhase(
            BookEvent event, Change.PhaseChanged changed, List<Change.Triggered> triggered, long sequence) {
        PhaseChanged due =
                new PhaseChanged(sequence, changed.phase(), changed.from(), PhaseCause.REQUESTED, OptionalLong.empty());
        seen.add(changed.phase().name());
        seen.add(PhaseChanged.class.getSimpleName());
        if (changed.uncrossed().isEmpty() && triggered.isEmpty()) {
            same("the event", event, due);
            return;
        }
        check(event instanceof BatchExecuted, () -> changed + " should have consequences, and not be " + event);
        List<Outcome> outcomes = ((BatchExecuted) event).outcomes();
        same("what was asked for", outcomes.getFirst(), new Outcome.Done(due));
        long last = sequence;
        if (!changed.uncrossed().isEmpty()) {
            check(
                    outcomes.size() > 1 && outcomes.get(1) instanceof Outcome.Caused(AuctionUncrossed ignored),
                    () -> outcomes + " should uncross");
            compareUncross((AuctionUncrossed) ((Outcome.Caused) outcomes.get(1)).event(), changed, ++last);
        }
        Iterator<Outcome> rest = outcomes.listIterator((int) (1 + last - sequence));
        if (!triggered.isEmpty()) {
            seen.add("TriggeredByPhase");
        }
        last = compareConsequences(rest, triggered, last);
        check(!rest.hasNext(), () -> "more than is due: " + outcomes);
        same("the sequence of all of it", event.sequence(), last);
    }

    private void compareUncross(AuctionUncrossed uncrossed, Change.PhaseChanged changed, long sequence) {
        same("the sequence of the auction", uncrossed.sequence(), sequence);
        same(
                "the price of the auction",
                uncrossed.price(),
                changed.uncrossed().price().map(reference::ticks).orElse(0L));
        same("the first trade's sequence", uncrossed.firstTradeSequence(), trades + 1L);
        same(
                "the trades of the auction",
                uncrossed.fills(),
                changed.uncrossed().trades().stream().map(this::auctionFill).toList());
        same(
                "what was taken from orders",
                uncrossed.prevented(),
                changed.uncrossed().lost().stream()
                        .map(lost -> new AuctionLoss(ids.get(lost.id()), reference.lots(lost.quantity())))
                        .toList());
        same(
                "what was left over",
                uncrossed.unfilled(),
                changed.uncrossed().unfilled().stream().map(ids::get).toList());
        seen.add(AuctionUncrossed.class.getSimpleName());
        if (!uncrossed.prevented().isEmpty()) {
            seen.add("AuctionLoss");
        }
        trades += uncrossed.fills().size();
        for (long id = uncrossed.id(); id <= uncrossed.id() + uncrossed.fills().size(); id++) {
            long given = id;
            check(everyId.add(given) && given > lastId, () -> "the id " + given + " is not a new one");
        }
        lastId = uncrossed.id() + uncrossed.fills().size();
    }

    private AuctionFill auctionFill(NaiveBook.Trade trade) {
        long taker = ids.get(trade.takerId());
        long maker = ids.get(trade.makerId());
        boolean takerBuys =
                reference.orders.order(trade.takerId()).orElseThrow().side() == Side.BUY;
        return new AuctionFill(takerBuys ? taker : maker, takerBuys ? maker : taker, reference.lots(trade.quantity()));
    }

    /** What the asker is told: an order that has just come as it was then, any other as it is now. */
    private void compareResult(OrderResult result, BookEvent event, Change change, long at) {
        check(result instanceof OrderResult.Done, () -> result + " should tell of " + change);
        OrderState told = ((OrderResult.Done) result).order();
        List<Trade> toldTrades = ((OrderResult.Done) result).trades();
        switch (change) {
            case Change.Executed executed -> {
                OrderExecuted arrival = (OrderExecuted) event;
                long filled = arrival.fills().stream().mapToLong(Fill::quantity).sum();
                BigInteger value = arrival.fills().stream()
                        .map(fill -> BigInteger.valueOf(fill.price()).multiply(BigInteger.valueOf(fill.quantity())))
                        .reduce(BigInteger.ZERO, BigInteger::add);
                long lost = arrival.prevented().stream()
                        .mapToLong(PreventedTrade::takerQuantity)
                        .sum();
                long open = arrival.status().isOpen() ? arrival.order().quantity() - filled - lost : 0;
                long display = arrival.order().conditions().displayQuantity();
                same(
                        "the order on arrival",
                        told,
                        new OrderState(
                                arrival.order(),
                                arrival.order().price(),
                                arrival.order().quantity(),
                                open,
                                filled,
                                value,
                                arrival.status(),
                                arrival.reason(),
                                event.sequence(),
                                at,
                                at,
                                arrival.status().rests() && display > 0
                                        ? OptionalLong.of(Math.min(open, display))
                                        : OptionalLong.empty(),
                                expiresAt(arrival),
                                arrival.order().conditions().stop()));
                checkToldTrades(
                        toldTrades,
                        executed.result().trades(),
                        arrival.firstTradeSequence(),
                        arrival.order().id(),
                        at);
            }
            case Change.Cancelled cancelled -> {
                compare(told, reference.orders.order(cancelled.name()).orElseThrow());
                same("the trades of a cancellation", toldTrades, List.of());
            }
            case Change.Amended amended -> {
                OrderAmended amendment = (OrderAmended) event;
                compareAnew(told, amended.result().order().orElseThrow());
                same("the time of the change", told.updatedAt(), at);
                same("the sequence of the change", told.sequence(), event.sequence());
                checkToldTrades(
                        toldTrades, amended.result().trades(), amendment.firstTradeSequence(), amendment.id(), at);
            }
            case Change.Triggered ignored -> throw new IllegalStateException("nobody asked for it");
            case Change.Defined ignored -> throw new IllegalStateException("tells of no order");
            case Change.PhaseChanged ignored -> throw new IllegalStateException("tells of no order");
            case Change.CancelledTogether ignored -> throw new IllegalStateException("tells of no order");
        }
    }

    private static OptionalLong expiresAt(OrderExecuted arrival) {
        long time = arrival.order().conditions().expiresAt();
        return time == 0 ? OptionalLong.empty() : OptionalLong.of(time);
    }

    private void checkToldTrades(
            List<Trade> told, List<NaiveBook.Trade> expected, long firstSequence, long eventId, long at) {
        same("the number of trades that are told", told.size(), expected.size());
        for (int i = 0; i < told.size(); i++) {
            checkTrade(told.get(i), expected.get(i), firstSequence + i);
            same("the id of a trade", told.get(i).id(), eventId + 1 + i);
            same("the time of a trade", told.get(i).executedAt(), at);
        }
    }

    /** A repeated request is told the same; a repeated amendment tells the order as it is now. */
    private void compareRepeated(
            List<OrderResult> results, RecordedEvent event, LongFunction<Optional<OrderState>> orders) {
        List<OrderResult> first = toldFirst.get(event.event().sequence());
        Optional<OrderAmended> amendment = amendmentIn(event.event());
        if (amendment.isPresent()) {
            OrderAmended amended = amendment.get();
            OrderResult.Done now = (OrderResult.Done) results.getFirst();
            same("the order of a repeated amendment", Optional.of(now.order()), orders.apply(amended.orderId()));
            same("the trades that are told again", now.trades(), ((OrderResult.Done) first.getFirst()).trades());
            return;
        }
        same("what is told again", results, first);
    }

    /** What was asked for, when that was an amendment. */
    private static Optional<OrderAmended> amendmentIn(BookEvent event) {
        return switch (event) {
            case OrderAmended amended -> Optional.of(amended);
            case BatchExecuted batch
            when batch.outcomes().getFirst() instanceof Outcome.Done(OrderAmended amended) -> Optional.of(amended);
            default -> Optional.empty();
        };
    }

    private void compareTrigger(OrderTriggered event, Change.Triggered triggered) {
        same("the triggered order", event.orderId(), ids.get(triggered.name()));
        same("the price that triggered it", event.price(), reference.ticks(triggered.price()));
        comparePrevented(event.prevented(), triggered.result().prevented());
        compareFills(
                event.id(),
                event.firstTradeSequence(),
                event.fills(),
                triggered.result().trades());
        compareEnding(event.status(), event.reason(), triggered.result().order().orElseThrow());
    }

    private void compareExecution(OrderExecuted event, Change.Executed executed) {
        OrderRequest request = executed.request();
        long id = event.order().id();
        ids.put(executed.name(), id);
        names.put(id, executed.name());
        same(
                "the order's terms",
                event.order(),
                new OrderTerms(
                        id,
                        request.partnerId(),
                        request.clientOrderId(),
                        request.side(),
                        request.type(),
                        request.timeInForce(),
                        request.price()
                                .map(price -> reference.ticks(price.toBigDecimal()))
                                .orElse(0L),
                        reference.lots(request.quantity().toBigDecimal()),
                        executed.mode(),
                        new OrderConditions(
                                request.postOnly(),
                                request.displayQuantity()
                                        .map(shown -> reference.lots(shown.toBigDecimal()))
                                        .orElse(0L),
                                executed.result()
                                        .order()
                                        .orElseThrow()
                                        .expiresAt()
                                        .orElse(0),
                                request.stopPrice()
                                        .map(stop -> reference.ticks(stop.toBigDecimal()))
                                        .orElse(0L))));
        comparePrevented(event.prevented(), executed.result().prevented());
        compareFills(
                id, event.firstTradeSequence(), event.fills(), executed.result().trades());
        compareEnding(event.status(), event.reason(), executed.result().order().orElseThrow());
    }

    private void compareAmendment(OrderAmended event, Change.Amended amended) {
        NaiveBook.Order order = amended.result().order().orElseThrow();
        same("the amended order", event.orderId(), ids.get(amended.name()));
        same("the new price", event.price(), order.price().map(reference::ticks).orElse(0L));
        same(
                "the new stop price",
                event.stopPrice().orElse(0),
                order.stop().map(reference::ticks).orElse(0L));
        same("the new quantity", event.quantity(), reference.lots(order.quantity()));
        same("when it ends", event.expiresAt(), order.expiresAt());
        same("whether priority was kept", event.keptPriority(), amended.keptPriority());
        comparePrevented(event.prevented(), amended.result().prevented());
        compareFills(
                event.id(),
                event.firstTradeSequence(),
                event.fills(),
                amended.result().trades());
        compareEnding(event.status(), event.reason(), order);
    }

    private void compareEnding(OrderStatus status, Optional<CancelReason> reason, NaiveBook.Order order) {
        same("the status in the event", status, order.status());
        same("the reason in the event", reason, order.reason());
        reason.ifPresent(why -> seen.add(why.name()));
    }

    private void comparePrevented(List<PreventedTrade> prevented, List<NaiveBook.Prevented> expected) {
        List<PreventedTrade> due = expected.stream()
                .map(each -> new PreventedTrade(
                        each.tradesBefore(),
                        ids.get(each.makerId()),
                        reference.lots(each.fromMaker()),
                        reference.lots(each.fromTaker())))
                .toList();
        same("the prevented trades", prevented, due);
        prevented.forEach(each -> seen.add(each.takerQuantity() > 0 ? "BothReduced" : "MakerEnded"));
    }

    private void compareFills(long eventId, long firstTradeSequence, List<Fill> fills, List<NaiveBook.Trade> expected) {
        same("the first trade's sequence", firstTradeSequence, trades + 1L);
        List<Fill> due = expected.stream()
                .map(trade -> new Fill(
                        ids.get(trade.makerId()), reference.ticks(trade.price()), reference.lots(trade.quantity())))
                .toList();
        same("the trades", fills, due);
        for (NaiveBook.Trade trade : expected) {
            NaiveBook.Order taker = reference.orders.order(trade.takerId()).orElseThrow();
            check(
                    taker.mode() == SelfTradePrevention.NONE
                            || !taker.owner()
                                    .equals(reference
                                            .orders
                                            .order(trade.makerId())
                                            .orElseThrow()
                                            .owner()),
                    () -> "a partner trades with itself: " + trade);
        }
        if (fills.stream().map(Fill::makerOrderId).distinct().count() < fills.size()) {
            seen.add("NextSlice");
        }
        trades += fills.size();
        // The event's id and, right behind it, those of its trades.
        for (long id = eventId; id <= eventId + fills.size(); id++) {
            long given = id;
            check(everyId.add(given), () -> "the id " + given + " was given twice");
            check(given > lastId, () -> "the id " + given + " does not rise over " + lastId);
        }
        lastId = eventId + fills.size();
    }

    // ------------------------------------------------------------------------------------------ the book as a whole

    private void checkOrders(BookSnapshot now) {
        List<OrderState> resting = now.resting();
        int index = 0;
        for (Side side : Side.values()) {
            for (NaiveBook.Order order : reference.orders.resting(side)) {
                check(index < resting.size(), () -> order + " should rest");
                compare(resting.get(index++), order);
            }
        }
        for (NaiveBook.Order order : reference.orders.waiting()) {
            check(index < resting.size(), () -> order + " should wait");
            compare(resting.get(index++), order);
        }
        int expected = index;
        check(resting.size() == expected, () -> resting.subList(expected, resting.size()) + " should not rest");
    }

    private record Pair(OrderState state, NaiveBook.Order order) {}

    private void compare(OrderState state, NaiveBook.Order order) {
        // Few orders change in a step; the others were compared as they are.
        Pair pair = new Pair(state, order);
        if (!pair.equals(compared.put(state.terms().id(), pair))) {
            compareAnew(state, order);
        }
    }

    private void compareAnew(OrderState state, NaiveBook.Order order) {
        boolean equal = order.id().equals(names.get(state.terms().id()))
                && state.price() == order.price().map(reference::ticks).orElse(0L)
                && state.quantity() == reference.lots(order.quantity())
                && state.filled() == reference.lots(order.filled())
                && state.remaining() == reference.lots(order.remaining())
                && state.shown().orElse(state.remaining()) == reference.lots(order.shown())
                && state.shown().orElse(0) <= state.remaining()
                && state.expiresAt().equals(order.expiresAt())
                && state.stopPrice().orElse(0)
                        == order.stop().map(reference::ticks).orElse(0L)
                && state.status() == order.status()
                && state.reason().equals(order.reason());
        check(equal, () -> "an order differs:\n  the book has    " + state + "\n  the rules give  " + order);
        check(
                state.quantity() == state.filled() + state.remaining() + state.cancelled()
                        && state.filled() >= 0
                        && state.cancelled() >= 0
                        && (state.remaining() > 0) == state.status().isOpen()
                        && (state.status() == OrderStatus.CANCELLED)
                                == state.reason().isPresent(),
                () -> "the numbers of " + state + " do not fit together");
        BigDecimal step = order.price().isEmpty() && state.filled() == 0 ? BigDecimal.ONE : valueOfOne();
        check(
                new BigDecimal(state.filledValue()).multiply(step).compareTo(order.filledValue()) == 0,
                () -> "the value of the trades of " + state + " should be " + order.filledValue());
    }

    /** One tick times one lot, in money. */
    private BigDecimal valueOfOne() {
        return reference
                .instrument()
                .orElseThrow()
                .tickSize()
                .toBigDecimal()
                .multiply(reference.instrument().orElseThrow().lotSize().toBigDecimal());
    }

    private void checkView(BookView now) {
        same("the sequence of the view", now.sequence(), book.sequence());
        same("the instrument", now.instrument(), reference.instrument());
        same("the number of open orders", now.openOrders(), reference.orders.restingOrders());
        same("the phase", now.phase(), new PhaseState(reference.orders.phase(), OptionalLong.empty()));
        checkIndication(now);
        checkLevels(now.bids(), Side.BUY);
        checkLevels(now.asks(), Side.SELL);
        check(
                now.phase().phase() == Phase.AUCTION
                        || now.bids().isEmpty()
                        || now.asks().isEmpty()
                        || now.bids().getFirst().price() < now.asks().getFirst().price(),
                () -> "the book is crossed: " + now.bids().getFirst() + " and "
                        + now.asks().getFirst());
        int count = reference.trades.size();
        OptionalLong lastPrice = count == 0
                ? OptionalLong.empty()
                : OptionalLong.of(
                        reference.ticks(reference.trades.get(count - 1).price()));
        same("the last price", now.lastPrice(), lastPrice);
        int shown = Math.min(count, limits.recentTrades());
        same("the number of shown trades", now.trades().size(), shown);
        int made = (int) Math.min(shown, now.lastTrade() - view.lastTrade());
        for (int i = 0; i < made; i++) {
            checkTrade(now.trades().get(i), reference.trades.get(count - 1 - i), count - i);
        }
        same(
                "the trades from before",
                now.trades().subList(made, shown),
                view.trades().subList(0, shown - made));
    }

    private void checkLevels(List<BookView.Level> levels, Side side) {
        List<NaiveBook.Level> due = reference.orders.levels(side);
        same("the number of levels", levels.size(), due.size());
        for (int i = 0; i < due.size(); i++) {
            BookView.Level level = levels.get(i);
            NaiveBook.Level expected = due.get(i);
            check(
                    level.price() == reference.ticks(expected.price())
                            && level.quantity() == reference.lots(expected.shown())
                            && level.orders() == expected.orders(),
                    () -> level + " should be " + expected);
        }
    }

    /** The rules take long over it. */
    private void checkIndication(BookView view) {
        if (view.phase().phase() != Phase.AUCTION) {
            same("the price of no auction", view.auction(), Optional.empty());
        } else if (random.nextInt(4) == 0) {
            same(
                    "the price of the auction so far",
                    view.auction(),
                    reference
                            .indication()
                            .map(due -> new AuctionPrice(
                                    reference.ticks(due.price()),
                                    reference.lots(due.quantity()),
                                    reference.lots(due.surplus()))));
        }
    }

    private void checkTrade(Trade trade, NaiveBook.Trade expected, long sequence) {
        boolean equal = trade.sequence() == sequence
                && expected.takerId().equals(names.get(trade.takerOrderId()))
                && expected.makerId().equals(names.get(trade.makerOrderId()))
                && trade.price() == reference.ticks(expected.price())
                && trade.quantity() == reference.lots(expected.quantity())
                && trade.takerSide()
                        == reference
                                .orders
                                .order(expected.takerId())
                                .orElseThrow()
                                .side()
                && everyId.contains(trade.id());
        check(equal, () -> trade + " should be number " + sequence + ", " + expected);
    }

    private static List<BookView.Level> levels(BookSnapshot now, Side side) {
        List<BookView.Level> levels = new ArrayList<>();
        for (OrderState order : now.resting()) {
            if (order.terms().side() != side
                    || order.price() == 0
                    || !order.status().rests()) {
                continue;
            }
            long shown = order.shown().orElse(order.remaining());
            BookView.Level last = levels.isEmpty() ? new BookView.Level(-1, 0, 0) : levels.getLast();
            if (last.price() == order.price()) {
                levels.set(
                        levels.size() - 1,
                        new BookView.Level(last.price(), last.quantity() + shown, last.orders() + 1));
            } else {
                levels.add(new BookView.Level(order.price(), shown, 1));
            }
        }
        return levels;
    }

    private void checkMemory(BookSnapshot now) {
        List<ReferenceMarket.Memory> memory = reference.memory();
        same("the number of memories", now.memory().size(), memory.size());
        for (int i = 0; i < memory.size(); i++) {
            switch (memory.get(i)) {
                case ReferenceMarket.Memory.Request request ->
                    same("a remembered request", now.memory().get(i), new Remembered.Request(request.event()));
                case ReferenceMarket.Memory.Closed closed -> {
                    check(
                            now.memory().get(i) instanceof Remembered.ClosedOrder,
                            () -> closed + " should be remembered here");
                    compare(
                            ((Remembered.ClosedOrder) now.memory().get(i)).order(),
                            reference.orders.order(closed.name()).orElseThrow());
                }
            }
        }
        same("the largest id", now.lastId(), lastId);
    }

    // --------------------------------------------------------------------------------------------------- recovering

    private void checkRecovery() {
        BookSnapshot now = book.snapshot();
        String hash = StateHash.of(now);
        same("the state of a book that saw only the events", StateHash.of(follower.snapshot()), hash);
        same("the state of a book restored long ago", StateHash.of(twin.snapshot()), hash);
        checkRestored(now, hash);
        checkRepeatedKey(now);
        checkSeenEvent(now);
        checkDamage();
        if (random.nextInt(6) == 0) {
            OrderBook replayed = new OrderBook(limits);
            events.forEach(replayed::apply);
            same("the state after a replay from the first event", StateHash.of(replayed.snapshot()), hash);
        }
    }

    private void checkRestored(BookSnapshot now, String hash) {
        twin = new OrderBook(limits, now);
        same("the state of a restored book", twin.snapshot(), now);
        if (events.isEmpty()) {
            return;
        }
        // The rest of the events leads a book that was restored half way to the same state.
        int half = random.nextInt(events.size());
        OrderBook first = new OrderBook(limits);
        events.subList(0, half).forEach(first::apply);
        OrderBook second = new OrderBook(limits, first.snapshot());
        events.subList(half, events.size()).forEach(second::apply);
        same("the state after a snapshot and the rest of the events", StateHash.of(second.snapshot()), hash);
    }

    private void checkRepeatedKey(BookSnapshot now) {
        List<RecordedEvent> remembered = reference.rememberedEvents();
        if (remembered.isEmpty()) {
            return;
        }
        RecordedEvent earlier = remembered.get(random.nextInt(remembered.size()));
        CommandContext again =
                new CommandContext(earlier.at(), Actor.staff(earlier.actor().user()), "again", earlier.idempotency());
        Decision decision = book.execute(new BookCommand.CancelOrder(NEVER_GIVEN), again);
        check(
                decision instanceof Decision.Repeat repeat && repeat.event().equals(earlier),
                () -> decision + " is no repetition of " + earlier);
        compareRepeated(((Decision.Repeat) decision).results(), earlier, book::order);
        same("the state after a repeated key", book.snapshot(), now);
    }

    private void checkSeenEvent(BookSnapshot now) {
        if (events.isEmpty()) {
            return;
        }
        book.apply(events.get(random.nextInt(events.size())));
        book.apply(events.getLast());
        same("the state after events that the book has seen", book.snapshot(), now);
    }

    /** On books of their own, because a damaged record leaves a book in no defined state. */
    private void checkDamage() {
        if (events.size() < 2) {
            return;
        }
        int gap = random.nextInt(events.size() - 1);
        OrderBook missing = new OrderBook(limits);
        events.subList(0, gap).forEach(missing::apply);
        refuses(missing, events.get(gap + 1), "an event is missing before it");

        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).event() instanceof OrderExecuted executed
                    && !executed.fills().isEmpty()) {
                OrderBook earlier = new OrderBook(limits);
                events.subList(0, i).forEach(earlier::apply);
                Fill fill = executed.fills().getFirst();
                OrderExecuted damaged = new OrderExecuted(
                        executed.sequence(),
                        executed.order(),
                        executed.firstTradeSequence(),
                        List.of(damaged(fill)),
                        executed.status(),
                        executed.reason());
                refuses(earlier, withEvent(events.get(i), damaged), "its fill fits no order");
                return;
            }
        }
    }

    private Fill damaged(Fill fill) {
        return switch (random.nextInt(3)) {
            case 0 -> new Fill(fill.makerOrderId(), fill.price() + 1, fill.quantity());
            case 1 -> new Fill(fill.makerOrderId(), fill.price(), 1_000_000);
            default -> new Fill(NEVER_GIVEN, fill.price(), fill.quantity());
        };
    }

    private static RecordedEvent withEvent(RecordedEvent recorded, BookEvent event) {
        return new RecordedEvent(
                recorded.at(), recorded.actor(), recorded.correlationId(), recorded.idempotency(), event);
    }

    private static void refuses(OrderBook book, RecordedEvent event, String why) {
        try {
            book.apply(event);
        } catch (IllegalStateException expected) {
            return;
        }
        throw new Difference("the book took " + event + " although " + why);
    }
}
