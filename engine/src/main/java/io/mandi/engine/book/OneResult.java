package io.mandi.engine.book;

import io.mandi.engine.book.BookEvent.OrderExecuted;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The result of one instruction, made when somebody looks: deciding a command does not wait for an answer to be put
 * together. What it is made of never changes any more, so that it is the same whenever and wherever that happens.
 */
abstract sealed class OneResult extends AbstractList<OrderResult> implements RandomAccess {

    abstract OrderResult result();

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
    static List<OrderResult> of(OrderExecuted executed, long at) {
        return new Arrival(executed, at);
    }

    /** @param cancelled an order that is closed, and so stays as it is */
    static List<OrderResult> of(Order cancelled) {
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
        private final Order order;

        Cancellation(Order order) {
            this.order = order;
        }

        @Override
        OrderResult result() {
            return new OrderResult.Done(order.state(), List.of());
        }
    }
}
