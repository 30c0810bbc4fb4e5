package io.mandi.persistence.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How the embedded server is run.
 *
 * @param dataDir the node's data folder; the database lies in {@code postgres} below it
 * @param binariesDir where the server's programs are unpacked to; several data folders may share one
 * @param port the TCP port, or empty for one that is free at each start
 * @param startWait how long a start may take; recovery after a crash replays the log, which can take long
 * @param stopWait how long an orderly stop may take before the server is stopped the hard way (which loses nothing, but
 *     makes the next start recover)
 */
public record EmbeddedServerSettings(
        Path dataDir, Path binariesDir, OptionalInt port, Duration startWait, Duration stopWait) {

    /** Checks every value, so that a server is never started with half of them understood. */
    public EmbeddedServerSettings {
        Objects.requireNonNull(dataDir, "dataDir");
        Objects.requireNonNull(binariesDir, "binariesDir");
        Objects.requireNonNull(port, "port");
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65_535)) {
            throw new IllegalArgumentException("port must be from 1 to 65535, not " + port.getAsInt());
        }
        requireSeconds("startWait", startWait);
        requireSeconds("stopWait", stopWait);
    }

    /** The defaults for a data folder: a free port, 60 s to start, 60 s to stop. */
    public static EmbeddedServerSettings in(Path dataDir) {
        return new EmbeddedServerSettings(
                dataDir,
                dataDir.resolve("postgres-binaries"),
                OptionalInt.empty(),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60));
    }

    /** The same with the server's programs unpacked elsewhere. */
    public EmbeddedServerSettings withBinariesDir(Path folder) {
        return new EmbeddedServerSettings(dataDir, folder, port, startWait, stopWait);
    }

    /** The same with a fixed port. */
    public EmbeddedServerSettings withPort(int fixed) {
        return new EmbeddedServerSettings(dataDir, binariesDir, OptionalInt.of(fixed), startWait, stopWait);
    }

    /** The same with another limit on the start. */
    public EmbeddedServerSettings withStartWait(Duration limit) {
        return new EmbeddedServerSettings(dataDir, binariesDir, port, limit, stopWait);
    }

    /** The same with another limit on the orderly stop. */
    public EmbeddedServerSettings withStopWait(Duration limit) {
        return new EmbeddedServerSettings(dataDir, binariesDir, port, startWait, limit);
    }

    private static void requireSeconds(String name, Duration value) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(name + " must be from 1 s to 1 h, not " + value);
        }
    }
}
