package io.mandi.persistence.trail;

import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.publication.PublishedEvent;
import io.mandi.persistence.reader.ListReader;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.reader.ReadScope;
import io.mandi.persistence.reader.Stamped;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * The published events of an organisation. They follow the log: what was done a moment ago may not be among them yet. A stage
 * fails as {@link ListReader} says, and when an event is missing, damaged, or newer than this program.
 */
public final class PostgresEvents {
    private final ListReader reader;
    private final EventCatalogue catalogue;
    private final EventPages pages;

    public PostgresEvents(ListReader reader, EventCatalogue catalogue) {
        this.reader = reader;
        this.catalogue = catalogue;
        this.pages = new EventPages(catalogue);
    }

    /**
     * An event and where it stands.
     *
     * @param position counts the organisation's events from 1 without a gap
     * @param hash over this event and all before it, in hex
     * @param trace the span that the event comes from, where that was sampled; nobody else is told of it
     */
    public record Positioned(long position, String hash, PublishedEvent event, Optional<TraceContext> trace) {}

    /**
     * The next events of an organisation.
     *
     * @param events in the versions that were asked for
     * @param last the position to go on behind
     * @param full whether there may be more already
     */
    public record Page(List<Positioned> events, long last, boolean full) {}

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
     * @param owner in whose journal they are
     * @param item its number there; absent for the definition of a book's instrument
     */
    public record Entity(EntityId owner, OptionalLong item) {}

    /**
     * The events behind a position, the first ones first.
     *
     * @param today decides which versions are still served
     */
    public CompletionStage<Stamped<Page>> behind(
            ReadScope scope, EventSelection selection, long position, int limit, LocalDate today) {
        String organization = scope.organization();
        return reader.read(
                scope,
                TrailProjection.NAME,
                connection -> pages.behind(connection, organization, selection, position, limit, today));
    }

    /**
     * The newest events, as they were written.
     *
     * @param before absent to begin with the newest
     */
    public CompletionStage<Stamped<List<Positioned>>> audit(
            ReadScope scope, AuditFilter filter, OptionalLong before, int limit) {
        String organization = scope.organization();
        Query query = new Query(EventPages.SELECT + " WHERE organization_id = ?", organization);
        filter.entity().ifPresent(entity -> {
            if (entity.item().isPresent()) {
                query.and("items @> ARRAY[?]::bigint[]", entity.item().getAsLong());
            } else {
                query.and("type = ANY (?)", (Object) EventPages.names(catalogue.versions("instrument.defined")));
            }
            query.and("persistence_id = ?", entity.owner().persistenceId());
        });
        filter.user().ifPresent(user -> query.and("user_id = ?", user));
        filter.since().ifPresent(since -> query.and("occurred_at >= ?", since));
        before.ifPresent(position -> query.and("position < ?", position));
        query.text(" ORDER BY position DESC LIMIT ?", limit);
        return reader.read(
                scope,
                TrailProjection.NAME,
                connection -> pages.published(connection, organization, query.run(connection, TrailTable::row)));
    }
}
