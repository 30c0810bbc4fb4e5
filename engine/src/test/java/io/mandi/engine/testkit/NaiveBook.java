package io.mandi.engine.testkit;

import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The rules of the book written down a second time, for reading and not for speed: two sorted lists, decimals instead
 * of ticks and lots, no events. It shares only the words of the market with the real book, so that a mistake in one of
 * the two shows as a difference.
 *
 * <p>Orders have the names that the caller gives them. Grids, and who may touch which order, are the caller's business.
 */
public final class NaiveBook {
    private final int maxOpenOrders;
    private int maxOpenOrdersPerOwner;
    private final int maxWaiting;
    private final int maxWaitingPerOwner;
    /** The worst price that an order without a limit takes on coming in; any when empty. */
    private final Function<Side, Optional<BigDecimal>> furthest;

    /** Best price first; within a price, first come first. */
    private final List<Entry> bids = new ArrayList<>();

    private final List<Entry> asks = new ArrayList<>();
    /** Those that wait for a price, in the order in which they came. */
    private final List<Entry> waiting = new ArrayList<>();

    private Optional<BigDecimal> lastPrice = Optional.empty();
    private final Map<String, Entry> everyOrder = new HashMap<>();
    private final Map<ClientName, Entry> openByClientName = new HashMap<>();
    private Phase phase = Phase.CONTINUOUS;
    private int entries;

    /** A book that takes any number of orders. */
    public NaiveBook() {
        this(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, side -> Optional.empty());
    }

    /**
     * A book that refuses an order which would be open when so many, or so many of its owner, are open already, or would wait for a price
     * when so many wait already.
     *
     * @param furthest the worst price that an order without a limit takes on coming in; any when empty
     */
    public NaiveBook(
            int maxOpenOrders,
            int maxOpenOrdersPerOwner,
            int maxWaiting,
            int maxWaitingPerOwner,
            Function<Side, Optional<BigDecimal>> furthest) {
        this.maxOpenOrders = maxOpenOrders;
        this.maxOpenOrdersPerOwner = maxOpenOrdersPerOwner;
        this.maxWaiting = maxWaiting;
        this.maxWaitingPerOwner = maxWaitingPerOwner;
        this.furthest = furthest;
    }

    /** From now on an owner has at most so many resting orders; those that rest stay. */
    public void limitOwners(int maxOpenOrders) {
        maxOpenOrdersPerOwner = maxOpenOrders;
    }

    /**
     * An order as it is placed.
     *
     * @param id the caller's name for it in trades and answers
     * @param clientOrderId unique among the owner's open orders
     * @param price empty for an order without a limit
     * @param postOnly whether it ends instead of trading on entering
     * @param display what it shows at a time; all when empty
     * @param expiresAt when it ends by itself, where it does
     * @param stop the price at which the market has to trade before it enters; empty for one that enters at once
     */
    public record NewOrder(
            String id,
            String owner,
            Optional<String> clientOrderId,
            Side side,
            OrderType type,
            TimeInForce timeInForce,
            Optional<BigDecimal> price,
            BigDecimal quantity,
            SelfTradePrevention selfTradePrevention,
            boolean postOnly,
            Optional<BigDecimal> display,
            OptionalLong expiresAt,
            Optional<BigDecimal> stop) {

        /** An order that asks for nothing more. */
        public NewOrder(
                String id,
                String owner,
                Optional<String> clientOrderId,
                Side side,
                OrderType type,
                TimeInForce timeInForce,
                Optional<BigDecimal> price,
                BigDecimal quantity,
                SelfTradePrevention selfTradePrevention) {
            this(
                    id,
                    owner,
                    clientOrderId,
                    side,
                    type,
                    timeInForce,
                    price,
                    quantity,
                    selfTradePrevention,
                    false,
                    Optional.empty(),
                    OptionalLong.empty(),
                    Optional.empty());
        }

        /** A LIMIT order that stays until it trades or is cancelled; its id is its client order id. */
        public static NewOrder goodTillCancelled(
                String id, String owner, Side side, BigDecimal price, BigDecimal quantity) {
            return new NewOrder(
                    id,
                    owner,
                    Optional.of(id),
                    side,
                    OrderType.LIMIT,
                    TimeInForce.GTC,
                    Optional.of(price),
                    quantity,
                    SelfTradePrevention.NONE);
        }
    }

    /** A trade; the price is the maker's. */
    public record Trade(String takerId, String makerId, BigDecimal price, BigDecimal quantity) {}

    /**
     * A match with an order of the same owner that was no trade.
     *
     * @param tradesBefore how many trades the order had had
     * @param fromMaker what was taken from the other order
     * @param fromTaker what was taken from the order itself
     */
    public record Prevented(int tradesBefore, String makerId, BigDecimal fromMaker, BigDecimal fromTaker) {}

    /**
     * An order at one moment.
     *
     * @param price empty for a MARKET order
     * @param shown what the market sees of what remains, once it is on the book
     * @param filledValue sum of price times quantity over its trades
     */
    public record Order(
            String id,
            String owner,
            Optional<String> clientOrderId,
            Side side,
            Optional<BigDecimal> price,
            BigDecimal quantity,
            BigDecimal filled,
            BigDecimal remaining,
            BigDecimal shown,
            BigDecimal filledValue,
            OrderStatus status,
            Optional<CancelReason> reason,
            OptionalLong expiresAt,
            Optional<BigDecimal> stop,
            SelfTradePrevention mode) {}

