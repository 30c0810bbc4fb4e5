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

    public static NodeFolder in(Path parent) throws IOException {
        Files.createDirectories(parent);
        return new NodeFolder(
                Files.createTempDirectory(parent, "node-"), UUID.randomUUID().toString() + UUID.randomUUID());
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
