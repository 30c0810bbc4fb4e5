package io.mandi.engine.testkit;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Folders for the data of nodes and of database servers that tests start. A database has a thousand files, and to make,
 * flush and delete them takes most of the time of a start and of a stop.
 */
public final class DataFolders {
    private static final long GIBIBYTE = 1L << 30;
    private static final long ENOUGH_MEMORY = 8 * GIBIBYTE;
    /** For the log that PostgreSQL keeps at most, and as much again for the tables. */
    private static final long ENOUGH_SPACE = 4 * GIBIBYTE;

    private static final Path MEMORY = Path.of("/dev/shm");

    /** What a node calls the folder of the programs in its data folder. */
    private static final String PROGRAMS = "postgres-binaries";

    private DataFolders() {}

    /** Where the programs of PostgreSQL are unpacked to, once for all tests of the build. Tests run in their module. */
    public static Path programs() {
        return Path.of("..", "target", PROGRAMS).toAbsolutePath().normalize();
    }

    /**
     * A new data folder, which is not kept over a crash of the machine: it lies in memory where there is plenty, else
     * on the disk.
     *
     * @param prefix of its name
     */
    public static Path create(String prefix) {
        try {
            Path folder =
                    hasPlentyOfMemory() ? Files.createTempDirectory(MEMORY, prefix) : Files.createTempDirectory(prefix);
            linkPrograms(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a data folder the programs that are unpacked already, or will be for all with the first start. */
    public static void linkPrograms(Path dataFolder) {
        Path link = dataFolder.resolve(PROGRAMS);
        try {
            Files.createDirectories(programs());
            Files.createDirectories(dataFolder);
            if (!Files.exists(link)) {
                Files.createSymbolicLink(link, programs());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasPlentyOfMemory() throws IOException {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() >= ENOUGH_MEMORY
                && Files.isDirectory(MEMORY)
                && Files.isWritable(MEMORY)
                && Files.getFileStore(MEMORY).getUsableSpace() >= ENOUGH_SPACE;
    }
}
