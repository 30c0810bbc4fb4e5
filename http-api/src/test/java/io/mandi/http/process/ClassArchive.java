package io.mandi.http.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The program's classes as the JVM keeps them between starts (class data sharing). These tests start dozens of nodes;
 * with the archive and without the slower compiler a start takes a third of the time. Where a JVM cannot use the
 * archive it starts without it.
 */
final class ClassArchive {
    private static final Path FILE = Program.OUTPUT.resolve("classes.jsa");
    private static final List<String> OPTIONS = make();

    private ClassArchive() {}

    static List<String> options() {
        return OPTIONS;
    }

    private static List<String> make() {
        // What the JVM says about archives goes to the standard output, which belongs to the program.
        List<String> quick = List.of("-XX:TieredStopAtLevel=1", "-Xlog:disable");
        try {
            Program.markAsBuilt();
            if (!Files.exists(FILE) || Files.getLastModifiedTime(FILE).compareTo(Program.builtAt()) < 0) {
                dump(quick);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(quick.get(0), quick.get(1), "-XX:SharedArchiveFile=" + FILE);
    }

    /** Runs a node once, from its start to its end. */
    private static void dump(List<String> quick) throws IOException {
        Files.createDirectories(Program.OUTPUT);
        Files.deleteIfExists(FILE);
        Path folder = Files.createTempDirectory(Program.OUTPUT, "class-archive-");
        Map<String, String> settings = NodeProcess.settings(folder, Map.of("DATABASE_URL", Database.create()));
        List<String> options = List.of(quick.get(0), quick.get(1), "-XX:ArchiveClassesAtExit=" + FILE);
        try (NodeProcess node = NodeProcess.run("class-archive", folder, settings, options)) {
            node.awaitReady();
            node.terminate();
        } finally {
            Folders.delete(folder);
        }
    }
}
