package io.mandi.persistence.trade;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.lots.posting.Micros;
import io.mandi.engine.publication.TradeJson;
import io.mandi.engine.trade.Trade;
import io.mandi.engine.trade.TradeTerms;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code desk_trade}. */
public final class TradeTable {
    private static final String FIND = "SELECT definition FROM desk_trade WHERE organization_id = ? AND key = ?";

    private static final String INSERT = """
        INSERT INTO desk_trade (organization_id, key, version, status, buyer_id, seller_id, commodity_id, listed, day,
            base_quantity, base_unit, value, currency, definition)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """;

    private static final String UPDATE = """
        UPDATE desk_trade SET version = ?, status = ?, definition = ? WHERE organization_id = ? AND key = ?\
        """;

    private TradeTable() {}

    static Optional<Trade> find(Connection connection, EntityId trade) throws SQLException {
        return new Query(FIND, trade.organization(), trade.key())
                .run(connection, TradeTable::read).stream().findFirst();
    }

    /** The trade whose definition is the first column of a row. */
    public static Trade read(ResultSet row) throws SQLException {
        try {
            return TradeJson.read(row.getString(1));
        } catch (JsonProcessingException e) {
            throw new SQLException("a trade cannot be read: " + e.getMessage(), e);
        }
    }

    /** Where a trade stands beside those of order books. */
    public static long listed(Trade trade) {
        return OrderBook.firstIdAt(Micros.of(trade.createdAt()));
    }

    static void insert(Connection connection, Trade trade) throws SQLException {
        TradeTerms terms = trade.terms();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, trade.id().organization());
            statement.setString(2, trade.id().owner().key());
            statement.setLong(3, trade.version());
            statement.setString(4, trade.status().name());
            statement.setString(5, terms.buyer().partnerId());
            statement.setString(6, terms.seller().partnerId());
            statement.setString(7, terms.commodity());
            statement.setLong(8, listed(trade));
            statement.setInt(9, Math.toIntExact(terms.day().toEpochDay()));
            statement.setBigDecimal(10, terms.baseQuantity().toBigDecimal());
            statement.setString(11, terms.baseUnit().name());
            statement.setBigDecimal(12, terms.taxable().toBigDecimal());
            statement.setString(13, terms.currency());
            statement.setString(14, TradeJson.write(trade));
            statement.executeUpdate();
        }
    }

    static void update(Connection connection, Trade trade) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            statement.setLong(1, trade.version());
            statement.setString(2, trade.status().name());
            statement.setString(3, TradeJson.write(trade));
            statement.setString(4, trade.id().organization());
            statement.setString(5, trade.id().owner().key());
            statement.executeUpdate();
        }
    }
}
