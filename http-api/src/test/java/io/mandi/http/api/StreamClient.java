package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.http.stream.StreamContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of the live stream. Every message that it gets is held against the document of the stream. */
final class StreamClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private StreamClient(URI url, Optional<String> token) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        token.ifPresent(bearer -> builder.header("Authorization", "Bearer " + bearer));
        socket = builder.buildAsync(
                        URI.create("ws://" + url.getHost() + ":" + url.getPort() + "/api/v1/stream"), new Listener())
                .join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    arrived.add(JSON.readTree(text.toString()));
                } catch (JsonProcessingException e) {
                    throw new AssertionError(e);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }

    static StreamClient open(TestNode node, Optional<String> token) {
        return new StreamClient(node.url(), token);
    }

    /** A client with a token in the head of its upgrade. */
    static StreamClient bearing(TestNode node, String token) {
        StreamClient client = open(node, Optional.of(token));
        client.next("welcome");
        client.next("authenticated");
        return client;
    }

    /** The status with which an upgrade is refused. */
    static int refusedUpgrade(TestNode node, Optional<String> token) {
        try (StreamClient client = open(node, token)) {
            throw new AssertionError("the upgrade was accepted: " + client);
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    void send(String message) {
        socket.sendText(message.replace('\'', '"'), true).join();
    }

    /** @return false when the server has closed meanwhile */
    boolean sendWhileOpen(String message) {
        try {
            send(message);
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException) {
                return false;
            }
            throw e;
        }
    }

    void subscribe(String... channels) {
        send("{'op':'subscribe','channels':['" + String.join("','", channels) + "']}");
    }

    /** Subscribes behind a number. */
    void resume(String channel, long after) {
        send("{'op':'subscribe','channels':['" + channel + "'],'after':{'" + channel + "':" + after + "}}");
    }

    /** The next message, which must be of this type; heartbeats are passed over. */
    JsonNode next(String type) {
        JsonNode message = next();
        assertThat(message.path("type").textValue()).as("%s", message).isEqualTo(type);
        return message;
    }

    JsonNode error(String code) {
        JsonNode error = next("error");
        assertThat(error.path("code").textValue()).as("%s", error).isEqualTo(code);
        return error;
    }

    JsonNode next() {
        return next(message -> !message.path("type").textValue().equals("heartbeat"));
    }

    JsonNode next(Predicate<JsonNode> wanted) {
        try {
            while (true) {
                JsonNode message = arrived.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(message).as("a message").isNotNull();
                StreamContract.assertDescribed(message);
                if (wanted.test(message)) {
                    return message;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What has come until the answer to a ping, which is sent now. */
    List<JsonNode> untilPong() {
        send("{'op':'ping','id':'until-here'}");
        List<JsonNode> before = new ArrayList<>();
        JsonNode message = next();
        while (!message.path("id").asText().equals("until-here")) {
            before.add(message);
            message = next();
        }
        return before;
    }

    /** The code with which the server closes. */
    int closeCode() {
        try {
            return closed.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new AssertionError("the socket was not closed in order", e);
        }
    }

    /** Ends the connection without a word. */
    void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
