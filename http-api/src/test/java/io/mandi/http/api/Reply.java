package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP response as it came over the wire.
 *
 * @param headers by name, whatever its case
 */
record Reply(int status, Map<String, List<String>> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /** The body, which must be UTF-8. */
    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8: " + new String(body, StandardCharsets.ISO_8859_1), e);
        }
    }

    JsonNode json() {
        try {
            return JSON.readTree(text());
        } catch (IOException e) {
            throw new UncheckedIOException(text(), e);
        }
    }

    /** The body of an answer that must have this status. */
    JsonNode json(int expected) {
        assertThat(status).as("status of %s", text()).isEqualTo(expected);
        assertThat(header("Content-Type")).hasValue("application/json");
        return json();
    }

    boolean replayed() {
        return header("Idempotent-Replayed").equals(Optional.of("true"));
    }

    /** Checks that this is a problem as the contract has it, with this status and code, and returns it. */
    JsonNode problem(int expectedStatus, String expectedCode) {
        assertThat(status).as("status of %s", text()).isEqualTo(expectedStatus);
        assertThat(header("Content-Type")).hasValue("application/problem+json");
        assertThat(header("X-Request-ID"))
                .hasValueSatisfying(id -> assertThat(id).matches("[A-Za-z0-9-]{1,64}"));
        JsonNode problem = json();
        assertThat(names(problem)).containsExactly("type", "title", "status", "detail", "code", "trace_id", "errors");
        assertThat(problem.path("trace_id").textValue()).isNotBlank();
        checkMembers(problem, expectedStatus, expectedCode);
        return problem;
    }

    /** Checks a problem that stands inside another answer, which has a trace of its own. */
    static void checkItem(JsonNode result, int expectedStatus, String expectedCode) {
        assertThat(names(result)).containsExactly("status", "problem");
        assertThat(result.path("status").intValue()).as("status of %s", result).isEqualTo(expectedStatus);
        JsonNode problem = result.path("problem");
        assertThat(names(problem)).contains("type", "title", "status", "detail", "code", "errors");
        checkMembers(problem, expectedStatus, expectedCode);
    }

    private static void checkMembers(JsonNode problem, int expectedStatus, String expectedCode) {
        assertThat(problem.path("code").textValue()).as("code of %s", problem).isEqualTo(expectedCode);
        assertThat(problem.path("status").intValue()).isEqualTo(expectedStatus);
        assertThat(problem.path("type").textValue()).isEqualTo("urn:mandi:problem:" + expectedCode);
        assertThat(problem.path("title").textValue()).isNotBlank();
        assertThat(problem.path("detail").textValue()).isNotBlank();
        assertThat(problem.path("errors").isArray()).isTrue();
        for (JsonNode error : problem.path("errors")) {
            assertThat(names(error)).containsExactly("pointer", "code", "detail");
            assertThat(error.path("pointer").textValue()).matches("(?s)([/?].*)?");
            assertThat(error.path("code").textValue()).matches("[a-z_]+");
            assertThat(error.path("detail").textValue()).isNotBlank();
        }
    }

    /** The pointers of a problem's errors, each with its code. */
    static List<String> errors(JsonNode problem) {
        List<String> errors = new ArrayList<>();
        problem.path("errors")
                .forEach(error -> errors.add(error.path("pointer").textValue() + " "
                        + error.path("code").textValue()));
        return errors;
    }

    static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