    /**
     * What became of a request.
     *
     * @param refusal why it had no effect at all
     * @param trades in the order in which they happened
     * @param prevented matches of the order with others of its owner, in their order
     * @param closed orders that it ended, in the order in which they ended; not those that its consequences ended
     * @param order as this has left it, before any consequences; empty when it was refused
     * @param triggered what orders did whose price had come, one after the other
     */
    public record Result(
            Optional<RejectionCode> refusal,
            List<Trade> trades,
            List<Prevented> prevented,
            List<String> closed,
            Optional<Order> order,
            List<Triggered> triggered) {
        private static Result refused(RejectionCode code) {
            return new Result(Optional.of(code), List.of(), List.of(), List.of(), Optional.empty(), List.of());
        }

        private static Result of(Entry entry, List<String> closed) {
            return new Result(Optional.empty(), List.of(), List.of(), closed, Optional.of(entry.view()), List.of());
        }

        /** Every trade, those of the consequences too. */
        public List<Trade> allTrades() {
            List<Trade> all = new ArrayList<>(trades);
            triggered.forEach(each -> all.addAll(each.result().trades()));
            return all;
        }

        /** Every order that has ended, those that ended as a consequence too. */
        public List<String> allClosed() {
            List<String> all = new ArrayList<>(closed);
            triggered.forEach(each -> all.addAll(each.result().closed()));
            return all;
        }

        public boolean accepted() {
            return refusal.isEmpty();
        }
    }

    /**
     * An order that waited until the market traded at its stop price, and entered then.
     *
     * @param price of the trade that triggered it
     */
    public record Triggered(String id, BigDecimal price, Result result) {}

    /**
     * What self-trade prevention took from an order of an auction.
     *
     * @param quantity in all
     */
    public record Lost(String id, BigDecimal quantity) {}

    /**
     * The prices of an auction.
     *
     * @param tick the smallest difference of two
     * @param reference what the price is near to, where there is one
     */
    public record Prices(BigDecimal tick, BigDecimal lowest, BigDecimal highest, Optional<BigDecimal> reference) {
        private BigDecimal within(BigDecimal price) {
            return price.max(lowest).min(highest);
        }
    }

    /** What an auction would trade, and what would be left over of the buyers', or as a negative number of the sellers'. */
    public record Indication(BigDecimal price, BigDecimal quantity, BigDecimal surplus) {}

    /**
     * What the end of an auction has led to.
     *
     * @param price empty when nothing traded
     * @param trades the later order is the taker
     * @param lost before any of the trades
     * @param unfilled orders without a price that were left over
     * @param closed orders that ended, in the order in which they ended
     * @param triggered what orders did that wait no longer in the new phase
     */
    public record Uncrossed(
            Optional<BigDecimal> price,
            List<Trade> trades,
            List<Lost> lost,
            List<String> unfilled,
            List<String> closed,
            List<Triggered> triggered) {
        /** Every trade, those of the orders that entered behind it too. */
        public List<Trade> allTrades() {
            List<Trade> all = new ArrayList<>(trades);
            triggered.forEach(each -> all.addAll(each.result().trades()));
            return all;
        }

        /** Every order that has ended, those that entered behind it too. */
        public List<String> allClosed() {
            List<String> all = new ArrayList<>(closed);
            triggered.forEach(each -> all.addAll(each.result().closed()));
            return all;
        }

        public boolean isEmpty() {
            return trades.isEmpty() && lost.isEmpty() && unfilled.isEmpty();
        }
    }

    private record ClientName(String owner, String clientOrderId) {}

    /** What an order meets: a trade, or what is taken from the two instead. */
    private record Meeting(Entry maker, boolean trades, BigDecimal fromMaker, BigDecimal fromTaker) {}

    /** A place in the queue while an order goes along it. */
    private static final class Place {
        final Entry maker;
        BigDecimal open;
        BigDecimal shown;

        Place(Entry maker) {
            this.maker = maker;
            this.open = maker.remaining;
            this.shown = maker.shown;
        }

        BigDecimal price() {
            return maker.price.orElseThrow();
        }
    }

    /**
     * The way of an order along the other side, before any of it happens.
     *
     * @param queue the other side afterwards
     * @param left what it has not traded
     * @param lost what self-trade prevention has taken from it
     * @param stopped whether self-trade prevention ends it
     * @param moreBeyond whether there are orders at prices that it does not take
     */
    private record Journey(
            List<Meeting> meetings,
            List<Place> queue,
            BigDecimal left,
            BigDecimal lost,
            boolean stopped,
            boolean moreBeyond) {
        boolean tradesWhole() {
            return left.signum() == 0 && lost.signum() == 0;
        }
    }

    private static final class Entry {
        final NewOrder order;
        /** Counts the orders. */
        final int number;

        Optional<BigDecimal> price;
        Optional<BigDecimal> stop;
        BigDecimal quantity;
        BigDecimal filled = BigDecimal.ZERO;
        BigDecimal remaining;
        BigDecimal shown;
        BigDecimal filledValue = BigDecimal.ZERO;
        OrderStatus status = OrderStatus.OPEN;
        Optional<CancelReason> reason = Optional.empty();
        OptionalLong expiresAt;

