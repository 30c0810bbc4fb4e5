package io.mandi.persistence.reader;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement that is put together of its conditions, each with its values. */
public final class Query {
    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();

    public Query(String sql, Object... values) {
        this.sql = new StringBuilder(sql);
        this.values.addAll(List.of(values));
    }

    /** Makes something of the row that a result stands on. */
    public interface RowReader<R> {
        R read(ResultSet row) throws SQLException;
    }

    /** Adds to the statement, and the values of the question marks in what is added. */
    public Query text(String text, Object... more) {
        sql.append(text);
        values.addAll(List.of(more));
        return this;
    }

    /** Adds a condition. */
    public Query and(String condition, Object... more) {
        return text(" AND " + condition, more);
    }

    /** All rows. */
    public <R> List<R> run(Connection connection, RowReader<R> reader) throws SQLException {
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
