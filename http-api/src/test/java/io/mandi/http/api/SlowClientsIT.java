package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.engine.book.UserType;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What becomes of connections whose clients take their time, and of those that are open when the node stops. Each test
 * has connections of its own and mostly waits, so they all run at once.
 */
@Isolated("its figures would be those of the tests beside it")
class SlowClientsIT {
    private static final Duration HEADER_TIMEOUT = Duration.ofMillis(1_200);
    /** Longer than the limit of a head, by far. */
    private static final Duration LONG = HEADER_TIMEOUT.multipliedBy(2);

    private static final Duration STEP = Duration.ofMillis(100);
    private static final String LOOK = "GET /health/live HTTP/1.1\r\nHost: mandi\r\n\r\n";
    private static final Path DATA_DIR = TestNode.newDataDir();

    /** As many as there are clients: none waits for another. */
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private static TestNode node;
    private static String symbol;

    @BeforeAll
    static void start() {
        node = start(DATA_DIR);
        symbol = node.openMarket();
    }

    private static TestNode start(Path dataDir) {
        return TestNode.start(
                dataDir, Map.of("HTTP_HEADER_TIMEOUT", HEADER_TIMEOUT.toMillis() + "ms", "HTTP_BODY_TIMEOUT", "20s"));
    }

    @AfterAll
    static void stop() {
        node.close();
        TestNode.delete(DATA_DIR);
    }

    /** Sends one byte after the other until the connection is closed or the text is at its end. */
    private static void trickle(RawConnection connection, String text) {
        try {
            for (int i = 0; i < text.length(); i++) {
                connection.send(text.substring(i, i + 1));
                TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
            }
        } catch (UncheckedIOException closed) {
            // As it should be.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Checks that a connection on which a head goes on for ever is answered and closed at about the limit. */
    private static void assertCutOff(RawConnection connection, long start) {
        CompletableFuture<Void> sender = CompletableFuture.runAsync(
                () -> trickle(connection, "GET / HTTP/1.1\r\nX: " + "x".repeat(1_000)), THREADS);
        Reply reply = connection.read();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        reply.problem(408, "header_timeout");
        assertThat(reply.header("Connection")).hasValue("close");
        connection.awaitEnd();
        assertThat(millis)
                .isBetween(
                        HEADER_TIMEOUT.toMillis() - 50,
                        HEADER_TIMEOUT.multipliedBy(4).toMillis());
        connection.close();
        sender.join();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aHeadThatDoesNotBecomeCompleteIsCutOff() {
        assertCutOff(new RawConnection(node.url()), System.nanoTime());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void soIsOneThatComesAfterARequestThatWasInTime() {
        RawConnection connection = new RawConnection(node.url());
        connection.send(LOOK);
        assertThat(connection.read().status()).isEqualTo(200);
        connection.idle(LONG);
        assertCutOff(connection, System.nanoTime());
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void soIsOneWhoseFirstBytesCameWithTheRequestBefore() {
        RawConnection connection = new RawConnection(node.url());
        connection.send(LOOK + "GET / HTT");
        assertThat(connection.read().status()).isEqualTo(200);
        CompletableFuture<Void> sender =
                CompletableFuture.runAsync(() -> trickle(connection, "P/1.1\r\nX: " + "x".repeat(1_000)), THREADS);
        assertThat(connection.read().status()).isEqualTo(408);
        connection.awaitEnd();
        connection.close();
        sender.join();
    }

    /** The parser takes the byte for the first of three, and the end of the line for the other two. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void soIsOneWithAByteThatHidesTheEndOfItsLine() {
        try (RawConnection connection = new RawConnection(node.url())) {
            connection.send("GET /health/live HTTP/1.1\r\nHost: mandi\r\nX-Name: caf\u00e9\r\n\r\n");
            assertThat(connection.read().status()).isIn(400, 408);
            connection.awaitEnd();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aConnectionMayWaitBetweenRequests() {
        try (RawConnection connection = new RawConnection(node.url())) {
            for (int i = 0; i < 3; i++) {
                connection.idle(LONG);
                connection.send(LOOK);
                assertThat(connection.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aConnectionMaySendAnyNumberOfRequests() {
        long end = System.nanoTime() + LONG.toNanos();
        int requests = 0;
        try (RawConnection connection = new RawConnection(node.url())) {
            while (System.nanoTime() < end) {
                // In two parts, so that every head is incomplete for a moment.
                connection.send(LOOK.substring(0, 20));
                connection.send(LOOK.substring(20));
                assertThat(connection.read().status()).isEqualTo(200);
                requests++;
            }
        }
        assertThat(requests).isGreaterThan(20);
    }

    private static String order() {
        return Orders.limit(symbol, "mill", "BUY", "1", "100.00").toString();
    }

    private static String head(int length) {
        return "POST " + ApiClient.ORDERS + " HTTP/1.1\r\nHost: mandi\r\nAuthorization: Bearer "
                + TestNode.token(TestNode.ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty())
                + "\r\nContent-Type: application/json\r\nIdempotency-Key: " + ApiClient.newKey()
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aBodyHasATimeOfItsOwn() {
        String order = order();
        int steps = (int) (LONG.toMillis() / STEP.toMillis());
        try (RawConnection connection = new RawConnection(node.url())) {
            connection.send(head(order.length()));
            trickle(connection, order.substring(0, steps));
            connection.send(order.substring(steps));
            assertThat(connection.read().status()).isEqualTo(201);
            connection.send(LOOK);
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aNodeThatStopsAnswersWhatItHasAndTakesNothingNew() {
        Path dataDir = TestNode.newDataDir();
        TestNode stopping = start(dataDir);
        URI url = stopping.url();
        List<RawConnection> connections = new ArrayList<>();
        try {
            String market = stopping.openMarket();
            String order = Orders.limit(market, "mill", "BUY", "1", "100.00").toString();
            RawConnection working = new RawConnection(url);
            connections.add(working);
            working.send(head(order.length()) + order.substring(0, 10));
            RawConnection used = new RawConnection(url);
            connections.add(used);
            used.send(LOOK);
            assertThat(used.read().status()).isEqualTo(200);
            RawConnection unused = new RawConnection(url);
            connections.add(unused);

            CompletableFuture<Void> closing = CompletableFuture.runAsync(stopping::close, THREADS);
            used.awaitEnd();
            unused.awaitEnd();
            await("a port that is closed").until(() -> refuses(url));
            assertThat(closing).isNotDone();

            working.send(order.substring(10));
            Reply reply = working.read();
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.header("Connection")).hasValue("close");
            working.awaitEnd();
            closing.join();
        } finally {
            connections.forEach(RawConnection::close);
            TestNode.delete(dataDir);
        }
    }

    private static boolean refuses(URI url) {
        try {
            new RawConnection(url).close();
            return false;
        } catch (UncheckedIOException refused) {
            return true;
        }
    }
}
