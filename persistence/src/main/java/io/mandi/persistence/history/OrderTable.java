package io.mandi.persistence.history;

import io.mandi.engine.book.CancelReason;
import io.mandi.engine.book.OrderConditions;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderStatus;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;

/** The statements on {@code book_order}. */
public final class OrderTable {
    /** All columns that an order is made of, in the order in which {@link #order} reads them. */
    static final String COLUMNS = """
        organization_id, symbol, order_id, partner_id, client_order_id, side, type, time_in_force,
        self_trade_prevention, original_price, original_quantity, price, quantity, remaining, filled, filled_value,
        status, reason, sequence, created_at, updated_at, post_only, display_quantity, shown,
        original_expires_at, expires_at,
        original_stop_price, stop_price\
        """;

    private static final String READ = WantedRows.query(COLUMNS, "book_order", "order_id");

    private static final String WRITE = "INSERT INTO book_order (" + COLUMNS + """
        )
        SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::numeric[],
            ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[],
            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
        ON CONFLICT (organization_id, symbol, order_id) DO UPDATE SET
            price = excluded.price, quantity = excluded.quantity, remaining = excluded.remaining,
            filled = excluded.filled, filled_value = excluded.filled_value, status = excluded.status,
            reason = excluded.reason, sequence = excluded.sequence, updated_at = excluded.updated_at,
            shown = excluded.shown, expires_at = excluded.expires_at, stop_price = excluded.stop_price\
        """;

    private OrderTable() {}

    /** An order and where it is. */
    record Row(BookId book, OrderState order) {
        OrderTerms terms() {
            return order.terms();
        }
    }

    /** Reads those of the orders that are there. */
    public static void read(Connection connection, Map<BookId, Set<Long>> wanted, BiConsumer<BookId, OrderState> found)
            throws SQLException {
        WantedRows.read(connection, READ, wanted, rows -> {
            Row row = row(rows);
            found.accept(row.book, row.order);
        });
    }

    /** The order in the row that the result stands on, whose first columns are {@link #COLUMNS}. */
    static Row row(ResultSet row) throws SQLException {
        OrderTerms terms = new OrderTerms(
                row.getLong(3),
                row.getString(4),
                Optional.ofNullable(row.getString(5)),
                Side.valueOf(row.getString(6)),
                OrderType.valueOf(row.getString(7)),
                TimeInForce.valueOf(row.getString(8)),
                row.getLong(10),
                row.getLong(11),
                SelfTradePrevention.valueOf(row.getString(9)),
                OrderConditions.of(row.getBoolean(22), row.getLong(23), row.getLong(25), row.getLong(27)));
        long stopPrice = row.getLong(28);
        OrderState order = new OrderState(
                terms,
                row.getLong(12),
                row.getLong(13),
                row.getLong(14),
                row.getLong(15),
                row.getBigDecimal(16).toBigIntegerExact(),
                OrderStatus.valueOf(row.getString(17)),
                Optional.ofNullable(row.getString(18)).map(CancelReason::valueOf),
                row.getLong(19),
                row.getLong(20),
                row.getLong(21),
                optionalLong(row, 24),
                optionalLong(row, 26),
                stopPrice == 0 ? OptionalLong.empty() : OptionalLong.of(stopPrice));
        return new Row(new BookId(row.getString(1), row.getString(2)), order);
    }

    private static OptionalLong optionalLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /** Writes the orders as they are now. */
    static void write(Connection connection, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            Columns<Row> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(row -> row.book.organization()));
            statement.setArray(2, columns.texts(row -> row.book.symbol()));
            statement.setArray(3, columns.longs(row -> row.terms().id()));
            statement.setArray(4, columns.texts(row -> row.terms().partnerId()));
            statement.setArray(
                    5, columns.texts(row -> row.terms().clientOrderId().orElse(null)));
            statement.setArray(6, columns.texts(row -> row.terms().side().name()));
            statement.setArray(7, columns.texts(row -> row.terms().type().name()));
            statement.setArray(8, columns.texts(row -> row.terms().timeInForce().name()));
            statement.setArray(
                    9, columns.texts(row -> row.terms().selfTradePrevention().name()));
            statement.setArray(10, columns.longs(row -> row.terms().price()));
            statement.setArray(11, columns.longs(row -> row.terms().quantity()));
            statement.setArray(12, columns.longs(row -> row.order.price()));
            statement.setArray(13, columns.longs(row -> row.order.quantity()));
            statement.setArray(14, columns.longs(row -> row.order.remaining()));
            statement.setArray(15, columns.longs(row -> row.order.filled()));
            statement.setArray(16, columns.texts(row -> row.order.filledValue().toString()));
            statement.setArray(17, columns.texts(row -> row.order.status().name()));
            statement.setArray(
                    18, columns.texts(row -> row.order.reason().map(Enum::name).orElse(null)));
            statement.setArray(19, columns.longs(row -> row.order.sequence()));
            statement.setArray(20, columns.longs(row -> row.order.createdAt()));
            statement.setArray(21, columns.longs(row -> row.order.updatedAt()));
            statement.setArray(22, columns.flags(row -> row.terms().conditions().postOnly()));
            statement.setArray(23, columns.longs(row -> row.terms().conditions().displayQuantity()));
            statement.setArray(24, columns.nullableLongs(row -> orNull(row.order.shown())));
            statement.setArray(25, columns.longs(row -> row.terms().conditions().expiresAt()));
            statement.setArray(26, columns.nullableLongs(row -> orNull(row.order.expiresAt())));
            statement.setArray(27, columns.longs(row -> row.terms().conditions().stopPrice()));
            statement.setArray(28, columns.longs(row -> row.order.stopPrice().orElse(0)));
            statement.executeUpdate();
        }
    }
}
