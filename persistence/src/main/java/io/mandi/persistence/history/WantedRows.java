package io.mandi.persistence.history;

import io.mandi.engine.id.BookId;
import io.mandi.persistence.table.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows that are looked for by their books and numbers. */
final class WantedRows {
    private WantedRows() {}

    private record Key(BookId book, long number) {}

    /** What is done with a row; the result stands on it. */
    interface Found {
        void row(ResultSet row) throws SQLException;
    }

    /** The query for {@link #read}. */
    static String query(String columns, String table, String number) {
        return "SELECT " + columns + " FROM " + table
                + " JOIN unnest(?::text[], ?::text[], ?::bigint[]) AS wanted (organization, name, number)"
                + " ON organization_id = wanted.organization AND symbol = wanted.name AND " + number
                + " = wanted.number";
    }

    /** Reads those that are there. */
    static void read(Connection connection, String query, Map<BookId, Set<Long>> wanted, Found found)
            throws SQLException {
        List<Key> keys = new ArrayList<>();
        wanted.forEach((book, numbers) -> numbers.forEach(number -> keys.add(new Key(book, number))));
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            Columns<Key> columns = new Columns<>(connection, keys);
            statement.setArray(1, columns.texts(key -> key.book.organization()));
            statement.setArray(2, columns.texts(key -> key.book.symbol()));
            statement.setArray(3, columns.longs(Key::number));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.row(rows);
                }
            }
        }
    }
}
