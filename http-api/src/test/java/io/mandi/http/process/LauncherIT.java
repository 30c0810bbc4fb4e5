package io.mandi.http.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The launcher, as the README has people use it: with the machine's own {@code java} and an empty data folder. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(Lanes.FIRST)
class LauncherIT {
    private static final Path LAUNCHER = Program.REPOSITORY.resolve("mandi");
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int REQUESTS = 12;

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private int commands;

    /** A command that has ended. */
    private record Ended(int exit, String output, String errors) {}

    /** A command that runs, and the files that it writes. */
    private record Running(Process process, Path output, Path errors) {}

    @BeforeEach
    void doNotBuildWhileTheBuildRuns() throws IOException {
        Program.markAsBuilt();
    }

    @AfterEach
    void leaveNothingBehind() {
        started.forEach(Process::destroyForcibly);
        OwnDatabase.of(dataDir()).ifPresent(OwnDatabase::end);
    }

    private Path dataDir() {
        return folder.resolve("data");
    }

    @Test
    void upPrintsRequestsThatTradeWhenPastedAndTheTradeIsThereAfterTheNextStart() throws Exception {
        assumeThat(Arrays.stream(System.getenv("PATH").split(":")).map(entry -> Path.of(entry, "curl")))
                .as("curl is on the path")
                .anyMatch(Files::isExecutable);

        Running first = launch(List.of(), "up");
        List<String> printed = greeting(first);
        JsonNode sale = paste(printed, 0);
        assertThat(sale.path("order").path("status").asText()).as("%s", sale).isEqualTo("OPEN");
        JsonNode purchase = paste(printed, 1);
        assertThat(purchase.path("order").path("status").asText())
                .as("%s", purchase)
                .isEqualTo("FILLED");
        assertThat(purchase.path("trades")).as("%s", purchase).hasSize(1);
        JsonNode trade = purchase.path("trades").get(0);
        assertThat(trade.path("price").asText()).isEqualTo("57500.00");
        assertThat(trade.path("quantity").asText()).isEqualTo("25");
        JsonNode trades = paste(printed, 2);
        assertThat(trades.path("items")).as("%s", trades).containsExactly(trade);
        JsonNode book = paste(printed, 3);
        assertThat(book.path("asks").toString()).as("%s", book).isEqualTo("[[\"57500.00\",\"25\",1]]");

        JsonNode matches = paste(printed, 4).path("items");
        assertThat(matches).as("the lot at Gondal alone").hasSize(1);
        JsonNode explained = paste(printed, 5);
        assertThat(explained.path("verdict").asText()).as("%s", explained).isEqualTo("ACCEPTED");
        JsonNode reserved = paste(printed, 6);
        assertThat(reserved.path("status").asText()).as("%s", reserved).isEqualTo("HELD");
        assertThat(paste(printed, 7).path("held")).isEqualTo(reserved.path("value"));
        JsonNode released = paste(printed, 8);
        assertThat(released.path("reservation_id")).as("%s", released).isEqualTo(reserved.path("reservation_id"));
        assertThat(released.path("status").asText()).as("%s", released).isEqualTo("RELEASED");
        JsonNode made = paste(printed, 9);
        assertThat(made.path("status").asText()).as("%s", made).isEqualTo("CREATED");
        JsonNode confirmed = paste(printed, 10);
        assertThat(confirmed.path("id")).as("%s", confirmed).isEqualTo(made.path("id"));
        assertThat(confirmed.path("status").asText()).as("%s", confirmed).isEqualTo("CONFIRMED");
        assertThat(paste(printed, 11).path("items")).as("of the desk alone").containsExactly(confirmed);

        Ended token = run("token", "--org", "demo", "--user", "u1", "--type", "EXTERNAL", "--partner", "mill-01");
        assertThat(token.exit()).as("%s", token).isZero();
        assertThat(token.output()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\n");
        List<String> asPartner = new ArrayList<>(printed);
        asPartner.set(0, "TOKEN=" + token.output().strip());
        assertThat(paste(asPartner, 2)).isEqualTo(trades);

        interrupt(first);

        // Which has written down its classes, and neither command says a word about it.
        assertThat(Program.DISTRIBUTION.resolve("classes.jsa")).isRegularFile();
        Running second = launch(List.of(), "up");
        List<String> printedAgain = greeting(second);
        assertThat(paste(printedAgain, 2)).isEqualTo(trades);
        assertThat(paste(printedAgain, 3)).isEqualTo(book);
        assertThat(paste(printedAgain, 4).path("items"))
                .as("nothing was posted twice")
                .hasSize(1);
        interrupt(second);

        Ended status = run("migrate", "status");
        assertThat(status.exit()).as("%s", status).isZero();
        assertThat(status.output().lines()).as("%s", status).isNotEmpty().allMatch(line -> line.contains("  applied "));
    }

    @Test
    void saysWhatIsMissingWhereNoJdkIsNewEnough() throws Exception {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        executable(programs.resolve("java"), """
            #!/bin/sh
            echo "    java.specification.version = 17" >&2
            """);
        // The same launcher without the folders in which it would find a JDK of this machine.
        Path launcher = executable(
                folder.resolve("mandi"),
                Files.readString(LAUNCHER).replaceAll("(?m)^( +)/(usr|opt|Library)/", "$1/nonexistent/"));
        Map<String, String> settings = Map.of(
                "PATH", programs + ":/usr/bin:/bin",
                "HOME", folder.toString(),
                "JAVA_HOME", folder.toString());

        Ended ended = end(start(settings, List.of("/bin/sh", launcher.toString(), "up")));

        assertThat(ended.exit()).as("%s", ended).isEqualTo(1);
        assertThat(ended.output()).isEmpty();
        assertThat(ended.errors()).contains("no JDK of version 21 or later", "JAVA_HOME");
        assertThat(dataDir()).doesNotExist();
    }

    @Test
    void givesTheJvmTheOptionsThatTheOtherTestsOfThisPackageGive() throws IOException {
        assertThat(Files.readString(LAUNCHER)).contains(Program.LAUNCHER_OPTIONS);
    }

    /** The line that sets the token, then the requests, in the order in which they are printed. */
    private static List<String> greeting(Running up) throws IOException {
        await("what people can paste; see " + up.errors())
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .failFast("the launcher has ended", () -> !up.process().isAlive())
                .until(() -> pasteable(up).size() == 1 + REQUESTS);
        return pasteable(up);
    }

    private static List<String> pasteable(Running up) throws IOException {
        // A line counts when it is whole.
        String text = Files.readString(up.output());
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("TOKEN=") || line.startsWith("curl "))
                .toList();
    }

