package io.mandi.http.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mandi.cluster.Environment;
import io.mandi.cluster.Logging;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.schedule.Sleeper;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.engine.testkit.DataFolders;
import io.mandi.persistence.postgres.EmbeddedServer;
import io.mandi.persistence.schedule.WakeUps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The schedule as a whole node runs it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ScheduleIT {
    private static final WakeUp.Kind KIND = new WakeUp.Kind("crop");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long SECOND = 1_000_000;

    private final Path dataDir = DataFolders.create("mandi-schedule-test");
    private final Queue<String> woken = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Sleeper.Answer> slow = new CompletableFuture<>();

    /** Wakes at once, but for what is slow, and what fails. */
    private final Sleeper sleeper = new Sleeper() {
        @Override
        public WakeUp.Kind kind() {
            return KIND;
        }

        @Override
        public CompletionStage<Answer> wake(WakeUp wakeUp, long now) {
            woken.add(wakeUp.key());
            return switch (wakeUp.key()) {
                case "slow" -> slow;
                case "rot" -> CompletableFuture.failedStage(new IllegalStateException("no ground"));
                default -> CompletableFuture.completedStage(Answer.DONE);
            };
        }
    };

    @AfterEach
    void delete() throws IOException {
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Node start(List<Sleeper> sleepers) throws Exception {
        NodeSettings settings = NodeSettings.from(new Environment(Map.of(
                "DATA_DIR", dataDir.toString(),
                "HTTP_PORT", "0",
                "LOG_LEVEL", "ERROR",
                "SCHEDULE_LEASE", "30s",
                "SCHEDULE_DRAIN", "14s")));
        Logging.configure(settings.log(), true);
        Node node = Node.start(
                settings, "a key that only these tests sign with: 1d0c2e97f4", InstantSource.system(), sleepers);
        assertThat(node.awaitReady(Duration.ofSeconds(60))).isTrue();
        return node;
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void set(String key, long dueAt) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(EmbeddedServer.runningUrl(dataDir).orElseThrow())) {
            WakeUps.set(connection, new WakeUp("north", KIND, key, dueAt));
        }
    }

    private static double metric(Node node, String name) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String text = client.send(
                            HttpRequest.newBuilder(URI.create(node.url() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return text.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static double fired(Node node, String outcome) {
        return metric(node, "mandi_schedule_fired_total{outcome=\"" + outcome + "\"}");
    }

    @Test
    void whatBecomesDueWhileNoNodeIsThereIsFiredByTheNext() throws Exception {
        try (Node node = start(List.of())) {
            // Nobody knows this kind yet.
            set("missed", now());
            await("how late it is").atMost(LIMIT).until(() -> metric(node, "mandi_schedule_due") == 1);
            assertThat(metric(node, "mandi_schedule_late_seconds")).isPositive();
            assertThat(woken).isEmpty();
        }
        Node node = start(List.of(sleeper));
        CompletableFuture<Void> closing;
        try {
            await("what was missed").atMost(LIMIT).until(() -> woken.contains("missed"));
            long due = now() + SECOND / 2;
            set("soon", due);
            set("rot", due);
            node.schedule().expect(due);
            await("what is due now").atMost(LIMIT).until(() -> woken.contains("soon"));
            assertThat(now() - due).isBetween(0L, 5 * SECOND);
            // The program is woken too.
            await("the counts").atMost(LIMIT).until(() -> fired(node, "done") >= 2 && fired(node, "failed") >= 1);
            assertThat(fired(node, "not_yet")).isZero();

            set("slow", now());
            await("what takes long").atMost(LIMIT).until(() -> woken.contains("slow"));
        } finally {
            closing = CompletableFuture.runAsync(node::close);
        }
        // The node waits for it.
        await("the node to stop serving").atMost(LIMIT).until(() -> refuses(node));
        assertThat(closing).isNotDone();
        slow.complete(Sleeper.Answer.DONE);
        closing.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean refuses(Node node) {
        URI url = URI.create(node.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
