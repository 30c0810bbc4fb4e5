package io.mandi.persistence.history;

import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.OrderHistory.Deal;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.matching.Match;
import io.mandi.persistence.history.PostgresOrderLists.Listed;
import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.match.StoredMatches;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;

/**
 * What the events of an organisation have done to orders and matches, in the order of their positions, for who follows them. The trail of
 * events and the lists of orders are written by two projections, side by side; an event is told when both have come to it. A
 * stage fails when the database does.
 */
public final class PostgresOrderChanges {
    private static final String HEAD = "SELECT coalesce(max(position), 0) FROM event_trail WHERE organization_id = ?";
    private static final String ROWS = """
        SELECT position, persistence_id, items FROM event_trail
        WHERE organization_id = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?\
        """;
    private static final String REACHED =
            "SELECT tx_id::text::bigint, ordering FROM projection_position WHERE projection = ? AND slice ="
                    + " ?::smallint";
    private static final String TRAIL = "events";
    private static final String LISTS = "orders";

    private final OrganizationReader reader;

    public PostgresOrderChanges(OrganizationReader reader) {
        this.reader = reader;
    }

    /**
     * A place in the log that the lists have to come to before what was read of the trail can be told.
     *
     * @param position of the last event that was read
     */
    public record Mark(long position, LogPosition log) {}

    /** What a look has found. */
    public sealed interface Look<T> {
        /** Here it is. */
        record Seen<T>(T found) implements Look<T> {}

        /** The lists are behind the trail. The same look with this mark finds something soon. */
        record NotYet<T>(Mark mark) implements Look<T> {}
    }

    /**
     * What one event has done.
     *
     * @param position counts the organisation's events from 1 without a gap
     * @param orders that it brought or changed, as they are now
     * @param deals that it made, oldest first
     * @param matches that it brought or changed, as they are now
     */
    public record Change(
            long position, List<Listed<OrderState>> orders, List<Listed<Deal>> deals, List<Match> matches) {}

    /**
     * The next events of an organisation.
     *
     * @param changes without those events that have to do with neither order nor match
     * @param last the position to go on behind
     */
    public record Page(List<Change> changes, long last) {}

    /** @param entity absent for an event of something that this program does not know */
    private record Row(long position, Optional<EntityId> entity, List<Long> items) {
        Optional<BookId> book() {
            return entity.flatMap(EntityId::book);
        }

        List<ResourceId> matches() {
            return entity.filter(of -> of.kind() == EntityId.Kind.MATCHES).stream()
                    .flatMap(of -> items.stream().map(item -> new ResourceId(ResourceId.Kind.MATCH, item, of)))
                    .toList();
        }
    }

    private record BookRow(long position, BookId book, List<Long> items) {}

    /**
     * The position of the newest event, once the lists show what was done up to it.
     *
     * @param earlier mark of the look before, where there was one
     */
    public CompletionStage<Look<Long>> head(String organization, Optional<Mark> earlier) {
        return reader.read(organization, connection -> {
            Mark mark = earlier.isPresent()
                    ? earlier.get()
                    : mark(connection, organization, number(new Query(HEAD, organization), connection));
            return isReached(connection, organization, mark)
                    ? new Look.Seen<>(mark.position())
                    : new Look.NotYet<>(mark);
        });
    }

    /**
     * The events behind a position, the first ones first.
     *
     * @param earlier mark of the look before, where there was one
     */
    public CompletionStage<Look<Page>> behind(String organization, long position, int limit, Optional<Mark> earlier) {
        return reader.read(organization, connection -> {
            if (earlier.isPresent() && !isReached(connection, organization, earlier.get())) {
                return new Look.NotYet<>(earlier.get());
            }
            long until = earlier.map(Mark::position).orElse(Long.MAX_VALUE);
            List<Row> rows =
                    new Query(ROWS, organization, position, until, limit).run(connection, PostgresOrderChanges::row);
            if (rows.isEmpty()) {
                return new Look.Seen<>(new Page(List.of(), position));
            }
            if (earlier.isEmpty()) {
                // After the rows were read: where the trail is now it was not before.
                Mark mark = mark(connection, organization, rows.getLast().position());
                if (!isReached(connection, organization, mark)) {
                    return new Look.NotYet<>(mark);
                }
            }
            return new Look.Seen<>(new Page(
                    changes(connection, organization, rows), rows.getLast().position()));
        });
    }

