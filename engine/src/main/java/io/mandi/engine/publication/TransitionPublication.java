package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.event.Effect;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import java.util.Optional;

/**
 * Makes published events of transitions: one of each effect. What the data has beyond the catalogue's schema of its type is for the
 * entity's own replay, and for nobody else.
 */
public final class TransitionPublication {
    private TransitionPublication() {}

    /**
     * One effect as others get it.
     *
     * @param part which of the transition's effects, from 0
     * @throws UnknownEventTypeException when its type is none that a program can have written
     */
    public static PublishedEvent of(EntityId entity, Transition transition, int part) throws UnknownEventTypeException {
        Effect effect = transition.effects().get(part);
        EventType type = EventType.parse(effect.type()).orElseThrow(() -> new UnknownEventTypeException(effect.type()));
        EventDefinition definition = EventCatalogue.standard()
                .definition(type)
                .orElseThrow(() -> new UnknownEventTypeException(effect.type()));
        long sequence = transition.firstSequence() + part;
        return new PublishedEvent(
                entity.eventId(sequence),
                type,
                entity.organization(),
                entity.aggregateId(),
                sequence,
                transition.at(),
                transition.actor(),
                transition.correlationId(),
                Optional.empty(),
                published(effect.data(), definition));
    }

    private static ObjectNode published(ObjectNode data, EventDefinition definition) {
        JsonNode fields = definition.schema().path("properties");
        boolean whole = data.size() <= fields.size()
                && data.properties().stream().allMatch(field -> fields.has(field.getKey()));
        if (whole) {
            return data;
        }
        ObjectNode published = JsonNodeFactory.instance.objectNode();
        data.properties().stream()
                .filter(field -> fields.has(field.getKey()))
                .forEach(field -> published.set(field.getKey(), field.getValue()));
        return published;
    }
}
