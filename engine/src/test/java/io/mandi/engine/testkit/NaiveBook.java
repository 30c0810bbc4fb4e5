package io.mandi.engine.testkit;

import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.SelfTradePrevention;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of the book written down a second time, for reading and not for speed: two sorted lists, decimals instead
 * of ticks and lots, no events. It shares only the words of the market with the real book, so that a mistake in one of
 * the two shows as a difference.
 *
 * <p>Orders have the names that the caller gives them. Grids, and who may touch which order, are the caller's business.
 */
public final class NaiveBook {
    private final int maxOpenOrders;
    private final int maxOpenOrdersPerOwner;
    /** Best price first; within a price, first come first. */
    private final List<Entry> bids = new ArrayList<>();

    private final List<Entry> asks = new ArrayList<>();
    private final Map<String, Entry> everyOrder = new HashMap<>();
    private final Map<ClientName, Entry> openByClientName = new HashMap<>();

    /** A book that takes any number of orders. */
    public NaiveBook() {
        this(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** A book that refuses an order which would rest when so many, or so many of its owner, rest already. */
    public NaiveBook(int maxOpenOrders, int maxOpenOrdersPerOwner) {
        this.maxOpenOrders = maxOpenOrders;
        this.maxOpenOrdersPerOwner = maxOpenOrdersPerOwner;
    }

    /**
     * An order as it is placed.
     *
     * @param id the caller's name for it in trades and answers
     * @param clientOrderId unique among the owner's open orders
     * @param price empty for a MARKET order
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
            SelfTradePrevention selfTradePrevention) {

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
     * An order at one moment.
     *
     * @param price empty for a MARKET order
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
            BigDecimal filledValue,
            OrderStatus status,
            Optional<CancelReason> reason) {}

    /**
     * What became of a request.
     *
     * @param refusal why it had no effect at all
     * @param trades in the order in which they happened
     * @param closed orders that it ended, in the order in which they ended
     */
    public record Result(Optional<RejectionCode> refusal, List<Trade> trades, List<String> closed) {
        private static Result refused(RejectionCode code) {
            return new Result(Optional.of(code), List.of(), List.of());
        }

        private static Result of(List<Trade> trades, List<String> closed) {
            return new Result(Optional.empty(), trades, closed);
        }

        public boolean accepted() {
            return refusal.isEmpty();
        }
    }

    private record ClientName(String owner, String clientOrderId) {}

    /** How much of an order would trade at once, and whether an order of its own partner ends that. */
    private record Reach(BigDecimal quantity, boolean meetsOwn) {}

    private static final class Entry {
        final NewOrder order;
        Optional<BigDecimal> price;
        BigDecimal quantity;
        BigDecimal filled = BigDecimal.ZERO;
        BigDecimal remaining;
        BigDecimal filledValue = BigDecimal.ZERO;
        OrderStatus status = OrderStatus.OPEN;
        Optional<CancelReason> reason = Optional.empty();

        Entry(NewOrder order) {
            this.order = order;
            this.price = order.price();
            this.quantity = order.quantity();
            this.remaining = order.quantity();
        }

        boolean takes(BigDecimal makerPrice) {
            return price.map(limit -> order.side() == Side.BUY
                            ? limit.compareTo(makerPrice) >= 0
                            : limit.compareTo(makerPrice) <= 0)
                    .orElse(true);
        }

        boolean avoids(Entry maker) {
            return order.selfTradePrevention() == SelfTradePrevention.CANCEL_TAKER
                    && order.owner().equals(maker.order.owner());
        }

        void fill(BigDecimal fillPrice, BigDecimal fillQuantity) {
            filled = filled.add(fillQuantity);
            remaining = remaining.subtract(fillQuantity);
            filledValue = filledValue.add(fillPrice.multiply(fillQuantity));
            status = remaining.signum() == 0 ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED;
        }

        void end(CancelReason why) {
            remaining = BigDecimal.ZERO;
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
                    filledValue,
                    status,
                    reason);
        }
    }

    /** Places an order. */
    public Result submit(NewOrder order) {
        if (order.clientOrderId()
                .map(name -> openByClientName.containsKey(new ClientName(order.owner(), name)))
                .orElse(false)) {
            return Result.refused(RejectionCode.DUPLICATE_CLIENT_ORDER_ID);
        }
        Entry taker = new Entry(order);
        Reach reach = reach(taker);
        boolean tradesWhole = reach.quantity().compareTo(taker.remaining) == 0;
        boolean rests = !tradesWhole
                && !reach.meetsOwn()
                && order.type() == OrderType.LIMIT
                && order.timeInForce() == TimeInForce.GTC;
        if (rests && isFullFor(order.owner())) {
            return Result.refused(RejectionCode.TOO_MANY_OPEN_ORDERS);
        }
        everyOrder.put(order.id(), taker);
        return enter(taker, reach);
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
        return Result.of(List.of(), List.of(id));
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
     */
    public Result amend(String id, Optional<BigDecimal> price, Optional<BigDecimal> quantity) {
        Optional<RejectionCode> missing = notOpen(id);
        if (missing.isPresent()) {
            return Result.refused(missing.get());
        }
        Entry entry = everyOrder.get(id);
        BigDecimal newPrice = price.orElse(entry.price.orElseThrow());
        BigDecimal newQuantity = quantity.orElse(entry.quantity);
        BigDecimal newRemaining = newQuantity.subtract(entry.filled);
        if (newRemaining.signum() < 0) {
            return Result.refused(RejectionCode.QUANTITY_BELOW_FILLED);
        }
        boolean samePrice = newPrice.compareTo(entry.price.orElseThrow()) == 0;
        boolean notMore = newQuantity.compareTo(entry.quantity) <= 0;
        boolean staysInPlace = samePrice && notMore && newRemaining.signum() > 0;
        if (!staysInPlace) {
            leave(entry);
        }
        entry.price = Optional.of(newPrice);
        entry.quantity = newQuantity;
        entry.remaining = newRemaining;
        if (staysInPlace) {
            return Result.of(List.of(), List.of());
        }
        if (newRemaining.signum() == 0) {
            entry.status = OrderStatus.FILLED;
            return Result.of(List.of(), List.of(id));
        }
        return enter(entry, reach(entry));
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

    /** How many orders rest on both sides. */
    public int openOrders() {
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
        long own =
                bids.stream().filter(entry -> entry.order.owner().equals(owner)).count()
                        + asks.stream()
                                .filter(entry -> entry.order.owner().equals(owner))
                                .count();
        return openOrders() >= maxOpenOrders || own >= maxOpenOrdersPerOwner;
    }

    private Reach reach(Entry taker) {
        BigDecimal quantity = BigDecimal.ZERO;
        for (Entry maker : entries(taker.order.side().opposite())) {
            if (quantity.compareTo(taker.remaining) >= 0 || !taker.takes(maker.price.orElseThrow())) {
                break;
            }
            if (taker.avoids(maker)) {
                return new Reach(quantity, true);
            }
            quantity = quantity.add(maker.remaining);
        }
        return new Reach(quantity.min(taker.remaining), false);
    }

    private Result enter(Entry taker, Reach reach) {
        List<Trade> trades = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        boolean allOrNothing = taker.order.timeInForce() == TimeInForce.FOK;
        boolean tradesWhole = reach.quantity().compareTo(taker.remaining) == 0;
        if (tradesWhole || !allOrNothing) {
            trade(taker, reach.quantity(), trades, closed);
        }
        if (taker.remaining.signum() == 0) {
            closed.add(taker.order.id());
            return Result.of(trades, closed);
        }
        if (reach.meetsOwn()) {
            taker.end(CancelReason.SELF_TRADE_PREVENTED);
        } else if (allOrNothing) {
            taker.end(CancelReason.FOK_NOT_FILLABLE);
        } else if (taker.order.type() == OrderType.MARKET) {
            taker.end(CancelReason.NO_LIQUIDITY);
        } else if (taker.order.timeInForce() == TimeInForce.IOC) {
            taker.end(CancelReason.IOC_REMAINDER);
        } else {
            rest(taker);
            return Result.of(trades, closed);
        }
        closed.add(taker.order.id());
        return Result.of(trades, closed);
    }

    private void trade(Entry taker, BigDecimal quantity, List<Trade> trades, List<String> closed) {
        List<Entry> makers = entries(taker.order.side().opposite());
        BigDecimal open = quantity;
        while (open.signum() > 0) {
            Entry maker = makers.getFirst();
            BigDecimal price = maker.price.orElseThrow();
            BigDecimal traded = open.min(maker.remaining);
            maker.fill(price, traded);
            taker.fill(price, traded);
            open = open.subtract(traded);
            trades.add(new Trade(taker.order.id(), maker.order.id(), price, traded));
            if (maker.remaining.signum() == 0) {
                leave(maker);
                closed.add(maker.order.id());
            }
        }
    }

    private void rest(Entry entry) {
        List<Entry> side = entries(entry.order.side());
        int place = 0;
        while (place < side.size() && !isWorse(side.get(place), entry)) {
            place++;
        }
        side.add(place, entry);
        entry.order
                .clientOrderId()
                .ifPresent(name -> openByClientName.put(new ClientName(entry.order.owner(), name), entry));
    }

    private static boolean isWorse(Entry one, Entry other) {
        int comparison = one.price.orElseThrow().compareTo(other.price.orElseThrow());
        return one.order.side() == Side.BUY ? comparison < 0 : comparison > 0;
    }

    private void leave(Entry entry) {
        entries(entry.order.side()).remove(entry);
        entry.order
                .clientOrderId()
                .ifPresent(name -> openByClientName.remove(new ClientName(entry.order.owner(), name)));
    }

    private List<Entry> entries(Side side) {
        return side == Side.BUY ? bids : asks;
    }
}