    private JsonNode paste(List<String> printed, int request) throws IOException, InterruptedException {
        String script = printed.get(0) + "\n" + printed.get(1 + request) + "\n";
        Ended ended = end(start(Map.of(), List.of("/bin/sh", "-c", script)));
        assertThat(ended.exit()).as("%s", ended).isZero();
        return ApiClient.JSON.readTree(ended.output());
    }

    /** Ctrl-C. */
    private void interrupt(Running up) throws IOException, InterruptedException {
        assertThat(OwnDatabase.of(dataDir())).isPresent();
        Program.signal(up.process().pid(), Program.interrupt());
        Ended ended = end(up);
        assertThat(ended.exit()).as("%s", ended).isIn(0, 130, 143);
        List<String> log = ended.errors().lines().toList();
        assertThat(log).noneMatch(line -> line.contains("\"level\":\"ERROR\""));
        assertThat(log.getLast()).contains("\"message\":\"Stopped\"");
        assertThat(OwnDatabase.of(dataDir())).as("the database has stopped too").isEmpty();
    }

    private Running launch(List<String> jvmOptions, String... arguments) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("DATA_DIR", dataDir().toString());
        settings.put("HTTP_PORT", "0");
        settings.put("MANDI_JAVA_OPTS", String.join(" ", jvmOptions));
        List<String> command = new ArrayList<>(List.of("/bin/sh", LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return start(settings, command);
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return end(launch(ClassArchive.options(), arguments));
    }

    private Running start(Map<String, String> settings, List<String> command) throws IOException {
        commands++;
        Path output = folder.resolve(commands + ".out");
        Path errors = folder.resolve(commands + ".err");
        Process process = Program.process(folder, settings, command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        started.add(process);
        return new Running(process, output, errors);
    }

    private static Ended end(Running running) throws IOException, InterruptedException {
        assertThat(running.process().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("the command ends")
                .isTrue();
        return new Ended(
                running.process().exitValue(), Files.readString(running.output()), Files.readString(running.errors()));
    }

    private static Path executable(Path file, String content) throws IOException {
        Files.writeString(file, content, StandardCharsets.UTF_8);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
