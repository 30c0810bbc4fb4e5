package io.mandi.persistence;

import io.mandi.persistence.postgres.EmbeddedServer;
import io.mandi.persistence.postgres.EmbeddedServerSettings;
import io.mandi.persistence.postgres.StreamingReplica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** One primary with a streaming replica for all tests of a run. */
public final class ReplicatedServer {
    private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();
    private static final ReplicatedServer SHARED = start();

    private final Path dataDir;
    private final EmbeddedServer primary;
    private final StreamingReplica replica;

    private ReplicatedServer(Path dataDir, EmbeddedServer primary, StreamingReplica replica) {
        this.dataDir = dataDir;
        this.primary = primary;
        this.replica = replica;
    }

    public static ReplicatedServer shared() {
        return SHARED;
    }

    /** The data folder of the primary. */
    public Path dataDir() {
        return dataDir;
    }

    public EmbeddedServer primary() {
        return primary;
    }

    public StreamingReplica replica() {
        return replica;
    }

    private static ReplicatedServer start() {
        try {
            Path home = Files.createTempDirectory("mandi-replicated");
            Path dataDir = Files.createDirectory(home.resolve("primary"));
            EmbeddedServer primary =
                    EmbeddedServer.start(EmbeddedServerSettings.in(dataDir).withBinariesDir(BINARIES));
            StreamingReplica replica = StreamingReplica.start(primary, dataDir, home, BINARIES);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                replica.close();
                primary.close();
                FileUtils.deleteQuietly(home.toFile());
            }));
            return new ReplicatedServer(dataDir, primary, replica);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