        Entry(NewOrder order, int number) {
            this.order = order;
            this.number = number;
            this.price = order.price();
            this.stop = order.stop();
            this.quantity = order.quantity();
            this.remaining = order.quantity();
            this.expiresAt = order.expiresAt();
            showSlice();
        }

        void showSlice() {
            shown = order.display().map(remaining::min).orElse(remaining);
        }

        BigDecimal lost() {
            return quantity.subtract(filled).subtract(remaining);
        }

        boolean takes(BigDecimal makerPrice, Function<Side, Optional<BigDecimal>> furthest) {
            return price.or(() -> furthest.apply(order.side()))
                    .map(limit -> order.side() == Side.BUY
                            ? limit.compareTo(makerPrice) >= 0
                            : limit.compareTo(makerPrice) <= 0)
                    .orElse(true);
        }

        boolean isReached(Optional<BigDecimal> last) {
            return last.map(now -> order.side() == Side.BUY
                            ? now.compareTo(stop.orElseThrow()) >= 0
                            : now.compareTo(stop.orElseThrow()) <= 0)
                    .orElse(false);
        }

        boolean avoids(Entry maker) {
            return order.selfTradePrevention() != SelfTradePrevention.NONE
                    && order.owner().equals(maker.order.owner());
        }

        void fill(BigDecimal fillPrice, BigDecimal fillQuantity) {
            filled = filled.add(fillQuantity);
            remaining = remaining.subtract(fillQuantity);
            shown = shown.min(remaining);
            filledValue = filledValue.add(fillPrice.multiply(fillQuantity));
            if (remaining.signum() > 0) {
                status = OrderStatus.PARTIALLY_FILLED;
            } else if (filled.compareTo(quantity) == 0) {
                status = OrderStatus.FILLED;
            } else {
                end(CancelReason.SELF_TRADE_PREVENTED);
            }
        }

        void end(CancelReason why) {
            remaining = BigDecimal.ZERO;
            shown = BigDecimal.ZERO;
            status = OrderStatus.CANCELLED;
            reason = Optional.of(why);
        }

        Order view() {
            return new Order(
                    order.id(),
                    order.owner(),
                    order.clientOrderId(),
                    order.side(),
                    price,
                    quantity,
                    filled,
                    remaining,
                    shown,
                    filledValue,
                    status,
                    reason,
                    expiresAt,
                    stop,
                    order.selfTradePrevention());
        }
    }

    /** Places an order. */
    public Result submit(NewOrder order) {
        if (refuses(order)) {
            return Result.refused(RejectionCode.PHASE_REFUSES_ORDER);
        }
        if (order.clientOrderId()
                .map(name -> openByClientName.containsKey(new ClientName(order.owner(), name)))
                .orElse(false)) {
            return Result.refused(RejectionCode.DUPLICATE_CLIENT_ORDER_ID);
        }
        Entry taker = new Entry(order, ++entries);
        if (taker.stop.isPresent() && (phase != Phase.CONTINUOUS || !taker.isReached(lastPrice))) {
            return beginToWait(taker);
        }
        Journey journey = journey(taker);
        boolean rests = phase == Phase.AUCTION
                || (!journey.tradesWhole() && ending(taker, journey).isEmpty());
        if (rests && isFullFor(order.owner())) {
            return Result.refused(RejectionCode.TOO_MANY_OPEN_ORDERS);
        }
        everyOrder.put(order.id(), taker);
        return withConsequences(enter(taker, journey));
    }

    private Result beginToWait(Entry entry) {
        long ofOwner = waiting.stream()
                .filter(other -> other.order.owner().equals(entry.order.owner()))
                .count();
        if (waiting.size() >= maxWaiting || ofOwner >= maxWaitingPerOwner) {
            return Result.refused(RejectionCode.TOO_MANY_OPEN_ORDERS);
        }
        if (isFullFor(entry.order.owner())) {
            return Result.refused(RejectionCode.TOO_MANY_OPEN_ORDERS);
        }
        entry.status = OrderStatus.PENDING_TRIGGER;
        entry.shown = entry.remaining;
        everyOrder.put(entry.order.id(), entry);
        waiting.add(entry);
        openUnderItsName(entry);
        return Result.of(entry, List.of());
    }

    /** Trade after trade, who waited for it joins the line, in the order in which they came; then the first of the line enters. */
    private Result withConsequences(Result first) {
        Deque<Triggering> line = new ArrayDeque<>();
        if (phase == Phase.CONTINUOUS) {
            first.trades().forEach(trade -> lineUp(trade.price(), line));
        }
        return new Result(
                first.refusal(), first.trades(), first.prevented(), first.closed(), first.order(), goAlong(line));
    }

    private List<Triggered> goAlong(Deque<Triggering> line) {
        List<Triggered> triggered = new ArrayList<>();
        while (!line.isEmpty()) {
            Triggering next = line.removeFirst();
            leave(next.entry);
            next.entry.status = OrderStatus.OPEN;
            Result result = enterAfterWaiting(next.entry);
            triggered.add(new Triggered(next.entry.order.id(), next.price, result));
            result.trades().forEach(trade -> lineUp(trade.price(), line));
        }
        return triggered;
    }

    private record Triggering(Entry entry, BigDecimal price) {}

