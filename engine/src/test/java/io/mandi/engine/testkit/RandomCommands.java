package io.mandi.engine.testkit;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookCommand.OrderInstruction;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.CommandContext;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.OrderLimits;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.catalog.TradingRules;
import io.mandi.engine.catalog.TradingSession;
import io.mandi.engine.catalog.ValueFactor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Random commands of every kind for a book: good ones, ones that break each of the rules, repetitions, clocks that go
 * back. The same seed gives the same commands.
 *
 * <p>A command names orders by words of its own, which whoever runs it translates into the book's ids. So the commands
 * do not depend on what the book makes of them, and some of them can be left out: that is how {@link #shrink} finds the
 * few that matter.
 */
public final class RandomCommands {
    /** 2025-01-01T00:00:00Z */
    private static final long FIRST_MICROS = 1_735_689_600_000_000L;

    private static final int MIDDLE_TICKS = 200;
    private static final int MAX_LOTS = 9;
    private static final int RECENT = 30;
    private static final int FEW = 20;
    /** The step that opens the book. */
    private static final int OPENING = 3;

    private static final String NO_ORDER = "nobody's";
    private static final Optional<ValueFactor> FACTOR =
            Optional.of(new ValueFactor(new BigDecimal("170"), new BigDecimal("355.61641808")));

    private final SplittableRandom random;
    private final Market market;
    private final List<Step> steps = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();
    /** Orders that the book may well hold: those it should have taken, and that nobody was asked to cancel. */
    private final List<Placed> probablyResting = new ArrayList<>();

    /** Orders that the book may well hold until a price comes. */
    private final List<Placed> probablyWaiting = new ArrayList<>();

    private final List<Step> keyed = new ArrayList<>();
    private long at = FIRST_MICROS;
    private int middle = MIDDLE_TICKS;
    private Phase phase = Phase.CONTINUOUS;

    private RandomCommands(long seed, Market market) {
        this.random = new SplittableRandom(seed);
        this.market = market;
    }

    /**
     * What the commands are about.
     *
     * @param name for messages
     * @param partners how many trade; with few of them an order often meets one of its own partner
     * @param spread in ticks, how far prices lie from the middle
     */
    public record Market(String name, Instrument instrument, BookLimits limits, int partners, int spread) {
        /** Markets that differ in what they are hard on. */
        public static List<Market> all() {
            BookLimits usual = new BookLimits(
                    10_000, 10_000, 90, Duration.ofHours(24), 20, 100, Duration.ofDays(366), 2, 10_000, 10_000);
            return List.of(
                    new Market("busy", instrument("0.05", "0.5"), usual, 9, 12),
                    new Market("of two partners", instrument("0.5", "1"), usual, 2, 8),
                    new Market("of a single price", instrument("100", "5"), usual, 5, 0),
                    new Market(
                            "with a short memory",
                            instrument("0.00000001", "0.001"),
                            new BookLimits(10_000, 10_000, 25, Duration.ofMinutes(2), 3),
                            6,
                            20),
                    new Market(
                            "with little room",
                            instrument("0.25", "10"),
                            new BookLimits(14, 5, 60, Duration.ofHours(24), 0, 4, Duration.ofDays(2), 1, 3, 2),
                            4,
                            10));
        }

        private static Instrument instrument(String tick, String lot) {
            return new Instrument(
                    "COTTON-29MM",
                    "Cotton 29 mm",
                    Optional.of("cotton"),
                    "INR",
                    "BALE",
                    "CANDY",
                    decimal(tick),
                    decimal(lot),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** A command with who asks and when. */
    public record Step(CommandContext context, Draft draft) {}

    /** A command that names orders by words. */
    public sealed interface Draft {
        /** Opens the book or changes its definition. */
        record Define(Instrument instrument) implements Draft {}

        /** @param name what later drafts call the order */
        record Submit(String name, OrderRequest order) implements Draft {
            /** One in a hundred is of a partner whose orders the market does not take. */
            public Optional<String> barred() {
                return name.endsWith("77") ? Optional.of("the partner is not approved") : Optional.empty();
            }
        }

        /** Brings the book into a phase. */
        record ChangePhase(Phase phase) implements Draft {}

        /** Cancels the order of this name. */
        record Cancel(String name) implements Draft {}

        /** Cancels by the client's name. */
        record CancelByClientOrderId(String partnerId, String clientOrderId) implements Draft {}

        /** Changes the order of this name. */
        record Amend(
                String name,
                Optional<Decimal> price,
                Optional<Decimal> quantity,
                OptionalLong expiresAt,
                Optional<Decimal> stopPrice)
                implements Draft {}

        /** Cancels what a partner has, or what it had before a time. */
        record CancelAll(String partnerId, Optional<Side> side, OptionalLong placedBefore) implements Draft {}

        /** @param drafts only those that may stand in a batch */
        record Batch(List<Draft> drafts) implements Draft {}

        /**
         * The command for a book.
         *
         * @param idOf the book's id of a named order; for an order that the book did not take, any id it never gave
         */
        default BookCommand command(ToLongFunction<String> idOf) {
            return switch (this) {
                case Define define -> new BookCommand.DefineInstrument(define.instrument());
                case Submit submit -> new BookCommand.SubmitOrder(submit.order(), submit.barred());
                case ChangePhase change -> new BookCommand.ChangePhase(change.phase());
                case Cancel cancel -> new BookCommand.CancelOrder(idOf.applyAsLong(cancel.name()));
                case CancelByClientOrderId cancel ->
                    new BookCommand.CancelByClientOrderId(cancel.partnerId(), cancel.clientOrderId());
                case Amend amend ->
                    new BookCommand.AmendOrder(
                            idOf.applyAsLong(amend.name()),
                            amend.price(),
                            amend.quantity(),
                            amend.expiresAt(),
                            amend.stopPrice());
                case CancelAll cancel ->
                    new BookCommand.CancelOrders(cancel.partnerId(), cancel.side(), cancel.placedBefore());
                case Batch batch ->
                    new BookCommand.ExecuteBatch(batch.drafts().stream()
                            .map(draft -> (OrderInstruction) draft.command(idOf))
                            .toList());
            };
        }

        /**
         * What the book calls the orders that this has placed.
         *
         * @param event that came of it
         * @param ids takes the drafts' names of the orders with the book's ids
         */
        default void name(BookEvent event, ObjLongConsumer<String> ids) {
            if (this instanceof Submit submit && event instanceof BookEvent.OrderExecuted executed) {
                ids.accept(submit.name(), executed.order().id());
            } else if (event instanceof BookEvent.BatchExecuted executed) {
                Iterator<Draft> drafts = (this instanceof Batch batch ? batch.drafts() : List.of(this)).iterator();
                for (Outcome outcome : executed.outcomes()) {
                    switch (outcome) {
                        case Outcome.Done done -> drafts.next().name(done.event(), ids);
                        case Outcome.Refused ignored -> drafts.next();
                        case Outcome.Caused ignored -> {
                            // Of an order that is named already.
                        }
                    }
                }
            }
        }
    }

    /** An order that was asked for, whatever became of it. */
    private record Placed(String name, String partnerId, Optional<String> clientOrderId) {}

    /** What a book does by itself before it hears a command that comes at this time. */
    public static List<Decision> due(OrderBook book, long at) {
        List<Decision> decisions = new ArrayList<>();
        for (Optional<BookCommand> due = book.due(at); due.isPresent(); due = book.due(at)) {
            decisions.add(book.execute(due.get(), new CommandContext(at, Actor.system(), "clock", Optional.empty())));
        }
        return decisions;
    }

    /** The steps of a seed. */
    public static List<Step> generate(long seed, Market market, int count) {
        RandomCommands commands = new RandomCommands(seed, market);
        for (int i = 0; i < count; i++) {
            commands.add(i);
        }
        return List.copyOf(commands.steps);
    }

    /**
     * Leaves out what is not needed for a failure.
     *
     * @param fails whether these steps fail; called many times
     * @return steps that fail, of which none can be left out alone
     */
    public static <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> current = failing;
        boolean shorter = true;
        while (shorter) {
            int before = current.size();
            for (int chunk = Math.max(1, current.size() / 2); chunk >= 1; chunk /= 2) {
                int from = 0;
                while (from < current.size()) {
                    List<T> candidate = without(current, from, Math.min(current.size(), from + chunk));
                    if (fails.test(candidate)) {
                        current = candidate;
                    } else {
                        from += chunk;
                    }
                }
            }
            shorter = current.size() < before;
        }
        return current;
    }

    private static <T> List<T> without(List<T> steps, int from, int to) {
        List<T> rest = new ArrayList<>(steps.subList(0, from));
        rest.addAll(steps.subList(to, steps.size()));
        return rest;
    }

    private void add(int number) {
        tick();
        if (number != OPENING && !keyed.isEmpty() && oneIn(14)) {
            steps.add(repeat(number));
            return;
        }
        Draft draft = number == OPENING
                ? new Draft.Define(market.instrument())
                : isPhaseOver(number) ? phase() : draft(number);
        CommandContext context = context(number, draft);
        Step step = new Step(context, draft);
        steps.add(step);
        if (context.idempotency().isPresent()) {
            keyed.add(step);
        }
    }

    /** Most of the time is continuous trading; any other phase lasts for a few commands. */
    private boolean isPhaseOver(int number) {
        return number > OPENING && oneIn(phase == Phase.CONTINUOUS ? 150 : 18);
    }

    private Draft phase() {
        // Sometimes the phase that is there, and sometimes one behind another.
        phase = phase != Phase.CONTINUOUS && !oneIn(4)
                ? Phase.CONTINUOUS
                : oneIn(2) ? Phase.AUCTION : any(Phase.values());
        return new Draft.ChangePhase(phase);
    }

    private void tick() {
        if (oneIn(50)) {
            at -= random.nextLong(5_000_000);
        } else if (oneIn(150)) {
            at += random.nextLong(90_000_000);
        } else {
            at += random.nextLong(1_500);
        }
        if (oneIn(30)) {
            middle = Math.max(market.spread() * 3 + 1, middle + random.nextInt(-2, 3));
        }
    }

    /** The same once more, or something else by mistake under the same key, or by right as another user. */
    private Step repeat(int number) {
        Step earlier = keyed.get(keyed.size() - 1 - random.nextInt(Math.min(keyed.size(), RECENT)));
        Idempotency key = earlier.context().idempotency().orElseThrow();
        String correlationId = "request-" + number;
        int chance = random.nextInt(10);
        if (chance < 6) {
            Draft same = earlier.draft() instanceof Draft.Submit submit
                    ? new Draft.Submit(name(number), submit.order())
                    : earlier.draft() instanceof Draft.Batch batch ? renamed(batch, number) : earlier.draft();
            return new Step(new CommandContext(at, earlier.context().actor(), correlationId, Optional.of(key)), same);
        }
        Draft other = draft(number);
        Idempotency otherBody = new Idempotency(key.operation(), key.key(), "digest-" + number);
        String user = earlier.context().actor().user();
        Actor actor = Actor.staff(chance < 9 ? user : "another " + user);
        return new Step(new CommandContext(at, actor, correlationId, Optional.of(otherBody)), other);
    }

    private Draft renamed(Draft.Batch batch, int number) {
        List<Draft> drafts = new ArrayList<>();
        for (Draft draft : batch.drafts()) {
            drafts.add(
                    draft instanceof Draft.Submit submit
                            ? new Draft.Submit(name(number) + "." + drafts.size(), submit.order())
                            : draft);
        }
        return new Draft.Batch(drafts);
    }

    private CommandContext context(int number, Draft draft) {
        String partner = ownerOf(draft);
        Optional<String> scope = draft instanceof Draft.Define || oneIn(4)
                ? Optional.empty()
                : Optional.of(oneIn(12) ? partner() : partner);
        Optional<Idempotency> key = random.nextInt(5) < 2
                ? Optional.of(new Idempotency(draft.getClass().getSimpleName(), "key-" + number, "digest-" + number))
                : Optional.empty();
        return new CommandContext(at, Actor.of("user of " + partner, scope), "request-" + number, key);
    }

    private String ownerOf(Draft draft) {
        return switch (draft) {
            case Draft.Submit submit -> submit.order().partnerId();
            case Draft.CancelByClientOrderId cancel -> cancel.partnerId();
            case Draft.CancelAll cancel -> cancel.partnerId();
            case Draft.Cancel cancel -> ownerOf(cancel.name());
            case Draft.Amend amend -> ownerOf(amend.name());
            case Draft.Define ignored -> "the market";
            case Draft.ChangePhase ignored -> "the market";
            case Draft.Batch batch -> ownerOf(batch.drafts().getFirst());
        };
    }

    private String ownerOf(String name) {
        return owners.getOrDefault(name, "partner-0");
    }

    private Draft draft(int number) {
        int chance = random.nextInt(1_000);
        if (chance < 540) {
            return submit(name(number), partner());
        }
        if (chance < 640) {
            return new Draft.Cancel(orderToCancel());
        }
        if (chance < 700) {
            return cancelByClientOrderId();
        }
        if (chance < 930) {
            return amend();
        }
        if (chance < 934) {
            return new Draft.CancelAll(partner(), oneIn(2) ? Optional.empty() : Optional.of(side()), sometimeAgo());
        }
        return chance < 988 ? batch(number) : define();
    }

    /** Among the times of the last orders, so that some of them lie before it and some do not. */
    private OptionalLong sometimeAgo() {
        return oneIn(3) ? OptionalLong.empty() : OptionalLong.of(at - random.nextLong(60_000));
    }

    private Draft batch(int number) {
        List<Draft> drafts = new ArrayList<>();
        int size = 1 + random.nextInt(6);
        String partner = partner();
        for (int i = 0; i < size; i++) {
            // A batch is mostly one partner's own affair.
            drafts.add(
                    oneIn(5)
                            ? cancelByClientOrderId()
                            : submit(name(number) + "." + i, oneIn(4) ? partner() : partner));
        }
        return new Draft.Batch(drafts);
    }

    private Draft cancelByClientOrderId() {
        Optional<Placed> order = oneIn(4) ? recent() : probable();
        return new Draft.CancelByClientOrderId(
                order.map(Placed::partnerId).orElse("partner-0"),
                order.flatMap(Placed::clientOrderId).orElse("never given"));
    }

    private Draft amend() {
        Optional<Decimal> price = oneIn(2) ? Optional.empty() : Optional.of(oneIn(30) ? badPrice() : price(side()));
        Optional<Decimal> quantity = oneIn(3)
                ? Optional.empty()
                : Optional.of(oneIn(30) ? badQuantity() : lots(1 + random.nextInt(MAX_LOTS)));
        OptionalLong expiresAt = oneIn(12) ? OptionalLong.of(soon()) : OptionalLong.empty();
        if (oneIn(6) && !probablyWaiting.isEmpty()) {
            Optional<Decimal> stop = Optional.of(oneIn(30) ? badPrice() : price(side()));
            String name = latest(probablyWaiting).orElseThrow().name();
            return new Draft.Amend(name, oneIn(3) ? price : Optional.empty(), quantity, expiresAt, stop);
        }
        return new Draft.Amend(
                orderToAmend(), price, quantity, expiresAt, oneIn(60) ? Optional.of(price(side())) : Optional.empty());
    }

    private Draft submit(String name, String partner) {
        Side side = side();
        boolean waits = oneIn(9);
        OrderType type = waits
                ? (oneIn(3) ? OrderType.STOP : OrderType.STOP_LIMIT)
                : oneIn(12) ? OrderType.MARKET : OrderType.LIMIT;
        int chance = random.nextInt(10);
        TimeInForce lasting = oneIn(8) ? TimeInForce.GTD : oneIn(20) ? TimeInForce.DAY : TimeInForce.GTC;
        TimeInForce timeInForce = chance < 7 ? lasting : chance < 9 ? TimeInForce.IOC : TimeInForce.FOK;
        boolean timed = timeInForce == TimeInForce.GTD ? !oneIn(50) : oneIn(150);
        OptionalLong expiresAt = timed ? OptionalLong.of(soon()) : OptionalLong.empty();
        Optional<Decimal> price = type.hasLimit() ? Optional.of(price(side)) : Optional.empty();
        Optional<Decimal> stop = waits ? Optional.of(price(side.opposite())) : Optional.empty();
        Decimal quantity = lots(oneIn(40) ? 30 + random.nextInt(60) : 1 + random.nextInt(MAX_LOTS));
        if (oneIn(12)) {
            switch (random.nextInt(waits ? 6 : 5)) {
                case 0 -> price = type.hasLimit() ? Optional.empty() : Optional.of(price(side));
                case 1 -> price = Optional.of(badPrice());
                case 4 -> stop = waits ? Optional.empty() : Optional.of(price(side));
                case 5 -> stop = Optional.of(badPrice());
                default -> quantity = badQuantity();
            }
        }
        Optional<String> clientOrderId = clientOrderId(name, partner);
        Optional<SelfTradePrevention> prevention =
                oneIn(6) ? Optional.empty() : Optional.of(any(SelfTradePrevention.values()));
        boolean mayRest = type.hasLimit() && timeInForce == lasting || oneIn(40);
        boolean postOnly = mayRest && oneIn(10);
        Optional<Decimal> display = mayRest && oneIn(6) ? Optional.of(display()) : Optional.empty();
        Placed order = new Placed(name, partner, clientOrderId);
        placed.add(order);
        owners.put(name, partner);
        if (waits || type == OrderType.LIMIT && timeInForce == lasting) {
            probablyResting.add(order);
        }
        if (waits) {
            probablyWaiting.add(order);
        }
        return new Draft.Submit(
                name,
                new OrderRequest(
                        partner,
                        clientOrderId,
                        side,
                        type,
                        timeInForce,
                        price,
                        quantity,
                        prevention,
                        postOnly,
                        display,
                        expiresAt,
                        stop));
    }

    /** Mostly some steps ahead; also before now, and so far ahead that no order may name it. */
    private long soon() {
        return switch (random.nextInt(40)) {
            case 0 -> at - random.nextLong(2_000);
            case 1 -> at + 400L * 24 * 3_600 * 1_000_000;
            case 2 -> at + random.nextLong(60_000_000);
            default -> at + random.nextLong(120_000);
        };
    }

    private Decimal display() {
        return switch (random.nextInt(15)) {
            case 0 -> halfOf(market.instrument().lotSize());
            case 1 -> lots(5 + random.nextInt(8));
            default -> lots(1 + random.nextInt(3));
        };
    }

    private <E> E any(E[] constants) {
        return constants[random.nextInt(constants.length)];
    }

    private Optional<String> clientOrderId(String name, String partner) {
        if (oneIn(12)) {
            Optional<Placed> other = recent().filter(order -> order.partnerId().equals(partner));
            if (other.isPresent()) {
                return other.get().clientOrderId();
            }
        }
        return oneIn(3) ? Optional.empty() : Optional.of("client-" + name);
    }

    private Draft define() {
        Instrument now = market.instrument();
        Decimal lot = now.lotSize();
        Decimal tick = now.tickSize();
        Optional<Decimal> none = Optional.empty();
        if (placed.size() < FEW) {
            // Other grids are taken as long as no order is: all that follows would lie off them.
            return new Draft.Define(now);
        }
        return new Draft.Define(
                switch (random.nextInt(16)) {
                    case 0 -> now;
                    case 1 -> with(now, "Another name", tick, lot, none, none, none);
                    case 2 -> with(now, now.name(), tick, lot, Optional.of(lots(2)), Optional.of(lots(50)), none);
                    case 3 -> with(now, now.name(), tick, lot, none, none, Optional.of(ticks(middle)));
                    case 9 -> banded(with(now, now.name(), tick, lot, none, none, Optional.of(ticks(middle))), "4");
                    case 10 -> banded(with(now, now.name(), tick, lot, none, none, Optional.of(ticks(middle))), "10");
                    case 11 ->
                        withRules(now, new TradingRules(Optional.of(any(SelfTradePrevention.values())), oneIn(3)));
                    case 12 -> withRules(now, new TradingRules(Optional.empty(), true));
                    case 16 -> withRules(now, session("UTC", String.format("00:%02d", random.nextInt(12))));
                    case 17 -> withRules(now, session("Asia/Kolkata", "05:3" + random.nextInt(10)));
                    case 18 -> withRules(now, session("Asia/Nowhere", "05:30"));
                    case 13 ->
                        limited(now, OptionalInt.of(1 + random.nextInt(8)), oneIn(3))
                                .with(FACTOR);
                    case 14 ->
                        limited(with(now, now.name(), tick, lot, none, none, none), OptionalInt.empty(), true)
                                .with(oneIn(6) ? Optional.empty() : FACTOR);
                    case 15 ->
                        limited(
                                        banded(
                                                with(
                                                        now,
                                                        now.name(),
                                                        tick,
                                                        lot,
                                                        none,
                                                        none,
                                                        Optional.of(ticks(middle))),
                                                "10"),
                                        OptionalInt.empty(),
                                        true)
                                .with(FACTOR);
                    case 4 -> with(now, now.name(), tick, lot, Optional.of(lots(8)), Optional.of(lots(3)), none);
                    case 5 -> with(now, now.name(), tick, lot, none, Optional.of(halfOf(lot)), none);
                    case 6 -> with(now, now.name(), decimal("0"), lot, none, none, none);
                    case 7 -> with(now, now.name(), tick, decimal("3"), none, none, none);
                    default -> with(now, now.name(), decimal("7"), lot, none, none, none);
                });
    }

    /** The value that is most is one that orders are usually near. */
    private Instrument limited(Instrument base, OptionalInt openOrders, boolean notional) {
        BigDecimal most = base.tickSize()
                .toBigDecimal()
                .multiply(base.lotSize().toBigDecimal())
                .multiply(BigDecimal.valueOf((long) middle * (1 + random.nextInt(MAX_LOTS))))
                .multiply(FACTOR.orElseThrow().quantity())
                .divide(FACTOR.orElseThrow().price(), Decimal.MAX_SCALE, RoundingMode.UP);
        return base.with(
                base.rules().with(new OrderLimits(notional ? Decimal.of(most) : Optional.empty(), openOrders)));
    }

    private static Instrument banded(Instrument base, String percent) {
        return new Instrument(
                base.symbol(),
                base.name(),
                base.commodityId(),
                base.currency(),
                base.quantityUnit(),
                base.priceUnit(),
                base.tickSize(),
                base.lotSize(),
                base.minQuantity(),
                base.maxQuantity(),
                Optional.of(decimal(percent)),
                base.referencePrice(),
                base.rules());
    }

    private static TradingRules session(String timezone, String end) {
        return TradingRules.USUAL.with(new TradingSession(timezone, Optional.of(end)));
    }

    private static Instrument withRules(Instrument base, TradingRules rules) {
        return new Instrument(
                base.symbol(),
                base.name(),
                base.commodityId(),
                base.currency(),
                base.quantityUnit(),
                base.priceUnit(),
                base.tickSize(),
                base.lotSize(),
                base.minQuantity(),
                base.maxQuantity(),
                base.priceBandPercent(),
                base.referencePrice(),
                rules);
    }

    private static Instrument with(
            Instrument base,
            String name,
            Decimal tick,
            Decimal lot,
            Optional<Decimal> minQuantity,
            Optional<Decimal> maxQuantity,
            Optional<Decimal> referencePrice) {
        return new Instrument(
                base.symbol(),
                name,
                base.commodityId(),
                base.currency(),
                base.quantityUnit(),
                base.priceUnit(),
                tick,
                lot,
                minQuantity,
                maxQuantity,
                base.priceBandPercent(),
                referencePrice);
    }

    private Decimal price(Side side) {
        // A third of the prices reach the other side of the middle.
        int distance = market.spread() == 0 ? 0 : random.nextInt(market.spread() * 3) - market.spread();
        return ticks(side == Side.BUY ? middle - distance : middle + distance);
    }

    private Decimal badPrice() {
        return switch (random.nextInt(3)) {
            case 0 -> decimal("0.00");
            case 1 -> halfOf(market.instrument().tickSize());
            default -> decimal("999999999999999.95");
        };
    }

    private Decimal badQuantity() {
        return switch (random.nextInt(5)) {
            case 0 -> decimal("0");
            case 1 -> halfOf(market.instrument().lotSize());
            case 2 -> lots(1);
            case 3 -> lots(51 + random.nextInt(20));
            default -> decimal("999999999999990");
        };
    }

    /** A number between two steps; where a step is the smallest number there is, none at all. */
    private static Decimal halfOf(Decimal step) {
        return step.scale() == Decimal.MAX_SCALE
                ? new Decimal(0, 0)
                : new Decimal(step.unscaled() * 5, step.scale() + 1);
    }

    private Decimal ticks(long count) {
        return times(market.instrument().tickSize(), Math.max(1, count));
    }

    private Decimal lots(long count) {
        return times(market.instrument().lotSize(), count);
    }

    /** Sometimes with a zero behind it, which changes nothing. */
    private Decimal times(Decimal step, long count) {
        Decimal product = new Decimal(step.unscaled() * count, step.scale());
        return oneIn(6) && step.scale() < Decimal.MAX_SCALE
                ? new Decimal(product.unscaled() * 10, product.scale() + 1)
                : product;
    }

    private String orderToCancel() {
        if (oneIn(4)) {
            return anyOrder();
        }
        Optional<Placed> order = probable();
        order.ifPresent(probablyResting::remove);
        return order.map(Placed::name).orElse(NO_ORDER);
    }

    private String orderToAmend() {
        return oneIn(8) ? anyOrder() : probable().map(Placed::name).orElse(NO_ORDER);
    }

    private String anyOrder() {
        return oneIn(4) || placed.isEmpty()
                ? NO_ORDER
                : placed.get(random.nextInt(placed.size())).name();
    }

    private Optional<Placed> probable() {
        return latest(probablyResting);
    }

    private Optional<Placed> recent() {
        return latest(placed);
    }

    private Optional<Placed> latest(List<Placed> orders) {
        return orders.isEmpty()
                ? Optional.empty()
                : Optional.of(orders.get(orders.size() - 1 - random.nextInt(Math.min(RECENT, orders.size()))));
    }

    private static String name(int number) {
        return "order-" + number;
    }

    private String partner() {
        return "partner-" + random.nextInt(market.partners());
    }

    private Side side() {
        return random.nextBoolean() ? Side.BUY : Side.SELL;
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    private static Decimal decimal(String text) {
        return Decimal.parse(text).orElseThrow(() -> new IllegalArgumentException("not a decimal: " + text));
    }
}
