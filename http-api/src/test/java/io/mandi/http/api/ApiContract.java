package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Holds bodies and answers against the document that the server serves. */
final class ApiContract {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNode DOCUMENT = read(OpenApiRoutes.document());
    private static final List<Endpoint> ROUTES = LiveRoutes.all();
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private ApiContract() {}

    private static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Checks what was answered, and that what was taken is what the document lets be sent. */
    static void check(String method, String path, Optional<String> body, Reply reply) {
        boolean good = reply.status() < 300 && reply.header("Content-Type").equals(Optional.of("application/json"));
        if (!good) {
            return;
        }
        Endpoint endpoint = ROUTES.stream()
                .filter(route -> route.method().equals(method)
                        && route.match(Endpoint.segments(path)).isPresent())
                .findFirst()
                .orElseThrow();
        String operation = "/paths/" + endpoint.template().replace("~", "~0").replace("/", "~1") + "/"
                + method.toLowerCase(Locale.ROOT);
        String content = "/content/application~1json/schema";
        assertFits(operation + "/responses/" + reply.status() + content, reply.json());
        body.ifPresent(sent -> assertFits(operation + "/requestBody" + content, read(sent)));
        DOCUMENT.at(operation + "/responses/" + reply.status() + "/headers")
                .fieldNames()
                .forEachRemaining(header -> assertThat(reply.header(header).isPresent()
                                || header.equals("Idempotent-Replayed")
                                || header.equals("Next-Cursor"))
                        .as("header %s of %s %s", header, method, path)
                        .isTrue());
    }

    private static void assertFits(String pointer, JsonNode node) {
        assertThat(SCHEMAS.computeIfAbsent(pointer, ApiContract::schema).validate(node))
                .as("%s against %s", node, pointer)
                .isEmpty();
    }

    private static Schema schema(String pointer) {
        assertThat(DOCUMENT.at(pointer).isObject()).as(pointer).isTrue();
        ObjectNode schema = DOCUMENT.at(pointer).deepCopy();
        schema.set("components", DOCUMENT.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }
}
