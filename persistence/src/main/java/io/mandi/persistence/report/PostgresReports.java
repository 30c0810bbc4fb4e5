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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** A line of the daily report, behind which a page begins. */
    public record DayPlace(int day, String symbol) {}

    /** A line of the report on open interest, behind which a page begins. */
    public record PartnerPlace(String symbol, String partnerId) {}

    /** The days' trades, the newest day first, and within a day by symbol. */
    public CompletionStage<Stamped<List<Line<DailyTrades>>>> dailyTrades(
            ReadScope scope, Days days, Optional<DayPlace> behind, int limit) {
        String organization = scope.organization();
        Query query = new Query(DAILY_TRADES, organization, days.from(), days.to());
        days.symbol().ifPresent(symbol -> query.and("symbol = ?", symbol));
        behind.ifPresent(
                place -> query.and("(day < ? OR day = ? AND symbol > ?)", place.day(), place.day(), place.symbol()));
        query.text(" ORDER BY day DESC, symbol LIMIT ?", limit);
        return report(
                scope,
                DailyTradeProjection.NAME,
                query,
                row -> new DailyTrades(
                        new BookId(organization, row.getString(2)),
                        row.getInt(1),
                        row.getLong(3),
                        whole(row, 4),
                        whole(row, 5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getLong(9)),
                DailyTrades::book);
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

    private static BigInteger whole(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }

    private interface BookOf<T> {
        BookId of(T item);
    }

    private <T> CompletionStage<Stamped<List<Line<T>>>> report(
            ReadScope scope, String projection, Query query, Query.RowReader<T> row, BookOf<T> book) {
        return reader.read(scope, projection, connection -> {
            List<T> items = query.run(connection, row);
            Map<String, Instrument> instruments = OrganizationReader.instruments(
                    connection,
                    scope.organization(),
                    items.stream().map(item -> book.of(item).symbol()).toList());
            return items.stream()
                    .map(item -> new Line<>(instruments.get(book.of(item).symbol()), item))
                    .toList();
        });
    }
}
