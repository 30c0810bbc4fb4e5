package io.mandi.engine.book;

import io.mandi.engine.book.BookEvent.AuctionUncrossed;
import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.BookEvent.InstrumentDefined;
import io.mandi.engine.book.BookEvent.OrderAmended;
import io.mandi.engine.book.BookEvent.OrderCancelled;
import io.mandi.engine.book.BookEvent.OrderExecuted;
import io.mandi.engine.book.BookEvent.OrderTriggered;
import io.mandi.engine.book.BookEvent.OrdersCancelled;
import io.mandi.engine.book.BookEvent.OrdersExpired;
import io.mandi.engine.book.BookEvent.PhaseChanged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the events of a book have made of its orders, for whoever follows the log and keeps the orders elsewhere: they need
 * not all be here, only those that the next events name. It knows nothing of price and time; that the book has decided.
 */
public final class OrderHistory {
    private final Map<Long, Order> orders = new HashMap<>();

    /**
     * A trade and whose it is.
     *
     * @param takerPartnerId whose order came in
     * @param makerPartnerId whose order rested
     */
    public record Deal(Trade trade, String takerPartnerId, String makerPartnerId) {}

    /** The ids of orders that an event changes and does not bring itself, each once, in their order. */
    public static Collection<Long> changedBy(BookEvent event) {
        Set<Long> ids = new TreeSet<>();
        collect(event, ids);
        return ids;
    }

    private static void collect(BookEvent event, Set<Long> ids) {
        switch (event) {
            case InstrumentDefined ignored -> {
                // Changes no order.
            }
            case OrderExecuted executed -> {
                executed.fills().forEach(fill -> ids.add(fill.makerOrderId()));
                executed.prevented().forEach(prevented -> ids.add(prevented.makerOrderId()));
            }
            case OrderCancelled cancelled -> ids.add(cancelled.orderId());
            case OrderAmended amended -> {
                ids.add(amended.orderId());
                amended.fills().forEach(fill -> ids.add(fill.makerOrderId()));
                amended.prevented().forEach(prevented -> ids.add(prevented.makerOrderId()));
            }
            case OrderTriggered triggered -> {
                ids.add(triggered.orderId());
                triggered.fills().forEach(fill -> ids.add(fill.makerOrderId()));
                triggered.prevented().forEach(prevented -> ids.add(prevented.makerOrderId()));
            }
            case OrdersCancelled cancelled -> ids.addAll(cancelled.orderIds());
            case OrdersExpired expired -> ids.addAll(expired.orderIds());
            case PhaseChanged ignored -> {
                // Changes no order.
            }
            case AuctionUncrossed uncrossed -> {
                uncrossed.fills().forEach(fill -> {
                    ids.add(fill.buyOrderId());
                    ids.add(fill.sellOrderId());
                });
                uncrossed.prevented().forEach(loss -> ids.add(loss.orderId()));
                ids.addAll(uncrossed.unfilled());
            }
            case BatchExecuted batch -> batch.effects().forEach(effect -> collect(effect, ids));
        }
    }

    /** Takes an order in as it was before the next event. */
    public void know(OrderState order) {
        orders.put(order.terms().id(), Order.of(order));
    }

    /** @throws IllegalStateException when the order is not here */
    public OrderState order(long orderId) {
        return known(orderId).state();
    }

    /**
     * Takes an event in.
     *
     * @param changed gets the ids of the orders that the event has brought or changed
     * @return what was traded, in the order of the trades
     * @throws IllegalStateException when an order that the event names is not here, or not as it must have been
     */
    public List<Deal> apply(RecordedEvent recorded, Collection<Long> changed) {
        List<Deal> deals = new ArrayList<>();
        apply(recorded.event(), recorded.at(), changed, deals);
        return deals;
    }

    private void apply(BookEvent event, long at, Collection<Long> changed, List<Deal> deals) {
        switch (event) {
            case InstrumentDefined ignored -> {
                // Changes no order.
            }
            case OrderExecuted executed -> {
                Order order = new Order(executed.order(), executed.sequence(), at);
                orders.put(order.id, order);
                changed.add(order.id);
                trade(
                        order,
                        executed.order().id(),
                        executed,
                        executed.fills(),
                        executed.firstTradeSequence(),
                        at,
                        changed,
                        deals);
                prevent(order, executed, executed.prevented(), at, changed);
                order.showSlice();
                end(order, executed.status(), executed.reason().orElse(null));
            }
            case OrderCancelled cancelled ->
                cancel(cancelled.orderId(), cancelled.reason(), cancelled.sequence(), at, changed);
            case OrderAmended amended -> amend(amended, at, changed, deals);
            case OrderTriggered triggered -> {
                Order order = known(triggered.orderId());
                changed.add(order.id);
                order.touch(triggered.sequence(), at);
                trade(
                        order,
                        triggered.id(),
                        triggered,
                        triggered.fills(),
                        triggered.firstTradeSequence(),
                        at,
                        changed,
                        deals);
                prevent(order, triggered, triggered.prevented(), at, changed);
                order.showSlice();
                end(order, triggered.status(), triggered.reason().orElse(null));
            }
            case OrdersCancelled cancelled ->
                cancelled
                        .orderIds()
                        .forEach(id -> cancel(id, CancelReason.REQUESTED, cancelled.sequence(), at, changed));
            case OrdersExpired expired ->
                expired.orderIds().forEach(id -> {
                    Order order = known(id);
                    order.expire();
                    order.touch(expired.sequence(), at);
                    changed.add(id);
                });
            case PhaseChanged ignored -> {
                // Changes no order.
            }
            case AuctionUncrossed uncrossed -> uncross(uncrossed, at, changed, deals);
            case BatchExecuted batch -> batch.effects().forEach(effect -> apply(effect, at, changed, deals));
        }
    }

