package io.mandi.engine.book;

import io.mandi.engine.book.BookCommand.AmendOrder;
import io.mandi.engine.book.BookCommand.CancelByClientOrderId;
import io.mandi.engine.book.BookCommand.CancelOrder;
import io.mandi.engine.book.BookCommand.CancelOrders;
import io.mandi.engine.book.BookCommand.ChangePhase;
import io.mandi.engine.book.BookCommand.DefineInstrument;
import io.mandi.engine.book.BookCommand.ExecuteBatch;
import io.mandi.engine.book.BookCommand.ExpireOrders;
import io.mandi.engine.book.BookCommand.OrderInstruction;
import io.mandi.engine.book.BookCommand.SubmitOrder;
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
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.Instrument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The order book of one instrument: price, then time. Single-threaded and deterministic; time is an argument.
 *
 * <p>{@link #execute} decides a command and takes its effects into the book, so that the next command of the same batch
 * sees them; the event it returns has to be recorded before anyone is told. {@link #apply} takes a recorded event into
 * the book; it is the only code that changes the book, live or in a replay, and passes over events that the book has
 * seen.
 *
 * <p>Ids of orders and trades are {@code long}s that rise with time: microseconds since 2020 in the upper bits, a counter
 * in the lower {@value #ID_COUNTER_BITS}. They are unique within the book.
 */
public final class OrderBook {
    private static final long ID_EPOCH_MICROS = 1_577_836_800_000_000L;
    static final int ID_COUNTER_BITS = 10;
    static final long ID_COUNTER_MASK = (1 << ID_COUNTER_BITS) - 1;

    /** Load of the map of partners: every order looks there, and a chain costs more than the room it saves. */
    private static final float SPARSE = 0.25f;

    private final BookLimits limits;
    private final BookSide bids = new BookSide(Side.BUY);
    private final BookSide asks = new BookSide(Side.SELL);
    /** Open and remembered closed orders. */
    private final OrderIndex orders = new OrderIndex();

    /** Open orders that wait for a price, and do not rest. */
    private final StopOrders stops = new StopOrders();

    private final Map<String, OpenOrders> openOrdersByPartner = new HashMap<>(16, SPARSE);
    private final Expiries expiries = new Expiries();
    private final Memory memory;
    private final RecentTrades trades;

    private Optional<Instrument> instrument = Optional.empty();
    private long instrumentVersion;
    /** Present when the instrument is. */
    private OrderRules rules;

    private int openOrders;
    private long sequence;
    private long lastId;
    private long lastAt;
    private long tradeSequence;
    /** In ticks; 0 before the first trade. */
    private long lastPrice;

    private PhaseState phase = PhaseState.CONTINUOUS;

    /** The open orders of one partner. */
    static final class OpenOrders {
        final String partnerId;
        final Map<String, Order> byClientOrderId = new HashMap<>();
        int count;
        /** How many of them wait for a price. */
        int waiting;

        OpenOrders(String partnerId) {
            this.partnerId = partnerId;
        }
    }

    /** An empty book, not opened for any instrument. */
    public OrderBook(BookLimits limits) {
        this.limits = limits;
        this.memory = new Memory(limits, orders);
        this.trades = new RecentTrades(limits.recentTrades());
    }

    /** The book as it was when the snapshot was taken. */
    public OrderBook(BookLimits limits, BookSnapshot snapshot) {
        this(limits);
        snapshot.instrument().ifPresent(defined -> define(defined, snapshot.instrumentVersion()));
        sequence = snapshot.sequence();
        lastId = snapshot.lastId();
        lastAt = snapshot.lastAt();
        tradeSequence = snapshot.tradeSequence();
        lastPrice = snapshot.lastPrice().orElse(0);
        phase = snapshot.phase().equals(PhaseState.CONTINUOUS) ? PhaseState.CONTINUOUS : snapshot.phase();
        for (OrderState state : snapshot.resting()) {
            Order order = Order.of(state);
            orders.put(order);
            open(order);
        }
        memory.restore(snapshot.memory(), snapshot.forgottenAt());
        trades.restore(snapshot.trades());
    }

    // ---------------------------------------------------------------------------------------------------- deciding

    /** When the book has something to do by itself next, in microseconds since the epoch. */
    public OptionalLong nextDue() {
        return expiries.next() == Expiries.NEVER ? OptionalLong.empty() : OptionalLong.of(expiries.next());
    }

    /**
     * What the book has to do by itself at that time, before any other command. There may be more of it when that is done. Whoever gives
     * commands asks before each of them: no command may meet an order whose time is over.
     *
     * @param now microseconds since the epoch
     */
    public Optional<BookCommand> due(long now) {
        return Math.max(now, lastAt) >= expiries.next() ? Optional.of(new ExpireOrders()) : Optional.empty();
    }

    /** Decides a command; when it is accepted, its effects are in the book on return. */
    public Decision execute(BookCommand command, CommandContext context) {
        Optional<Idempotency> key = context.idempotency();
        if (key.isPresent()) {
            Idempotency.Scope scope = key.get().scope(context.actor().user());
            Optional<RecordedEvent> earlier = memory.recall(scope);
            if (earlier.isPresent()) {
                return repeat(earlier.get(), key.get());
            }
            Optional<Decision.Forgotten> forgotten = memory.forgotten(scope, now(context), context.lookedUpTo());
            if (forgotten.isPresent()) {
                return forgotten.get();
            }
        }
        return command instanceof ExecuteBatch batch
                ? executeBatch(batch, context)
                : accept(decide(command, context), context);
    }

    private Decision repeat(RecordedEvent earlier, Idempotency key) {
        boolean sameBody = earlier.idempotency()
                .filter(first -> first.fingerprint().equals(key.fingerprint()))
                .isPresent();
        return sameBody ? new Decision.Repeat(earlier, results(earlier)) : new Decision.Reject(Rejection.keyReused());
    }

    private Decision accept(Verdict verdict, CommandContext context) {
        return switch (verdict) {
            case PhaseChanged changed when changed.from() == Phase.AUCTION -> uncross(changed, context);
            case BookEvent event -> {
                RecordedEvent recorded = record(event, context);
                applyEffect(event, recorded.at());
                yield stops.isEmpty() ? settled(recorded) : settledWithConsequences(recorded, context);
            }
            case Verdict.Nothing ignored -> new Decision.Unchanged();
            case Rejection rejection -> new Decision.Reject(rejection);
        };
    }

    /** The result comes before the consequences: it tells the order as what was asked for has left it. */
    private Decision settledWithConsequences(RecordedEvent recorded, CommandContext context) {
        List<OrderResult> results = results(recorded);
        List<Outcome> outcomes = new ArrayList<>();
        if (recorded.event() instanceof OrderEvent effect) {
            outcomes.add(new Outcome.Done(effect));
            trigger(effect, context, outcomes);
        }
        RecordedEvent all = outcomes.size() > 1 ? record(new BatchExecuted(sequence, outcomes), context) : recorded;
        settle(all);
        return new Decision.Accept(all, results);
    }

    /** Ends an auction: what it had gathered trades. */
    private Decision uncross(PhaseChanged changed, CommandContext context) {
        applyEffect(changed, now(context));
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(new Outcome.Done(changed));
        Uncross uncross = Uncross.of(bids, asks, rules.allowed(), referencePrice());
        for (Uncross part : uncross.parts(AuctionUncrossed.MOST)) {
            outcomes.add(new Outcome.Caused(uncrossed(part, context)));
        }
        trigger(changed, context, outcomes);
        return settled(record(outcomes.size() == 1 ? changed : new BatchExecuted(sequence, outcomes), context));
    }

    private AuctionUncrossed uncrossed(Uncross uncross, CommandContext context) {
        AuctionUncrossed uncrossed = new AuctionUncrossed(
                sequence + 1,
                nextId(context),
                uncross.price(),
                tradeSequence + 1,
                uncross.fills(),
                uncross.prevented(),
                uncross.unfilled());
        applyEffect(uncrossed, now(context));
        return uncrossed;
    }

    /** In ticks, the price that an auction's price is near to. */
    private OptionalLong referencePrice() {
        Optional<Decimal> defined = instrument.flatMap(Instrument::referencePrice);
        return defined.isPresent() ? OptionalLong.of(rules.ticks(defined.get())) : lastPrice();
    }

    private RecordedEvent record(BookEvent event, CommandContext context) {
        return new RecordedEvent(
                now(context), context.actor(), context.correlationId(), context.idempotency(), event, context.trace());
    }

    /** Clocks of two nodes may differ; the time of a book's events never goes back. */
    private long now(CommandContext context) {
        return Math.max(context.at(), lastAt);
    }

    private long nextId(CommandContext context) {
        return Math.max(lastId + 1, firstIdAt(now(context)));
    }

    /**
     * The least id that something of that time can have.
     *
     * @param micros since the epoch
     */
    public static long firstIdAt(long micros) {
        return (micros - ID_EPOCH_MICROS) << ID_COUNTER_BITS;
    }

    private Decision executeBatch(ExecuteBatch batch, CommandContext context) {
        List<Outcome> outcomes = new ArrayList<>(batch.instructions().size());
        List<Rejection> rejections = new ArrayList<>();
        long at = now(context);
        for (OrderInstruction instruction : batch.instructions()) {
            switch (decide(instruction, context)) {
                case OrderEvent event -> {
                    applyEffect(event, at);
                    outcomes.add(new Outcome.Done(event));
                    if (!stops.isEmpty()) {
                        trigger(event, context, outcomes);
                    }
                }
                case Rejection rejection -> {
                    rejections.add(rejection);
                    outcomes.add(new Outcome.Refused(rejection));
                }
                case Verdict other -> throw new IllegalStateException("no instruction gives " + other);
            }
        }
        if (rejections.size() == outcomes.size()) {
            return new Decision.RejectAll(rejections);
        }
        return settled(record(new BatchExecuted(sequence, outcomes), context));
    }

    /** The results come first: settling may forget the very orders they tell of. */
    private Decision settled(RecordedEvent event) {
        List<OrderResult> results = results(event);
        settle(event);
        return new Decision.Accept(event, results);
    }

    private Verdict decide(BookCommand command, CommandContext context) {
        if (command instanceof DefineInstrument define) {
            return decideDefinition(define.instrument(), context);
        }
        if (instrument.isEmpty()) {
            return refuse(RejectionCode.UNKNOWN_INSTRUMENT, "instrument", "no such instrument");
        }
        return switch (command) {
            case SubmitOrder submit -> decideSubmission(submit, context);
            case CancelOrder cancel -> decideCancellation(find(cancel.orderId(), context), context);
            case CancelByClientOrderId cancel ->
                context.actor().mayTouch(cancel.partnerId())
                        ? decideCancellation(open(cancel.partnerId(), cancel.clientOrderId()), context)
                        : noSuchPartner();
            case AmendOrder amend -> decideAmendment(amend, context);
            case ChangePhase change -> decidePhase(change.phase());
            case CancelOrders cancel ->
                context.actor().mayTouch(cancel.partnerId()) ? decideMassCancellation(cancel) : noSuchPartner();
            case ExpireOrders ignored -> decideExpiry(now(context));
            case DefineInstrument ignored -> throw new IllegalStateException("decided above");
            case ExecuteBatch ignored -> throw new IllegalStateException("a batch does not stand in a batch");
        };
    }

    private Verdict decideDefinition(Instrument given, CommandContext context) {
        Instrument wanted = withTheFactorOfItsOrders(given);
        if (context.expectsOtherThan(instrumentVersion)) {
            return changed(instrumentVersion);
        }
        Optional<Flaw> flaw = wanted.flaw();
        if (flaw.isPresent()) {
            return refuse(
                    RejectionCode.INVALID_INSTRUMENT,
                    flaw.get().field(),
                    flaw.get().detail());
        }
        if (instrument.isPresent()) {
            if (instrument.get().equals(wanted)) {
                return new Verdict.Nothing();
            }
            boolean used = lastId > 0;
            if (used && !wanted.reads(instrument.get())) {
                return refuse(
                        RejectionCode.INSTRUMENT_IN_USE,
                        "",
                        "tick_size, lot_size, currency and units are fixed once the book has taken an order");
            }
        }
        return new InstrumentDefined(sequence + 1, wanted);
    }

    private Verdict decidePhase(Phase wanted) {
        return wanted == phase.phase()
                ? new Verdict.Nothing()
                : new PhaseChanged(sequence + 1, wanted, phase.phase(), PhaseCause.REQUESTED, OptionalLong.empty());
    }

    /** What orders are worth does not change with the catalogue: the factor that they were taken under stays (UN-3). */
    private Instrument withTheFactorOfItsOrders(Instrument wanted) {
        return lastId > 0
                        && instrument.isPresent()
                        && instrument.get().valueFactor().isPresent()
                ? wanted.with(instrument.get().valueFactor())
                : wanted;
    }

    private Verdict decideSubmission(SubmitOrder submit, CommandContext context) {
        OrderRequest request = submit.order();
        if (!context.actor().mayTouch(request.partnerId())) {
            return noSuchPartner();
        }
        if (submit.barred().isPresent()) {
            return refuse(
                    RejectionCode.CAPABILITY_MISSING,
                    "partner_id",
                    submit.barred().get());
        }
        long price = request.price().isPresent() ? rules.ticks(request.price().get()) : 0;
        long quantity = rules.lots(request.quantity());
        long at = now(context);
        long stopPrice = request.stopPrice().isPresent()
                ? rules.ticks(request.stopPrice().get())
                : 0;
        Optional<Rejection> flaw = rules.flawOf(request, price, quantity, stopPrice, at);
        if (flaw.isEmpty() && rules.boundsNotional()) {
            flaw = rules.flawOfNotional(valuedAt(request.side(), price, stopPrice), quantity);
        }
        if (flaw.isPresent()) {
            return flaw.get();
        }
        if (phase != PhaseState.CONTINUOUS) {
            Optional<Rejection> refusal = PhaseRules.refusalOf(request, phase.phase());
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        if (request.clientOrderId().isPresent()
                && open(request.partnerId(), request.clientOrderId().get()) != null) {
            return refuse(
                    RejectionCode.DUPLICATE_CLIENT_ORDER_ID,
                    "client_order_id",
                    "an open order of this partner has this client_order_id");
        }
        OrderTerms terms = new OrderTerms(
                nextId(context),
                request.partnerId(),
                request.clientOrderId(),
                request.side(),
                request.type(),
                request.timeInForce(),
                price,
                quantity,
                rules.selfTradePreventionOf(request),
                OrderConditions.of(
                        request.postOnly(),
                        request.displayQuantity().isPresent()
                                ? rules.lots(request.displayQuantity().get())
                                : 0,
                        rules.expiresAt(request, at),
                        stopPrice));
        Matching matching = waits(terms.side(), stopPrice)
                ? Matching.waiting()
                : matching(terms, rules.limitOf(terms.type(), terms.side(), price), quantity, Matching.Past.NEW);
        if (matching.status().isOpen()) {
            if (matching == Matching.waiting() && stops.size() >= limits.stopOrders()) {
                return refuse(
                        RejectionCode.TOO_MANY_OPEN_ORDERS,
                        "",
                        "the book holds at most " + limits.stopOrders() + " orders that wait for a price");
            }
            if (matching == Matching.waiting() && waitingOf(request.partnerId()) >= limits.stopOrdersPerPartner()) {
                return refuse(
                        RejectionCode.TOO_MANY_OPEN_ORDERS,
                        "",
                        "a partner has at most " + limits.stopOrdersPerPartner()
                                + " orders on a book that wait for a price");
            }
            if (openOrders >= limits.openOrders()) {
                return refuse(
                        RejectionCode.TOO_MANY_OPEN_ORDERS,
                        "",
                        "the book holds at most " + limits.openOrders() + " orders");
            }
            if (hasTooMany(request.partnerId())) {
                return refuse(
                        RejectionCode.TOO_MANY_OPEN_ORDERS,
                        "",
                        "a partner has at most " + rules.openOrdersPerPartner() + " open orders on this book");
            }
        }
        return new OrderExecuted(
                sequence + 1,
                terms,
                tradeSequence + 1,
                matching.fills(),
                matching.status(),
                matching.reason(),
                matching.prevented());
    }

    private Matching matching(OrderTerms terms, long limit, long quantity, Matching.Past past) {
        BookSide makers = makersFor(terms.side());
        if (phase == PhaseState.CONTINUOUS) {
            return Matching.of(terms, limit, quantity, past, makers);
        }
        return switch (phase.phase()) {
            case CONTINUOUS -> Matching.of(terms, limit, quantity, past, makers);
            case AUCTION -> Matching.none(quantity, past);
            case POST_ONLY -> Matching.resting(limit, quantity, past, makers);
            case HALTED, CANCEL_ONLY, CLOSED -> throw new IllegalStateException("refused in this phase");
        };
    }

    private int waitingOf(String partnerId) {
        OpenOrders own = openOrdersByPartner.get(partnerId);
        return own == null ? 0 : own.waiting;
    }

    /** A partner cannot have more open orders than the book has, and mostly that is few enough. */
    private boolean hasTooMany(String partnerId) {
        if (openOrders < rules.openOrdersPerPartner()) {
            return false;
        }
        OpenOrders own = openOrdersByPartner.get(partnerId);
        return own != null && own.count >= rules.openOrdersPerPartner();
    }

    /**
     * In ticks, the most that an order may trade at as the book is now, by which it is valued: a buyer's own price, and the higher one of
     * a seller's and the best bid. Without a price of its own that is the highest one of the band, else the last one, else the reference
     * price - or the one that it waits for, where that is more - and no less than the best one on the other side; 0 when nothing of it is known.
     */
    private long valuedAt(Side side, long price, long stopPrice) {
        if (side == Side.BUY && price > 0) {
            return price;
        }
        long own = price > 0 ? price : Math.max(rules.valueWithoutPrice(lastPrice), stopPrice);
        return Math.max(own, bestPrice(makersFor(side)));
    }

    /** In ticks, of the orders that name one; 0 when none does. */
    private static long bestPrice(BookSide side) {
        for (int rank = 0; rank < side.levelCount(); rank++) {
            if (side.level(rank).price > 0) {
                return side.level(rank).price;
            }
        }
        return 0;
    }

    /** @param order null when there is none */
    private Verdict decideCancellation(Order order, CommandContext context) {
        if (order == null) {
            return noSuchOrder();
        }
        if (context.expectsOtherThan(order.sequence)) {
            return changed(order.sequence);
        }
        return order.isOpen()
                ? new OrderCancelled(sequence + 1, order.id, order.remaining, CancelReason.REQUESTED)
                : closed(order);
    }

    private Verdict decideAmendment(AmendOrder amend, CommandContext context) {
        Order order = find(amend.orderId(), context);
        if (order == null) {
            return noSuchOrder();
        }
        if (context.expectsOtherThan(order.sequence)) {
            return changed(order.sequence);
        }
        if (!order.isOpen()) {
            return closed(order);
        }
        if (amend.stopPrice().isPresent() && !order.isWaiting()) {
            return refuse(
                    RejectionCode.STOP_PRICE_NOT_ALLOWED,
                    "stop_price",
                    "the order does not wait for a price, or no longer");
        }
        if (amend.price().isPresent() && !order.terms.type().hasLimit()) {
            return refuse(RejectionCode.PRICE_NOT_ALLOWED, "price", "a " + order.terms.type() + " order has no price");
        }
        long price = amend.price().map(rules::ticks).orElse(order.price);
        long quantity = amend.quantity().map(rules::lots).orElse(order.quantity);
        long stopPrice = amend.stopPrice().map(rules::ticks).orElse(order.stopPrice);
        Optional<Rejection> flaw = amend.price()
                .flatMap(wanted -> rules.flawOfPrice(wanted, price))
                .or(() -> amend.stopPrice().flatMap(wanted -> rules.flawOfStopPrice(wanted, stopPrice)))
                .or(() -> amend.quantity().flatMap(wanted -> rules.flawOfQuantity(wanted, quantity)))
                .or(() -> rules.flawOfSlices(order.terms.conditions().displayQuantity(), quantity))
                .or(() -> rules.boundsNotional()
                                && (price != order.price || stopPrice != order.stopPrice || quantity > order.quantity)
                        ? rules.flawOfNotional(valuedAt(order.terms.side(), price, stopPrice), quantity)
                        : Optional.empty())
                .or(() -> rules.flawOfExpiry(order.terms.timeInForce(), amend.expiresAt(), now(context)));
        if (flaw.isPresent()) {
            return flaw.get();
        }
        long gone = order.filled + order.lost();
        long open = quantity - gone;
        if (open < 0) {
            return refuse(
                    RejectionCode.QUANTITY_BELOW_FILLED,
                    "quantity",
                    "must be at least the filled "
                            + instrument.get().quantities().format(gone));
        }
        boolean waits = order.isWaiting() && waits(order.terms.side(), stopPrice);
        boolean keepsPriority =
                waits || !order.isWaiting() && (open == 0 || (price == order.price && quantity <= order.quantity));
        if (phase != PhaseState.CONTINUOUS) {
            Optional<Rejection> refusal = PhaseRules.refusalOfAmendment(order, keepsPriority, phase.phase());
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        Matching.Past past = Matching.Past.of(order);
        Matching matching;
        if (waits) {
            matching = Matching.waiting();
        } else if (keepsPriority) {
            matching = Matching.none(open, past);
        } else {
            matching = entering(order, price, open, past);
        }
        return new OrderAmended(
                sequence + 1,
                nextId(context),
                order.id,
                price,
                quantity,
                keepsPriority,
                tradeSequence + 1,
                matching.fills(),
                matching.status(),
                matching.reason(),
                matching.prevented(),
                amend.expiresAt().isPresent() ? amend.expiresAt() : OrderState.timeOf(order.expiresAt),
                stopPrice == 0 ? OptionalLong.empty() : OptionalLong.of(stopPrice));
    }

    private Verdict decideExpiry(long now) {
        List<Long> ids = expiries.over(now, limits.expiredTogether());
        return ids.isEmpty() ? new Verdict.Nothing() : new OrdersExpired(sequence + 1, ids);
    }

    /**
     * Lets the orders enter that the trades of an effect have triggered, in the order in which trades triggered them and they came, and
     * then those that the trades of these trigger. It ends, because each order waits only once. In a phase in which orders do not trade
     * as they come nothing is triggered; when it ends, the last price triggers what it would have.
     *
     * @param outcomes takes what happens
     */
    private void trigger(OrderEvent cause, CommandContext context, List<Outcome> outcomes) {
        if (phase.phase() != Phase.CONTINUOUS) {
            return;
        }
        long at = now(context);
        StopOrders.Run run = stops.run();
        if (cause instanceof PhaseChanged && lastPrice > 0) {
            run.add(lastPrice);
        }
        run.add(fills(cause));
        for (StopOrders.Reached next = run.next(); next != null; next = run.next()) {
            Order order = next.order();
            Matching matching = entering(order, order.price, order.remaining, Matching.Past.NEW);
            OrderTriggered triggered = new OrderTriggered(
                    sequence + 1,
                    nextId(context),
                    order.id,
                    next.price(),
                    tradeSequence + 1,
                    matching.fills(),
                    matching.status(),
                    matching.reason(),
                    matching.prevented());
            applyEffect(triggered, at);
            outcomes.add(new Outcome.Caused(triggered));
            run.add(triggered.fills());
        }
    }

    /** What an open order meets that enters anew; one that has waited may find that the band has left its price. */
    private Matching entering(Order order, long price, long quantity, Matching.Past past) {
        return order.isWaiting() && order.terms.type().hasLimit() && rules.isOutsideBand(price)
                ? Matching.outsideBand()
                : matching(order.terms, rules.limitOf(order.terms.type(), order.terms.side(), price), quantity, past);
    }

    private static List<Fill> fills(OrderEvent effect) {
        return switch (effect) {
            case OrderExecuted executed -> executed.fills();
            case OrderAmended amended -> amended.fills();
            case OrderTriggered triggered -> triggered.fills();
            case OrderCancelled ignored -> List.of();
            case PhaseChanged ignored -> List.of();
            case AuctionUncrossed ignored -> List.of();
        };
    }

    /** Whether an order with this stop price, or none, waits for it. */
    private boolean waits(Side side, long stopPrice) {
        return stopPrice > 0
                && (phase.phase() != Phase.CONTINUOUS || !StopOrders.isReached(side, stopPrice, lastPrice));
    }

    private Verdict decideMassCancellation(CancelOrders cancel) {
        long before = cancel.placedBefore().orElse(Long.MAX_VALUE);
        List<Long> ids = new ArrayList<>();
        forEachOpen(order -> {
            if (order.createdAt < before
                    && order.terms.partnerId().equals(cancel.partnerId())
                    && cancel.side().map(side -> side == order.terms.side()).orElse(true)) {
                ids.add(order.terms.id());
            }
        });
        if (ids.isEmpty()) {
            return new Verdict.Nothing();
        }
        ids.sort(Comparator.naturalOrder());
        return new OrdersCancelled(sequence + 1, cancel.partnerId(), ids);
    }

    private static Verdict noSuchOrder() {
        return refuse(RejectionCode.ORDER_NOT_FOUND, "", "no such order");
    }

    private static Verdict noSuchPartner() {
        return refuse(RejectionCode.PARTNER_NOT_FOUND, "partner_id", "no such partner");
    }

    private static Verdict changed(long version) {
        return refuse(
                RejectionCode.PRECONDITION_FAILED, "", "it has changed since: its version is \"" + version + "\" now");
    }

    private static Verdict closed(Order order) {
        return refuse(RejectionCode.ORDER_CLOSED, "", "the order is " + order.status);
    }

    private static Verdict refuse(RejectionCode code, String field, String detail) {
        return new Rejection(code, field, detail);
    }

    /** @return null when there is none that the user may touch */
    private Order find(long orderId, CommandContext context) {
        Order order = orders.get(orderId);
        return order != null
                        && (context.actor().mayTouchAll() || context.actor().mayTouch(order.terms.partnerId()))
                ? order
                : null;
    }

    /** @return null when there is none */
    private Order open(String partnerId, String clientOrderId) {
        OpenOrders own = openOrdersByPartner.get(partnerId);
        return own == null ? null : own.byClientOrderId.get(clientOrderId);
    }

    private List<OrderResult> results(RecordedEvent recorded) {
        return OneResult.all(recorded, id -> known(id)::state);
    }

    private Order known(long orderId) {
        Order order = orders.get(orderId);
        if (order == null) {
            throw new IllegalStateException("order " + orderId + " is forgotten");
        }
        return order;
    }

    /** The side that an order of the given one trades with. */
    private BookSide makersFor(Side side) {
        return side(side.opposite());
    }

    // ---------------------------------------------------------------------------------------------------- applying

    /**
     * Takes a recorded event into the book. An event that the book has seen changes nothing.
     *
     * @throws IllegalStateException when the event does not follow on what the book has seen: the record is damaged
     */
    public void apply(RecordedEvent recorded) {
        BookEvent event = recorded.event();
        if (event.sequence() <= sequence) {
            return;
        }
        if (event instanceof BatchExecuted batch) {
            batch.effects().forEach(effect -> applyEffect(effect, recorded.at()));
        } else {
            applyEffect(event, recorded.at());
        }
        if (sequence != event.sequence()) {
            throw new IllegalStateException(
                    "an event ends at sequence " + event.sequence() + ", its effects at " + sequence);
        }
        settle(recorded);
    }

    private void settle(RecordedEvent recorded) {
        lastAt = recorded.at();
        memory.settle(recorded.untraced());
    }

    private void applyEffect(BookEvent event, long at) {
        if (event.sequence() != sequence + 1) {
            throw new IllegalStateException("event " + event.sequence() + " does not follow on " + sequence);
        }
        sequence = event.sequence();
        switch (event) {
            case InstrumentDefined defined -> define(defined.instrument(), defined.sequence());
            case OrderExecuted executed -> applyExecution(executed, at);
            case OrderCancelled cancelled -> applyCancellation(cancelled, at);
            case OrderAmended amended -> applyAmendment(amended, at);
            case OrderTriggered triggered -> applyTrigger(triggered, at);
            case OrdersCancelled cancelled ->
                cancelled.orderIds().forEach(id -> cancel(opened(id), CancelReason.REQUESTED, at));
            case OrdersExpired expired -> expired.orderIds().forEach(id -> expire(opened(id), at));
            case PhaseChanged changed -> {
                require(changed.from() == phase.phase(), changed);
                phase = state(changed);
            }
            case AuctionUncrossed uncrossed -> applyUncross(uncrossed, at);
            case BatchExecuted ignored -> throw new IllegalStateException("a batch does not stand in a batch");
        }
    }

    /** Always the same object for continuous trading, so that asking for it costs one comparison. */
    private static PhaseState state(PhaseChanged changed) {
        PhaseState state = new PhaseState(changed.phase(), changed.until());
        return state.equals(PhaseState.CONTINUOUS) ? PhaseState.CONTINUOUS : state;
    }

    private void applyUncross(AuctionUncrossed uncrossed, long at) {
        require(uncrossed.id() > lastId && uncrossed.firstTradeSequence() == tradeSequence + 1, uncrossed);
        for (AuctionLoss loss : uncrossed.prevented()) {
            Order order = opened(loss.orderId());
            require(loss.quantity() <= order.remaining, uncrossed);
            long shown = order.shown();
            long hidden = order.hidden;
            order.lose(loss.quantity());
            touchInPlace(order, shown, hidden, at);
        }
        for (AuctionFill fill : uncrossed.fills()) {
            fillInAuction(opened(fill.buyOrderId()), Side.BUY, fill, uncrossed, at);
            fillInAuction(opened(fill.sellOrderId()), Side.SELL, fill, uncrossed, at);
        }
        uncrossed.unfilled().forEach(id -> cancel(opened(id), CancelReason.NO_LIQUIDITY, at));
        lastId = uncrossed.id() + uncrossed.fills().size();
        tradeSequence += uncrossed.fills().size();
        if (!uncrossed.fills().isEmpty()) {
            lastPrice = uncrossed.price();
            trades.add(Trade.of(uncrossed, at));
        }
    }

    private void fillInAuction(Order order, Side side, AuctionFill fill, AuctionUncrossed uncrossed, long at) {
        long better = side == Side.BUY ? order.price - uncrossed.price() : uncrossed.price() - order.price;
        require(
                order.terms.side() == side && fill.quantity() <= order.remaining && (order.price == 0 || better >= 0),
                uncrossed);
        long shown = order.shown();
        long hidden = order.hidden;
        order.fill(uncrossed.price(), fill.quantity());
        order.showSlice();
        touchInPlace(order, shown, hidden, at);
    }

    /**
     * @param shownBefore in lots, what the order showed before it became less
     * @param hiddenBefore in lots, what it hid
     */
    private void touchInPlace(Order order, long shownBefore, long hiddenBefore, long at) {
        order.touch(sequence, at);
        order.level.changed(order, shownBefore, hiddenBefore);
        if (order.remaining == 0) {
            leave(order);
            memory.close(order);
        }
    }

    private void define(Instrument defined, long version) {
        instrumentVersion = version;
        instrument = Optional.of(defined);
        rules = new OrderRules(defined, limits);
    }

    private void applyCancellation(OrderCancelled cancelled, long at) {
        Order order = opened(cancelled.orderId());
        require(cancelled.quantity() == order.remaining, cancelled);
        cancel(order, cancelled.reason(), at);
    }

    private static void require(boolean holds, BookEvent event) {
        if (!holds) {
            throw new IllegalStateException("the book is not where " + event + " could have happened");
        }
    }

    private void applyExecution(OrderExecuted executed, long at) {
        require(executed.order().id() > lastId, executed);
        require(
                executed.status() != OrderStatus.PENDING_TRIGGER
                        || executed.order().conditions().stopPrice() > 0
                                && executed.fills().isEmpty(),
                executed);
        Order order = new Order(executed.order(), sequence, at);
        orders.put(order);
        lastId = order.id;
        trade(order, lastId, executed.firstTradeSequence(), executed.fills(), executed.prevented(), at);
        require(fits(executed.status(), order), executed);
        settleIn(order, executed.status(), executed.reason());
    }

    /** Whether an order with so much left can have come to this status. */
    private static boolean fits(OrderStatus status, Order order) {
        return (status == OrderStatus.FILLED) == (order.filled == order.quantity)
                && (!status.isOpen() || order.remaining > 0);
    }

    private void applyAmendment(OrderAmended amended, long at) {
        Order order = opened(amended.orderId());
        require(amended.id() > lastId && amended.quantity() >= order.filled + order.lost(), amended);
        lastId = amended.id();
        order.touch(sequence, at);
        if (order.isWaiting() && amended.status() == OrderStatus.PENDING_TRIGGER) {
            stops.remove(order);
            order.price = amended.price();
            order.stopPrice = amended.stopPrice().orElse(0);
            order.resize(amended.quantity());
            stops.add(order);
            moveExpiry(order, amended.expiresAt());
            return;
        }
        require(amended.status() != OrderStatus.PENDING_TRIGGER, amended);
        if (amended.keptPriority() && amended.status().isOpen()) {
            require(amended.price() == order.price && amended.quantity() <= order.quantity, amended);
            long shown = order.shown();
            long hidden = order.hidden;
            order.resize(amended.quantity());
            order.level.changed(order, shown, hidden);
            moveExpiry(order, amended.expiresAt());
            return;
        }
        leave(order);
        order.expiresAt = amended.expiresAt().orElse(0);
        order.hidden = 0;
        order.price = amended.price();
        order.stopPrice = amended.stopPrice().orElse(0);
        order.resize(amended.quantity());
        trade(order, amended.id(), amended.firstTradeSequence(), amended.fills(), amended.prevented(), at);
        require(fits(amended.status(), order), amended);
        settleIn(order, amended.status(), amended.reason());
    }

    private void applyTrigger(OrderTriggered triggered, long at) {
        Order order = opened(triggered.orderId());
        require(order.isWaiting() && triggered.id() > lastId, triggered);
        lastId = triggered.id();
        order.touch(sequence, at);
        leave(order);
        trade(order, triggered.id(), triggered.firstTradeSequence(), triggered.fills(), triggered.prevented(), at);
        require(triggered.status() != OrderStatus.PENDING_TRIGGER && fits(triggered.status(), order), triggered);
        settleIn(order, triggered.status(), triggered.reason());
    }

    private void moveExpiry(Order order, OptionalLong expiresAt) {
        if (order.expiresAt == expiresAt.orElse(0)) {
            return;
        }
        if (order.expiresAt == 0 || expiresAt.isEmpty()) {
            throw new IllegalStateException("order " + order.id + " would end by itself, or no longer do so");
        }
        expiries.remove(order);
        order.expiresAt = expiresAt.getAsLong();
        expiries.add(order);
    }

    /** Takes the fills of an incoming order into both sides. */
    private void trade(
            Order taker,
            long eventId,
            long firstTradeSequence,
            List<Fill> fills,
            List<PreventedTrade> prevented,
            long at) {
        int next = 0;
        if (fills.isEmpty()) {
            preventUpTo(0, next, prevented, taker, at);
            return;
        }
        if (firstTradeSequence != tradeSequence + 1) {
            throw new IllegalStateException("trade " + firstTradeSequence + " does not follow on " + tradeSequence);
        }
        BookSide makers = makersFor(taker.terms.side());
        for (int i = 0; i < fills.size(); i++) {
            if (next < prevented.size()) {
                next = preventUpTo(i, next, prevented, taker, at);
            }
            Fill fill = fills.get(i);
            Order maker = makers.first();
            if (maker == null
                    || fill.makerOrderId() != maker.id
                    || fill.price() != maker.price
                    || fill.quantity() > maker.shown()
                    || fill.quantity() > taker.remaining) {
                throw new IllegalStateException("fill " + fill + " does not fit its orders");
            }
            maker.level.quantity -= fill.quantity();
            maker.fill(fill.price(), fill.quantity());
            maker.touch(sequence, at);
            taker.fill(fill.price(), fill.quantity());
            if (maker.remaining == 0) {
                leave(maker);
                memory.close(maker);
            } else if (maker.shown() == 0) {
                maker.level.refill(maker);
            }
        }
        preventUpTo(fills.size(), next, prevented, taker, at);
        trades.add(eventId, firstTradeSequence, taker.terms, fills, at);
        lastPrice = fills.getLast().price();
        tradeSequence += fills.size();
        lastId += fills.size();
    }

    /**
     * Takes what an incoming order loses with those of its own partner, and they with it, before it goes on.
     *
     * @param fillsBefore how many fills it has had
     * @param from index of the first one that has not been taken in
     * @return index of the next one
     */
    private int preventUpTo(int fillsBefore, int from, List<PreventedTrade> prevented, Order taker, long at) {
        int next = from;
        for (; next < prevented.size() && prevented.get(next).fillsBefore() <= fillsBefore; next++) {
            PreventedTrade each = prevented.get(next);
            Order maker = makersFor(taker.terms.side()).first();
            if (maker == null
                    || each.makerOrderId() != maker.id
                    || each.makerQuantity() > maker.remaining
                    || each.takerQuantity() > taker.remaining) {
                throw new IllegalStateException(each + " does not fit its orders");
            }
            taker.remaining -= each.takerQuantity();
            if (each.makerQuantity() == maker.remaining) {
                cancel(maker, CancelReason.SELF_TRADE_PREVENTED, at);
                continue;
            }
            maker.level.quantity -= each.makerQuantity();
            maker.remaining -= each.makerQuantity();
            maker.touch(sequence, at);
            if (maker.shown() == 0) {
                maker.level.refill(maker);
            }
        }
        return next;
    }

    /** Gives an order that has just come in, or come in anew, its place: on the book or among the closed. */
    private void settleIn(Order order, OrderStatus status, Optional<CancelReason> reason) {
        if (status.isOpen()) {
            order.status = status;
            if (status.rests()) {
                order.showSlice();
            }
            open(order);
            return;
        }
        if (status == OrderStatus.FILLED) {
            order.status = OrderStatus.FILLED;
        } else {
            order.cancel(reason.orElseThrow(() -> new IllegalStateException("a cancelled order has a reason")));
        }
        memory.close(order);
    }

    private void cancel(Order order, CancelReason reason, long at) {
        leave(order);
        order.cancel(reason);
        order.touch(sequence, at);
        memory.close(order);
    }

    private void expire(Order order, long at) {
        leave(order);
        order.expire();
        order.touch(sequence, at);
        memory.close(order);
    }

    private Order opened(long orderId) {
        Order order = orders.get(orderId);
        if (order == null || !order.isOpen()) {
            throw new IllegalStateException("order " + orderId + " is not open");
        }
        return order;
    }

    private void open(Order order) {
        if (order.isWaiting()) {
            stops.add(order);
        } else {
            side(order.terms.side()).add(order);
        }
        openOrders++;
        if (order.expiresAt != 0) {
            expiries.add(order);
        }
        OpenOrders own = openOrdersByPartner.get(order.terms.partnerId());
        if (own == null) {
            own = new OpenOrders(order.terms.partnerId());
            openOrdersByPartner.put(own.partnerId, own);
        }
        own.count++;
        if (order.isWaiting()) {
            own.waiting++;
        }
        order.owner = own;
        if (order.terms.clientOrderId().isPresent()) {
            own.byClientOrderId.put(order.terms.clientOrderId().get(), order);
        }
    }

    private void leave(Order order) {
        if (order.isWaiting()) {
            stops.remove(order);
            order.owner.waiting--;
        } else {
            order.level.side.remove(order);
        }
        openOrders--;
        if (order.expiresAt != 0) {
            expiries.remove(order);
        }
        OpenOrders own = order.owner;
        order.owner = null;
        own.count--;
        if (!own.byClientOrderId.isEmpty() && order.terms.clientOrderId().isPresent()) {
            own.byClientOrderId.remove(order.terms.clientOrderId().get());
        }
        if (own.count == 0) {
            openOrdersByPartner.remove(own.partnerId);
        }
    }

    private BookSide side(Side side) {
        return side == Side.BUY ? bids : asks;
    }

    // ---------------------------------------------------------------------------------------------------- looking

    /** The instrument the book is open for. */
    public Optional<Instrument> instrument() {
        return instrument;
    }

    /** Sequence of the event that defined the instrument last; 0 without one. */
    public long instrumentVersion() {
        return instrumentVersion;
    }

    /** Sequence of the last event; 0 for a book without any. */
    public long sequence() {
        return sequence;
    }

    /** An open or remembered order. */
    public Optional<OrderState> order(long orderId) {
        return Optional.ofNullable(orders.get(orderId)).map(Order::state);
    }

    /** @param depth most levels of each side */
    public BookView view(int depth) {
        return new BookView(
                instrument,
                instrumentVersion,
                sequence,
                levels(bids, depth),
                levels(asks, depth),
                lastPrice(),
                openOrders - stops.size(),
                trades.newestFirst(),
                phase,
                phase.phase() == Phase.AUCTION
                        ? AuctionPrice.of(bids.interest(asks), asks.interest(bids), rules.allowed(), referencePrice())
                        : Optional.empty());
    }

    private OptionalLong lastPrice() {
        return lastPrice == 0 ? OptionalLong.empty() : OptionalLong.of(lastPrice);
    }

    private static List<BookView.Level> levels(BookSide side, int depth) {
        int count = Math.min(depth, side.levelCount());
        List<BookView.Level> levels = new ArrayList<>(count);
        for (int rank = 0; rank < count; rank++) {
            PriceLevel level = side.level(rank);
            levels.add(new BookView.Level(level.price, level.quantity, level.orders));
        }
        return levels;
    }

    /**
     * The resting orders in their queues.
     *
     * @param depth most orders of each side
     * @param partner who asks, and learns the ids of its own orders alone; the market itself when absent
     */
    public BookQueues queues(int depth, Optional<String> partner) {
        return new BookQueues(instrument, sequence, queue(bids, depth, partner), queue(asks, depth, partner));
    }

    private static List<BookQueues.Entry> queue(BookSide side, int depth, Optional<String> partner) {
        List<BookQueues.Entry> queue = new ArrayList<>();
        enter(side.unpriced(), depth, partner, queue);
        for (int rank = 0; rank < side.levelCount() && queue.size() < depth; rank++) {
            enter(side.level(rank), depth, partner, queue);
        }
        return queue;
    }

    private static void enter(PriceLevel level, int depth, Optional<String> partner, List<BookQueues.Entry> queue) {
        for (Order order = level.head; order != null && queue.size() < depth; order = order.next) {
            boolean own = partner.isPresent() && partner.get().equals(order.terms.partnerId());
            OptionalLong id = own || partner.isEmpty() ? OptionalLong.of(order.id) : OptionalLong.empty();
            queue.add(new BookQueues.Entry(order.price, order.shown(), own, id));
        }
    }

    /** Everything the book knows. */
    public BookSnapshot snapshot() {
        List<OrderState> resting = new ArrayList<>(openOrders);
        forEachOpen(order -> resting.add(order.state()));
        return new BookSnapshot(
                instrument,
                instrumentVersion,
                sequence,
                lastId,
                lastAt,
                tradeSequence,
                lastPrice(),
                resting,
                memory.snapshot(),
                trades.oldestFirst(),
                OptionalLong.of(memory.forgottenAt()),
                phase);
    }

    private void forEachOpen(Consumer<Order> visitor) {
        bids.forEachOrder(visitor);
        asks.forEachOrder(visitor);
        stops.inOrderOfArrival().forEach(visitor);
    }
}
