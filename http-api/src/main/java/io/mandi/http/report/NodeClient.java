package io.mandi.http.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks a node until the answer is certain: a full queue, a lost connection or an unknown outcome is asked about again, with the
 * same key, not before the node wants it.
 */
final class NodeClient implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int TOO_MANY = 429;
    private static final int FIRST_OF_SERVER = 500;

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String base;
    private final String token;
    private final Duration patience;

    /** @param patience how long a request is tried */
    NodeClient(URI node, String token, Duration patience) {
        this.base = node.toString().replaceAll("/+$", "") + "/api/v1";
        this.token = token;
        this.patience = patience;
    }

    /**
     * A certain answer.
     *
     * @param replayed whether it was given before
     */
    record Reply(int status, boolean replayed, JsonNode body) {
        String code() {
            return body.path("code").asText("status_" + status);
        }

        String detail() {
            JsonNode first = body.path("errors").path(0);
            String at = first.path("pointer").asText();
            return at.isEmpty()
                    ? body.path("detail").asText()
                    : at + " " + first.path("detail").asText();
        }
    }

    /** @param path with what follows {@code /api/v1} */
    Reply get(String path) throws IOException, InterruptedException {
        return exchange(request(path).build());
    }

    Reply post(String path, String key, ObjectNode body) throws IOException, InterruptedException {
        return exchange(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private Reply exchange(HttpRequest request) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String failure;
            Duration wait = pause;
            try {
                HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                Reply reply = reply(response);
                if (isCertain(reply)) {
                    return reply;
                }
                failure = reply.status() + " " + reply.code();
                wait = retryAfter(response).orElse(pause);
            } catch (IOException e) {
                failure = e.toString();
            }
            if (System.nanoTime() + wait.toNanos() - deadline > 0) {
                throw new ImportStoppedException("no certain answer from " + request.uri() + " for "
                        + patience.toSeconds() + " s: " + failure
                        + "; run the same command again: what was posted is not posted twice");
            }
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private static boolean isCertain(Reply reply) {
        return reply.status() < FIRST_OF_SERVER
                && reply.status() != TOO_MANY
                && !reply.code().equals("idempotency_in_progress");
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    private static Reply reply(HttpResponse<byte[]> response) {
        boolean replayed = response.headers()
                .firstValue("Idempotent-Replayed")
                .filter("true"::equals)
                .isPresent();
        return new Reply(response.statusCode(), replayed, json(response.body()));
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            // Not from the node itself but from something in between.
            return JSON.createObjectNode();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
