package io.mandi.http.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program as the distribution has it, to be run in processes of its own. */
final class Program {
    /** What the launcher gives the JVM. */
    static final List<String> LAUNCHER_OPTIONS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseCompactObjectHeaders",
            "-XX:MaxGCPauseMillis=15",
            "-XX:MaxTenuringThreshold=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dfile.encoding=UTF-8",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr");

    /** The folder of the whole project; tests run in the folder of their module. */
    static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();

    /** What the tests of this package write and leave for whoever looks for the cause of a failure. */
    static final Path OUTPUT = Path.of("target", "process-tests").toAbsolutePath();

    static final Path DISTRIBUTION = Path.of("target", "dist").toAbsolutePath();

    private static final Path LIBRARY = DISTRIBUTION.resolve("lib");

    /** A process starts with nothing that somebody has set for another node. */
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL");

    /** SIGINT is the second signal. */
    private static final long INTERRUPT_BIT = 1L << 1;

    private Program() {}

    /**
     * A command of the program.
     *
     * @param folder where it runs; no file {@code .env} is there
     * @param settings all that its environment has, besides what every process needs
     */
    static ProcessBuilder command(Path folder, Map<String, String> settings, String... arguments) {
        return java(folder, settings, ClassArchive.options(), arguments);
    }

    /** The same with more options of the JVM. */
    static ProcessBuilder java(
            Path folder, Map<String, String> settings, List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LAUNCHER_OPTIONS);
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", LIBRARY + "/*", "io.mandi.http.Main"));
        command.addAll(List.of(arguments));
        return process(folder, settings, command);
    }

    /** Any command. */
    static ProcessBuilder process(Path folder, Map<String, String> settings, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(settings);
        return builder;
    }

    /** When the newest part of the distribution was written. */
    static FileTime builtAt() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARY)) {
            return jars.map(Program::modifiedAt).max(FileTime::compareTo).orElseThrow();
        }
    }

    /**
     * Makes the distribution newer than the sources, so that the launcher does not build while the build runs. It is up
     * to date whenever the tests of this phase run; but its time only changes with its content.
     */
    static void markAsBuilt() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARY);
                Stream<Path> files = Files.walk(REPOSITORY)) {
            Path jar = jars.filter(file -> file.getFileName().toString().startsWith("http-api-"))
                    .findAny()
                    .orElseThrow();
            FileTime newestSource = files.filter(
                            file -> file.toString().contains("/src/main/") || file.endsWith("pom.xml"))
                    .map(Program::modifiedAt)
                    .max(FileTime::compareTo)
                    .orElseThrow();
            if (newestSource.compareTo(modifiedAt(jar)) > 0) {
                Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis()));
            }
        }
    }

    private static FileTime modifiedAt(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What Ctrl-C sends. A process that was started with this signal ignored, as shells start what runs in the
     * background, hands that down to all that it starts; then it is the signal of an orderly stop.
     */
    static String interrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "INT";
        }
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findAny()
                .orElse(0);
        return (ignored & INTERRUPT_BIT) == 0 ? "INT" : "TERM";
    }

    /** Sends a signal that {@link Process} has no method for, for example {@code INT}. */
    static void signal(long pid, String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("the signal " + signal + " did not go to the process " + pid);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
