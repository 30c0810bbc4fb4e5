package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.publication.EventCatalogue;
import io.mandi.engine.publication.EventDefinition;
import io.mandi.engine.publication.EventSelection;
import io.mandi.engine.publication.PublishedEvent;
import io.mandi.engine.publication.Timestamp;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Tokens;
import io.mandi.persistence.reader.Stamped;
import io.mandi.persistence.trail.PostgresEvents;
import io.mandi.persistence.trail.PostgresEvents.AuditFilter;
import io.mandi.persistence.trail.PostgresEvents.Entity;
import io.mandi.persistence.trail.PostgresEvents.Positioned;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The events of an organisation: for those who follow them, and for audits. */
final class EventRoutes {
    private static final Pages.Table AUDIT_TABLE = Pages.Table.of(
            "audit",
            "position,event_id,occurred_at,user_id,user_type,partner_id,action,entity_type,entity_id,correlation_id,outcome,details,hash");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_EVENTS = 500;
    private static final int MAX_AUDITED = 1_000;
    private static final int DEFAULT_HOURS = 24;
    private static final int MAX_HOURS = 168;
    private static final Pattern POSITION = Pattern.compile("event\\.([0-9]{1,18})");
    private static final ObjectWriter TREES =
            new JsonMapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    private final PostgresEvents events;
    private final EventCatalogue catalogue;
    private final InstantSource clock;

