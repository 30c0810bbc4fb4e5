package io.mandi.persistence.history;

import io.mandi.engine.actor.EngineSerializer;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.Decision;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderHistory;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.event.EventCodec;
import io.mandi.engine.id.BookId;
import io.mandi.engine.testkit.RandomCommands;
import io.mandi.engine.testkit.RandomCommands.Market;
import io.mandi.engine.testkit.RandomCommands.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A book that has decided random commands: its events, and what they come to. */
public final class SampleBook {
    private final BookId id;
    private final OrderBook book;
    private final OrderHistory history = new OrderHistory();
    private final Map<String, Long> ids = new HashMap<>();
    private final List<RecordedEvent> events = new ArrayList<>();
    private final Set<Long> orders = new HashSet<>();
    private final List<Deal> deals = new ArrayList<>();
    private int written;

    SampleBook(BookId id, Market market, long seed, int commands) {
        this.id = id;
        this.book = new OrderBook(market.limits());
        for (Step step : RandomCommands.generate(seed, market, commands)) {
            RandomCommands.due(book, step.context().at()).forEach(this::take);
            Decision decision = book.execute(
                    step.draft().command(name -> ids.getOrDefault(name, 1L)),
                    step.context().lookedUp(Long.MAX_VALUE));
            take(decision);
            if (decision instanceof Decision.Accept accept) {
                step.draft().name(accept.event().event(), ids::put);
            }
        }
    }

    private void take(Decision decision) {
        if (decision instanceof Decision.Accept accept) {
            events.add(accept.event());
            deals.addAll(history.apply(accept.event(), orders));
        }
    }

    public BookId id() {
        return id;
    }

    int events() {
        return events.size();
    }

    /** Its events, in their order. */
    public List<RecordedEvent> recorded() {
        return events;
    }

    /** Its definition in the end. */
    public Instrument instrument() {
        return book.instrument().orElseThrow();
    }

    /** Writes books into the journal, some events of the one and some of the other. */
    public static void write(DataSource connections, List<SampleBook> books, long seed) throws SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        try (Connection connection = connections.getConnection()) {
            while (!books.stream().allMatch(SampleBook::isWritten)) {
                books.get(random.nextInt(books.size())).write(connection, 1 + random.nextInt(40));
            }
        }
    }

    /** All orders as they are in the end, the newest first. */
    public List<OrderState> orders() {
        return orders.stream()
                .map(history::order)
                .sorted(Comparator.comparingLong(
                                (OrderState order) -> order.terms().id())
                        .reversed())
                .toList();
    }

    /** All trades, the newest first. */
    public List<Deal> deals() {
        return deals.reversed();
    }

    public boolean isWritten() {
        return written == events.size();
    }

    /** Writes the next events into the journal, as the journal does. */
    public void write(Connection connection, int count) throws SQLException {
        EventCodec codec = new EventCodec();
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest,"
                        + " event_payload) VALUES (?, ?, 'w', ?, ?, ?)")) {
            for (int i = 0; i < count && !isWritten(); i++) {
                RecordedEvent event = events.get(written++);
                statement.setString(1, OrderBooks.persistenceId(id).id());
                statement.setLong(2, written);
                statement.setInt(3, EngineSerializer.IDENTIFIER);
                statement.setString(4, EventCodec.typeOf(event.event()));
                statement.setBytes(5, codec.write(event));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Books of two organisations, one for each market. */
    public static List<SampleBook> some(long seed, int commands) {
        List<Market> markets = Market.all();
        return Stream.iterate(0, i -> i < markets.size(), i -> i + 1)
                .map(i -> new SampleBook(
                        new BookId(i % 2 == 0 ? "north" : "south", "BOOK-" + i), markets.get(i), seed + i, commands))
                .toList();
    }
}
