package io.mandi.engine.book;

import io.mandi.engine.book.BookEvent.BatchExecuted;
import io.mandi.engine.book.BookEvent.OrderAmended;
import io.mandi.engine.book.BookEvent.OrderCancelled;
import io.mandi.engine.book.BookEvent.OrderEvent;
import io.mandi.engine.book.BookEvent.Outcome;
import io.mandi.engine.catalog.Instrument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request that its book has forgotten, put together of what is recorded.
 *
 * @param instrument of the book
 * @param journalSequence number of the event in the book's journal
 * @param orders those that {@link #ordersOf} names, as far as what they are read from has got
 */
public record PastRequest(
        Instrument instrument, RecordedEvent event, long journalSequence, Map<Long, OrderState> orders) {

    /** The orders by which an event is answered, beside what stands in itself. */
    public static List<Long> ordersOf(BookEvent event) {
        List<Long> ids = new ArrayList<>();
        switch (event) {
            case OrderCancelled cancelled -> ids.add(cancelled.orderId());
            case OrderAmended amended -> ids.add(amended.orderId());
            case BatchExecuted batch -> {
                for (Outcome outcome : batch.outcomes()) {
                    if (outcome instanceof Outcome.Done(OrderEvent effect)) {
                        ids.addAll(ordersOf(effect));
                    }
                }
            }
            default -> {
                // Answered by itself.
            }
        }
        return ids;
    }

    /** Whether the orders are there as the event, or something after it, has left them. */
    public boolean isWhole() {
        return isWhole(event.event());
    }

    private boolean isWhole(BookEvent recorded) {
        return switch (recorded) {
            case OrderAmended amended -> {
                OrderState order = orders.get(amended.orderId());
                yield order != null && order.sequence() >= amended.sequence();
            }
            case BatchExecuted batch ->
                batch.outcomes().stream()
                        .allMatch(outcome -> !(outcome instanceof Outcome.Done(OrderEvent effect)) || isWhole(effect));
            default ->
                ordersOf(recorded).stream()
                        .map(orders::get)
                        .allMatch(order -> order != null && !order.status().isOpen());
        };
    }

    /** What the book would answer to the same request, if it still knew it. */
    public List<OrderResult> results() {
        return OneResult.all(event, id -> () -> orders.get(id));
    }
}