    private void lineUp(BigDecimal price, Deque<Triggering> line) {
        for (Entry entry : List.copyOf(waiting)) {
            if (entry.isReached(Optional.of(price))) {
                waiting.remove(entry);
                line.addLast(new Triggering(entry, price));
            }
        }
    }

    /** Takes an order off the book. */
    public Result cancel(String id) {
        Optional<RejectionCode> missing = notOpen(id);
        if (missing.isPresent()) {
            return Result.refused(missing.get());
        }
        Entry entry = everyOrder.get(id);
        leave(entry);
        entry.end(CancelReason.REQUESTED);
        return Result.of(entry, List.of(id));
    }

    /** Takes the open order off the book that its owner gave this name. */
    public Result cancel(String owner, String clientOrderId) {
        return openOrder(owner, clientOrderId)
                .map(order -> cancel(order.id()))
                .orElseGet(() -> Result.refused(RejectionCode.ORDER_NOT_FOUND));
    }

    /**
     * Changes an open order.
     *
     * @param price the new price, where it changes
     * @param quantity the new quantity in all, where it changes
     * @param expiresAt when it ends by itself, where that changes
     * @param stop the new price to wait for, where it changes
     */
    public Result amend(
            String id,
            Optional<BigDecimal> price,
            Optional<BigDecimal> quantity,
            OptionalLong expiresAt,
            Optional<BigDecimal> stop) {
        Optional<RejectionCode> missing = notOpen(id);
        if (missing.isPresent()) {
            return Result.refused(missing.get());
        }
        Entry entry = everyOrder.get(id);
        if (stop.isPresent() && entry.status != OrderStatus.PENDING_TRIGGER) {
            return Result.refused(RejectionCode.STOP_PRICE_NOT_ALLOWED);
        }
        if (price.isPresent() && !entry.order.type().hasLimit()) {
            return Result.refused(RejectionCode.PRICE_NOT_ALLOWED);
        }
        if (entry.status == OrderStatus.PENDING_TRIGGER) {
            if (refusesAmendment(entry, true)) {
                return Result.refused(RejectionCode.PHASE_REFUSES_ORDER);
            }
            entry.expiresAt = expiresAt.isPresent() ? expiresAt : entry.expiresAt;
            return amendWaiting(entry, price, quantity, stop);
        }
        Optional<BigDecimal> newPrice = price.or(() -> entry.price);
        BigDecimal newQuantity = quantity.orElse(entry.quantity);
        BigDecimal newRemaining = newQuantity.subtract(entry.filled).subtract(entry.lost());
        if (newRemaining.signum() < 0) {
            return Result.refused(RejectionCode.QUANTITY_BELOW_FILLED);
        }
        boolean samePrice =
                newPrice.equals(entry.price) || newPrice.orElseThrow().compareTo(entry.price.orElseThrow()) == 0;
        boolean notMore = newQuantity.compareTo(entry.quantity) <= 0;
        boolean lostSome = entry.lost().signum() > 0;
        boolean staysInPlace = samePrice && notMore && newRemaining.signum() > 0;
        if (refusesAmendment(entry, staysInPlace || newRemaining.signum() == 0)) {
            return Result.refused(RejectionCode.PHASE_REFUSES_ORDER);
        }
        if (!staysInPlace) {
            leave(entry);
        }
        entry.expiresAt = expiresAt.isPresent() ? expiresAt : entry.expiresAt;
        entry.price = newPrice;
        entry.quantity = newQuantity;
        entry.remaining = newRemaining;
        if (staysInPlace) {
            entry.shown = entry.shown.min(newRemaining);
            return Result.of(entry, List.of());
        }
        entry.showSlice();
        if (newRemaining.signum() == 0) {
            entry.status = OrderStatus.FILLED;
            if (lostSome) {
                entry.end(CancelReason.SELF_TRADE_PREVENTED);
            }
            return Result.of(entry, List.of(id));
        }
        return withConsequences(enter(entry, journey(entry)));
    }

    private Result amendWaiting(
            Entry entry, Optional<BigDecimal> price, Optional<BigDecimal> quantity, Optional<BigDecimal> stop) {
        entry.price = price.or(() -> entry.price);
        entry.quantity = quantity.orElse(entry.quantity);
        entry.stop = stop.or(() -> entry.stop);
        entry.remaining = entry.quantity;
        entry.shown = entry.quantity;
        if (phase != Phase.CONTINUOUS || !entry.isReached(lastPrice)) {
            return Result.of(entry, List.of());
        }
        leave(entry);
        entry.status = OrderStatus.OPEN;
        return withConsequences(enterAfterWaiting(entry));
    }

    private Result enterAfterWaiting(Entry entry) {
        boolean hasLeftTheBand = entry.order.type().hasLimit() && isOutsideBand(entry.price.orElseThrow());
        if (!hasLeftTheBand) {
            return enter(entry, journey(entry));
        }
        entry.end(CancelReason.PRICE_BAND_REACHED);
        return Result.of(entry, List.of(entry.order.id()));
    }

    private boolean isOutsideBand(BigDecimal price) {
        return furthest.apply(Side.BUY).filter(end -> price.compareTo(end) > 0).isPresent()
                || furthest.apply(Side.SELL)
                        .filter(end -> price.compareTo(end) < 0)
                        .isPresent();
    }

