package io.mandi.persistence.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/**
 * Numbers that people read, counted per organisation and year: {@code REQ-2025-000001}. No number is given twice, whatever fails;
 * some may be given to nobody.
 */
public final class YearlyNumbers {
    private static final String NEXT = """
        INSERT INTO yearly_number (organization_id, series, year, last) VALUES (?, ?, ?, 1)
        ON CONFLICT (organization_id, series, year) DO UPDATE SET last = yearly_number.last + 1
        RETURNING last\
        """;

    private final DataSource connections;
    private final Series series;

    /** What is numbered. */
    public enum Series {
        REQUIREMENT("REQ"),
        TRADE("TR");

        private final String prefix;

        Series(String prefix) {
            this.prefix = prefix;
        }
    }

    public YearlyNumbers(DataSource connections, Series series) {
        this.connections = connections;
        this.series = series;
    }

    /** The next number, committed. */
    public String next(String organization, int year) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setString(1, organization);
            statement.setString(2, series.name());
            statement.setInt(3, year);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return String.format(Locale.ROOT, "%s-%d-%06d", series.prefix, year, row.getLong(1));
            }
        }
    }
}
