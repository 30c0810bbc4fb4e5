package io.mandi.persistence.table;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/**
 * Rows as arrays of their columns, for a statement with {@code unnest}: one round trip and one plan, however many rows there
 * are.
 */
public record Columns<R>(Connection connection, List<R> rows) {

    /** A column of texts, where null stands for no value. */
    public Array texts(Function<R, String> column) throws SQLException {
        String[] values = new String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return array("text", values);
    }

    /** A column of {@code bigint}. */
    public Array longs(ToLongFunction<R> column) throws SQLException {
        long[] values = new long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.applyAsLong(rows.get(i));
        }
        return array("int8", values);
    }

    /** A column of {@code bigint}, where null stands for no value. */
    public Array nullableLongs(Function<R, Long> column) throws SQLException {
        Long[] values = new Long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return array("int8", values);
    }

    /** A column of {@code boolean}. */
    public Array flags(Predicate<R> column) throws SQLException {
        boolean[] values = new boolean[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.test(rows.get(i));
        }
        return array("bool", values);
    }

    /** A column of {@code integer}. */
    public Array ints(ToIntFunction<R> column) throws SQLException {
        int[] values = new int[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.applyAsInt(rows.get(i));
        }
        return array("int4", values);
    }

    /** A column of {@code integer}, where null stands for no value. */
    public Array nullableInts(Function<R, Integer> column) throws SQLException {
        Integer[] values = new Integer[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return array("int4", values);
    }

    /** A column of {@code bytea}, where null stands for no value. */
    public Array bytes(Function<R, byte[]> column) throws SQLException {
        byte[][] values = new byte[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return array("bytea", values);
    }

    /** The driver's own method takes arrays of primitives too, and sends them in binary form. */
    private Array array(String type, Object values) throws SQLException {
        return connection.unwrap(PGConnection.class).createArrayOf(type, values);
    }
}
