package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The catalogue for people: docs/events.md. */
final class EventDocument {
    private static final String HEAD = """
        # Events

        What happens on a market is published as events: the same ones, with the same ids, wherever they are shown. This page is
        made of the catalogue that the program itself goes by (`GET /api/v1/event-types` shows it to programs).

        | Field | |
        |---|---|
        | `id` | Unique, and the same each time: whoever gets an event twice knows it by this. |
        | `type` | Name and version, `order.executed.v1`. |
        | `organization_id` | The tenant. |
        | `aggregate_id` | Whose event it is. Events of one aggregate come in their order. |
        | `sequence` | Counts the aggregate's events from 1 without a gap. |
        | `occurred_at` | RFC 3339 in UTC, to the microsecond. |
        | `actor` | `user_id`, `user_type` (`INTERNAL`, `EXTERNAL` or `SUPER_ADMIN`; null in events from before it was recorded) and, for a partner's user, `partner_id`. |
        | `correlation_id` | The `X-Request-ID` of the request that it goes back to. |
        | `causation_id` | The event that it follows from; null when a request caused it. |
        | `data` | As the type says. Prices and quantities are decimal strings in the instrument's units. |

        A new optional field keeps the version: readers pass over fields that they do not know. Anything else makes a new
        version. Who asks for events names the versions that it knows and gets the highest of them, whatever version an event was
        written in; a version is served for six months after its successor has appeared. An instruction of a batch is published
        like a single one; what was refused is no event.

        """;

    private EventDocument() {}

    static String of(EventCatalogue catalogue) {
        return HEAD
                + catalogue.definitions().stream().map(EventDocument::section).collect(Collectors.joining("\n"));
    }

    private static String section(EventDefinition definition) {
        StringBuilder text = new StringBuilder();
        text.append("## ").append(definition.type()).append("\n\n");
        text.append(definition.description())
                .append(" Owner: ")
                .append(definition.owner())
                .append(".\n\n");
        text.append("| `data` | |\n|---|---|\n");
        rows(text, "", definition.schema());
        text.append("\n```json\n").append(definition.example().toPrettyString()).append("\n```\n");
        return text.toString();
    }

    private static void rows(StringBuilder text, String prefix, JsonNode schema) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode value = property.getValue();
            text.append("| `")
                    .append(prefix)
                    .append(property.getKey())
                    .append("` | ")
                    .append(kind(value))
                    .append(value.path("description").asText())
                    .append(" |\n");
            rows(text, prefix + property.getKey() + "[].", value.path("items"));
        });
    }

    private static String kind(JsonNode schema) {
        if (!schema.has("enum")) {
            return "";
        }
        return StreamSupport.stream(schema.path("enum").spliterator(), false)
                        .filter(value -> !value.isNull())
                        .map(value -> "`" + value.asText() + "`")
                        .collect(Collectors.joining(", "))
                + ": ";
    }
}
