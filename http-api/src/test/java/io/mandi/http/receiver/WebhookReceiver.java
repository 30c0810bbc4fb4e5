package io.mandi.http.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Keeps what it is sent, answers challenges, and otherwise answers as it is told to. */
public final class WebhookReceiver implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private volatile Answers answers = message -> Answer.of(200);

    /**
     * What was sent.
     *
     * @param status that it was answered with
     */
    public record Message(HttpHeaders headers, String text, JsonNode body, int status) {
        public String id() {
            return headers.firstValue("webhook-id").orElseThrow();
        }

        public long timestamp() {
            return Long.parseLong(headers.firstValue("webhook-timestamp").orElseThrow());
        }

        /** Checks the signature with the official library; throws when it does not fit. */
        public void verify(String secret) {
            try {
                new Webhook(secret).verify(text, headers);
            } catch (Exception e) {
                throw new AssertionError("the signature of " + id() + " is refused", e);
            }
        }
    }

    /** How to answer a message; its status is not yet known. */
    public interface Answers {
        Answer to(Message message) throws IOException;
    }

    /** @param retryAfter header of that name, or nothing */
    public record Answer(int status, String retryAfter) {
        public static Answer of(int status) {
            return new Answer(status, "");
        }
    }

    private WebhookReceiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static WebhookReceiver start() {
        try {
            return new WebhookReceiver(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** From now on. */
    public void answer(Answers how) {
        answers = how;
    }

    /** Everything but challenges, in the order of its coming. */
    public List<Message> messages() {
        return messages;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            HttpHeaders headers = HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true);
            JsonNode body = JSON.readTree(text);
            if (body.path("type").asText().equals("endpoint.verification")) {
                respond(exchange, Answer.of(200), body.path("data").toString());
                return;
            }
            Answer answer = answers.to(new Message(headers, text, body, 0));
            messages.add(new Message(headers, text, body, answer.status()));
            respond(exchange, answer, "{\"received\":true}");
        }
    }

    private static void respond(HttpExchange exchange, Answer answer, String text) throws IOException {
        if (!answer.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
