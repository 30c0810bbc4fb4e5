package io.mandi.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every room has a sign on its door. */
class PackageInfoTest {
    private static final List<String> SOURCES = List.of("src/main/java", "src/test/java");

    @Test
    void everyPackageHasAPackageInfo() throws IOException {
        assertThat(unsigned(Repository.here().root())).isEmpty();
    }

    @Test
    void aPackageWithoutOneIsFound(@TempDir Path root) throws IOException {
        write(root.resolve("m/src/main/java/a/A.java"));
        write(root.resolve("m/src/main/java/a/package-info.java"));
        write(root.resolve("m/src/test/java/a/ATest.java"));
        write(root.resolve("m/src/main/java/a/b/B.java"));
        write(root.resolve("m/src/test/java/c/CTest.java"));

        assertThat(unsigned(root)).containsExactly("m: a/b", "m: c");
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }

    /** Packages of a module that have classes and no package-info; tests share the one of the main code. */
    private static Set<String> unsigned(Path root) throws IOException {
        Set<String> unsigned = new TreeSet<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.toList()) {
                Set<String> signed = new TreeSet<>();
                Set<String> used = new TreeSet<>();
                for (String sources : SOURCES) {
                    Path folder = module.resolve(sources);
                    if (Files.isDirectory(folder)) {
                        collect(folder, signed, used);
                    }
                }
                used.removeAll(signed);
                used.forEach(name -> unsigned.add(module.getFileName() + ": " + name));
            }
        }
        return unsigned;
    }

    private static void collect(Path sources, Set<String> signed, Set<String> used) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                String name = sources.relativize(file.getParent()).toString().replace('\\', '/');
                (file.endsWith("package-info.java") ? signed : used).add(name);
            });
        }
    }
}