    /**
     * Ends the open orders whose time is over.
     *
     * @param inTurn the older one of two orders first
     * @param most so many at most
     */
    public Result expire(long now, Comparator<String> inTurn, int most) {
        List<Entry> over = new ArrayList<>();
        over.addAll(bids);
        over.addAll(asks);
        over.addAll(waiting);
        over.removeIf(entry -> entry.expiresAt.orElse(Long.MAX_VALUE) > now);
        over.sort(Comparator.<Entry>comparingLong(entry -> entry.expiresAt.getAsLong())
                .thenComparing(entry -> entry.order.id(), inTurn));
        List<String> ended = new ArrayList<>();
        for (Entry entry : over.subList(0, Math.min(most, over.size()))) {
            leave(entry);
            entry.remaining = BigDecimal.ZERO;
            entry.shown = BigDecimal.ZERO;
            entry.status = OrderStatus.EXPIRED;
            ended.add(entry.order.id());
        }
        return new Result(Optional.empty(), List.of(), List.of(), ended, Optional.empty(), List.of());
    }

    /** Changes an open order, which ends by itself when it did before. */
    public Result amend(String id, Optional<BigDecimal> price, Optional<BigDecimal> quantity) {
        return amend(id, price, quantity, OptionalLong.empty(), Optional.empty());
    }

    private boolean refuses(NewOrder order) {
        boolean mayWait = order.timeInForce() != TimeInForce.IOC && order.timeInForce() != TimeInForce.FOK;
        return switch (phase) {
            case CONTINUOUS -> false;
            case AUCTION -> !order.type().isStop() && (!mayWait || order.postOnly());
            case POST_ONLY -> !order.type().isStop() && (!mayWait || order.type() == OrderType.MARKET);
            case HALTED, CANCEL_ONLY, CLOSED -> true;
        };
    }

    private boolean refusesAmendment(Entry entry, boolean cannotTrade) {
        return switch (phase) {
            case CONTINUOUS, POST_ONLY -> false;
            case AUCTION -> entry.order.postOnly() && !cannotTrade;
            case HALTED -> !cannotTrade;
            case CANCEL_ONLY, CLOSED -> true;
        };
    }

    public Phase phase() {
        return phase;
    }

    /** Brings the book into another phase. */
    public Uncrossed enter(Phase next, Prices prices) {
        boolean uncrosses = phase == Phase.AUCTION;
        phase = next;
        Uncrossed uncrossed = uncrosses
                ? uncross(prices)
                : new Uncrossed(Optional.empty(), List.of(), List.of(), List.of(), List.of(), List.of());
        Deque<Triggering> line = new ArrayDeque<>();
        if (phase == Phase.CONTINUOUS) {
            lastPrice.ifPresent(price -> lineUp(price, line));
        }
        return new Uncrossed(
                uncrossed.price(),
                uncrossed.trades(),
                uncrossed.lost(),
                uncrossed.unfilled(),
                uncrossed.closed(),
                goAlong(line));
    }

    private Uncrossed uncross(Prices prices) {
        Map<Entry, BigDecimal> open = new LinkedHashMap<>();
        List.of(bids, asks).forEach(side -> side.forEach(entry -> open.put(entry, entry.remaining)));
        Map<String, BigDecimal> lost = new LinkedHashMap<>();
        List<Trade> pairs = new ArrayList<>();
        Optional<Near> near = near(prices);
        if (near.isEmpty()) {
            return take(Optional.empty(), List.of(), lost, prices);
        }
        pair(prices, open, lost, pairs);
        Optional<Indication> best = indication(open, near.get(), prices);
        BigDecimal volume = pairs.stream().map(Trade::quantity).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (volume.compareTo(best.map(Indication::quantity).orElse(BigDecimal.ZERO)) != 0) {
            throw new IllegalStateException(volume + " trades, and not " + best);
        }
        List<Trade> trades = pairs.stream()
                .map(pair -> new Trade(
                        pair.takerId(), pair.makerId(), best.orElseThrow().price(), pair.quantity()))
                .toList();
        return take(best.map(Indication::price), trades, lost, prices);
    }

    /** Who trades with whom, whatever the price; and what orders lose because they would trade with one of their owner. */
    private void pair(Prices prices, Map<Entry, BigDecimal> open, Map<String, BigDecimal> lost, List<Trade> pairs) {
        Map<Entry, BigDecimal> left = new HashMap<>(open);
        while (true) {
            Optional<Entry> buy = next(bids, left);
            Optional<Entry> sell = next(asks, left);
            if (buy.isEmpty() || sell.isEmpty()) {
                return;
            }
            BigDecimal most = prices.highest().min(buy.get().price.orElse(prices.highest()));
            BigDecimal least = prices.lowest().max(sell.get().price.orElse(prices.lowest()));
            if (most.compareTo(least) < 0) {
                return;
            }
            boolean buyIsLater = buy.get().number > sell.get().number;
            Entry later = buyIsLater ? buy.get() : sell.get();
            Entry earlier = buyIsLater ? sell.get() : buy.get();
            BigDecimal lots = left.get(later).min(left.get(earlier));
            if (!later.avoids(earlier)) {
                pairs.add(new Trade(later.order.id(), earlier.order.id(), BigDecimal.ZERO, lots));
                left.merge(later, lots, BigDecimal::subtract);
                left.merge(earlier, lots, BigDecimal::subtract);
                continue;
            }
            Map<Entry, BigDecimal> gone = new LinkedHashMap<>();
            SelfTradePrevention mode = later.order.selfTradePrevention();
            if (mode != SelfTradePrevention.CANCEL_MAKER) {
                gone.put(later, mode == SelfTradePrevention.DECREMENT ? lots : left.get(later));
            }
            if (mode != SelfTradePrevention.CANCEL_TAKER) {
                gone.put(earlier, mode == SelfTradePrevention.DECREMENT ? lots : left.get(earlier));
            }
            gone.forEach((entry, quantity) -> {
                left.merge(entry, quantity, BigDecimal::subtract);
                open.merge(entry, quantity, BigDecimal::subtract);
                lost.merge(entry.order.id(), quantity, BigDecimal::add);
            });
        }
    }