    EventRoutes(PostgresEvents events, EventCatalogue catalogue, InstantSource clock) {
        this.events = events;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/api/v1/events", Permission.EVENT_READ, this::events),
                Endpoint.of("GET", "/api/v1/audit", Permission.AUDIT_READ, this::audit),
                Endpoint.open("GET", "/api/v1/event-types", this::eventTypes));
    }

    private CompletionStage<Answer> events(Call call) {
        Call.Parameters parameters = call.parameters("after", "types", "limit");
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        EventSelection selection = selection(parameters, today);
        long after =
                parameters.text("after").map(text -> position("after", text)).orElse(0L);
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_EVENTS);
        return events.behind(call.readScope(), selection, after, limit, today).handle((found, failure) -> {
            Stamped<PostgresEvents.Page> read = Pages.read(found, failure);
            PostgresEvents.Page page = read.found();
            Answer answer = Answer.of(200, out -> {
                out.writeStartObject();
                out.writeArrayFieldStart("items");
                for (Positioned positioned : page.events()) {
                    positioned.event().write(out);
                }
                out.writeEndArray();
                // Also on the last page: this is where the events that are still to come begin.
                out.writeStringField("next_cursor", Pages.cursor(place(page.last())));
                out.writeEndObject();
            });
            return Pages.stamp(answer, read);
        });
    }

    private EventSelection selection(Call.Parameters parameters, LocalDate today) {
        Optional<String> types = parameters.text("types");
        if (types.isEmpty()) {
            return EventSelection.all(catalogue);
        }
        List<String> names = List.of(types.get().split(",", -1));
        for (String name : names) {
            EventSelection.flaw(catalogue, name, today).ifPresent(flaw -> {
                throw Call.Parameters.problem("types", "invalid_parameter", flaw);
            });
        }
        return EventSelection.of(catalogue, names);
    }

    private CompletionStage<Answer> audit(Call call) {
        Call.Parameters parameters = call.parameters("entity", "user", "hours", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        String organization = call.user().organization();
        Optional<Entity> entity = parameters.text("entity").map(text -> entity(organization, text));
        Optional<String> user = parameters.optional(
                "user", Tokens.USER, "must be the name of a user: 1 to 128 visible ASCII characters");
        boolean wholeTime = (entity.isPresent() || user.isPresent())
                && parameters.text("hours").isEmpty();
        int hours = parameters.integer("hours", DEFAULT_HOURS, 1, MAX_HOURS);
        AuditFilter filter =
                new AuditFilter(entity, user, wholeTime ? OptionalLong.empty() : OptionalLong.of(since(hours)));
        Optional<String> cursor = parameters.text("cursor");
        OptionalLong before =
                cursor.isPresent() ? OptionalLong.of(position("cursor", cursor.get())) : OptionalLong.empty();
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_AUDITED);
        return events.audit(call.readScope(), filter, before, limit + 1)
                .handle((found, failure) -> Pages.of(
                        format,
                        AUDIT_TABLE,
                        Pages.read(found, failure),
                        limit,
                        positioned -> place(positioned.position()),
                        EventRoutes::writeRecord));
    }

    private long since(int hours) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant().minus(hours, ChronoUnit.HOURS));
    }

    /** An id of another organisation's is as unknown as one that never was. */
    private static Entity entity(String organization, String text) {
        Optional<ResourceId> id =
                ResourceId.parse(ResourceId.Kind.ORDER, text).or(() -> ResourceId.parse(ResourceId.Kind.TRADE, text));
        if (id.isPresent()) {
            if (!id.get().organization().equals(organization)) {
                throw ProblemException.ofAnother(text);
            }
            return new Entity(
                    EntityId.of(id.get().book()), OptionalLong.of(id.get().number()));
        }
        Optional<ResourceId> inTables = ResourceId.parse(ResourceId.Kind.LOCATION, text)
                .or(() -> ResourceId.parse(ResourceId.Kind.COMMODITY, text))
                .or(() -> ResourceId.parse(ResourceId.Kind.PARTNER, text))
                .or(() -> ResourceId.parse(ResourceId.Kind.MATCH, text));
        if (inTables.isPresent()) {
            if (!inTables.get().organization().equals(organization)) {
                throw ProblemException.ofAnother(text);
            }
            return new Entity(
                    inTables.get().owner(), OptionalLong.of(inTables.get().number()));
        }
        if (EndpointId.ENDPOINT.matcher(text).matches()) {
            return new Entity(
                    EntityId.of(EntityId.Kind.WEBHOOKS, organization),
                    OptionalLong.of(new EndpointId(organization, text).createdAt()));
        }
        if (!Instrument.SYMBOL.matcher(text).matches()) {
            throw Call.Parameters.problem(
                    "entity",
                    "invalid_parameter",
                    "must be the id of an order, trade, webhook, location, commodity, partner or match, or the symbol"
                            + " of an instrument");
        }
        return new Entity(EntityId.of(new BookId(organization, text)), OptionalLong.empty());
    }

    private static void writeRecord(JsonGenerator out, Positioned positioned) throws IOException {
        PublishedEvent event = positioned.event();
        AuditedKind kind = AuditedKind.of(event);
        out.writeStartObject();
        out.writeNumberField("position", positioned.position());
        out.writeStringField("event_id", event.id());
        out.writeStringField("occurred_at", Timestamp.of(event.occurredAt()));
        out.writeStringField("user_id", event.actor().user());
        out.writeStringField("user_type", event.actor().type().map(Enum::name).orElse(null));
        out.writeStringField("partner_id", event.actor().partner().orElse(null));
        out.writeStringField("action", event.type().toString());
        out.writeStringField("entity_type", kind.name);
        out.writeStringField(
                "entity_id",
                kind == AuditedKind.ORGANIZATION
                        ? event.organization()
                        : event.data().path(kind.field).asText());
        out.writeStringField("correlation_id", event.correlationId());
        // What else was refused has changed nothing, and is not in the journal.
        out.writeStringField("outcome", kind == AuditedKind.NAMED ? "refused" : "success");
        out.writeFieldName("details");
        TREES.writeValue(out, event.data());
        out.writeStringField("hash", positioned.hash());
        out.writeEndObject();
    }

    /** What a record of the audit is about: the first of these that is named in the event's data. */
    private enum AuditedKind {
        MATCH("match", "match_id"),
        ORDER("order", "order_id"),
        WEBHOOK("webhook", "webhook_id"),
        LIST("list", "list"),
        NAMED("named", "named"),
        // Before commodities, which the definition of an instrument may name.
        INSTRUMENT("instrument", "instrument"),
        LOCATION("location", "location_id"),
        COMMODITY("commodity", "commodity_id"),
        PARTNER("partner", "partner_id"),
        ORGANIZATION("organization", "setting");

        private final String name;
        private final String field;

        AuditedKind(String name, String field) {
            this.name = name;
            this.field = field;
        }

        static AuditedKind of(PublishedEvent event) {
            return Stream.of(values())
                    .filter(kind -> event.data().has(kind.field))
                    .findFirst()
                    .orElse(INSTRUMENT);
        }
    }

    private CompletionStage<Answer> eventTypes(Call call) {
        return CompletableFuture.completedStage(Answer.of(200, out -> {
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (EventDefinition definition : catalogue.definitions()) {
                out.writeStartObject();
                out.writeStringField("type", definition.type().toString());
                out.writeStringField("owner", definition.owner());
                out.writeStringField("description", definition.description());
                out.writeBooleanField("served", catalogue.isServed(definition.type(), today));
                out.writeFieldName("schema");
                TREES.writeValue(out, definition.schema());
                out.writeFieldName("example");
                TREES.writeValue(out, definition.example());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }));
    }

    private static long position(String parameter, String cursor) {
        return Long.parseLong(Pages.place(parameter, cursor, POSITION).group(1));
    }

    private static String place(long position) {
        return "event." + position;
    }
}
