package io.mandi.persistence.report;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.history.OrderProjection;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Reports on an organisation's market. They follow the log: what was done a moment ago may not be in them yet. A stage fails as
 * {@link ListReader} says.
 */
public final class PostgresReports {
    private static final String DAILY_TRADES = """
        SELECT day, symbol, trades, quantity, value, open_price, high_price, low_price, close_price FROM daily_trade
        WHERE organization_id = ? AND day BETWEEN ? AND ?\
        """;

    // Business days, of what is a trade between two and stays one.
    private static final String DAILY_DESK_TRADES = """
        SELECT day, commodity_id, base_unit, currency, count(*), sum(base_quantity), sum(value) FROM desk_trade
        WHERE organization_id = ? AND day BETWEEN ? AND ? AND status IN ('CREATED', 'CONFIRMED', 'COMPLETED')\
        """;

    private static final String OPEN_INTEREST = """
        SELECT symbol, partner_id,
            count(*) FILTER (WHERE side = 'BUY'), coalesce(sum(remaining) FILTER (WHERE side = 'BUY'), 0),
            coalesce(sum(remaining::numeric * price) FILTER (WHERE side = 'BUY'), 0),
            count(*) FILTER (WHERE side = 'SELL'), coalesce(sum(remaining) FILTER (WHERE side = 'SELL'), 0),
            coalesce(sum(remaining::numeric * price) FILTER (WHERE side = 'SELL'), 0)
        FROM book_order WHERE organization_id = ? AND open\
        """;

    private final ListReader reader;

    public PostgresReports(ListReader reader) {
        this.reader = reader;
    }

    /** A line of a report with what is needed to show it. */
    public record Line<T>(Instrument instrument, T item) {}

    /**
     * Which days; absent means all.
     *
     * @param from the first day, as days since 1970-01-01
     * @param to the last day
     */
    public record Days(int from, int to, Optional<String> symbol) {}

    /**
     * A line of the daily report, behind which a page begins. Those of the desk come last within a day.
     *
     * @param name symbol; of the desk, commodity and currency
     */
    public record DayPlace(int day, String name, boolean ofDesk) {}

    /** A line of the daily report. */
    public sealed interface DayLine {
        DayPlace place();
    }

    /** What was traded of an instrument. */
    public record OfInstrument(Line<DailyTrades> line) implements DayLine {
        @Override
        public DayPlace place() {
            return new DayPlace(line.item().day(), line.item().book().symbol(), false);
        }
    }

    /** What was traded of a commodity at the desk. */
    public record OfDesk(DailyDeskTrades item) implements DayLine {
        @Override
        public DayPlace place() {
            return new DayPlace(item.day(), item.name(), true);
        }
    }

    /** A line of the report on open interest, behind which a page begins. */
    public record PartnerPlace(String symbol, String partnerId) {}

    /**
     * The days' trades, the newest day first, within a day by symbol, and then those of the desk by commodity.
     *
     * @param books whether those of order books are told
     * @param desk whether those of the desk are
     */
    public CompletionStage<Stamped<List<DayLine>>> dailyTrades(
            ReadScope scope, Days days, boolean books, boolean desk, Optional<DayPlace> behind, int limit) {
        return reader.read(scope, DailyTradeProjection.NAME, connection -> {
            List<DayLine> lines = new ArrayList<>();
            if (books) {
                ofBooks(connection, scope.organization(), days, behind, limit).stream()
                        .map(OfInstrument::new)
                        .forEach(lines::add);
            }
            if (desk && days.symbol().isEmpty()) {
                ofDesk(connection, scope.organization(), days, behind, limit).stream()
                        .map(OfDesk::new)
                        .forEach(lines::add);
            }
            // Each of the two is in order, and stays so among its equals.
            lines.sort(Comparator.comparingInt((DayLine line) -> line.place().day())
                    .reversed()
                    .thenComparing(line -> line.place().ofDesk()));
            return lines.subList(0, Math.min(limit, lines.size()));
        });
    }

    private static List<Line<DailyTrades>> ofBooks(
            Connection connection, String organization, Days days, Optional<DayPlace> behind, int limit)
            throws SQLException {
        Query query = new Query(DAILY_TRADES, organization, days.from(), days.to());
        days.symbol().ifPresent(symbol -> query.and("symbol = ?", symbol));
        behind.ifPresent(place -> {
            if (place.ofDesk()) {
                query.and("day < ?", place.day());
            } else {
                query.and("(day < ? OR day = ? AND symbol > ?)", place.day(), place.day(), place.name());
            }
        });
        query.text(" ORDER BY day DESC, symbol LIMIT ?", limit);
        return lines(
                connection,
                organization,
                query.run(
                        connection,
                        row -> new DailyTrades(
                                new BookId(organization, row.getString(2)),
                                row.getInt(1),
                                row.getLong(3),
                                whole(row, 4),
                                whole(row, 5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8),
                                row.getLong(9))),
                DailyTrades::book);
    }

