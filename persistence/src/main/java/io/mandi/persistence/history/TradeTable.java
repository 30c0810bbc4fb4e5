package io.mandi.persistence.history;

import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.Trade;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The statements on {@code book_trade}. */
final class TradeTable {
    /** All columns, in the order in which {@link #row} reads them. */
    static final String COLUMNS = """
        organization_id, symbol, trade_id, sequence, price, quantity, taker_side, taker_order_id, maker_order_id,
        taker_partner_id, maker_partner_id, executed_at\
        """;

    private static final String WRITE = "INSERT INTO book_trade (" + COLUMNS + """
        )
        SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
            ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[])\
        """;

    private static final String READ = WantedRows.query(COLUMNS, "book_trade", "trade_id");

    private TradeTable() {}

    /** Reads those of the trades that are there. */
    static void read(Connection connection, Map<BookId, Set<Long>> wanted, Consumer<Row> found) throws SQLException {
        WantedRows.read(connection, READ, wanted, row -> found.accept(row(row)));
    }

    /** A trade and where it was made. */
    record Row(BookId book, Deal deal) {
        Trade trade() {
            return deal.trade();
        }
    }

    /** The trade in the row that the result stands on, whose first columns are {@link #COLUMNS}. */
    static Row row(ResultSet row) throws SQLException {
        Trade trade = new Trade(
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                Side.valueOf(row.getString(7)),
                row.getLong(8),
                row.getLong(9),
                row.getLong(12));
        return new Row(
                new BookId(row.getString(1), row.getString(2)), new Deal(trade, row.getString(10), row.getString(11)));
    }

    /** Adds trades; none of them may be there. */
    static void write(Connection connection, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            Columns<Row> columns = new Columns<>(connection, rows);
            statement.setArray(1, columns.texts(row -> row.book.organization()));
            statement.setArray(2, columns.texts(row -> row.book.symbol()));
            statement.setArray(3, columns.longs(row -> row.trade().id()));
            statement.setArray(4, columns.longs(row -> row.trade().sequence()));
            statement.setArray(5, columns.longs(row -> row.trade().price()));
            statement.setArray(6, columns.longs(row -> row.trade().quantity()));
            statement.setArray(7, columns.texts(row -> row.trade().takerSide().name()));
            statement.setArray(8, columns.longs(row -> row.trade().takerOrderId()));
            statement.setArray(9, columns.longs(row -> row.trade().makerOrderId()));
            statement.setArray(10, columns.texts(row -> row.deal.takerPartnerId()));
            statement.setArray(11, columns.texts(row -> row.deal.makerPartnerId()));
            statement.setArray(12, columns.longs(row -> row.trade().executedAt()));
            statement.executeUpdate();
        }
    }
}
