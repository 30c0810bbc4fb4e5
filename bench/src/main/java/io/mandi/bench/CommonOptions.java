package io.mandi.bench;

import io.mandi.bench.node.Distribution;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every benchmark that starts nodes. */
final class CommonOptions {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the databases lie meanwhile; on the disk that counts. Default: bench/target/runs.")
    private Path data;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the nodes, as in .env.example; may stand more than once.")
    private Map<String, String> settings = new LinkedHashMap<>();

    Path folder() {
        return data == null ? Distribution.find().home().resolve("bench/target/runs") : data.toAbsolutePath();
    }

    Map<String, String> settings() {
        return Map.copyOf(settings);
    }
}
