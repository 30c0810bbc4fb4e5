package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.api.StreamBook;
import io.mandi.http.auth.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A client that keeps a book by the live stream. It has one connection at a time, whose messages arrive one after the other; each
 * message is checked. When the connection is lost it makes another one, and asks to go on where it was.
 */
final class StreamFollower implements AutoCloseable {
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final AtomicInteger changes = new AtomicInteger();
    final AtomicInteger snapshots = new AtomicInteger();
    final AtomicInteger resumed = new AtomicInteger();
    final AtomicInteger connections = new AtomicInteger();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Supplier<String> node;
    private final String symbol;
    private final boolean restless;
    private final SplittableRandom random;
    private final String token = new Tokens(NodeProcess.JWT_SECRET, InstantSource.system())
            .issue(
                    "follower",
                    ApiClient.ORGANIZATION,
                    UserType.INTERNAL,
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofMinutes(30));
    /** Touched by {@link #thread} alone, but for the last look. */
    private Optional<StreamBook> book = Optional.empty();

    private WebSocket socket;
    private volatile boolean closed;

    /**
     * @param node asked before each connection for the URL of the node
     * @param restless whether it reads slowly now and then, and drops its connection
     */
    StreamFollower(Supplier<String> node, String symbol, boolean restless, SplittableRandom random) {
        this.node = node;
        this.symbol = symbol;
        this.restless = restless;
        this.random = random;
        thread.execute(this::connect);
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            socket = http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(URI.create(node.get().replace("http:", "ws:") + "/api/v1/stream"), new Listener())
                    .join();
            connections.incrementAndGet();
            String after = book.map(known -> ",\"after\":{\"book:" + symbol + "\":" + known.sequence() + "}")
                    .orElse("");
            socket.sendText("{\"op\":\"subscribe\",\"channels\":[\"book:" + symbol + "\"]" + after + "}", true)
                    .join();
            socket.request(1);
        } catch (CompletionException e) {
            // The node is down; it comes back.
            thread.schedule(this::connect, 50, TimeUnit.MILLISECONDS);
        }
    }

    /** Asks for the next message when the client is done with the one before. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onOpen(WebSocket from) {
            // Asked for when the client is ready.
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (!last) {
                from.request(1);
                return null;
            }
            String message = text.toString();
            text.setLength(0);
            thread.execute(() -> take(from, message));
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            lost(from);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            lost(from);
        }
    }

    private void lost(WebSocket from) {
        if (!closed) {
            thread.execute(() -> {
                if (from == socket) {
                    connect();
                }
            });
        }
    }

    private void take(WebSocket from, String text) {
        if (from != socket) {
            return;
        }
        try {
            JsonNode message = ApiClient.JSON.readTree(text);
            switch (message.path("type").textValue()) {
                case "snapshot" -> {
                    book = Optional.of(new StreamBook(message));
                    snapshots.incrementAndGet();
                }
                case "change" -> {
                    book.orElseThrow().take(message);
                    changes.incrementAndGet();
                }
                case "subscribed" -> resumed.addAndGet(message.path("resumed").booleanValue() ? 1 : 0);
                case "error" -> throw new AssertionError(text);
                default -> {
                    // Notices come before snapshots; the rest says nothing of the book.
                }
            }
        } catch (Throwable e) {
            failure.set(e);
            return;
        }
        int chance = restless ? random.nextInt(100) : Integer.MAX_VALUE;
        if (chance == 0) {
            from.abort();
            connect();
        } else if (chance < 10) {
            thread.schedule(() -> from.request(1), random.nextInt(1, 40), TimeUnit.MILLISECONDS);
        } else {
            from.request(1);
        }
    }

    String symbol() {
        return symbol;
    }

    void awaitChanges(int more) {
        int goal = changes.get() + more;
        await("changes of the book")
                .atMost(Duration.ofSeconds(60))
                .until(() -> changes.get() >= goal || failure.get() != null);
        assertThat(failure.get()).isNull();
    }

    void assertSameAs(JsonNode shown) {
        try {
            CompletableFuture.runAsync(() -> book.orElseThrow().assertSameAs(shown), thread)
                    .join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        http.shutdownNow();
    }
}
