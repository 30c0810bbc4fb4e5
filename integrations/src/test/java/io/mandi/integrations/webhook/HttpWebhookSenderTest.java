package io.mandi.integrations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.mandi.engine.id.TraceContext;
import io.mandi.engine.webhook.Attempt;
import io.mandi.engine.webhook.Attempt.Failure;
import io.mandi.engine.webhook.EndpointId;
import io.mandi.engine.webhook.SigningSecret;
import io.mandi.engine.webhook.WebhookEndpoint;
import io.mandi.engine.webhook.WebhookSender.Message;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpWebhookSenderTest {
    private static final ActorTestKit TEST_KIT = ActorTestKit.create();
    private static final Message MESSAGE = new Message("evt_1", "{\"note\":\"नमस्ते\"}");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final SigningSecret SECRET = new SigningSecret(new byte[SigningSecret.LENGTH]);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private HttpServer server;

    private record Received(String path, HttpHeaders headers, byte[] body) {}

    /** How the receiver answers. */
    private interface Handler {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @AfterAll
    static void shutDown() {
        TEST_KIT.shutdownTestKit();
    }

    private void answer(Handler handler) {
        server.createContext("/", exchange -> {
            try (exchange) {
                received.add(new Received(
                        exchange.getRequestURI().toString(),
                        HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true),
                        exchange.getRequestBody().readAllBytes()));
                handler.answer(exchange);
            }
        });
    }

    private static Handler status(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static WebhookEndpoint endpoint(String url) {
        return new WebhookEndpoint(
                EndpointId.of("north", 1, 1),
                url,
                List.of("order.*"),
                Optional.empty(),
                true,
                8,
                OptionalLong.of(1),
                Optional.empty(),
                List.of(SECRET),
                1,
                1,
                1);
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/hook?shop=7";
    }

    private Attempt send(WebhookTargets targets, String url, Duration timeout) {
        return new HttpWebhookSender(TEST_KIT.system(), targets, timeout, InstantSource.system())
                .send(endpoint(url), MESSAGE)
                .toCompletableFuture()
                .join();
    }

    private Attempt send(String url) {
        return send(new WebhookTargets(true, threads), url, TIMEOUT);
    }

    @Test
    void theMessageArrivesSignedAndByteForByte() throws Exception {
        answer(status(200, "thanks"));
        Attempt attempt = send(url());
        assertThat(attempt.status()).hasValue(200);
        assertThat(attempt.answer()).isEqualTo("thanks");
        assertThat(attempt.durationMicros()).isPositive();
        Received message = received.take();
        assertThat(message.path()).isEqualTo("/hook?shop=7");
        assertThat(new String(message.body, StandardCharsets.UTF_8)).isEqualTo(MESSAGE.body());
        assertThat(message.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(message.headers().firstValue("webhook-id")).hasValue("evt_1");
        new Webhook(SECRET.reveal()).verify(new String(message.body, StandardCharsets.UTF_8), message.headers());
        long timestamp =
                Long.parseLong(message.headers().firstValue("webhook-timestamp").orElseThrow());
        assertThat(Instant.ofEpochSecond(timestamp)).isBetween(Instant.now().minusSeconds(20), Instant.now());
    }

    @Test
    void theReceiverIsToldTheSpanOfASampledMessageAndNothingOfOthers() throws Exception {
        answer(status(200, ""));
        send(url());
        TraceContext trace = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "congo=t61");
        new HttpWebhookSender(TEST_KIT.system(), new WebhookTargets(true, threads), TIMEOUT, InstantSource.system())
                .send(endpoint(url()), new Message(MESSAGE.id(), MESSAGE.body(), 1, Optional.of(trace)))
                .toCompletableFuture()
                .join();
        HttpHeaders untold = received.take().headers();
        assertThat(untold.firstValue("traceparent")).isEmpty();
        HttpHeaders told = received.take().headers();
        assertThat(told.firstValue("traceparent")).hasValue("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        assertThat(told.firstValue("tracestate")).isEmpty();
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() {
        answer(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
        });
        assertThat(send(url()).status()).hasValue(307);
        assertThat(received).hasSize(1);
    }

    @Test
    void ofALongAnswerTheBeginningIsKept() {
        answer(status(500, "x".repeat(1_000_000)));
        Attempt attempt = send(url());
        assertThat(attempt.status()).hasValue(500);
        assertThat(attempt.answer()).isEqualTo("x".repeat(HttpWebhookSender.KEPT_ANSWER));
    }

    @Test
    void theReceiverMaySayWhenToComeAgain() {
        answer(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "77");
            exchange.sendResponseHeaders(429, -1);
        });
        assertThat(send(url()).retryAfterMicros()).hasValue(77_000_000);
    }

    @Test
    void anAnswerThatDoesNotEndIsGivenUp() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Attempt attempt = send(new WebhookTargets(true, threads), url(), Duration.ofMillis(300));
        done.countDown();
        assertThat(attempt.failure()).hasValue(Failure.TIMEOUT);
        assertThat(attempt.status()).isEqualTo(OptionalInt.empty());
    }

    @Test
    void nobodyListening() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(send("http://127.0.0.1:" + port + "/").failure()).hasValue(Failure.CONNECTION_FAILED);
    }

    @Test
    void aConnectionThatBreaksOff() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> {
                try (var connection = socket.accept();
                        InputStream in = connection.getInputStream()) {
                    in.read();
                } catch (IOException e) {
                    // The test has ended.
                }
            });
            assertThat(send("http://127.0.0.1:" + socket.getLocalPort() + "/").failure())
                    .hasValue(Failure.CONNECTION_FAILED);
        }
    }

    @Test
    void theAddressIsCheckedAtEveryAttempt() {
        answer(status(200, ""));
        assertThat(send(new WebhookTargets(false, threads), url(), TIMEOUT).failure())
                .hasValue(Failure.ADDRESS_REFUSED);
        assertThat(received).isEmpty();
    }

    /** A name that leads outside when it is checked and inside when it is used gains nothing: it is looked up once. */
    @Test
    void whatWasCheckedIsWhatIsConnectedTo() throws Exception {
        answer(status(200, ""));
        BlockingQueue<InetAddress> answers =
                new LinkedBlockingQueue<>(List.of(InetAddress.getLoopbackAddress(), InetAddress.getByName("10.0.0.1")));
        WebhookTargets rebinding =
                new WebhookTargets(new AddressRules(true), host -> List.of(answers.remove()), threads);
        String elsewhere = "http://hook.example:" + server.getAddress().getPort() + "/";
        assertThat(send(rebinding, elsewhere, TIMEOUT).status()).hasValue(200);
        assertThat(received.take().headers().firstValue("host"))
                .hasValue("hook.example:" + server.getAddress().getPort());
        assertThat(send(rebinding, elsewhere, TIMEOUT).failure()).hasValue(Failure.ADDRESS_REFUSED);
    }

    @Test
    void aHostThatIsNotKnown() {
        WebhookTargets nowhere = new WebhookTargets(
                new AddressRules(true),
                host -> {
                    throw new UnknownHostException(host);
                },
                threads);
        assertThat(send(nowhere, "http://hook.example/", TIMEOUT).failure()).hasValue(Failure.HOST_UNKNOWN);
    }

    @Test
    void aCertificateOfOnesOwnIsRefused(@TempDir Path folder) throws Exception {
        HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder)));
        secure.setExecutor(threads);
        secure.createContext("/", exchange -> received.add(new Received("/", null, null)));
        secure.start();
        try {
            assertThat(send("https://localhost:" + secure.getAddress().getPort() + "/")
                            .failure())
                    .hasValue(Failure.CERTIFICATE_REFUSED);
            assertThat(received).isEmpty();
        } finally {
            secure.stop(0);
        }
    }

    private static SSLContext selfSigned(Path folder) throws Exception {
        Path store = folder.resolve("keys");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void anEndpointIsOneThatAnswersWithTheChallenge() throws Exception {
        BlockingQueue<Handler> answers = new LinkedBlockingQueue<>();
        answer(exchange -> answers.remove().answer(exchange));
        EndpointChallenge challenge = new EndpointChallenge(
                new HttpWebhookSender(
                        TEST_KIT.system(), new WebhookTargets(true, threads), TIMEOUT, InstantSource.system()),
                InstantSource.system());
        for (String wrong : List.of("", "ok", "{\"challenge\":\"other\"}", "[1]", "{")) {
            answers.add(status(200, wrong));
            assertThat(challenge.verify(endpoint(url())).toCompletableFuture().join())
                    .as("%s", wrong)
                    .isPresent();
        }
        received.clear();
        answers.add(exchange -> {
            String body = new String(received.element().body(), StandardCharsets.UTF_8);
            String told = body.replaceAll(".*\"challenge\":\"([^\"]*)\".*", "$1");
            status(201, "{\"challenge\": \"" + told + "\"}").answer(exchange);
        });
        assertThat(challenge.verify(endpoint(url())).toCompletableFuture().join())
                .isEmpty();
        Received message = received.take();
        assertThat(new String(message.body, StandardCharsets.UTF_8)).startsWith("{\"type\":\"endpoint.verification\"");
        new Webhook(SECRET.reveal()).verify(new String(message.body, StandardCharsets.UTF_8), message.headers());
        answers.add(status(404, "no"));
        assertThat(challenge.verify(endpoint(url())).toCompletableFuture().join())
                .hasValueSatisfying(flaw -> assertThat(flaw).contains("404"));
    }
}
