package io.mandi.http.api;

import io.mandi.http.auth.Permission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One route: what it matches, what it needs, and who handles it.
 *
 * @param path segments; one in braces is variable
 * @param permission what the token must allow; absent when no token is needed
 */
record Endpoint(String method, List<String> path, Optional<Permission> permission, Body body, Handler handler) {

    /** Whether the request has a JSON body. */
    enum Body {
        NONE,
        /** Without one it is the same as with an empty object. */
        OPTIONAL,
        REQUIRED
    }

    /** Handles a request that has passed all checks. */
    interface Handler {
        CompletionStage<Answer> handle(Call call);
    }

    static Endpoint open(String method, String path, Handler handler) {
        return new Endpoint(method, segments(path), Optional.empty(), Body.NONE, handler);
    }

    static Endpoint of(String method, String path, Permission permission, Handler handler) {
        return new Endpoint(method, segments(path), Optional.of(permission), Body.NONE, handler);
    }

    static Endpoint withBody(String method, String path, Permission permission, Handler handler) {
        return new Endpoint(method, segments(path), Optional.of(permission), Body.REQUIRED, handler);
    }

    static Endpoint withOptionalBody(String method, String path, Permission permission, Handler handler) {
        return new Endpoint(method, segments(path), Optional.of(permission), Body.OPTIONAL, handler);
    }

    boolean hasBody() {
        return body != Body.NONE;
    }

    static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** The path as it stands in the documents. */
    String template() {
        return "/" + String.join("/", path);
    }

    /** Whether it may change something; what only looks has no effect, however often it is asked. */
    boolean changes() {
        return !method.equals("GET");
    }

    /** The variable parts of the path, when it matches. */
    Optional<Map<String, String>> match(List<String> segments) {
        if (segments.size() != path.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = Map.of();
        for (int i = 0; i < segments.size(); i++) {
            String expected = path.get(i);
            String actual = segments.get(i);
            if (expected.startsWith("{")) {
                if (actual.isEmpty()) {
                    return Optional.empty();
                }
                if (variables.isEmpty()) {
                    variables = new HashMap<>();
                }
                variables.put(expected.substring(1, expected.length() - 1), actual);
            } else if (!expected.equals(actual)) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
