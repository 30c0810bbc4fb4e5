package io.mandi.persistence.report;

import io.mandi.engine.book.BookEvent;
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

/** Keeps {@code book_candle}. */
public final class CandleProjection implements Projection {
    /** Its name. */
    public static final String NAME = "candles";

    /** In minutes. */
    private static final List<Integer> SPANS = List.of(1, 15);

    private static final String ADD = """
        INSERT INTO book_candle (organization_id, symbol, span, begins, trades, quantity, value, open_price, high_price,
            low_price, close_price)
        SELECT * FROM unnest(?::text[], ?::text[], ?::integer[], ?::bigint[], ?::bigint[], ?::numeric[], ?::numeric[],
            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
        ON CONFLICT (organization_id, symbol, span, begins) DO UPDATE SET
            trades = book_candle.trades + excluded.trades,
            quantity = book_candle.quantity + excluded.quantity,
            value = book_candle.value + excluded.value,
            high_price = greatest(book_candle.high_price, excluded.high_price),
            low_price = least(book_candle.low_price, excluded.low_price),
            close_price = excluded.close_price\
        """;

    private final StoredEvents events = new StoredEvents();

    private record Key(BookId book, int span, long begins) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("book_candle");
    }

    @Override
    public long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException {
        Map<Key, Candle> candles = new LinkedHashMap<>();
        long at = 0;
        for (LogEntry entry : entries) {
            Optional<BookId> book = StoredEvents.book(entry);
            if (book.isEmpty()) {
                continue;
            }
            RecordedEvent recorded = events.read(entry);
            at = Math.max(at, recorded.at());
            for (BookEvent effect : BookPublication.effects(recorded.event())) {
                for (Fill fill : DailyTradeProjection.fills(effect)) {
                    add(candles, book.get(), recorded.at(), fill);
                }
            }
        }
        if (!candles.isEmpty()) {
            write(connection, List.copyOf(candles.entrySet()));
        }
        return at;
    }

    private static void add(Map<Key, Candle> candles, BookId book, long at, Fill fill) {
        for (int span : SPANS) {
            long micros = span * CandleInterval.MICROS_PER_MINUTE;
            long begins = Math.floorDiv(at, micros) * micros;
            candles.compute(
                    new Key(book, span, begins),
                    (ignored, candle) -> candle == null
                            ? Candle.of(begins, fill.price(), fill.quantity())
                            : candle.and(fill.price(), fill.quantity()));
        }
    }

    private static void write(Connection connection, List<Map.Entry<Key, Candle>> candles) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            Columns<Map.Entry<Key, Candle>> columns = new Columns<>(connection, candles);
            statement.setArray(1, columns.texts(row -> row.getKey().book().organization()));
            statement.setArray(2, columns.texts(row -> row.getKey().book().symbol()));
            statement.setArray(3, columns.ints(row -> row.getKey().span()));
            statement.setArray(4, columns.longs(row -> row.getKey().begins()));
            statement.setArray(5, columns.longs(row -> row.getValue().trades()));
            statement.setArray(6, columns.texts(row -> row.getValue().quantity().toString()));
            statement.setArray(7, columns.texts(row -> row.getValue().value().toString()));
            statement.setArray(8, columns.longs(row -> row.getValue().open()));
            statement.setArray(9, columns.longs(row -> row.getValue().high()));
            statement.setArray(10, columns.longs(row -> row.getValue().low()));
            statement.setArray(11, columns.longs(row -> row.getValue().close()));
            statement.executeUpdate();
        }
    }
}
