package io.mandi.http.process;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A client as its users would write it: it repeats a request, with the same key, until the answer is certain. */
final class ApiClient implements AutoCloseable {
    /** The tenant of these tests; also the one that {@code mandi replay} makes a token for. */
    static final String ORGANIZATION = "demo";

    static final JsonMapper JSON = new JsonMapper();

    /** Longer than a book's answer may take, so that it is the node that says what is not known. */
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(60);
    /** Longer than a node takes to come back. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final Duration PAUSE = Duration.ofMillis(25);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Supplier<String> node;
    private final String token = new Tokens(NodeProcess.JWT_SECRET, InstantSource.system())
            .issue(
                    "process-test",
                    ORGANIZATION,
                    UserType.INTERNAL,
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofHours(12));
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final AtomicLong retried = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();

    /**
     * @param node asked before each attempt for the URL to send it to
     */
    ApiClient(Supplier<String> node) {
        this.node = node;
    }

    /**
     * What to ask for.
     *
     * @param path with what follows {@code /api/v1}
     * @param key the Idempotency-Key
     */
    record Request(String method, String path, Optional<String> key, Optional<JsonNode> body) {
        static Request get(String path) {
            return new Request("GET", path, Optional.empty(), Optional.empty());
        }

        static Request delete(String path) {
            return new Request("DELETE", path, Optional.empty(), Optional.empty());
        }

        static Request post(String path, String key, JsonNode body) {
            return new Request("POST", path, Optional.of(key), Optional.of(body));
        }

        static Request put(String path, JsonNode body) {
            return new Request("PUT", path, Optional.empty(), Optional.of(body));
        }

        static Request patch(String path, JsonNode body) {
            return new Request("PATCH", path, Optional.empty(), Optional.of(body));
        }
    }

    /**
     * An answer.
     *
     * @param retryAfter whether it says when to try again
     * @param replayed whether it is the answer of an earlier request with the same key
     * @param seconds how long it took
     */
    record Reply(int status, boolean retryAfter, boolean replayed, JsonNode body, double seconds) {
        String code() {
            return body.path("code").asText();
        }

        boolean isCertain() {
            return status != 503 && status != 429 && !code().equals("idempotency_in_progress");
        }
    }

    /**
     * An attempt that has to be repeated.
     *
     * @param status 0 when there was no answer
     */
    record Refusal(String node, int status, String code, boolean retryAfter) {}

    /** One attempt. */
    Reply send(Request request) throws IOException {
        long start = System.nanoTime();
        try {
            return reply(http.send(httpRequest(node.get(), request), HttpResponse.BodyHandlers.ofByteArray()), start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One attempt that does not hold up the caller. */
    CompletableFuture<Reply> sendAsync(Request request) {
        long start = System.nanoTime();
        return http.sendAsync(httpRequest(node.get(), request), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> reply(response, start));
    }

    /** Repeats a request as long as its outcome is not certain, within bounds. */
    Reply untilCertain(Request request) {
        Optional<Reply> first = attempt(request);
        if (first.isPresent()) {
            return first.get();
        }
        retried.incrementAndGet();
        Reply reply = await("a certain answer to " + request)
                .atMost(PATIENCE)
                .pollInSameThread()
                .pollDelay(PAUSE)
                .pollInterval(PAUSE)
                .until(() -> attempt(request), Optional::isPresent)
                .orElseThrow();
        if (reply.replayed()) {
            replayed.incrementAndGet();
        }
        return reply;
    }

    private Optional<Reply> attempt(Request request) {
        String target = node.get();
        long start = System.nanoTime();
        try {
            Reply reply =
                    reply(http.send(httpRequest(target, request), HttpResponse.BodyHandlers.ofByteArray()), start);
            if (reply.isCertain()) {
                return Optional.of(reply);
            }
            refusals.add(new Refusal(target, reply.status(), reply.code(), reply.retryAfter()));
        } catch (IOException e) {
            refusals.add(new Refusal(target, 0, e.toString(), false));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return Optional.empty();
    }

    /** Every attempt that had to be repeated. */
    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** Requests that were sent more than once. */
    long retried() {
        return retried.get();
    }

    /** Requests whose first attempt had been done without the client hearing of it. */
    long replayed() {
        return replayed.get();
    }

    private HttpRequest httpRequest(String target, Request request) {
        BodyPublisher body = request.body()
                .map(json -> BodyPublishers.ofByteArray(bytes(json)))
                .orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(target + "/api/v1" + request.path()))
                .timeout(REQUEST_LIMIT)
                .header("Authorization", "Bearer " + token)
                .method(request.method(), body);
        request.key().ifPresent(key -> builder.header("Idempotency-Key", key));
        if (request.body().isPresent()) {
            builder.header("Content-Type", "application/json");
        }
        return builder.build();
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reply reply(HttpResponse<byte[]> response, long start) {
        JsonNode body;
        try {
            body = response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException("an answer " + response.statusCode() + " that is not JSON", e);
        }
        return new Reply(
                response.statusCode(),
                response.headers().firstValue("Retry-After").isPresent(),
                response.headers().firstValue("Idempotent-Replayed").isPresent(),
                body,
                (System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
