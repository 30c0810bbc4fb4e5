package io.mandi.persistence.report;

import io.mandi.persistence.reader.Query;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The questions to {@code book_candle}. */
final class CandleTable {
    private static final String NEWEST = """
        SELECT begins, trades, quantity, value, open_price, high_price, low_price, close_price FROM book_candle
        WHERE organization_id = ? AND symbol = ? AND span = ? AND begins >= ? AND begins < ?
        ORDER BY begins DESC LIMIT ?\
        """;

    private static final String LAST_BEFORE = """
        SELECT close_price FROM book_candle
        WHERE organization_id = ? AND symbol = ? AND span = ? AND begins < ? ORDER BY begins DESC LIMIT 1\
        """;

    private CandleTable() {}

    /**
     * The newest candles, the newest first.
     *
     * @param from the time at or behind which they begin
     * @param before the time before which they begin
     */
    static List<Candle> newest(
            Connection connection,
            String organization,
            String symbol,
            CandleInterval interval,
            ZoneId zone,
            OptionalLong from,
            OptionalLong before,
            int limit)
            throws SQLException {
        Query query = new Query(
                NEWEST,
                organization,
                symbol,
                interval.span(),
                from.isPresent() ? interval.beginFrom(from.getAsLong(), zone) : 0L,
                before.isPresent() ? interval.beginFrom(before.getAsLong(), zone) : Long.MAX_VALUE,
                // Of the oldest candle some may be missing, and it is one too many then.
                (limit + 1) * interval.spans());
        List<Candle> rows = query.run(
                connection,
                row -> new Candle(
                        row.getLong(1),
                        row.getLong(2),
                        whole(row, 3),
                        whole(row, 4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8)));
        List<Candle> candles = new ArrayList<>();
        for (Candle row : rows) {
            long begins = interval.beginOf(row.begins(), zone);
            if (!candles.isEmpty() && candles.getLast().begins() == begins) {
                candles.set(candles.size() - 1, candles.getLast().behind(row));
            } else if (candles.size() == limit) {
                break;
            } else {
                candles.add(row.beginning(begins));
            }
        }
        return candles;
    }

    private static BigInteger whole(ResultSet row, int column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }

    /** What was traded on a day. */
    static DayStatistics day(Connection connection, String organization, String symbol, LocalDate day, ZoneId zone)
            throws SQLException {
        long begins = CandleInterval.beginOf(day, zone);
        List<Candle> today = newest(
                connection,
                organization,
                symbol,
                CandleInterval.ONE_DAY,
                zone,
                OptionalLong.of(begins),
                OptionalLong.of(CandleInterval.beginOf(day.plusDays(1), zone)),
                1);
        List<Long> before = new Query(LAST_BEFORE, organization, symbol, CandleInterval.ONE_DAY.span(), begins)
                .run(connection, row -> row.getLong(1));
        return new DayStatistics(
                day,
                today.stream().findFirst(),
                before.isEmpty() ? OptionalLong.empty() : OptionalLong.of(before.getFirst()));
    }
}
