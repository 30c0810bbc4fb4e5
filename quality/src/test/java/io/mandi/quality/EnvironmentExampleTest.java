package io.mandi.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mandi.cluster.Environment;
import io.mandi.cluster.InvalidSettingsException;
import io.mandi.cluster.NodeSettings;
import io.mandi.quality.EnvironmentExample.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code .env.example} says everything that can be set, and nothing else, with the values that hold without it. */
class EnvironmentExampleTest {
    /** What a node has no value for when it is not set: the file shows an example, or nothing. */
    private static final Set<String> WITHOUT_DEFAULT = Set.of(
            "DATABASE_URL", "DATABASE_READ_URL", "JWT_SECRET", "WEBHOOK_KEY", "CLUSTER_SEED_NODES", "TRACES_ENDPOINT");

    /** The launcher's own variables are those it reads of this name. */
    private static final Pattern LAUNCHER_VARIABLE = Pattern.compile("\\$\\{?(MANDI_[A-Z0-9_]+)");

    private static final NodeSettings DEFAULTS = NodeSettings.from(new Environment(Map.of()));

    private static EnvironmentExample example() throws IOException {
        return EnvironmentExample.parse(
                Files.readString(Repository.here().root().resolve(".env.example")));
    }

    private static Set<String> launcherVariables() throws IOException {
        String launcher = Files.readString(Repository.here().root().resolve("mandi"));
        return LAUNCHER_VARIABLE
                .matcher(launcher)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> nodeVariables() {
        Environment environment = new Environment(Map.of());
        NodeSettings.from(environment);
        return Set.copyOf(environment.knownNames());
    }

    @Test
    void namesEverySettingOnce() throws IOException {
        Set<String> settings = new TreeSet<>(nodeVariables());
        settings.addAll(launcherVariables());

        assertThat(settings).contains("HTTP_PORT", "MANDI_JAVA_OPTS");
        assertThat(example().settings()).extracting(Setting::name).containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void explainsEverySetting() throws IOException {
        assertThat(example().settings())
                .allSatisfy(setting ->
                        assertThat(setting.explanation()).as(setting.name()).isNotBlank());
    }

    @TestFactory
    Stream<DynamicTest> statesTheDefaultOf() throws IOException {
        Set<String> ofNode = nodeVariables();
        return example().settings().stream()
                .filter(setting -> ofNode.contains(setting.name()))
                .filter(setting -> !WITHOUT_DEFAULT.contains(setting.name()))
                .map(setting -> DynamicTest.dynamicTest(setting.name(), () -> {
                    assertThat(setting.value())
                            .as("the default of %s", setting.name())
                            .isNotEmpty();
                    assertThat(NodeSettings.from(new Environment(Map.of(setting.name(), setting.value()))))
                            .isEqualTo(DEFAULTS);
                }));
    }

    @Test
    void worksAsItStands() throws IOException {
        Map<String, String> variables = new HashMap<>();
        example().settings().forEach(setting -> variables.put(setting.name(), setting.value()));
        if (!variables.getOrDefault("DATABASE_URL", "").isEmpty()
                && variables.getOrDefault("JWT_SECRET", "").isEmpty()) {
            // The file must not hold a secret that somebody would keep.
            variables.put("JWT_SECRET", "a-secret-of-this-test-0123456789-abcdef");
        }

        assertThat(NodeSettings.from(new Environment(variables))).isNotNull();
    }

    /** The checks above hold nothing if a node took any value for any setting. */
    @Test
    void aWrongValueWouldBeFound() {
        assertThatThrownBy(() -> NodeSettings.from(new Environment(Map.of("HTTP_PORT", "eighty"))))
                .isInstanceOf(InvalidSettingsException.class);
        assertThat(NodeSettings.from(new Environment(Map.of("HTTP_PORT", "8081"))))
                .isNotEqualTo(DEFAULTS);
    }

    @Test
    void aCommentBelongsToTheSettingsBelowItUpToTheNextEmptyLine() {
        EnvironmentExample example = EnvironmentExample.parse("""
            # ---- HTTP

            # Where it listens.
            HTTP_HOST=127.0.0.1
            #HTTP_PORT=8080

            # JWT_SECRET=
            """);

        assertThat(example.settings())
                .isEqualTo(List.of(
                        new Setting("HTTP_HOST", "127.0.0.1", "Where it listens."),
                        new Setting("HTTP_PORT", "8080", "Where it listens."),
                        new Setting("JWT_SECRET", "", "")));
    }
}