    private void amend(OrderAmended amended, long at, Collection<Long> changed, List<Deal> deals) {
        Order order = known(amended.orderId());
        changed.add(order.id);
        order.touch(amended.sequence(), at);
        order.price = amended.price();
        order.stopPrice = amended.stopPrice().orElse(0);
        order.resize(amended.quantity());
        order.expiresAt = amended.expiresAt().orElse(0);
        if (amended.keptPriority()) {
            end(order, amended.status(), amended.reason().orElse(null));
            return;
        }
        trade(order, amended.id(), amended, amended.fills(), amended.firstTradeSequence(), at, changed, deals);
        prevent(order, amended, amended.prevented(), at, changed);
        order.showSlice();
        end(order, amended.status(), amended.reason().orElse(null));
    }

    private void trade(
            Order taker,
            long eventId,
            BookEvent event,
            List<Fill> fills,
            long firstTradeSequence,
            long at,
            Collection<Long> changed,
            List<Deal> deals) {
        for (Trade trade : Trade.of(eventId, firstTradeSequence, taker.terms, fills, at)) {
            Order maker = known(trade.makerOrderId());
            if (trade.quantity() > maker.remaining || trade.quantity() > taker.remaining) {
                throw new IllegalStateException("trade " + trade.id() + " does not fit its orders");
            }
            maker.fill(trade.price(), trade.quantity());
            maker.touch(event.sequence(), at);
            showNextSlice(maker);
            taker.fill(trade.price(), trade.quantity());
            changed.add(maker.id);
            deals.add(new Deal(trade, taker.terms.partnerId(), maker.terms.partnerId()));
        }
    }

    private void uncross(AuctionUncrossed uncrossed, long at, Collection<Long> changed, List<Deal> deals) {
        for (AuctionLoss loss : uncrossed.prevented()) {
            Order order = known(loss.orderId());
            if (loss.quantity() > order.remaining) {
                throw new IllegalStateException(loss + " does not fit its order");
            }
            order.lose(loss.quantity());
            order.touch(uncrossed.sequence(), at);
            changed.add(order.id);
        }
        for (Trade trade : Trade.of(uncrossed, at)) {
            Order taker = known(trade.takerOrderId());
            Order maker = known(trade.makerOrderId());
            for (Order order : List.of(taker, maker)) {
                if (trade.quantity() > order.remaining) {
                    throw new IllegalStateException("trade " + trade.id() + " does not fit its orders");
                }
                order.fill(trade.price(), trade.quantity());
                order.showSlice();
                order.touch(uncrossed.sequence(), at);
                changed.add(order.id);
            }
            deals.add(new Deal(trade, taker.terms.partnerId(), maker.terms.partnerId()));
        }
        uncrossed.unfilled().forEach(id -> cancel(id, CancelReason.NO_LIQUIDITY, uncrossed.sequence(), at, changed));
    }

    /** No order both trades with another and is prevented from it, so that the two can be told one after the other. */
    private void prevent(
            Order taker, BookEvent event, List<PreventedTrade> prevented, long at, Collection<Long> changed) {
        for (PreventedTrade each : prevented) {
            Order maker = known(each.makerOrderId());
            if (each.makerQuantity() > maker.remaining || each.takerQuantity() > taker.remaining) {
                throw new IllegalStateException(each + " does not fit its orders");
            }
            maker.remaining -= each.makerQuantity();
            maker.touch(event.sequence(), at);
            if (maker.remaining == 0) {
                maker.cancel(CancelReason.SELF_TRADE_PREVENTED);
            }
            showNextSlice(maker);
            taker.remaining -= each.takerQuantity();
            changed.add(maker.id);
        }
    }

    private static void showNextSlice(Order order) {
        if (order.shown() == 0) {
            order.showSlice();
        }
    }

    private static void end(Order order, OrderStatus status, CancelReason reason) {
        if (status == OrderStatus.CANCELLED) {
            order.cancel(reason);
        } else {
            order.status = status;
        }
    }

    private void cancel(long orderId, CancelReason reason, long sequence, long at, Collection<Long> changed) {
        Order order = known(orderId);
        order.cancel(reason);
        order.touch(sequence, at);
        changed.add(orderId);
    }

    private Order known(long orderId) {
        Order order = orders.get(orderId);
        if (order == null) {
            throw new IllegalStateException("order " + orderId + " is not known");
        }
        return order;
    }
}
