package io.mandi.quality;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of this repository, found without its version control: a copy of the sources is checked as well. */
record Repository(Path root) {

    /** What is made and not written, and what belongs to tools. */
    private static final Set<String> SKIPPED = Set.of("target", "data", "node_modules");

    /** The repository that the tests run in: the nearest folder upwards whose pom.xml has modules. */
    static Repository here() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path pom = folder.resolve("pom.xml");
            if (Files.exists(pom) && Files.readString(pom).contains("<modules>")) {
                return new Repository(folder);
            }
        }
        throw new IOException("no folder above " + Path.of("").toAbsolutePath() + " has a pom.xml with modules");
    }

    /** Every file that people wrote, sorted. Hidden folders count only for {@code .ci}. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean hidden = name.startsWith(".") && !name.equals(".ci");
                boolean skipped = !folder.equals(root) && (hidden || SKIPPED.contains(name));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // Another build may delete files of its own while this one looks.
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    List<Path> filesNamed(String ending) throws IOException {
        return files().stream()
                .filter(file -> file.getFileName().toString().endsWith(ending))
                .toList();
    }

    /** A path as people write it in this repository. */
    String nameOf(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