    private static Optional<Entry> next(List<Entry> side, Map<Entry, BigDecimal> left) {
        return side.stream().filter(entry -> left.get(entry).signum() > 0).findFirst();
    }

    private static boolean suits(Entry entry, BigDecimal price) {
        return entry.price
                .map(limit ->
                        entry.order.side() == Side.BUY ? limit.compareTo(price) >= 0 : limit.compareTo(price) <= 0)
                .orElse(true);
    }

    private Uncrossed take(
            Optional<BigDecimal> price, List<Trade> trades, Map<String, BigDecimal> lost, Prices prices) {
        List<String> closed = new ArrayList<>();
        lost.forEach((id, quantity) -> {
            Entry entry = everyOrder.get(id);
            entry.remaining = entry.remaining.subtract(quantity);
            entry.showSlice();
            if (entry.remaining.signum() == 0) {
                entry.end(CancelReason.SELF_TRADE_PREVENTED);
                leave(entry);
                closed.add(id);
            }
        });
        if (!trades.isEmpty()) {
            lastPrice = price;
        }
        for (Trade trade : trades) {
            Entry taker = everyOrder.get(trade.takerId());
            Entry maker = everyOrder.get(trade.makerId());
            boolean takerBuys = taker.order.side() == Side.BUY;
            for (Entry entry : takerBuys ? List.of(taker, maker) : List.of(maker, taker)) {
                entry.fill(trade.price(), trade.quantity());
                if (entry.status.isOpen()) {
                    entry.showSlice();
                } else {
                    leave(entry);
                    closed.add(entry.order.id());
                }
            }
        }
        List<String> unfilled = new ArrayList<>();
        for (Entry buy : bids) {
            if (buy.price.isEmpty()
                    || asks.stream()
                            .flatMap(sell -> sell.price.stream())
                            .anyMatch(limit ->
                                    limit.compareTo(prices.highest()) > 0 && limit.compareTo(buy.price.get()) <= 0)) {
                unfilled.add(buy.order.id());
            }
        }
        for (Entry sell : asks) {
            if (sell.price.isEmpty()
                    || bids.stream()
                            .flatMap(buy -> buy.price.stream())
                            .anyMatch(limit ->
                                    limit.compareTo(prices.lowest()) < 0 && limit.compareTo(sell.price.get()) >= 0)) {
                unfilled.add(sell.order.id());
            }
        }
        unfilled.forEach(id -> {
            leave(everyOrder.get(id));
            everyOrder.get(id).end(CancelReason.NO_LIQUIDITY);
        });
        closed.addAll(unfilled);
        return new Uncrossed(
                price,
                List.copyOf(trades),
                lost.entrySet().stream()
                        .map(each -> new Lost(each.getKey(), each.getValue()))
                        .toList(),
                unfilled,
                closed,
                List.of());
    }

    /** What an auction would trade if it ended now and no orders of one owner met. */
    public Optional<Indication> indication(Prices prices) {
        Map<Entry, BigDecimal> open = new HashMap<>();
        List.of(bids, asks).forEach(side -> side.forEach(entry -> open.put(entry, entry.remaining)));
        return near(prices).flatMap(near -> indication(open, near, prices));
    }

    /** What the price of an auction is near to: from one price to another. */
    private record Near(BigDecimal from, BigDecimal to) {
        BigDecimal distance(BigDecimal price) {
            return from.subtract(price).max(price.subtract(to)).max(BigDecimal.ZERO);
        }
    }

    private Optional<Near> near(Prices prices) {
        TreeSet<BigDecimal> limits = new TreeSet<>();
        List.of(bids, asks).forEach(side -> side.forEach(entry -> entry.price.ifPresent(limits::add)));
        return prices.reference()
                .map(reference -> new Near(reference, reference))
                .or(() -> limits.isEmpty() ? Optional.empty() : Optional.of(new Near(limits.first(), limits.last())));
    }

