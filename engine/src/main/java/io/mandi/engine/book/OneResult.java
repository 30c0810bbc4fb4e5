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
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The result of one instruction, made when somebody looks: deciding a command does not wait for an answer to be put
 * together. What it is made of never changes any more, so that it is the same whenever and wherever that happens.
 */
abstract sealed class OneResult extends AbstractList<OrderResult> implements RandomAccess {

    abstract OrderResult result();

    /**
     * What a recorded event answers to whoever asked for it, also when it is asked for again. An arrival is told as it was; a
     * cancellation or amendment by the order as it is now.
     *
     * @param orders as they are now
     */
    static List<OrderResult> all(RecordedEvent recorded, LongFunction<Supplier<OrderState>> orders) {
        return switch (recorded.event()) {
            case BatchExecuted batch -> {
                List<OrderResult> results = new ArrayList<>(batch.outcomes().size());
                for (Outcome outcome : batch.outcomes()) {
                    switch (outcome) {
                        case Outcome.Done done -> results.addAll(of(done.event(), recorded.at(), orders));
                        case Outcome.Refused refused -> results.add(new OrderResult.Refused(refused.rejection()));
                        case Outcome.Caused ignored -> {
                            // Nobody asked for it.
                        }
                    }
                }
                yield results;
            }
            case OrderEvent effect -> of(effect, recorded.at(), orders);
            case InstrumentDefined ignored -> List.of();
            case OrdersCancelled ignored -> List.of();
            case OrdersExpired ignored -> List.of();
        };
    }

    /**
     * What whoever asked for an effect is told.
     *
     * @param at time of the event
     */
    static List<OrderResult> of(OrderEvent effect, long at, LongFunction<Supplier<OrderState>> orders) {
        return switch (effect) {
            case OrderExecuted executed -> of(executed, at);
            case OrderCancelled cancelled -> of(orders.apply(cancelled.orderId()));
            case OrderAmended amended -> {
                OrderState order = orders.apply(amended.orderId()).get();
                yield List.of(new OrderResult.Done(
                        order,
                        Trade.of(amended.id(), amended.firstTradeSequence(), order.terms(), amended.fills(), at)));
            }
            case PhaseChanged ignored -> List.of();
            case AuctionUncrossed ignored -> List.of();
            case OrderTriggered ignored -> List.of();
        };
    }

    @Override
    public OrderResult get(int index) {
        Objects.checkIndex(index, 1);
        return result();
    }

    @Override
    public int size() {
        return 1;
    }

    /** @param at time of the event */
    private static List<OrderResult> of(OrderExecuted executed, long at) {
        return new Arrival(executed, at);
    }

    /** @param cancelled an order that is closed, and so stays as it is */
    private static List<OrderResult> of(Supplier<OrderState> cancelled) {
        return new Cancellation(cancelled);
    }

    private static final class Arrival extends OneResult {
        private final OrderExecuted executed;
        private final long at;

        Arrival(OrderExecuted executed, long at) {
            this.executed = executed;
            this.at = at;
        }

        @Override
        OrderResult result() {
            OrderTerms terms = executed.order();
            return new OrderResult.Done(
                    OrderState.onArrival(executed, at),
                    Trade.of(terms.id(), executed.firstTradeSequence(), terms, executed.fills(), at));
        }
    }

    private static final class Cancellation extends OneResult {
        private final Supplier<OrderState> order;

        Cancellation(Supplier<OrderState> order) {
            this.order = order;
        }

        @Override
        OrderResult result() {
            return new OrderResult.Done(order.get(), List.of());
        }
    }
}
