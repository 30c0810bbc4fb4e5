package io.mandi.engine.book;

import io.mandi.engine.book.BookSnapshot.Remembered;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.RandomAccess;

/**
 * What a book remembers of the past: closed orders and the events of idempotency keys, up to a number and an age. What it
 * forgets depends on recorded events alone, so that a replay forgets the same. The key of a request is forgotten before
 * the orders that the request closed, so that as long as a request can be repeated its answer can be given.
 *
 * <p>The line of what is remembered holds numbers only, so that an order is neither touched nor kept alive by it: the
 * orders themselves are in the index.
 */
final class Memory {
    private static final int INITIAL_CAPACITY = 1024;
    /** Stands in the line for the next one of the requests; no order has this id. */
    private static final long A_REQUEST = 0;

    private final BookLimits limits;
    private final long rememberedMicros;
    private final OrderIndex orders;

    /** The line, oldest first, in a ring: ids of orders, or {@link #A_REQUEST}. */
    private long[] line = new long[INITIAL_CAPACITY];
    /** Since when, in microseconds since the epoch. */
    private long[] since = new long[INITIAL_CAPACITY];

    private int first;
    private int size;

    private final ArrayDeque<Request> requests = new ArrayDeque<>();
    private final Map<Idempotency.Scope, RecordedEvent> byKey = new HashMap<>();

    /** Orders that the event being applied has closed; they are entered behind the event. */
    private long[] justClosed = new long[16];

    private int justClosedCount;

    /** When the newest request came that is no longer remembered; 0 when there is none. */
    private long forgottenAt;

    private final ForgottenKeys forgottenKeys;

    private record Request(RecordedEvent event, Idempotency.Scope key) {}

    Memory(BookLimits limits, OrderIndex orders) {
        this.limits = limits;
        this.rememberedMicros = limits.rememberedMicros();
        this.orders = orders;
        this.forgottenKeys = new ForgottenKeys(limits.remembered(), rememberedMicros);
    }

    void close(Order order) {
        if (justClosedCount == justClosed.length) {
            justClosed = Arrays.copyOf(justClosed, justClosedCount * 2);
        }
        justClosed[justClosedCount++] = order.id;
    }

    /** Enters an event, if it has a key, and the orders it closed; then forgets what is too much or too old. */
    void settle(RecordedEvent event) {
        remember(event);
        for (int i = 0; i < justClosedCount; i++) {
            append(justClosed[i], event.at());
        }
        justClosedCount = 0;
        forget(event.at());
    }

    /** Enters what a snapshot remembered. */
    void restore(List<Remembered> memory, OptionalLong newestForgotten) {
        for (Remembered remembered : memory) {
            switch (remembered) {
                case Remembered.Request request -> remember(request.event());
                case Remembered.ClosedOrder closed -> {
                    Order order = Order.of(closed.order());
                    orders.put(order);
                    append(order.id, order.updatedAt);
                }
            }
        }
        // An earlier release did not say: whatever came before the oldest that is here may be forgotten.
        forgottenAt = newestForgotten.orElse(size == 0 ? 0 : since[first]);
        forgottenKeys.beginAfter(forgottenAt);
    }

    private void remember(RecordedEvent event) {
        if (event.idempotency().isPresent()) {
            Idempotency.Scope key =
                    event.idempotency().get().scope(event.actor().user());
            append(A_REQUEST, event.at());
            requests.addLast(new Request(event, key));
            byKey.put(key, event);
        }
    }

    private void append(long what, long at) {
        if (size == line.length) {
            line = unrolled(line);
            since = unrolled(since);
            first = 0;
        }
        int index = first + size++ & line.length - 1;
        line[index] = what;
        since[index] = at;
    }

    private long[] unrolled(long[] ring) {
        long[] larger = new long[size * 2];
        System.arraycopy(ring, first, larger, 0, size - first);
        System.arraycopy(ring, 0, larger, size - first, first);
        return larger;
    }

    private void forget(long now) {
        long oldest = now - rememberedMicros;
        while (size > 0 && (size > limits.remembered() || since[first] < oldest)) {
            long what = line[first];
            long at = since[first];
            first = first + 1 & line.length - 1;
            size--;
            if (what == A_REQUEST) {
                forgottenAt = at;
                Request request = requests.removeFirst();
                byKey.remove(request.key(), request.event());
                if (at >= oldest) {
                    forgottenKeys.add(request.key(), at);
                }
            } else {
                orders.remove(what);
            }
        }
    }

    /**
     * Whether a key that is not here may be one of those that are forgotten, and younger than a key is kept for.
     *
     * @param lookedUpTo no event before this time has the key
     */
    Optional<Decision.Forgotten> forgotten(Idempotency.Scope key, long now, long lookedUpTo) {
        long oldest = Math.max(now - rememberedMicros, 0);
        if (forgottenAt > oldest && forgottenAt >= lookedUpTo && forgottenKeys.mayContain(key, oldest)) {
            return Optional.of(new Decision.Forgotten(forgottenAt + 1, false));
        }
        long unknownTo = forgottenKeys.unknownTo();
        return unknownTo > oldest && unknownTo >= lookedUpTo
                ? Optional.of(new Decision.Forgotten(unknownTo + 1, true))
                : Optional.empty();
    }

    long forgottenAt() {
        return forgottenAt;
    }

    Optional<RecordedEvent> recall(Idempotency.Scope key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /**
     * As it is now, for any thread: what is remembered never changes any more, so that references to it are enough. The book
     * stands still while this runs.
     */
    List<Remembered> snapshot() {
        Order[] closed = new Order[size];
        RecordedEvent[] events = new RecordedEvent[size];
        Iterator<Request> nextRequest = requests.iterator();
        for (int i = 0; i < size; i++) {
            long what = line[first + i & line.length - 1];
            if (what == A_REQUEST) {
                events[i] = nextRequest.next().event();
            } else {
                closed[i] = orders.get(what);
            }
        }
        return new RememberedList(closed, events);
    }

    /** Makes the elements when somebody looks; each place has either an order or an event. */
    private static final class RememberedList extends AbstractList<Remembered> implements RandomAccess {
        private final Order[] closed;
        private final RecordedEvent[] events;

        RememberedList(Order[] closed, RecordedEvent[] events) {
            this.closed = closed;
            this.events = events;
        }

        @Override
        public Remembered get(int index) {
            Order order = closed[index];
            return order == null ? new Remembered.Request(events[index]) : new Remembered.ClosedOrder(order.state());
        }

        @Override
        public int size() {
            return closed.length;
        }
    }
}
