package io.mandi.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.Phase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** One user of the API, or somebody without a token. */
final class ApiClient {
    static final String ORDERS = "/api/v1/orders";
    static final String BATCH = "/api/v1/orders/batch";
    static final String INSTRUMENTS = "/api/v1/instruments";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI base;
    private final Optional<String> token;

    ApiClient(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    /** @param headers names and values in turn */
    Reply send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).method(method, body);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            Map<String, List<String>> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            received.putAll(response.headers().map());
            return new Reply(response.statusCode(), received, response.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Sends a JSON body. */
    Reply send(String method, String path, String body, String... headers) {
        return send(method, path, BodyPublishers.ofString(body), with(headers, "Content-Type", "application/json"));
    }

    Reply get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Reply delete(String path, String... headers) {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    Reply patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    Reply put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    /** Sends a body without an idempotency key. */
    Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    /** Sends a body under an idempotency key. */
    Reply postOnce(String key, String path, String body, String... headers) {
        return post(path, body, with(headers, "Idempotency-Key", key));
    }

    // ---------------------------------------------------------------------------------------------------- shortcuts

    static String newKey() {
        return UUID.randomUUID().toString();
    }

    /** Sends an order under a new key. */
    Reply submit(JsonNode order) {
        return postOnce(newKey(), ORDERS, order.toString());
    }

    /** Sends an order that must be taken, and returns the answer. */
    JsonNode place(JsonNode order) {
        return submit(order).json(201);
    }

    /** Sends an order that must be taken, and returns its id. */
    String placed(JsonNode order) {
        return place(order).path("order").path("id").textValue();
    }

    /** Sends a batch under a new key. */
    Reply batch(JsonNode... orders) {
        return postOnce(newKey(), BATCH, Orders.batch(orders));
    }

    Reply order(String id) {
        return get(ORDERS + "/" + id);
    }

    Reply amend(String id, String body) {
        return patch(ORDERS + "/" + id, body);
    }

    Reply cancel(String id) {
        return delete(ORDERS + "/" + id);
    }

    JsonNode book(String symbol) {
        return get(INSTRUMENTS + "/" + symbol + "/book").json(200);
    }

    /** Brings a book into a phase. */
    Reply changePhase(String symbol, Phase phase) {
        return post(INSTRUMENTS + "/" + symbol + "/phase", "{\"phase\":\"" + phase + "\"}");
    }

    /** The last trades of a book, newest first. */
    JsonNode trades(String symbol) {
        return get(INSTRUMENTS + "/" + symbol + "/trades?limit=500").json(200).path("items");
    }

    void define(String symbol, JsonNode instrument) {
        put(INSTRUMENTS + "/" + symbol, instrument.toString()).json(201);
    }

    private static String[] with(String[] headers, String... more) {
        String[] all = new String[headers.length + more.length];
        System.arraycopy(headers, 0, all, 0, headers.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }
}
