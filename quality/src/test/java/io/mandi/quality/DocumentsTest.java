package io.mandi.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.lots.LotRejectionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for people agrees with what is there. */
class DocumentsTest {
    /** Put together, so that this file does not find itself. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME)\\b");

    private static final Set<String> PROGRAM_TEXTS =
            Set.of(".md", ".java", ".sql", ".conf", ".sh", ".xml", ".properties", ".yml", ".yaml", ".example");
    private static final byte[] SCRIPT = {'#', '!'};

    /** A row of a table whose first column is a code. */
    private static final Pattern CODE_ROW = Pattern.compile("^\\| *`([a-z0-9_]+)` *\\|", Pattern.MULTILINE);

    /** What only those can do wrong who refer to the catalogue; and what is refused before it comes to the catalogue. */
    private static final Set<FlawCode> NOT_OF_THE_CATALOGUE =
            EnumSet.of(FlawCode.LOCATION_IN_USE, FlawCode.UNKNOWN_SETTING);

    @Test
    void everyLinkBetweenDocumentsLeadsSomewhere() throws IOException {
        Repository repository = Repository.here();
        List<String> broken = new ArrayList<>();
        for (Path document : repository.filesNamed(".md")) {
            MarkdownLinks.broken(document).forEach(link -> broken.add(repository.nameOf(document) + " -> " + link));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aLinkThatLeadsNowhereIsFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("there.md"), "# A heading: with `code`, and more\n\n## Twice\n\n## Twice\n");
        Path document = Files.writeString(folder.resolve("here.md"), """
            # Here

            [good](there.md) [good](there.md#a-heading-with-code-and-more) [good](#here) [good](there.md#twice-1)
            [elsewhere](https://example.org/no) ![picture](missing.png) [bad](missing.md) [bad](there.md#no-heading)
            [bad](#nowhere) `[code](missing.md)` [folder](.)

            ```sh
            echo "[code](missing.md)"
            ```

            [by name][reference]

            [reference]: missing-too.md
            """);

        assertThat(MarkdownLinks.broken(document))
                .containsExactly("missing.png", "missing.md", "there.md#no-heading", "#nowhere", "missing-too.md");
    }

    @Test
    void everyProblemCodeIsDocumentedAndEveryDocumentedOneIsAnswered() throws IOException {
        Repository repository = Repository.here();
        Path document = repository.root().resolve("docs/problems.md");
        assertThat(document).exists();
        List<String> documented = CODE_ROW.matcher(Files.readString(document))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(documented).doesNotHaveDuplicates();
        assertThat(documented).containsExactlyInAnyOrderElementsOf(answered(repository));
    }

    private static Set<String> answered(Repository repository) throws IOException {
        Path api = repository.root().resolve("http-api/src/main/java");
        Set<String> codes = ProblemCodes.in(repository.filesNamed(".java").stream()
                .filter(source -> source.startsWith(api))
                .toList());
        assertThat(codes).contains("not_found", "missing_field", "overloaded", "body_too_large");
        Arrays.stream(RejectionCode.values())
                // These are all answered not_found, so that nobody can tell what exists.
                .filter(code -> code.kind() != RejectionCode.Kind.NOT_FOUND)
                .forEach(code -> codes.add(code.code()));
        Arrays.stream(LotRejectionCode.values())
                .filter(code -> code.kind() != LotRejectionCode.Kind.NOT_FOUND)
                .forEach(code -> codes.add(code.code()));
        Arrays.stream(FlawCode.values())
                .filter(code -> code.kind() != FlawCode.Kind.WARNING)
                .filter(code -> !NOT_OF_THE_CATALOGUE.contains(code))
                .forEach(code -> codes.add(code.code()));
        return codes;
    }

    @Test
    void codesAreFoundWhereverTheyAreHandedIn(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("A.java"), """
            class A {
                record Trouble(int status, String code) {
                    static Trouble of(int status, String code) { return new Trouble(status, code); }
                }
                void note(String code) {}
                Object all(boolean one, Trouble other) {
                    note("noted");
                    this.note(one ? "one" : "another");
                    note(other.code());
                    java.util.List.of(1, "no code");
                    return one ? Trouble.of(1, "made") : new Trouble(2, "made_anew");
                }
            }
            """);

        assertThat(ProblemCodes.in(List.of(source))).containsExactly("another", "made", "made_anew", "noted", "one");
    }

    @Test
    void aCodeThatCannotBeReadIsAnError(@TempDir Path folder) throws IOException {
        Path source = Files.writeString(folder.resolve("A.java"), """
            class A {
                void note(String code) {}
                void all(int i) { note("part_" + i); }
            }
            """);

        assertThatThrownBy(() -> ProblemCodes.in(List.of(source))).hasMessageContaining("\"part_\" + i");
    }

    @Test
    void thereIsAChangelog() throws IOException {
        assertThat(Repository.here().root().resolve("CHANGELOG.md")).isNotEmptyFile();
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        Repository repository = Repository.here();
        List<String> unfinished = new ArrayList<>();
        for (Path file : repository.files()) {
            if (isProgramText(file)
                    && UNFINISHED.matcher(Files.readString(file)).find()) {
                unfinished.add(repository.nameOf(file));
            }
        }
        assertThat(unfinished).isEmpty();
    }

    @Test
    void workLeftForLaterWouldBeFound() {
        assertThat(UNFINISHED.matcher("// TO" + "DO: later").find()).isTrue();
        assertThat(UNFINISHED.matcher("methodology").find()).isFalse();
    }

    private static boolean isProgramText(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (PROGRAM_TEXTS.stream().anyMatch(name::endsWith)) {
            return true;
        }
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(SCRIPT.length), SCRIPT);
        }
    }
}
