package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;

/** A type with two versions, of the sort that a change of a field's shape makes. */
final class ExampleTypes {
    static final EventType V1 = new EventType("example.quantity_noted", 1);
    static final EventType V2 = V1.next();

    private ExampleTypes() {}

    static EventCatalogue catalogue(LocalDate since) {
        return new EventCatalogue(
                List.of(definition(V1), definition(V2)),
                List.of(new VersionStep(V1, since, ExampleTypes::up, ExampleTypes::down)));
    }

    static EventDefinition definition(EventType type) {
        JsonNode none = JsonNodeFactory.instance.objectNode();
        return new EventDefinition(type, "tests", "A quantity was noted.", none, none);
    }

    private static ObjectNode up(ObjectNode data) {
        String value = data.path("quantity").asText();
        String unit = data.path("unit").asText();
        data.remove("unit");
        data.putObject("quantity").put("value", value).put("unit", unit);
        return data;
    }

    private static ObjectNode down(ObjectNode data) {
        JsonNode quantity = data.path("quantity");
        return data.put("quantity", quantity.path("value").asText())
                .put("unit", quantity.path("unit").asText());
    }
}
