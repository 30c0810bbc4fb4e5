package io.mandi.http.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mandi.engine.webhook.SigningSecret;
import io.mandi.integrations.webhook.Signature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A receiver of webhooks, for those who write one. */
@Command(
        name = "listen",
        mixinStandardHelpOptions = true,
        description = {
            "Receives webhooks on this machine, answers challenges, and prints each message as a line of JSON.",
            "The node must be started with WEBHOOK_ALLOW_LOOPBACK=true."
        })
final class ListenCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_BYTES = 1 << 20;

    @Option(
            names = "--port",
            defaultValue = "9000",
            paramLabel = "PORT",
            description = "Where to listen, on 127.0.0.1; 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            description = "The webhook's secret (whsec_...), to check signatures with.")
    private Optional<String> secret;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be from 0 to 65535");
        }
        Optional<SigningSecret> key = secret.flatMap(SigningSecret::parse);
        if (secret.isPresent() && key.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--secret must be what the webhook's creation has answered");
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> handle(exchange, key));
        server.start();
        System.err.println(
                "Listening on http://127.0.0.1:" + server.getAddress().getPort() + "/");
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
        end.await();
        return 0;
    }

    private static void handle(HttpExchange exchange, Optional<SigningSecret> key) throws IOException {
        try (exchange) {
            byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES);
            String text = new String(bytes, StandardCharsets.UTF_8);
            JsonNode body = parse(text);
            boolean valid = key.isEmpty() || isValid(exchange, key.get(), text);
            ObjectNode line = JSON.createObjectNode()
                    .put("webhook_id", header(exchange, "webhook-id"))
                    .put("signature", key.isEmpty() ? "not checked" : valid ? "valid" : "invalid");
            System.out.println(line.set("message", body).toString());
            // The challenge of a verification is in the data of its message.
            byte[] answer = body.path("data").path("challenge").isTextual()
                    ? JSON.writeValueAsBytes(body.path("data"))
                    : new byte[0];
            exchange.sendResponseHeaders(valid ? 200 : 401, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private static boolean isValid(HttpExchange exchange, SigningSecret key, String text) {
        return Signature.isValid(
                key,
                header(exchange, "webhook-id"),
                header(exchange, "webhook-timestamp"),
                text,
                header(exchange, "webhook-signature"),
                Instant.now().getEpochSecond());
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }
}
