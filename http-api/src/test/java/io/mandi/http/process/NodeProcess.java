package io.mandi.http.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own. */
final class NodeProcess implements AutoCloseable {
    /** What the nodes of these tests sign tokens with. */
    static final String JWT_SECRET = "the-process-tests-sign-with-2f1d0c84b7a6953e";

    private static final Pattern ANNOUNCEMENT = Pattern.compile("Mandi listens on (http://\\S+)");
    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final Path dataDir;
    private final Path output;
    private final Path log;

    private NodeProcess(Process process, Path dataDir, Path output, Path log) {
        this.process = process;
        this.dataDir = dataDir;
        this.output = output;
        this.log = log;
    }

    /** What a node gets that a test does not say: a secret, a free port, a data folder below this one. */
    static Map<String, String> settings(Path folder, Map<String, String> own) {
        Map<String, String> settings = new HashMap<>();
        settings.put("JWT_SECRET", JWT_SECRET);
        settings.put("HTTP_PORT", "0");
        settings.put("DATA_DIR", folder.resolve("data").toString());
        settings.put("LOG_FORMAT", "JSON");
        // Most tests are not about partners.
        settings.put("ORDERS_REQUIRE_APPROVED_PARTNER", "false");
        // Some connections of every node that a test starts; the server has a hundred.
        settings.put("DATABASE_RECOVERY_CONNECTIONS", "5");
        settings.put("DATABASE_QUERY_CONNECTIONS", "2");
        // Tests wait until the lists have everything.
        settings.put("PROJECTION_POLL", "1s");
        settings.put("PROJECTION_BUSY_PERCENT", "50");
        settings.putAll(own);
        return settings;
    }

    /**
     * Starts a node. It is not ready when this returns.
     *
     * @param name of its files in the folder
     */
    static NodeProcess run(String name, Path folder, Map<String, String> settings, List<String> jvmOptions) {
        Path output = folder.resolve(name + ".out");
        Path log = folder.resolve(name + ".log");
        try {
            Process process = Program.java(folder, settings, jvmOptions, "serve")
                    .redirectOutput(output.toFile())
                    .redirectError(log.toFile())
                    .start();
            return new NodeProcess(process, Path.of(settings.get("DATA_DIR")), output, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the node says where it listens and that it can serve. */
    NodeProcess awaitReady() {
        await("a node that is ready; see " + log)
                .atMost(START_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the node has ended; see " + log, () -> !process.isAlive())
                .until(() -> announcement().find());
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest ready =
                    HttpRequest.newBuilder(URI.create(url() + "/health/ready")).build();
            await("a node whose parts are all ready")
                    .atMost(START_LIMIT)
                    .pollDelay(Duration.ZERO)
                    .until(() -> http.send(ready, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
        return this;
    }

    /** Where it listens, as it has printed. */
    String url() {
        Matcher announcement = announcement();
        if (!announcement.find()) {
            throw new IllegalStateException("the node has not said where it listens");
        }
        return announcement.group(1);
    }

    private Matcher announcement() {
        return ANNOUNCEMENT.matcher(read(output));
    }

    Path dataDir() {
        return dataDir;
    }

    /** What it has logged so far, a JSON object a line. */
    List<String> log() {
        return read(log).lines().toList();
    }

    /** Its log, and what else it has said. */
    String everythingSaid() {
        return "---- " + log + "\n" + read(log) + "---- " + output + "\n" + read(output);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process in the middle of whatever it does. */
    void kill9() {
        process.destroyForcibly();
        exit(Duration.ofSeconds(30));
    }

    /** Tells the process to stop. */
    void sendTerminate() {
        process.destroy();
    }

    /** Tells the process to stop and waits for its end. */
    int terminate() {
        sendTerminate();
        return exit(STOP_LIMIT);
    }

    /** Waits for its end, which must come within the limit. */
    int exit(Duration limit) {
        if (!endsWithin(limit)) {
            throw new AssertionError("the node did not end within " + limit + "; see " + log);
        }
        return process.exitValue();
    }

    /** @return whether it has ended by itself before the time is over */
    boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Leaves no process behind: neither the node nor a database server that it has started. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill9();
        }
        OwnDatabase.of(dataDir).ifPresent(OwnDatabase::end);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
