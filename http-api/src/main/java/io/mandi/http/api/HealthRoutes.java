package io.mandi.http.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
        return CompletableFuture.completedStage(answer(200, "live", Map.of(), OptionalInt.empty(), Optional.empty()));
    }

    private CompletionStage<Answer> ready(Call call) {
        return readiness.check().thenApply(report -> {
            OptionalInt quarantined = OptionalInt.of(report.quarantinedBooks());
            return report.isReady()
                    ? answer(200, "ready", report.parts(), quarantined, report.readReplica())
                    : answer(503, "not_ready", report.parts(), quarantined, report.readReplica())
                            .with("Retry-After", "1");
        });
    }

    private static Answer answer(
            int status,
            String word,
            Map<String, Boolean> parts,
            OptionalInt quarantined,
            Optional<String> readReplica) {
        return Answer.of(status, out -> {
            out.writeStartObject();
            out.writeStringField("status", word);
            out.writeObjectFieldStart("checks");
            for (Map.Entry<String, Boolean> part : parts.entrySet()) {
                out.writeStringField(part.getKey(), part.getValue() ? "ok" : "failing");
            }
            out.writeEndObject();
            if (quarantined.isPresent()) {
                out.writeNumberField("quarantined_books", quarantined.getAsInt());
            }
            if (readReplica.isPresent()) {
                out.writeStringField("read_replica", readReplica.get());
            }
            out.writeEndObject();
        });
    }
}
