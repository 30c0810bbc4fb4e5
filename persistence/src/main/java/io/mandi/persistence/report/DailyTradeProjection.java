package io.mandi.persistence.report;

import io.mandi.engine.book.BookEvent;
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
import io.mandi.engine.book.Fill;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.id.BookId;
import io.mandi.engine.publication.BookPublication;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps {@code daily_trade}. */
public final class DailyTradeProjection implements Projection {
    /** Its name. */
    public static final String NAME = "daily-trades";

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private static final String ADD = """
        INSERT INTO daily_trade (organization_id, day, symbol, trades, quantity, value, open_price, high_price, low_price,
            close_price)
        SELECT * FROM unnest(?::text[], ?::integer[], ?::text[], ?::bigint[], ?::numeric[], ?::numeric[], ?::bigint[],
            ?::bigint[], ?::bigint[], ?::bigint[])
        ON CONFLICT (organization_id, day, symbol) DO UPDATE SET
            trades = daily_trade.trades + excluded.trades,
            quantity = daily_trade.quantity + excluded.quantity,
            value = daily_trade.value + excluded.value,
            high_price = greatest(daily_trade.high_price, excluded.high_price),
            low_price = least(daily_trade.low_price, excluded.low_price),
            close_price = excluded.close_price\
        """;

    private final StoredEvents events = new StoredEvents();

    private record Key(BookId book, int day) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("daily_trade");
    }

    @Override
    public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
        Map<Key, DailyTrades> days = new LinkedHashMap<>();
        long at = 0;
        for (LogEntry entry : entries) {
            Optional<BookId> book = StoredEvents.book(entry);
            if (book.isEmpty()) {
                continue;
            }
            RecordedEvent recorded = events.read(entry);
            at = Math.max(at, recorded.at());
            Key key = new Key(book.get(), (int) Math.floorDiv(recorded.at(), MICROS_PER_DAY));
            for (BookEvent effect : BookPublication.effects(recorded.event())) {
                for (Fill fill : fills(effect)) {
                    days.compute(
                            key,
                            (ignored, day) -> day == null
                                    ? DailyTrades.of(key.book, key.day, fill.price(), fill.quantity())
                                    : day.and(fill.price(), fill.quantity()));
                }
            }
        }
        if (!days.isEmpty()) {
            add(connection, List.copyOf(days.values()));
        }
        return at;
    }

    /** What an effect has traded, in order. */
    static List<Fill> fills(BookEvent effect) {
        return switch (effect) {
            case OrderExecuted executed -> executed.fills();
            case OrderAmended amended -> amended.fills();
            case OrderTriggered triggered -> triggered.fills();
            case AuctionUncrossed uncrossed ->
                uncrossed.fills().stream()
                        .map(fill -> new Fill(fill.sellOrderId(), uncrossed.price(), fill.quantity()))
                        .toList();
            case OrderCancelled ignored -> List.of();
            case OrdersCancelled ignored -> List.of();
            case OrdersExpired ignored -> List.of();
            case PhaseChanged ignored -> List.of();
            case InstrumentDefined ignored -> List.of();
            case BatchExecuted ignored -> throw new IllegalStateException("a batch is not an effect");
        };
    }

    private static void add(Connection connection, List<DailyTrades> days) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            Columns<DailyTrades> columns = new Columns<>(connection, days);
            statement.setArray(1, columns.texts(day -> day.book().organization()));
            statement.setArray(2, columns.ints(DailyTrades::day));
            statement.setArray(3, columns.texts(day -> day.book().symbol()));
            statement.setArray(4, columns.longs(DailyTrades::trades));
            statement.setArray(5, columns.texts(day -> day.quantity().toString()));
            statement.setArray(6, columns.texts(day -> day.value().toString()));
            statement.setArray(7, columns.longs(DailyTrades::open));
            statement.setArray(8, columns.longs(DailyTrades::high));
            statement.setArray(9, columns.longs(DailyTrades::low));
            statement.setArray(10, columns.longs(DailyTrades::close));
            statement.executeUpdate();
        }
    }
}
