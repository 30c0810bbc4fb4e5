package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.GivenValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values of settings and qualities as they stand in JSON, wherever that is. */
public final class GivenJson {
    private GivenJson() {}

    /** The JSON of a value. */
    public static JsonNode write(GivenValue value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case GivenValue.Text(String text) -> nodes.textNode(text);
            case GivenValue.Whole(long number) -> nodes.numberNode(number);
            case GivenValue.Flag(boolean on) -> nodes.booleanNode(on);
            case GivenValue.Texts(List<String> texts) -> {
                ArrayNode array = nodes.arrayNode();
                texts.forEach(array::add);
                yield array;
            }
            case GivenValue.Fields(Map<String, String> fields) -> {
                ObjectNode object = nodes.objectNode();
                fields.forEach(object::put);
                yield object;
            }
        };
    }

    /** @return empty for what no value can be: a null, a fraction, or anything deeper than a list or object of strings */
    public static Optional<GivenValue> read(JsonNode node) {
        if (node.isTextual()) {
            return Optional.of(new GivenValue.Text(node.textValue()));
        }
        if (node.isBoolean()) {
            return Optional.of(new GivenValue.Flag(node.booleanValue()));
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Optional.of(new GivenValue.Whole(node.longValue()));
        }
        List<JsonNode> parts = new ArrayList<>();
        node.forEach(parts::add);
        if (!node.isContainerNode() || !parts.stream().allMatch(JsonNode::isTextual)) {
            return Optional.empty();
        }
        if (node.isArray()) {
            return Optional.of(
                    new GivenValue.Texts(parts.stream().map(JsonNode::textValue).toList()));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().textValue()));
        return Optional.of(new GivenValue.Fields(fields));
    }
}
