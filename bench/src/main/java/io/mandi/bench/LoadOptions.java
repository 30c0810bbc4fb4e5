package io.mandi.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that the benchmarks of the durable path have in common. */
final class LoadOptions {
    @Option(
            names = "--seconds",
            defaultValue = "10",
            paramLabel = "N",
            description = "Length of one window. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each case is measured, in turn with the others. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "N",
            description = "Seconds of load on each case before anything is measured. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--connections",
            defaultValue = "64",
            paramLabel = "N",
            description = "Connections, each with one request at a time. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--books",
            defaultValue = "1,16",
            split = ",",
            paramLabel = "N",
            description = "Numbers of order books to measure with. Default: ${DEFAULT-VALUE}.")
    private List<Integer> books = List.of();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the databases lie meanwhile; on the disk that counts. Default: bench/target/runs.")
    private Path data;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the nodes, as in .env.example; may stand more than once.")
    private Map<String, String> settings = Map.of();

    LoadPlan plan() {
        Path folder = data == null ? Distribution.find().home().resolve("bench/target/runs") : data.toAbsolutePath();
        return new LoadPlan(
                Duration.ofSeconds(seconds),
                rounds,
                Duration.ofSeconds(warmUp),
                connections,
                List.copyOf(books),
                Map.copyOf(settings),
                folder);
    }
}
