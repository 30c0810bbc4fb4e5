package io.mandi.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The launcher builds anew what has changed: it knows every part of the program. */
class LauncherTest {
    private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
    private static final Pattern LOOKED_AT = Pattern.compile("for module in (.+); do");
    /** What is not part of the program. */
    private static final List<String> NOT_SHIPPED = List.of("bench", "quality");

    private static String read(String file) throws IOException {
        return Files.readString(Repository.here().root().resolve(file));
    }

    @Test
    void looksForChangesInEveryModuleThatIsShipped() throws IOException {
        List<String> shipped = MODULE.matcher(read("pom.xml"))
                .results()
                .map(match -> match.group(1))
                .filter(module -> !NOT_SHIPPED.contains(module))
                .toList();
        Matcher lookedAt = LOOKED_AT.matcher(read("mandi"));
        assertThat(lookedAt.find()).isTrue();
        assertThat(shipped).contains("engine", "http-api");
        assertThat(lookedAt.group(1).split(" ")).containsExactlyInAnyOrderElementsOf(shipped);
    }
}
