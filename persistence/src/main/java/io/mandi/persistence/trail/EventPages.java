package io.mandi.persistence.trail;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.publication.BookPublication;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.publication.EventType;
import io.mandi.engine.publication.PublishedEvent;
import io.mandi.engine.publication.TransitionPublication;
import io.mandi.engine.publication.UnknownEventTypeException;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvent;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.trail.PostgresEvents.Page;
import io.mandi.persistence.trail.PostgresEvents.Positioned;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Published events, put together of the trail and the journal on a connection that sees the organisation's rows. */
public final class EventPages {
    static final String SELECT = "SELECT " + TrailTable.COLUMNS + " FROM event_trail";

    private static final String BEHIND =
            SELECT + " WHERE organization_id = ? AND position > ? ORDER BY position LIMIT ?";

    private static final String HEAD = """
        SELECT greatest(coalesce((SELECT position FROM event_trail WHERE organization_id = ? ORDER BY position DESC LIMIT 1), 0), ?)\
        """;

    // Each type along the index, so that a rare one is not looked for among all others.
    private static final String BEHIND_OF_TYPES = "SELECT found.* FROM unnest(?::text[]) AS wanted (type), LATERAL ("
            + SELECT
            + " WHERE organization_id = ? AND type = wanted.type AND position > ? ORDER BY position LIMIT ?) AS found"
            + " ORDER BY found.position LIMIT ?";

    private final EventCatalogue catalogue;
    private final StoredEvents stored = new StoredEvents();

    public EventPages(EventCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * The events behind a position, the first ones first.
     *
     * @param today decides which versions are still served
     */
    public Page behind(
            Connection connection,
            String organization,
            EventSelection selection,
            long position,
            int limit,
            LocalDate today)
            throws SQLException {
        // First, so that no event comes up to it that is not looked for.
        long head = new Query(HEAD, organization, position)
                .run(connection, row -> row.getLong(1))
                .getFirst();
        Query query = selection.equals(EventSelection.all(catalogue))
                ? new Query(BEHIND, organization, position, limit)
                : new Query(BEHIND_OF_TYPES, names(selection.stored(catalogue)), organization, position, limit, limit);
        List<TrailRow> rows = query.run(connection, TrailTable::row);
        List<Positioned> events = new ArrayList<>(rows.size());
        for (Positioned positioned : published(connection, organization, rows)) {
            PublishedEvent event = positioned.event();
            try {
                EventType type = catalogue
                        .delivered(event.type(), selection.accepted(event.type().family()), today)
                        .orElse(event.type());
                events.add(new Positioned(
                        positioned.position(), positioned.hash(), event.as(type, catalogue), positioned.trace()));
            } catch (UnknownEventTypeException e) {
                throw new SQLException(e.getMessage(), e);
            }
        }
        boolean full = rows.size() == limit;
        return new Page(events, full ? rows.getLast().position() : Math.max(head, last(rows)), full);
    }

    /** Behind the head, when more events have come after that was looked for. */
    private static long last(List<TrailRow> rows) {
        return rows.isEmpty() ? 0 : rows.getLast().position();
    }

    static String[] names(List<EventType> types) {
        return types.stream().map(EventType::toString).toArray(String[]::new);
    }

    List<Positioned> published(Connection connection, String organization, List<TrailRow> rows) throws SQLException {
        Map<JournalRows.Key, LogEntry> entries =
                JournalRows.read(connection, rows.stream().map(EventPages::key).toList());
        Map<JournalRows.Key, StoredEvent> read = new HashMap<>();
        try {
            List<String> symbols = new ArrayList<>();
            for (TrailRow row : rows) {
                LogEntry entry = entries.get(key(row));
                if (entry == null) {
                    throw new SQLException("event " + row.position() + " of " + organization
                            + " is not in the journal; run mandi audit verify");
                }
                if (!read.containsKey(key(row))) {
                    StoredEvent event = stored.readAny(entry);
                    read.put(key(row), event);
                    event.entity().book().ifPresent(book -> symbols.add(book.symbol()));
                }
            }
            Map<String, Instrument> instruments = OrganizationReader.instruments(connection, organization, symbols);
            List<Positioned> published = new ArrayList<>(rows.size());
            for (TrailRow row : rows) {
                published.add(new Positioned(
                        row.position(),
                        row.hash().hex(),
                        published(read.get(key(row)), row.part(), instruments),
                        read.get(key(row)).trace()));
            }
            return published;
        } catch (UnreadableEventException | UnknownEventTypeException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private static PublishedEvent published(StoredEvent event, int part, Map<String, Instrument> instruments)
            throws SQLException, UnknownEventTypeException {
        return switch (event) {
            case StoredEvent.OfBook ofBook -> {
                Instrument instrument = instruments.get(ofBook.book().symbol());
                if (instrument == null) {
                    throw new SQLException("the definition of " + ofBook.book().symbol() + " has not come yet");
                }
                yield BookPublication.of(
                        ofBook.book(),
                        instrument,
                        ofBook.recorded(),
                        ofBook.effects().get(part));
            }
            case StoredEvent.OfEntity ofEntity ->
                TransitionPublication.of(ofEntity.entity(), ofEntity.transition(), part);
        };
    }

    private static JournalRows.Key key(TrailRow row) {
        return new JournalRows.Key(row.persistenceId(), row.sequenceNumber());
    }
}
