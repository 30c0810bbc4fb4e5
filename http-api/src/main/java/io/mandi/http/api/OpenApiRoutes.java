package io.mandi.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The contracts, for programs: of the routes and of the live stream. */
final class OpenApiRoutes {
    private static final String ROUTES = "/openapi.json";
    private static final String STREAM = "/asyncapi.json";

    List<Endpoint> endpoints() {
        return List.of(document("/openapi.json", ROUTES), document("/api/v1/asyncapi.json", STREAM));
    }

    private static Endpoint document(String path, String resource) {
        String document = read(resource);
        return Endpoint.open(
                "GET",
                path,
                call -> CompletableFuture.completedStage(Answer.of(200, out -> out.writeRawValue(document))));
    }

    /** The document of the routes. */
    static String document() {
        return read(ROUTES);
    }

    private static String read(String resource) {
        try (InputStream file = OpenApiRoutes.class.getResourceAsStream(resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
