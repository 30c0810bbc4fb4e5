package io.mandi.persistence.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.book.BookEvent.InstrumentDefined;
import io.mandi.engine.book.OrderHistory;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.catalog.PostgresInstrumentDirectory;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.schedule.WakeUps;
import io.mandi.persistence.table.InstrumentJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps {@code book_order}, {@code book_trade} and the definitions in {@code instrument}, and sees to it that books are woken when orders
 * end by themselves ({@link BookWakeUps}). A page of events costs three to five statements, however many events it has: the orders that they change are read at once, and all rows are written at once.
 */
public final class OrderProjection implements Projection {
    /** Its name. */
    public static final String NAME = "orders";

    private final StoredEvents events = new StoredEvents();

    /** What a page of events does to one book. */
    private static final class Book {
        final OrderHistory history = new OrderHistory();
        final Set<Long> changed = new LinkedHashSet<>();
        final List<OrderHistory.Deal> deals = new ArrayList<>();
    }

    private record BookEntry(BookId book, RecordedEvent event) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("book_order", "book_trade");
    }

    @Override
    public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
        List<BookEntry> page = new ArrayList<>(entries.size());
        long at = 0;
        for (LogEntry entry : entries) {
            Optional<BookId> book = StoredEvents.book(entry);
            if (book.isPresent()) {
                page.add(new BookEntry(book.get(), events.read(entry)));
                at = Math.max(at, page.getLast().event.at());
            }
        }
        Map<BookId, Book> books = new LinkedHashMap<>();
        Map<BookId, Set<Long>> wanted = new HashMap<>();
        for (BookEntry entry : page) {
            books.computeIfAbsent(entry.book, book -> new Book());
            wanted.computeIfAbsent(entry.book, book -> new LinkedHashSet<>())
                    .addAll(OrderHistory.changedBy(entry.event.event()));
        }
        // Those that the page itself brings are not there yet, and are not found.
        OrderTable.read(
                connection, wanted, (book, order) -> books.get(book).history.know(order));
        for (BookEntry entry : page) {
            Book book = books.get(entry.book);
            book.deals.addAll(book.history.apply(entry.event, book.changed));
            if (entry.event.event() instanceof InstrumentDefined defined) {
                define(connection, entry.book, defined);
            }
        }
        List<OrderTable.Row> orders = new ArrayList<>();
        List<TradeTable.Row> trades = new ArrayList<>();
        books.forEach((id, book) -> {
            for (long changed : book.changed) {
                OrderState order = book.history.order(changed);
                orders.add(new OrderTable.Row(id, order));
            }
            book.deals.forEach(deal -> trades.add(new TradeTable.Row(id, deal)));
        });
        OrderTable.write(connection, orders);
        TradeTable.write(connection, trades);
        WakeUps.setAll(connection, BookWakeUps.of(orders));
        return at;
    }

    /** Whoever defined it has put it there too; this mends what was cut off in between. */
    private static void define(Connection connection, BookId book, InstrumentDefined defined) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PostgresInstrumentDirectory.PUT)) {
            statement.setString(1, book.organization());
            statement.setString(2, book.symbol());
            statement.setLong(3, defined.sequence());
            statement.setString(4, InstrumentJson.write(defined.instrument()));
            statement.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an instrument that a book took cannot be written", e);
        }
    }
}
