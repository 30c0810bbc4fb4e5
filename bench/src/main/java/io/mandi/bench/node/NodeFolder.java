package io.mandi.bench.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.commons.io.FileUtils;

/**
 * What outlives the processes of one node: its data, and the secret that its tokens are signed with. Closing deletes it.
 *
 * @param path an empty folder at first
 */
public record NodeFolder(Path path, String secret) implements AutoCloseable {
    /** What a node calls their folder in its data folder. */
    private static final String PROGRAMS = "postgres-binaries";

    public static NodeFolder in(Path parent) throws IOException {
        Files.createDirectories(parent);
        NodeFolder folder = new NodeFolder(
                Files.createTempDirectory(parent, "node-"), UUID.randomUUID().toString() + UUID.randomUUID());
        // The programs of PostgreSQL are unpacked once for all nodes, with the first start.
        Path programs = Files.createDirectories(
                Distribution.find().home().resolve("target").resolve(PROGRAMS));
        Files.createDirectories(folder.data());
        Files.createSymbolicLink(folder.data().resolve(PROGRAMS), programs);
        return folder;
    }

    Path data() {
        return path.resolve("data");
    }

    Path log() {
        return path.resolve("node.log");
    }

    Path heapLog() {
        return path.resolve("gc.log");
    }

    @Override
    public void close() throws IOException {
        FileUtils.deleteDirectory(path.toFile());
    }
}
