package io.mandi.persistence.history;

import io.mandi.engine.book.OrderState;
import io.mandi.engine.id.BookId;
import io.mandi.engine.schedule.WakeUp;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * When to wake order books that have something to do by themselves. There is one wake-up for each book and second of the next hour, and
 * one for each hour behind it, however many orders end in it: who is woken at the beginning of an hour is woken again for what is due next
 * within it ({@link #next}). A wake-up is set again and never moved, so that nobody has to know which others there are. One that is not
 * needed any more stays until it is due, and finds nothing to do.
 */
public final class BookWakeUps {
    /** Something is due on a book. */
    public static final WakeUp.Kind KIND = new WakeUp.Kind("order_book");

    private static final char BEFORE_TIME = '@';
    private static final long SECOND = 1_000_000;
    private static final long HOUR = 3_600 * SECOND;

    private BookWakeUps() {}

    /** Those for orders that end by themselves. */
    static Set<WakeUp> of(Collection<OrderTable.Row> orders) {
        Set<WakeUp> wakeUps = new LinkedHashSet<>();
        for (OrderTable.Row row : orders) {
            OrderState order = row.order();
            OptionalLong expiresAt = order.expiresAt();
            if (expiresAt.isPresent() && order.status().isOpen()) {
                long time = expiresAt.getAsLong();
                wakeUps.add(
                        time - order.updatedAt() > HOUR
                                ? at(row.book(), Math.floorDiv(time, HOUR) * HOUR)
                                : at(row.book(), time));
            }
        }
        return wakeUps;
    }

    /**
     * The one for what is due next on a book; empty when its hour has one, or nothing is due.
     *
     * @param now microseconds since the epoch
     */
    public static Optional<WakeUp> next(BookId book, OptionalLong nextDue, long now) {
        return nextDue.isPresent() && nextDue.getAsLong() - now <= HOUR
                ? Optional.of(at(book, nextDue.getAsLong()))
                : Optional.empty();
    }

    /** At the first full second that is not before the time: who is woken must not come early. */
    private static WakeUp at(BookId book, long time) {
        long second = Math.ceilDiv(time, SECOND);
        return new WakeUp(book.organization(), KIND, book.symbol() + BEFORE_TIME + second, second * SECOND);
    }

    /** The book to wake; empty when the key is not one of these. */
    public static Optional<BookId> book(WakeUp wakeUp) {
        int end = wakeUp.key().lastIndexOf(BEFORE_TIME);
        return end < 1
                ? Optional.empty()
                : Optional.of(new BookId(wakeUp.organization(), wakeUp.key().substring(0, end)));
    }
}