    private static long number(Query query, Connection connection) throws SQLException {
        return query.run(connection, row -> row.getLong(1)).getFirst();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getLong(1), EntityId.parse(row.getString(2)), List.of((Long[])
                row.getArray(3).getArray()));
    }

    private static Mark mark(Connection connection, String organization, long position) throws SQLException {
        return new Mark(position, reached(connection, TRAIL, organization));
    }

    private static boolean isReached(Connection connection, String organization, Mark mark) throws SQLException {
        return reached(connection, LISTS, organization).compareTo(mark.log()) >= 0;
    }

    private static LogPosition reached(Connection connection, String projection, String organization)
            throws SQLException {
        // All events of an organisation are in one slice, whatever the book.
        int slice = EventLog.sliceOf(
                OrderBooks.persistenceId(new BookId(organization, "ANY")).id());
        try (PreparedStatement statement = connection.prepareStatement(REACHED)) {
            statement.setString(1, projection);
            statement.setInt(2, slice);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? new LogPosition(found.getLong(1), found.getLong(2)) : LogPosition.START;
            }
        }
    }

    private static List<Change> changes(Connection connection, String organization, List<Row> all) throws SQLException {
        List<BookRow> rows = all.stream()
                .flatMap(row -> row.book().map(book -> new BookRow(row.position(), book, row.items())).stream())
                .toList();
        Map<BookId, Set<Long>> items = new HashMap<>();
        rows.forEach(row ->
                items.computeIfAbsent(row.book(), book -> new TreeSet<>()).addAll(row.items()));
        Map<BookId, Map<Long, OrderState>> orders = new HashMap<>();
        OrderTable.read(
                connection,
                items,
                (book, order) -> orders.computeIfAbsent(book, any -> new HashMap<>())
                        .put(order.terms().id(), order));
        Map<BookId, Map<Long, Deal>> deals = new HashMap<>();
        TradeTable.read(
                connection,
                items,
                row -> deals.computeIfAbsent(row.book(), any -> new HashMap<>())
                        .put(row.trade().id(), row.deal()));
        Map<String, Instrument> instruments = OrganizationReader.instruments(
                connection,
                organization,
                items.keySet().stream().map(BookId::symbol).toList());
        List<Change> changes = new ArrayList<>();
        for (BookRow row : rows) {
            if (!row.items().isEmpty()) {
                changes.add(new Change(
                        row.position(),
                        listed(row, instruments, orders.getOrDefault(row.book(), Map.of())),
                        listed(row, instruments, deals.getOrDefault(row.book(), Map.of())),
                        List.of()));
            }
        }
        changes.addAll(ofMatches(connection, organization, all));
        changes.sort(Comparator.comparingLong(Change::position));
        return changes;
    }

    private static List<Change> ofMatches(Connection connection, String organization, List<Row> rows)
            throws SQLException {
        Map<ResourceId, Match> matches = StoredMatches.read(
                connection,
                organization,
                rows.stream().flatMap(row -> row.matches().stream()).toList());
        return rows.stream()
                .filter(row -> row.matches().stream().anyMatch(matches::containsKey))
                .map(row -> new Change(
                        row.position(),
                        List.of(),
                        List.of(),
                        row.matches().stream()
                                .filter(matches::containsKey)
                                .map(matches::get)
                                .toList()))
                .toList();
    }

    /** Those of the event's items that are of this kind, the oldest first. */
    private static <T> List<Listed<T>> listed(BookRow row, Map<String, Instrument> instruments, Map<Long, T> known) {
        return row.items().stream()
                .sorted()
                .filter(known::containsKey)
                .map(item -> new Listed<>(row.book(), instruments.get(row.book().symbol()), known.get(item)))
                .toList();
    }
}
