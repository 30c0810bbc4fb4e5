package io.mandi.http.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether the process lives, and whether it can serve. */
final class HealthRoutes {
    private final Readiness readiness;

    HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.open("GET", "/health/live", this::live), Endpoint.open("GET", "/health/ready", this::ready));
    }

    private CompletionStage<Answer> live(Call call) {
        return CompletableFuture.completedStage(answer(200, "live", Map.of()));
    }

    private CompletionStage<Answer> ready(Call call) {
        return readiness.check().thenApply(parts -> {
            boolean all = parts.values().stream().allMatch(Boolean::booleanValue);
            return all
                    ? answer(200, "ready", parts)
                    : answer(503, "not_ready", parts).with("Retry-After", "1");
        });
    }

    private static Answer answer(int status, String word, Map<String, Boolean> parts) {
        return Answer.of(status, out -> {
            out.writeStartObject();
            out.writeStringField("status", word);
            out.writeObjectFieldStart("checks");
            for (Map.Entry<String, Boolean> part : parts.entrySet()) {
                out.writeStringField(part.getKey(), part.getValue() ? "ok" : "failing");
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }
}
