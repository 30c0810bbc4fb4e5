package io.mandi.persistence.history;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/**
 * Lists of an organisation's orders and trades, the newest first. They follow the log: what was done a moment ago may not be
 * in them yet. A stage fails when the database does.
 */
public final class PostgresOrderLists {
    private final OrganizationReader reader;

    public PostgresOrderLists(OrganizationReader reader) {
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

    /** The next orders behind a place; one more than the limit tells that there are more. */
    public CompletionStage<List<Listed<OrderState>>> orders(
            String organization, OrderFilter filter, Optional<Place> behind, int limit) {
        Query query = new Query("SELECT " + OrderTable.COLUMNS + " FROM book_order WHERE organization_id = ?")
                .value(organization);
        filter.partner().ifPresent(partner -> query.and("partner_id = ?").value(partner));
        filter.symbol().ifPresent(symbol -> query.and("symbol = ?").value(symbol));
        filter.clientOrderId().ifPresent(id -> query.and("client_order_id = ?").value(id));
        filter.open().ifPresent(open -> query.and(open ? "open" : "NOT open"));
        query.behind("order_id", behind, limit);
        return list(organization, query, OrderTable::row, OrderTable.Row::book, OrderTable.Row::order);
    }

    /** One order, also one that its book no longer remembers; absent where there is none, or none of the partner. */
    public CompletionStage<Optional<Listed<OrderState>>> order(BookId book, long orderId, Optional<String> partner) {
        Query query = new Query("SELECT " + OrderTable.COLUMNS
                        + " FROM book_order WHERE organization_id = ? AND symbol = ? AND order_id = ?")
                .value(book.organization())
                .value(book.symbol())
                .value(orderId);
        partner.ifPresent(own -> query.and("partner_id = ?").value(own));
        return list(book.organization(), query, OrderTable::row, OrderTable.Row::book, OrderTable.Row::order)
                .thenApply(found -> found.stream().findFirst());
    }

    /** The next trades behind a place; one more than the limit tells that there are more. */
    public CompletionStage<List<Listed<Deal>>> trades(
            String organization, TradeFilter filter, Optional<Place> behind, int limit) {
        Query query = new Query("");
        if (filter.partner().isPresent()) {
            // Each half along an index of its own; with OR all trades of the partner would be sorted.
            query.text("(");
            trades(query, organization, filter, Optional.of("taker_partner_id"), behind, limit);
            query.text(") UNION (");
            trades(query, organization, filter, Optional.of("maker_partner_id"), behind, limit);
            query.text(") ORDER BY trade_id DESC, symbol DESC LIMIT ?").value(limit);
        } else {
            trades(query, organization, filter, Optional.empty(), behind, limit);
        }
        return list(organization, query, TradeTable::row, TradeTable.Row::book, TradeTable.Row::deal);
    }

    private static void trades(
            Query query,
            String organization,
            TradeFilter filter,
            Optional<String> partnerColumn,
            Optional<Place> behind,
            int limit) {
        query.text("SELECT " + TradeTable.COLUMNS + " FROM book_trade WHERE organization_id = ?")
                .value(organization);
        partnerColumn.ifPresent(
                column -> query.and(column + " = ?").value(filter.partner().orElseThrow()));
        filter.symbol().ifPresent(symbol -> query.and("symbol = ?").value(symbol));
        query.behind("trade_id", behind, limit);
    }

    private interface RowReader<R> {
        R read(ResultSet row) throws SQLException;
    }

    private interface Part<R, T> {
        T of(R row);
    }

    private <R, T> CompletionStage<List<Listed<T>>> list(
            String organization, Query query, RowReader<R> row, Part<R, BookId> book, Part<R, T> item) {
        return reader.read(organization, connection -> {
            List<R> rows = query.run(connection, row);
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
        });
    }

    /** A statement that is put together of its conditions. */
    private static final class Query {
        private final StringBuilder sql;
        private final List<Object> values = new ArrayList<>();

        Query(String sql) {
            this.sql = new StringBuilder(sql);
        }

        Query text(String text) {
            sql.append(text);
            return this;
        }

        Query and(String condition) {
            return text(" AND ").text(condition);
        }

        Query value(Object value) {
            values.add(value);
            return this;
        }

        void behind(String column, Optional<Place> place, int limit) {
            place.ifPresent(known ->
                    and("(" + column + ", symbol) < (?, ?)").value(known.id()).value(known.symbol()));
            text(" ORDER BY " + column + " DESC, symbol DESC LIMIT ?").value(limit);
        }

        <R> List<R> run(Connection connection, RowReader<R> reader) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, values.get(i));
                }
                try (ResultSet found = statement.executeQuery()) {
                    List<R> rows = new ArrayList<>();
                    while (found.next()) {
                        rows.add(reader.read(found));
                    }
                    return rows;
                }
            }
        }
    }

    /** The place of the last of a list, behind which the next page begins. */
    public static <T> Place place(Listed<T> last, ToLongFunction<T> id) {
        return new Place(id.applyAsLong(last.item()), last.book().symbol());
    }
}
