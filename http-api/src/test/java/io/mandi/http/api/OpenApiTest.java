package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document that the server serves says what the server does. */
class OpenApiTest {
    private final JsonNode document = read();
    private final List<Endpoint> endpoints = LiveRoutes.all();

    private static JsonNode read() {
        try {
            return new JsonMapper().readTree(OpenApiRoutes.document());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String route(Endpoint endpoint) {
        return endpoint.method() + " /" + String.join("/", endpoint.path());
    }

    private Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.put(
                                operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                operation.getValue())));
        return operations;
    }

    @Test
    void documentHasExactlyTheRoutesOfTheServer() {
        assertThat(operations().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        endpoints.stream().map(OpenApiTest::route).toList());
    }

    @Test
    void documentNamesThePermissionOfEveryRoute() {
        Map<String, JsonNode> operations = operations();
        for (Endpoint endpoint : endpoints) {
            JsonNode operation = operations.get(route(endpoint));
            assertThat(operation.path("x-permission").asText())
                    .as(route(endpoint))
                    .isEqualTo(endpoint.permission().map(Enum::name).orElse(""));
            assertThat(operation.has("security"))
                    .as(route(endpoint))
                    .isEqualTo(endpoint.permission().isEmpty());
        }
    }

    @Test
    void documentHasABodyWhereTheServerReadsOne() {
        Map<String, JsonNode> operations = operations();
        for (Endpoint endpoint : endpoints) {
            assertThat(operations.get(route(endpoint)).has("requestBody"))
                    .as(route(endpoint))
                    .isEqualTo(endpoint.hasBody());
        }
    }

    @Test
    void everyRouteThatNeedsATokenMayBeRefusedForNow() {
        Map<String, JsonNode> operations = operations();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.permission().isPresent()) {
                for (String status : List.of("429", "503")) {
                    assertThat(operations
                                    .get(route(endpoint))
                                    .at("/responses/" + status + "/$ref")
                                    .asText())
                            .as(route(endpoint))
                            .isEqualTo("#/components/responses/Retry");
                }
            }
        }
    }

    /** By the parser of Swagger, which is not of this house. */
    @Test
    void documentIsValid() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(OpenApiRoutes.document(), null, options);
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.isOpenapi31()).isTrue();
        assertThat(parsed.getOpenAPI().getPaths())
                .hasSize(document.path("paths").size());
    }

    @Test
    void everyReferenceResolves() {
        List<String> references = new ArrayList<>();
        document.findValues("$ref").forEach(reference -> references.add(reference.asText()));
        assertThat(references).isNotEmpty();
        for (String reference : new TreeSet<>(references)) {
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
    }
}
