package io.mandi.persistence.trail;

import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.BookEvent;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.publication.BookPublication;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.publication.EventType;
import io.mandi.engine.publication.PublishedEvent;
import io.mandi.engine.publication.UnknownEventTypeException;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.StoredEvents;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.OrganizationReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * The published events of an organisation. They follow the log: what was done a moment ago may not be among them yet. A stage
 * fails as {@link ListReader} says, and when an event is missing, damaged, or newer than this program.
 */
public final class PostgresEvents {
    private static final String SELECT = "SELECT " + TrailTable.COLUMNS + " FROM event_trail";

    private static final String BEHIND =
            SELECT + " WHERE organization_id = ? AND position > ? ORDER BY position LIMIT ?";

    // Each type along the index, so that a rare one is not looked for among all others.
    private static final String BEHIND_OF_TYPES = "SELECT found.* FROM unnest(?::text[]) AS wanted (type), LATERAL ("
            + SELECT
            + " WHERE organization_id = ? AND type = wanted.type AND position > ? ORDER BY position LIMIT ?) AS found"
            + " ORDER BY found.position LIMIT ?";

    private final ListReader reader;
    private final EventCatalogue catalogue;
    private final StoredEvents stored = new StoredEvents();

    public PostgresEvents(ListReader reader, EventCatalogue catalogue) {
        this.reader = reader;
        this.catalogue = catalogue;
    }

    /**
     * An event and where it stands.
     *
     * @param position counts the organisation's events from 1 without a gap
     * @param hash over this event and all before it, in hex
     */
    public record Positioned(long position, String hash, PublishedEvent event) {}

    /**
     * The next events of an organisation.
     *
     * @param events in the versions that were asked for
     * @param last the position to go on behind
     */
    public record Page(List<Positioned> events, long last) {}

    /**
     * Which events an audit asks for; absent means all.
     *
     * @param entity what the event has to do with
     * @param user who acted
     * @param since microseconds since the epoch
     */
    public record AuditFilter(Optional<Entity> entity, Optional<String> user, OptionalLong since) {}

    /**
     * What events have to do with.
     *
     * @param item the number of an order or trade of the book; absent for the instrument's definition
     */
    public record Entity(BookId book, OptionalLong item) {}

    /**
     * The events behind a position, the first ones first.
     *
     * @param today decides which versions are still served
     */
    public CompletionStage<Stamped<Page>> behind(
            ReadScope scope, EventSelection selection, long position, int limit, LocalDate today) {
        String organization = scope.organization();
        return reader.read(scope, TrailProjection.NAME, connection -> {
            Query query = selection.equals(EventSelection.all(catalogue))
                    ? new Query(BEHIND, organization, position, limit)
                    : new Query(
                            BEHIND_OF_TYPES, names(selection.stored(catalogue)), organization, position, limit, limit);
            List<TrailRow> rows = query.run(connection, TrailTable::row);
            List<Positioned> events = new ArrayList<>(rows.size());
            for (Positioned positioned : published(connection, organization, rows)) {
                PublishedEvent event = positioned.event();
                try {
                    EventType type = catalogue
                            .delivered(
                                    event.type(),
                                    selection.accepted(event.type().family()),
                                    today)
                            .orElse(event.type());
                    events.add(new Positioned(positioned.position(), positioned.hash(), event.as(type, catalogue)));
                } catch (UnknownEventTypeException e) {
                    throw new SQLException(e.getMessage(), e);
                }
            }
            return new Page(events, rows.isEmpty() ? position : rows.getLast().position());
        });
    }

    /**
     * The newest events, as they were written.
     *
     * @param before absent to begin with the newest
     */
    public CompletionStage<Stamped<List<Positioned>>> audit(
            ReadScope scope, AuditFilter filter, OptionalLong before, int limit) {
        String organization = scope.organization();
        Query query = new Query(SELECT + " WHERE organization_id = ?", organization);
        filter.entity().ifPresent(entity -> {
            if (entity.item().isPresent()) {
                query.and("items @> ARRAY[?]::bigint[]", entity.item().getAsLong());
            } else {
                query.and("type = ANY (?)", (Object) names(catalogue.versions("instrument.defined")));
            }
            query.and(
                    "persistence_id = ?",
                    OrderBooks.persistenceId(entity.book()).id());
        });
        filter.user().ifPresent(user -> query.and("user_id = ?", user));
        filter.since().ifPresent(since -> query.and("occurred_at >= ?", since));
        before.ifPresent(position -> query.and("position < ?", position));
        query.text(" ORDER BY position DESC LIMIT ?", limit);
        return reader.read(
                scope,
                TrailProjection.NAME,
                connection -> published(connection, organization, query.run(connection, TrailTable::row)));
    }

    private static String[] names(List<EventType> types) {
        return types.stream().map(EventType::toString).toArray(String[]::new);
    }

    private List<Positioned> published(Connection connection, String organization, List<TrailRow> rows)
            throws SQLException {
        Map<JournalRows.Key, LogEntry> entries = JournalRows.read(
                connection, rows.stream().map(PostgresEvents::key).toList());
        Map<JournalRows.Key, RecordedEvent> read = new HashMap<>();
        try {
            List<String> symbols = new ArrayList<>();
            for (TrailRow row : rows) {
                LogEntry entry = entries.get(key(row));
                if (entry == null) {
                    throw new SQLException("event " + row.position() + " of " + organization
                            + " is not in the journal; run mandi audit verify");
                }
                if (!read.containsKey(key(row))) {
                    read.put(key(row), stored.read(entry));
                    symbols.add(Trail.book(entry).symbol());
                }
            }
            Map<String, Instrument> instruments = OrganizationReader.instruments(connection, organization, symbols);
            List<Positioned> published = new ArrayList<>(rows.size());
            for (TrailRow row : rows) {
                BookId book = Trail.book(entries.get(key(row)));
                Instrument instrument = instruments.get(book.symbol());
                if (instrument == null) {
                    throw new SQLException("the definition of " + book.symbol() + " has not come yet");
                }
                RecordedEvent recorded = read.get(key(row));
                BookEvent effect = BookPublication.effects(recorded.event()).get(row.part());
                published.add(new Positioned(
                        row.position(), row.hash().hex(), BookPublication.of(book, instrument, recorded, effect)));
            }
            return published;
        } catch (UnreadableEventException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    private static JournalRows.Key key(TrailRow row) {
        return new JournalRows.Key(row.persistenceId(), row.sequenceNumber());
    }
}
