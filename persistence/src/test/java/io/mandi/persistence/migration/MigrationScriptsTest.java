package io.mandi.persistence.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.ibatis.migration.Change;
import org.junit.jupiter.api.Test;

class MigrationScriptsTest {

    private static final Path FOLDER = Path.of("src/main/resources/io/mandi/persistence/migrations");

    private final MigrationScripts scripts =
            new MigrationScripts(getClass().getClassLoader(), "io/mandi/persistence/migrations");

    @Test
    void theIndexNamesEveryScriptOfTheFolderInOrder() throws IOException {
        List<String> files;
        try (Stream<Path> entries = Files.list(FOLDER)) {
            files = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals("index"))
                    .sorted()
                    .toList();
        }
        assertThat(scripts.getMigrations().stream().map(Change::getFilename)).isEqualTo(files);
        assertThat(scripts.getMigrations()).isSorted();
    }

    /** Of two with one number a database would be given one. */
    @Test
    void everyScriptHasANumberOfItsOwn() {
        assertThat(scripts.getMigrations().stream().map(Change::getId))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @Test
    void everyScriptCanBeUndone() throws IOException {
        for (Change change : scripts.getMigrations()) {
            assertThat(text(change, false))
                    .containsAnyOf("CREATE", "ADD COLUMN")
                    .doesNotContain("DROP TABLE", "DROP COLUMN", "TRUNCATE");
            assertThat(text(change, true)).contains("DROP").doesNotContain("CREATE TABLE");
        }
    }

    @Test
    void saysWhichFileIsMissing() {
        Change change = scripts.getMigrations().getFirst();
        change.setFilename("1_nowhere.sql");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> scripts.getScriptReader(change, false))
                .withMessageContaining("1_nowhere.sql");
        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> new MigrationScripts(getClass().getClassLoader(), "no/folder").getMigrations())
                .withMessageContaining("no/folder");
    }

    private String text(Change change, boolean undo) throws IOException {
        try (Reader reader = scripts.getScriptReader(change, undo)) {
            StringBuilder text = new StringBuilder();
            for (int character = reader.read(); character >= 0; character = reader.read()) {
                text.append((char) character);
            }
            return text.toString();
        }
    }
}
