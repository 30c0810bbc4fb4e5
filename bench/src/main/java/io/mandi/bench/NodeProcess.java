package io.mandi.bench;

import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.http.auth.Tokens;
import io.mandi.http.auth.UserType;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A node of its own: the real program in its own process, on an embedded database that did not exist before. */
final class NodeProcess implements AutoCloseable {
    private static final String ORGANIZATION = "bench";
    private static final String LISTENS = "Mandi listens on ";
    private static final long STOP_SECONDS = 90;
    private static final int LOG_TAIL = 2_000;

    private final Path folder;
    private final Process process;
    private final Thread killer;
    private final URI url;
    private final String token;
    private final long postmaster;
    private final Journal journal;

    private NodeProcess(
            Path folder, Process process, Thread killer, URI url, String token, long postmaster, Journal journal) {
        this.folder = folder;
        this.process = process;
        this.killer = killer;
        this.url = url;
        this.token = token;
        this.postmaster = postmaster;
        this.journal = journal;
    }

    /**
     * Starts a node and returns when it can serve.
     *
     * @param parent where the node gets a folder of its own, which {@link #close} deletes
     * @param settings what differs from the defaults
     */
    static NodeProcess start(Path parent, Map<String, String> settings) throws IOException, InterruptedException {
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "node-");
        String secret = UUID.randomUUID().toString() + UUID.randomUUID();
        Process process = launch(folder, secret, settings);
        // Reached only when this program is stopped in the middle.
        Thread killer = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            URI url = awaitListening(process, folder);
            List<String> postmaster = Files.readAllLines(folder.resolve("data/postgres/postmaster.pid"));
            return new NodeProcess(
                    folder,
                    process,
                    killer,
                    url,
                    token(secret),
                    Long.parseLong(postmaster.get(0).strip()),
                    Journal.open(Integer.parseInt(postmaster.get(3).strip())));
        } catch (IOException | SQLException | RuntimeException e) {
            process.destroy();
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private static Process launch(Path folder, String secret, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dfile.encoding=UTF-8"));
        for (String option : System.getenv().getOrDefault("MANDI_JAVA_OPTS", "").split(" ")) {
            if (!option.isBlank()) {
                command.add(option);
            }
        }
        command.addAll(List.of("-cp", Distribution.find().classPath(), "io.mandi.http.Main", "serve"));
        // In a folder of its own, where no file .env changes the settings.
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("node.log").toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeAll(knownSettings());
        variables.put("HTTP_PORT", "0");
        variables.put("DATA_DIR", folder.resolve("data").toString());
        variables.put("JWT_SECRET", secret);
        variables.put("LOG_FORMAT", "text");
        variables.putAll(settings);
        return builder.start();
    }

    private static List<String> knownSettings() {
        Environment environment = new Environment(Map.of());
        NodeSettings.from(environment);
        return environment.knownNames();
    }

    private static URI awaitListening(Process process, Path folder) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(LISTENS)) {
                return URI.create(line.substring(LISTENS.length()).strip());
            }
        }
        String log = Files.readString(folder.resolve("node.log"));
        throw new IOException("the node did not start: " + log.substring(Math.max(0, log.length() - LOG_TAIL)));
    }

    private static String token(String secret) {
        return new Tokens(secret, InstantSource.system())
                .issue(
                        "bench",
                        ORGANIZATION,
                        UserType.INTERNAL,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofHours(12));
    }

    URI url() {
        return url;
    }

    String token() {
        return token;
    }

    Journal journal() {
        return journal;
    }

    /** Makes the instruments whose books take the orders. */
    void openBooks(int count) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int book = 0; book < count; book++) {
                HttpRequest request = HttpRequest.newBuilder(url.resolve("/api/v1/instruments/" + Orders.symbol(book)))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(Orders.INSTRUMENT))
                        .build();
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 201) {
                    throw new IOException("no instrument: " + response.statusCode() + " " + response.body());
                }
            }
        }
    }

    CpuTimes cpuTimes() {
        return CpuTimes.now(process.toHandle(), ProcessHandle.of(postmaster));
    }

    /** Stops node and database in order, and deletes what they have written. */
    @Override
    public void close() throws IOException {
        journal.close();
        process.destroy();
        boolean stopped = false;
        try {
            stopped = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!stopped) {
            process.destroyForcibly();
            throw new IOException("the node did not stop within " + STOP_SECONDS + " s; see " + folder);
        }
        Runtime.getRuntime().removeShutdownHook(killer);
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** What processors have done so far: for the node, for PostgreSQL with all its processes, and for this program. */
    record CpuTimes(Duration node, Map<Long, Duration> database, Duration generator) {

        private static CpuTimes now(ProcessHandle node, Optional<ProcessHandle> postmaster) {
            Map<Long, Duration> database = new HashMap<>();
            postmaster.ifPresent(main -> {
                database.put(main.pid(), of(main));
                main.descendants().forEach(child -> database.put(child.pid(), of(child)));
            });
            return new CpuTimes(of(node), database, of(ProcessHandle.current()));
        }

        private static Duration of(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        /** The time between two looks. A database process that ended between them is not counted. */
        Cpu since(CpuTimes before) {
            Duration spent = Duration.ZERO;
            for (Map.Entry<Long, Duration> entry : database.entrySet()) {
                spent = spent.plus(entry.getValue()).minus(before.database.getOrDefault(entry.getKey(), Duration.ZERO));
            }
            return new Cpu(node.minus(before.node), spent, generator.minus(before.generator));
        }
    }
}
