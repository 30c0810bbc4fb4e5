package io.mandi.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The contract, for programs. */
final class OpenApiRoutes {
    private static final String RESOURCE = "/openapi.json";

    private final String document = document();

    List<Endpoint> endpoints() {
        return List.of(Endpoint.open(
                "GET",
                "/openapi.json",
                call -> CompletableFuture.completedStage(Answer.of(200, out -> out.writeRawValue(document)))));
    }

    static String document() {
        try (InputStream file = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
