package io.mandi.engine.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.book.Actor;
import java.io.IOException;
import java.util.Optional;

/**
 * An event as others get it.
 *
 * @param id unique; the same whenever and wherever the event is shown
 * @param aggregateId whose event it is
 * @param sequence counts the aggregate's events from 1 without a gap
 * @param occurredAt microseconds since the epoch
 * @param correlationId of the request that it goes back to
 * @param causationId of the event that it follows from; absent when a request caused it
 * @param data as the catalogue's schema for the type says
 */
public record PublishedEvent(
        String id,
        EventType type,
        String organization,
        String aggregateId,
        long sequence,
        long occurredAt,
        Actor actor,
        String correlationId,
        Optional<String> causationId,
        ObjectNode data) {

    private static final ObjectWriter TREES =
            new JsonMapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    /** The same event in another version of its type. */
    public PublishedEvent as(EventType other, EventCatalogue catalogue) {
        return other.equals(type)
                ? this
                : new PublishedEvent(
                        id,
                        other,
                        organization,
                        aggregateId,
                        sequence,
                        occurredAt,
                        actor,
                        correlationId,
                        causationId,
                        catalogue.convert(data, type, other));
    }

    /** Writes the envelope with the data in it. */
    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", id);
        out.writeStringField("type", type.toString());
        out.writeStringField("organization_id", organization);
        out.writeStringField("aggregate_id", aggregateId);
        out.writeNumberField("sequence", sequence);
        out.writeStringField("occurred_at", Timestamp.of(occurredAt));
        out.writeFieldName("actor");
        write(out, actor);
        out.writeStringField("correlation_id", correlationId);
        out.writeStringField("causation_id", causationId.orElse(null));
        out.writeFieldName("data");
        TREES.writeValue(out, data);
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Actor actor) throws IOException {
        out.writeStartObject();
        out.writeStringField("user_id", actor.user());
        out.writeStringField("user_type", actor.type().map(Enum::name).orElse(null));
        out.writeStringField("partner_id", actor.partner().orElse(null));
        out.writeEndObject();
    }
}
