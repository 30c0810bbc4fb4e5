package io.mandi.persistence.history;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/**
 * Lists of an organisation's orders and trades, the newest first. They follow the log: what was done a moment ago may not be
 * in them yet. A stage fails as {@link ListReader} says.
 */
public final class PostgresOrderLists {
    private final ListReader reader;

    public PostgresOrderLists(ListReader reader) {
        this.reader = reader;
    }

    /**
     * Which orders; absent means all.
     *
     * @param partner whose orders
     * @param open whether they can still trade
     */
    public record OrderFilter(
            Optional<String> partner,
            Optional<String> symbol,
            Optional<Boolean> open,
            Optional<String> clientOrderId) {}

    /**
     * Which trades; absent means all.
     *
     * @param partner who has an order in it
     */
    public record TradeFilter(Optional<String> partner, Optional<String> symbol) {}

    /**
     * A place in a list: that of an order or trade. New ones come before it, so that it stays what it is.
     *
     * @param id of the order or trade within its book
     */
    public record Place(long id, String symbol) {}

    /** An order or trade with what is needed to show it. */
    public record Listed<T>(BookId book, Instrument instrument, T item) {}

    /** What the lists are read with. */
    public ListReader reader() {
        return reader;
    }

    /** The next orders behind a place; one more than the limit tells that there are more. */
    public CompletionStage<Stamped<List<Listed<OrderState>>>> orders(
            ReadScope scope, OrderFilter filter, Optional<Place> behind, int limit) {
        Query query = new Query(
                "SELECT " + OrderTable.COLUMNS + " FROM book_order WHERE organization_id = ?", scope.organization());
        filter.partner().ifPresent(partner -> query.and("partner_id = ?", partner));
        filter.symbol().ifPresent(symbol -> query.and("symbol = ?", symbol));
        filter.clientOrderId().ifPresent(id -> query.and("client_order_id = ?", id));
        filter.open().ifPresent(open -> query.and(open ? "open" : "NOT open"));
        behind(query, "order_id", behind, limit);
        return list(scope, query, OrderTable::row, OrderTable.Row::book, OrderTable.Row::order);
    }

    /**
     * One order, whoever's it is, also one that its book no longer remembers; absent where there is none. From the primary: beside
     * what the book answers, this must not be late.
     */
    public CompletionStage<Optional<Listed<OrderState>>> order(BookId book, long orderId) {
        Query query = new Query(
                "SELECT " + OrderTable.COLUMNS
                        + " FROM book_order WHERE organization_id = ? AND symbol = ? AND order_id = ?",
                book.organization(),
                book.symbol(),
                orderId);
        return reader.primary()
                .read(
                        book.organization(),
                        connection -> listed(
                                connection,
                                book.organization(),
                                query.run(connection, OrderTable::row),
                                OrderTable.Row::book,
                                OrderTable.Row::order))
                .thenApply(found -> found.stream().findFirst());
    }

    /** The next trades behind a place; one more than the limit tells that there are more. */
    public CompletionStage<Stamped<List<Listed<Deal>>>> trades(
            ReadScope scope, TradeFilter filter, Optional<Place> behind, int limit) {
        return reader.read(
                scope,
                OrderProjection.NAME,
                connection -> trades(connection, scope.organization(), filter, behind, limit));
    }

    /** The same, read with other things. */
    public static List<Listed<Deal>> trades(
            Connection connection, String organization, TradeFilter filter, Optional<Place> behind, int limit)
            throws SQLException {
        Query query = new Query("");
        if (filter.partner().isPresent()) {
            // Each half along an index of its own; with OR all trades of the partner would be sorted.
            query.text("(");
            trades(query, organization, filter, Optional.of("taker_partner_id"), behind, limit);
            query.text(") UNION (");
            trades(query, organization, filter, Optional.of("maker_partner_id"), behind, limit);
            query.text(") ORDER BY trade_id DESC, symbol DESC LIMIT ?", limit);
        } else {
            trades(query, organization, filter, Optional.empty(), behind, limit);
        }
        return listed(
                connection,
                organization,
                query.run(connection, TradeTable::row),
                TradeTable.Row::book,
                TradeTable.Row::deal);
    }

    private static void trades(
            Query query,
            String organization,
            TradeFilter filter,
            Optional<String> partnerColumn,
            Optional<Place> behind,
            int limit) {
        query.text("SELECT " + TradeTable.COLUMNS + " FROM book_trade WHERE organization_id = ?", organization);
        partnerColumn.ifPresent(
                column -> query.and(column + " = ?", filter.partner().orElseThrow()));
        filter.symbol().ifPresent(symbol -> query.and("symbol = ?", symbol));
        behind(query, "trade_id", behind, limit);
    }

    private interface Part<R, T> {
        T of(R row);
    }

    private <R, T> CompletionStage<Stamped<List<Listed<T>>>> list(
            ReadScope scope, Query query, Query.RowReader<R> row, Part<R, BookId> book, Part<R, T> item) {
        return reader.read(
                scope,
                OrderProjection.NAME,
                connection -> listed(connection, scope.organization(), query.run(connection, row), book, item));
    }

    private static <R, T> List<Listed<T>> listed(
            Connection connection, String organization, List<R> rows, Part<R, BookId> book, Part<R, T> item)
            throws SQLException {
        Map<String, Instrument> instruments = OrganizationReader.instruments(
                connection,
                organization,
                rows.stream().map(found -> book.of(found).symbol()).toList());
        List<Listed<T>> listed = new ArrayList<>(rows.size());
        for (R found : rows) {
            BookId id = book.of(found);
            listed.add(new Listed<>(id, instruments.get(id.symbol()), item.of(found)));
        }
        return listed;
    }

    private static void behind(Query query, String column, Optional<Place> place, int limit) {
        place.ifPresent(known -> query.and("(" + column + ", symbol) < (?, ?)", known.id(), known.symbol()));
        query.text(" ORDER BY " + column + " DESC, symbol DESC LIMIT ?", limit);
    }

    /** The place of the last of a list, behind which the next page begins. */
    public static <T> Place place(Listed<T> last, ToLongFunction<T> id) {
        return new Place(id.applyAsLong(last.item()), last.book().symbol());
    }
}
