package io.mandi.bench.node;

import io.mandi.bench.load.Orders;
import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A node of its own: the real program in its own process, on its own embedded database. */
public final class NodeProcess implements AutoCloseable {
    /** The tenant that the orders are of, where nothing else is said. */
    public static final String ORGANIZATION = "bench";

    private static final String LISTENS = "Mandi listens on ";
    private static final long STOP_SECONDS = 90;
    private static final int LOG_TAIL = 2_000;

    private final NodeFolder folder;
    private final Process process;
    private final Thread killer;
    private final long startedAt;
    private final URI url;
    private final long postmaster;
    private final Journal journal;
    private final HttpClient client = HttpClient.newHttpClient();

    private NodeProcess(
            NodeFolder folder,
            Process process,
            Thread killer,
            long startedAt,
            URI url,
            long postmaster,
            Journal journal) {
        this.folder = folder;
        this.process = process;
        this.killer = killer;
        this.startedAt = startedAt;
        this.url = url;
        this.postmaster = postmaster;
        this.journal = journal;
    }

    /** Starts a node and returns when it can serve. */
    public static NodeProcess start(NodeFolder folder, NodeSpec spec) throws IOException, InterruptedException {
        long startedAt = System.nanoTime();
        Process process = launch(folder, spec);
        // Reached only when this program is stopped in the middle.
        Thread killer = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            URI url = awaitListening(process, folder);
            List<String> postmaster = Files.readAllLines(folder.data().resolve("postgres/postmaster.pid"));
            return new NodeProcess(
                    folder,
                    process,
                    killer,
                    startedAt,
                    url,
                    Long.parseLong(postmaster.get(0).strip()),
                    Journal.open(Integer.parseInt(postmaster.get(3).strip())));
        } catch (IOException | SQLException | RuntimeException e) {
            process.destroy();
            throw e instanceof IOException io ? io : new IOException(e);
        }
    }

    private static Process launch(NodeFolder folder, NodeSpec spec) throws IOException {
        Distribution distribution = Distribution.find();
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(distribution.javaOptions());
        command.add(HeapLog.OPTION.formatted(folder.heapLog()));
        for (String option : System.getenv().getOrDefault("MANDI_JAVA_OPTS", "").split(" ")) {
            if (!option.isBlank()) {
                command.add(option);
            }
        }
        command.addAll(spec.javaOptions());
        String classPath = distribution.classPath()
                + spec.moreClasses()
                        .map(more -> System.getProperty("path.separator") + more)
                        .orElse("");
        command.addAll(List.of("-cp", classPath, "io.mandi.http.Main", "serve"));
        // In a folder of its own, where no file .env changes the settings.
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
        builder.environment().keySet().removeAll(knownSettings());
        builder.environment().put("HTTP_PORT", "0");
        builder.environment().put("DATA_DIR", folder.data().toString());
        builder.environment().put("JWT_SECRET", folder.secret());
        builder.environment().put("LOG_FORMAT", "text");
        // The load has no partners but their names.
        builder.environment().put("ORDERS_REQUIRE_APPROVED_PARTNER", "false");
        builder.environment().putAll(spec.settings());
        return builder.start();
    }

    private static List<String> knownSettings() {
        Environment environment = new Environment(Map.of());
        NodeSettings.from(environment);
        return environment.knownNames();
    }

    private static URI awaitListening(Process process, NodeFolder folder) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(LISTENS)) {
                return URI.create(line.substring(LISTENS.length()).strip());
            }
        }
        String log = Files.readString(folder.log());
        throw new IOException("the node did not start: " + log.substring(Math.max(0, log.length() - LOG_TAIL)));
    }

    /** Of a member of staff. */
    public String token(String organization) {
        return new Tokens(folder.secret(), InstantSource.system())
                .issue(
                        "bench",
                        organization,
                        UserType.INTERNAL,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofHours(12));
    }

    public URI url() {
        return url;
    }

    public Journal journal() {
        return journal;
    }

    /** Time since the process was started. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Makes the instruments whose books take the orders. */
    public void openBooks(String organization, int count) throws IOException, InterruptedException {
        for (int book = 0; book < count; book++) {
            HttpRequest request = request(organization, "/api/v1/instruments/" + Orders.symbol(book))
                    .PUT(BodyPublishers.ofString(Orders.INSTRUMENT))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 201) {
                throw new IOException("no instrument: " + response.statusCode() + " " + response.body());
            }
        }
    }

    /** Sends one order, which has to be accepted. */
    public void order(int book, long number) throws IOException, InterruptedException {
        HttpRequest request = request(ORGANIZATION, "/api/v1/orders")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(Orders.order(book, number)))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 201) {
            throw new IOException("an order was answered " + response.statusCode() + " " + response.body());
        }
    }

    /** The answer about a book's state, in JSON. */
    public String state(int book) throws IOException, InterruptedException {
        HttpRequest request = request(ORGANIZATION, "/api/v1/instruments/" + Orders.symbol(book) + "/state")
                .GET()
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("no state: " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String organization, String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .header("Authorization", "Bearer " + token(organization))
                .header("Content-Type", "application/json");
    }

    public CpuTimes cpuTimes() {
        return CpuTimes.now(process.toHandle(), ProcessHandle.of(postmaster));
    }

    /** Has the node look through its whole heap; what is left is then in the {@link #heapLog}. */
    public void collectGarbage() throws IOException, InterruptedException {
        Path command = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process jcmd = new ProcessBuilder(command.toString(), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(folder.path().resolve("jcmd.log").toFile())
                .start();
        if (!jcmd.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
            throw new IOException(
                    "jcmd failed: " + Files.readString(folder.path().resolve("jcmd.log")));
        }
    }

    public HeapLog heapLog() throws IOException {
        return HeapLog.read(folder);
    }

    /** Stops node and database in order. */
    @Override
    public void close() throws IOException {
        journal.close();
        client.close();
        process.destroy();
        boolean stopped = false;
        try {
            stopped = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!stopped) {
            process.destroyForcibly();
            throw new IOException("the node did not stop within " + STOP_SECONDS + " s; see " + folder.path());
        }
        Runtime.getRuntime().removeShutdownHook(killer);
    }
}