    private Optional<Indication> indication(Map<Entry, BigDecimal> open, Near near, Prices prices) {
        TreeSet<BigDecimal> candidates = new TreeSet<>(
                List.of(prices.lowest(), prices.highest(), prices.within(near.from()), prices.within(near.to())));
        // What is wanted changes at the limits alone.
        for (Entry entry : open.keySet()) {
            entry.price.ifPresent(limit -> {
                for (BigDecimal next : List.of(limit.subtract(prices.tick()), limit, limit.add(prices.tick()))) {
                    candidates.add(prices.within(next));
                }
            });
        }
        Comparator<Indication> most = Comparator.comparing(Indication::quantity);
        return candidates.stream()
                .map(price -> {
                    BigDecimal wanted = wanted(bids, price, open);
                    BigDecimal offered = wanted(asks, price, open);
                    return new Indication(price, wanted.min(offered), wanted.subtract(offered));
                })
                .filter(each -> each.quantity().signum() > 0)
                .max(most.thenComparing(each -> each.surplus().abs().negate())
                        .thenComparing(each -> near.distance(each.price()).negate())
                        .thenComparing(Indication::price));
    }

    private static BigDecimal wanted(List<Entry> side, BigDecimal price, Map<Entry, BigDecimal> open) {
        return side.stream()
                .filter(entry -> suits(entry, price))
                .map(open::get)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** An order that was accepted at some time. */
    public Optional<Order> order(String id) {
        return Optional.ofNullable(everyOrder.get(id)).map(Entry::view);
    }

    /** The open order that its owner gave this name. */
    public Optional<Order> openOrder(String owner, String clientOrderId) {
        return Optional.ofNullable(openByClientName.get(new ClientName(owner, clientOrderId)))
                .map(Entry::view);
    }

    /** The resting orders of one side, the next to trade first. */
    public List<Order> resting(Side side) {
        return entries(side).stream().map(Entry::view).toList();
    }

    /** The price of the next order to trade. */
    public Optional<BigDecimal> bestPrice(Side side) {
        return entries(side).isEmpty() ? Optional.empty() : entries(side).getFirst().price;
    }

    /**
     * A price level.
     *
     * @param shown what its orders show together
     * @param orders how many
     */
    public record Level(BigDecimal price, BigDecimal shown, int orders) {}

    /** The price levels of one side, the best one first; orders without a price are in none. */
    public List<Level> levels(Side side) {
        List<Level> levels = new ArrayList<>();
        for (Entry entry : entries(side)) {
            if (entry.price.isEmpty()) {
                continue;
            }
            BigDecimal price = entry.price.get();
            Level last = levels.isEmpty() ? null : levels.getLast();
            if (last != null && last.price.compareTo(price) == 0) {
                levels.set(levels.size() - 1, new Level(last.price, last.shown.add(entry.shown), last.orders + 1));
            } else {
                levels.add(new Level(price, entry.shown, 1));
            }
        }
        return levels;
    }

    /** Those that wait for a price, in the order in which they came. */
    public List<Order> waiting() {
        return waiting.stream().map(Entry::view).toList();
    }

    /** How many orders rest on both sides. */
    public int restingOrders() {
        return bids.size() + asks.size();
    }

    private Optional<RejectionCode> notOpen(String id) {
        Entry entry = everyOrder.get(id);
        if (entry == null) {
            return Optional.of(RejectionCode.ORDER_NOT_FOUND);
        }
        return entry.status.isOpen() ? Optional.empty() : Optional.of(RejectionCode.ORDER_CLOSED);
    }

    private boolean isFullFor(String owner) {
        long own = Stream.of(bids, asks, waiting)
                .flatMap(List::stream)
                .filter(entry -> entry.order.owner().equals(owner))
                .count();
        return restingOrders() + waiting.size() >= maxOpenOrders || own >= maxOpenOrdersPerOwner;
    }

    private Journey journey(Entry taker) {
        if (phase == Phase.AUCTION) {
            return new Journey(List.of(), List.of(), taker.remaining, BigDecimal.ZERO, false, false);
        }
        List<Place> queue = new ArrayList<>();
        entries(taker.order.side().opposite()).forEach(maker -> queue.add(new Place(maker)));
        List<Meeting> meetings = new ArrayList<>();
        BigDecimal left = taker.remaining;
        BigDecimal lost = BigDecimal.ZERO;
        boolean stopped = false;
        boolean moreBeyond = false;
        while (left.signum() > 0 && !stopped && !moreBeyond && !queue.isEmpty()) {
            Place next = queue.getFirst();
            BigDecimal lots = left.min(next.shown);
            if (!taker.takes(next.price(), furthest)) {
                moreBeyond = true;
            } else if (!taker.avoids(next.maker)) {
                meetings.add(new Meeting(next.maker, true, lots, lots));
                left = left.subtract(lots);
                take(lots, queue);
            } else if (taker.order.selfTradePrevention() == SelfTradePrevention.DECREMENT) {
                meetings.add(new Meeting(next.maker, false, lots, lots));
                left = left.subtract(lots);
                lost = lost.add(lots);
                take(lots, queue);
            } else {
                if (taker.order.selfTradePrevention() != SelfTradePrevention.CANCEL_TAKER) {
                    meetings.add(new Meeting(next.maker, false, next.open, BigDecimal.ZERO));
                    queue.removeFirst();
                }
                stopped = taker.order.selfTradePrevention() != SelfTradePrevention.CANCEL_MAKER;
            }
        }
        return new Journey(meetings, queue, left, lost, stopped, moreBeyond);
    }

    /** Takes something off the first order, which goes to the end of its price when it has no more to show. */
    private static void take(BigDecimal lots, List<Place> queue) {
        Place first = queue.getFirst();
        first.open = first.open.subtract(lots);
        first.shown = first.shown.subtract(lots);
        if (first.shown.signum() > 0) {
            return;
        }
        queue.removeFirst();
        if (first.open.signum() > 0) {
            first.shown = first.maker.order.display().orElseThrow().min(first.open);
            int end = 0;
            while (end < queue.size() && queue.get(end).price().compareTo(first.price()) == 0) {
                end++;
            }
            queue.add(end, first);
        }
    }

    /** Why an order that does not trade whole does not rest either. */
    private Optional<CancelReason> ending(Entry taker, Journey journey) {
        NewOrder order = taker.order;
        if (order.postOnly() || phase == Phase.POST_ONLY) {
            return journey.meetings.isEmpty() && !journey.stopped
                    ? Optional.empty()
                    : Optional.of(CancelReason.POST_ONLY_WOULD_CROSS);
        }
        boolean prevented = journey.lost.signum() > 0;
        if (journey.stopped || (prevented && journey.left.signum() == 0)) {
            return Optional.of(CancelReason.SELF_TRADE_PREVENTED);
        }
        if (order.timeInForce() == TimeInForce.FOK) {
            return Optional.of(prevented ? CancelReason.SELF_TRADE_PREVENTED : CancelReason.FOK_NOT_FILLABLE);
        }
        if (!order.type().hasLimit()) {
            return Optional.of(journey.moreBeyond ? CancelReason.PRICE_BAND_REACHED : CancelReason.NO_LIQUIDITY);
        }
        return order.timeInForce() == TimeInForce.IOC ? Optional.of(CancelReason.IOC_REMAINDER) : Optional.empty();
    }

    private Result enter(Entry taker, Journey journey) {
        if (phase == Phase.AUCTION) {
            rest(taker);
            return Result.of(taker, List.of());
        }
        List<Trade> trades = new ArrayList<>();
        List<Prevented> prevented = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        boolean onlyRests = taker.order.postOnly() || phase == Phase.POST_ONLY;
        boolean whole = journey.tradesWhole() && !onlyRests && taker.lost().signum() == 0;
        boolean happens = !onlyRests && (journey.tradesWhole() || taker.order.timeInForce() != TimeInForce.FOK);
        Optional<CancelReason> ending = journey.tradesWhole() && !onlyRests
                ? Optional.of(CancelReason.SELF_TRADE_PREVENTED)
                : ending(taker, journey);
        if (happens) {
            go(taker, journey, trades, prevented, closed);
        }
        if (!whole && ending.isEmpty()) {
            rest(taker);
            return new Result(Optional.empty(), trades, prevented, closed, Optional.of(taker.view()), List.of());
        }
        if (!whole) {
            taker.end(ending.get());
        }
        closed.add(taker.order.id());
        return new Result(Optional.empty(), trades, prevented, closed, Optional.of(taker.view()), List.of());
    }

    private void go(Entry taker, Journey journey, List<Trade> trades, List<Prevented> prevented, List<String> closed) {
        for (Meeting meeting : journey.meetings) {
            Entry maker = meeting.maker;
            if (meeting.trades) {
                BigDecimal price = maker.price.orElseThrow();
                maker.fill(price, meeting.fromMaker);
                taker.fill(price, meeting.fromTaker);
                lastPrice = Optional.of(price);
                trades.add(new Trade(taker.order.id(), maker.order.id(), price, meeting.fromMaker));
            } else {
                prevented.add(new Prevented(trades.size(), maker.order.id(), meeting.fromMaker, meeting.fromTaker));
                maker.remaining = maker.remaining.subtract(meeting.fromMaker);
                taker.remaining = taker.remaining.subtract(meeting.fromTaker);
                if (maker.remaining.signum() == 0) {
                    maker.end(CancelReason.SELF_TRADE_PREVENTED);
                }
            }
            if (maker.remaining.signum() == 0) {
                leave(maker);
                closed.add(maker.order.id());
            }
        }
        List<Entry> makers = entries(taker.order.side().opposite());
        makers.clear();
        for (Place place : journey.queue) {
            place.maker.shown = place.shown;
            makers.add(place.maker);
        }
    }

    private void rest(Entry entry) {
        entry.showSlice();
        List<Entry> side = entries(entry.order.side());
        int place = 0;
        while (place < side.size() && !isWorse(side.get(place), entry)) {
            place++;
        }
        side.add(place, entry);
        openUnderItsName(entry);
    }

    private void openUnderItsName(Entry entry) {
        entry.order
                .clientOrderId()
                .ifPresent(name -> openByClientName.put(new ClientName(entry.order.owner(), name), entry));
    }

    private static boolean isWorse(Entry one, Entry other) {
        if (one.price.isEmpty() || other.price.isEmpty()) {
            return one.price.isPresent() && other.price.isEmpty();
        }
        int comparison = one.price.orElseThrow().compareTo(other.price.orElseThrow());
        return one.order.side() == Side.BUY ? comparison < 0 : comparison > 0;
    }

    private void leave(Entry entry) {
        entries(entry.order.side()).remove(entry);
        waiting.remove(entry);
        entry.order
                .clientOrderId()
                .ifPresent(name -> openByClientName.remove(new ClientName(entry.order.owner(), name)));
    }

    private List<Entry> entries(Side side) {
        return side == Side.BUY ? bids : asks;
    }
}
