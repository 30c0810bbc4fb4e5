package io.mandi.persistence.book;

import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.id.BookId;
import io.mandi.persistence.log.EventLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Which books were written last. */
public final class BusyBooks {

    /**
     * The last events of all, and of these the books: bounded, however long the log is. Each slice is read backwards along its
     * index, and no further than the merge of all asks for.
     */
    private static final String BUSY = """
        SELECT persistence_id FROM (%s ORDER BY tx_id DESC, ordering DESC LIMIT ?) AS latest
        WHERE starts_with(persistence_id, ?)
        GROUP BY persistence_id ORDER BY max(ordering) DESC LIMIT ?\
        """.formatted(IntStream.range(0, EventLog.SLICES)
            .mapToObj(slice ->
                    "SELECT persistence_id, tx_id, ordering FROM event_journal WHERE slice = " + slice + "::smallint")
            .collect(Collectors.joining(" UNION ALL ")));

    private static final int EVENTS = 20_000;
    private static final String PREFIX = OrderBooks.ENTITY_TYPE + "|";

    private BusyBooks() {}

    /** The books of the last {@value #EVENTS} events, the last one first. */
    public static List<BookId> last(DataSource connections, int limit) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(BUSY)) {
            statement.setInt(1, EVENTS);
            statement.setString(2, PREFIX);
            statement.setInt(3, limit);
            try (ResultSet found = statement.executeQuery()) {
                List<BookId> books = new ArrayList<>();
                while (found.next()) {
                    books.add(BookId.ofEntity(found.getString(1).substring(PREFIX.length())));
                }
                return books;
            }
        }
    }
}
