package io.mandi.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule of the market, and every worked scenario, has a test that says so by the rule's id. */
class RuleCitationTest {
    private static final Pattern RULE = Pattern.compile("\\*\\*([A-Z]{2,4}-\\d+)\\*\\*");
    private static final Pattern SCENARIO = Pattern.compile("(?m)^\\| (S\\d+) \\|");

    private static List<String> rules() throws IOException {
        try (Stream<String> lines =
                Files.lines(Repository.here().root().resolve("quality/src/test/resources/rules.txt"))) {
            return lines.toList();
        }
    }

    /** Of all tests but this one. */
    private static String tests() throws IOException {
        try (Stream<Path> modules = Files.list(Repository.here().root())) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(RuleCitationTest::sources)
                    .collect(Collectors.joining("\n"));
        }
    }

    private static Stream<String> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith(RuleCitationTest.class.getSimpleName() + ".java"))
                    .toList()) {
                texts.add(Files.readString(file));
            }
            return texts.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a comment or name, as {@code RQ-7}, or as the beginning of a method's name: {@code rq7AnEquivalent}. */
    private static boolean isCited(String rule, String tests) {
        String methods = rule.toLowerCase(Locale.ROOT).replace("-", "");
        return Pattern.compile("\\b" + rule + "\\b(?!-)|\\b" + methods + "[A-Z]")
                .matcher(tests)
                .find();
    }

    @Test
    void everyRuleIsCitedByATest() throws IOException {
        String tests = tests();
        assertThat(rules()).hasSizeGreaterThan(100);
        assertThat(rules())
                .filteredOn(rule -> !isCited(rule, tests))
                .as("rules without a test")
                .isEmpty();
    }

    @Test
    void aRuleThatNobodyCitesIsFound() throws IOException {
        assertThat(isCited("ZZ-" + 1, tests())).isFalse();
        assertThat(isCited("RQ-1", "// RQ-10")).isFalse();
        assertThat(isCited("RQ-1", "void rq10Something()")).isFalse();
        assertThat(isCited("RQ-1", "void rq1Something()")).isTrue();
    }

    @Test
    void noRuleOfTheReferenceIsForgotten() throws IOException {
        Path domain = Repository.here().root().resolve("../shared/domain.md").normalize();
        assumeThat(domain).exists();
        String reference = Files.readString(domain);
        String chapters = reference.substring(reference.indexOf("\n## 3 "), reference.indexOf("\n## 10 "));
        Set<String> known = new TreeSet<>();
        Stream.of(RULE.matcher(chapters), SCENARIO.matcher(reference.substring(reference.indexOf("\n## 13 "))))
                .flatMap(found -> found.results())
                .map(MatchResult::group)
                .forEach(group -> known.add(group.replaceAll("[*| ]", "")));
        assertThat(rules()).containsExactlyInAnyOrderElementsOf(known);
    }
}
