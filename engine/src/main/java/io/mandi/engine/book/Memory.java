package io.mandi.engine.book;

import io.mandi.engine.book.BookSnapshot.Remembered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a book remembers of the past: closed orders and the events of idempotency keys, up to a number and an age. What it
 * forgets depends on recorded events alone, so that a replay forgets the same. The key of a request is forgotten before
 * the orders that the request closed, so that as long as a request can be repeated its answer can be given.
 */
final class Memory {
    private final BookLimits limits;
    private final Consumer<Order> onForgotten;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final Map<Idempotency.Scope, RecordedEvent> byKey = new HashMap<>();
    /** Orders that the event being applied has closed; they are entered behind the event. */
    private final List<Order> justClosed = new ArrayList<>();

    private sealed interface Entry {
        long at();

        record Closed(Order order) implements Entry {
            @Override
            public long at() {
                return order.updatedAt;
            }
        }

        record Request(RecordedEvent event, Idempotency.Scope key) implements Entry {
            @Override
            public long at() {
                return event.at();
            }
        }
    }

    Memory(BookLimits limits, Consumer<Order> onForgotten) {
        this.limits = limits;
        this.onForgotten = onForgotten;
    }

    void close(Order order) {
        justClosed.add(order);
    }

    /** Enters an event, if it has a key, and the orders it closed; then forgets what is too much or too old. */
    void settle(RecordedEvent event) {
        remember(event);
        enterClosed();
        forget(event.at());
    }

    /** Enters what a snapshot remembered. */
    void restore(List<Remembered> memory, Consumer<Order> onClosed) {
        for (Remembered remembered : memory) {
            switch (remembered) {
                case Remembered.Request request -> remember(request.event());
                case Remembered.ClosedOrder closed -> {
                    Order order = Order.of(closed.order());
                    onClosed.accept(order);
                    close(order);
                    enterClosed();
                }
            }
        }
    }

    private void remember(RecordedEvent event) {
        event.idempotency().ifPresent(idempotency -> {
            Idempotency.Scope key = idempotency.scope(event.actor());
            entries.addLast(new Entry.Request(event, key));
            byKey.put(key, event);
        });
    }

    private void enterClosed() {
        justClosed.forEach(order -> entries.addLast(new Entry.Closed(order)));
        justClosed.clear();
    }

    private void forget(long at) {
        long oldest = at - limits.rememberedMicros();
        while (!entries.isEmpty()
                && (entries.size() > limits.remembered() || entries.peekFirst().at() < oldest)) {
            switch (entries.removeFirst()) {
                case Entry.Closed closed -> onForgotten.accept(closed.order());
                case Entry.Request request -> byKey.remove(request.key(), request.event());
            }
        }
    }

    Optional<RecordedEvent> recall(Idempotency.Scope key) {
        return Optional.ofNullable(byKey.get(key));
    }

    List<Remembered> snapshot() {
        List<Remembered> memory = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            memory.add(
                    switch (entry) {
                        case Entry.Closed closed ->
                            new Remembered.ClosedOrder(closed.order().state());
                        case Entry.Request request -> new Remembered.Request(request.event());
                    });
        }
        return memory;
    }
}
