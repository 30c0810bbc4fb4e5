package io.mandi.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * One format for all Java sources: palantir-java-format, with its order of imports and without unused ones. It runs as a
 * test, and not as a plugin of the build, because it needs the compiler of the JDK that the sources are written for.
 */
class FormatTest {
    private static final String WRITE = "write";
    private static final String MEND =
            "mvn -B -pl quality -am test -Dtest=FormatTest -Dformat=write -Dsurefire.failIfNoSpecifiedTests=false";

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    /** With {@code -Dformat=write} it mends what it finds. */
    @Test
    void everyJavaFileIsFormatted() throws IOException {
        Repository repository = Repository.here();
        List<Path> sources = repository.filesNamed(".java");
        assertThat(sources).as("Java files below %s", repository.root()).hasSizeGreaterThan(100);
        boolean write = WRITE.equals(System.getProperty("format"));
        List<String> misformatted = sources.parallelStream()
                .flatMap(source -> misformatted(repository, source, write).stream())
                .toList();
        assertThat(misformatted)
                .as("files that the formatter would change; to mend them run:%n%n    %s%n", MEND)
                .isEmpty();
    }

    /** @return where the file differs, unless it does not or was mended */
    private Optional<String> misformatted(Repository repository, Path source, boolean write) {
        try {
            String found = Files.readString(source);
            String formatted = formatted(source, found);
            if (found.equals(formatted)) {
                return Optional.empty();
            }
            if (write) {
                Files.writeString(source, formatted);
                System.out.println("formatted " + repository.nameOf(source));
                return Optional.empty();
            }
            return Optional.of(repository.nameOf(source) + ":" + firstDifference(found, formatted));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theFormatterOrdersImportsRemovesUnusedOnesAndBreaksLongLines() throws FormatterException {
        String messy = """
            package a;
            import java.util.Map;
            import java.util.List;
            class A { List<String> names(String aRatherLongName, String anotherRatherLongName, String aThirdRatherLongName) { return List.of(); } }
            """;

        assertThat(formatter.formatSourceAndFixImports(messy)).isEqualTo("""
            package a;

            import java.util.List;

            class A {
                List<String> names(String aRatherLongName, String anotherRatherLongName, String aThirdRatherLongName) {
                    return List.of();
                }
            }
            """);
    }

    private String formatted(Path source, String text) {
        try {
            return formatter.formatSourceAndFixImports(text);
        } catch (FormatterException e) {
            throw new AssertionError(source + " cannot be parsed: " + e.getMessage(), e);
        }
    }

    /** The number of the first line that differs. */
    private static int firstDifference(String found, String formatted) {
        List<String> actual = found.lines().toList();
        List<String> expected = formatted.lines().toList();
        int line = 0;
        while (line < actual.size()
                && line < expected.size()
                && actual.get(line).equals(expected.get(line))) {
            line++;
        }
        return line + 1;
    }
}
