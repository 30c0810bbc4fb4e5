package io.mandi.bench.node;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;

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
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
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
}