    private static List<DailyDeskTrades> ofDesk(
            Connection connection, String organization, Days days, Optional<DayPlace> behind, int limit)
            throws SQLException {
        Query query = new Query(DAILY_DESK_TRADES, organization, days.from(), days.to());
        behind.ifPresent(place -> {
            if (place.ofDesk()) {
                query.and(
                        "(day < ? OR day = ? AND commodity_id || ' ' || currency > ?)",
                        place.day(),
                        place.day(),
                        place.name());
            } else {
                query.and("day <= ?", place.day());
            }
        });
        query.text(
                " GROUP BY day, commodity_id, base_unit, currency ORDER BY day DESC, commodity_id || ' ' || currency"
                        + " LIMIT ?",
                limit);
        return query.run(
                connection,
                row -> new DailyDeskTrades(
                        row.getInt(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        row.getBigDecimal(6),
                        row.getBigDecimal(7)));
    }

    /**
     * What partners still want, by symbol and partner.
     *
     * @param partner only this one's
     */
    public CompletionStage<Stamped<List<Line<OpenInterest>>>> openInterest(
            ReadScope scope,
            Optional<String> symbol,
            Optional<String> partner,
            Optional<PartnerPlace> behind,
            int limit) {
        String organization = scope.organization();
        Query query = new Query(OPEN_INTEREST, organization);
        symbol.ifPresent(only -> query.and("symbol = ?", only));
        partner.ifPresent(only -> query.and("partner_id = ?", only));
        behind.ifPresent(place -> query.and("(symbol, partner_id) > (?, ?)", place.symbol(), place.partnerId()));
        query.text(" GROUP BY symbol, partner_id ORDER BY symbol, partner_id LIMIT ?", limit);
        return report(
                scope,
                OrderProjection.NAME,
                query,
                row -> new OpenInterest(
                        new BookId(organization, row.getString(1)),
                        row.getString(2),
                        new OpenInterest.Side(row.getLong(3), whole(row, 4), whole(row, 5)),
                        new OpenInterest.Side(row.getLong(6), whole(row, 7), whole(row, 8))),
                OpenInterest::book);
    }

    /** What an instrument's candles and statistics are shown with; absent where there is no such instrument. */
    public record OfSymbol<T>(Optional<Instrument> instrument, T found) {}

    /**
     * An instrument's candles, the newest first; only those with trades.
     *
     * @param zone of the market, where a day begins and ends
     * @param from the time at or behind which they begin, in microseconds since the epoch
     * @param before the time before which they begin
     */
    public CompletionStage<Stamped<OfSymbol<List<Candle>>>> candles(
            ReadScope scope,
            String symbol,
            CandleInterval interval,
            ZoneId zone,
            OptionalLong from,
            OptionalLong before,
            int limit) {
        return reader.read(
                scope,
                CandleProjection.NAME,
                connection -> new OfSymbol<>(
                        instrument(connection, scope, symbol),
                        CandleTable.newest(
                                connection, scope.organization(), symbol, interval, zone, from, before, limit)));
    }

    /**
     * What was traded of an instrument on a day.
     *
     * @param zone of the market
     */
    public CompletionStage<Stamped<OfSymbol<DayStatistics>>> statistics(
            ReadScope scope, String symbol, LocalDate day, ZoneId zone) {
        return reader.read(
                scope,
                CandleProjection.NAME,
                connection -> new OfSymbol<>(
                        instrument(connection, scope, symbol),
                        CandleTable.day(connection, scope.organization(), symbol, day, zone)));
    }

    private static Optional<Instrument> instrument(Connection connection, ReadScope scope, String symbol)
            throws SQLException {
        return Optional.ofNullable(OrganizationReader.instruments(connection, scope.organization(), List.of(symbol))
                .get(symbol));
    }

    private static BigInteger whole(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }

    private interface BookOf<T> {
        BookId of(T item);
    }

    private <T> CompletionStage<Stamped<List<Line<T>>>> report(
            ReadScope scope, String projection, Query query, Query.RowReader<T> row, BookOf<T> book) {
        return reader.read(
                scope,
                projection,
                connection -> lines(connection, scope.organization(), query.run(connection, row), book));
    }

    private static <T> List<Line<T>> lines(Connection connection, String organization, List<T> items, BookOf<T> book)
            throws SQLException {
        Map<String, Instrument> instruments = OrganizationReader.instruments(
                connection,
                organization,
                items.stream().map(item -> book.of(item).symbol()).toList());
        return items.stream()
                .map(item -> new Line<>(instruments.get(book.of(item).symbol()), item))
                .toList();
    }
}
