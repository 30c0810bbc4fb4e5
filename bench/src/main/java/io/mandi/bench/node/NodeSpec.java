package io.mandi.bench.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a node is started.
 *
 * @param settings what differs from the defaults, as in {@code .env.example}
 * @param javaOptions on top of the launcher's
 * @param moreClasses what its class path has besides the program
 */
public record NodeSpec(Map<String, String> settings, List<String> javaOptions, Optional<Path> moreClasses) {

    /** The program as it is, with settings. */
    public static NodeSpec of(Map<String, String> settings) {
        return new NodeSpec(settings, List.of(), Optional.empty());
    }

    /** The same with more settings, which win. */
    public NodeSpec with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(more);
        return new NodeSpec(all, javaOptions, moreClasses);
    }

    /**
     * The same with a file that keeps the classes which a node has loaded for the next start, as the launcher gives one.
     *
     * @param archive written when a node stops and it is not there
     */
    public NodeSpec withClassArchive(Path archive) {
        List<String> options = new ArrayList<>(javaOptions);
        options.add("-XX:+AutoCreateSharedArchive");
        options.add("-XX:SharedArchiveFile=" + archive);
        return new NodeSpec(settings, options, moreClasses);
    }

    /** The same with the journal and the snapshot store of {@code io.mandi.bench.noop}. */
    public NodeSpec withNoOpJournal() {
        List<String> options = new ArrayList<>(javaOptions);
        for (Plugin plugin : List.of(
                new Plugin("journal", "journals", "NoOpJournal"),
                new Plugin("snapshot-store", "snapshot-stores", "NoOpSnapshotStore"))) {
            String name = "no-op-" + plugin.kind;
            options.add("-Dpekko.persistence." + plugin.kind + ".plugin=" + name);
            options.add("-Dpekko.persistence." + plugin.kind + ".auto-start-" + plugin.kinds + ".0=" + name);
            options.add("-D" + name + ".class=io.mandi.bench.noop." + plugin.type);
            options.add("-D" + name + ".plugin-dispatcher=pekko.actor.default-dispatcher");
        }
        return new NodeSpec(settings, options, Optional.of(ownClasses()));
    }

    private record Plugin(String kind, String kinds, String type) {}

    private static Path ownClasses() {
        return Path.of(NodeSpec.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }
}
