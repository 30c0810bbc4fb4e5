package io.mandi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
    private static final List<String> FILES =
            List.of("cluster", "sharding", "persistence", "serialization", "dispatchers", "http", "logging");

    private static Config config(String... namesAndValues) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            variables.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return NodeConfig.of(NodeSettings.from(new Environment(variables)));
    }

    @Test
    void loadsAndResolves() {
        assertThat(config().isResolved()).isTrue();
        assertThat(config().getString("pekko.actor.provider")).isEqualTo("cluster");
    }

    @Test
    void includesAFileForEachConcern() throws IOException {
        try (InputStream file = NodeConfig.class.getResourceAsStream("/mandi.conf")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text.lines().filter(line -> line.startsWith("include")))
                    .containsExactlyElementsOf(FILES.stream()
                            .map(name -> "include \"" + name + "\"")
                            .toList());
        }
    }

    /** An include of a file that is missing is passed over without a word: look for what each file says. */
    @ParameterizedTest
    @ValueSource(strings = {"cluster", "sharding", "persistence", "serialization", "dispatchers", "http", "logging"})
    void holdsEverythingThatItsFilesSay(String name) {
        Config file = ConfigFactory.parseResources(NodeConfig.class.getClassLoader(), name + ".conf");
        assertThat(file.isEmpty()).isFalse();
        Config all = config();
        Config alone = ConfigFactory.load(file);
        file.entrySet().forEach(entry -> {
            boolean fromEnvironment = entry.getKey().startsWith("pekko.remote.artery.canonical.");
            if (!fromEnvironment) {
                assertThat(all.getValue(entry.getKey())).as(entry.getKey()).isEqualTo(alone.getValue(entry.getKey()));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "pekko.cluster.downing-provider-class,org.apache.pekko.cluster.sbr.SplitBrainResolverProvider",
        "pekko.cluster.sharding.number-of-shards,128",
        "pekko.actor.allow-java-serialization,off",
        "pekko.http.server.parsing.error-handler,io.mandi.http.ParsingProblems",
        "pekko.coordinated-shutdown.exit-jvm,off",
        "pekko.persistence.typed.stash-overflow-strategy,fail",
        "mandi.engine.dispatcher,pekko.actor.default-dispatcher"
    })
    void saysWhatANodeRestsOn(String path, String value) {
        assertThat(config().getString(path)).isEqualTo(value);
    }

    @Test
    void takesWhatTheEnvironmentSays() {
        Config config = config(
                "CLUSTER_HOST", "10.0.0.1",
                "CLUSTER_PORT", "17000",
                "HTTP_MAX_CONNECTIONS", "77",
                "HTTP_MAX_BODY_BYTES", "4096");
        assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("10.0.0.1");
        assertThat(config.getInt("pekko.remote.artery.canonical.port")).isEqualTo(17_000);
        assertThat(config.getInt("pekko.http.server.max-connections")).isEqualTo(77);
        assertThat(config.getLong("pekko.http.server.parsing.max-content-length"))
                .isEqualTo(4_096);
    }

    /** The phases of the shutdown that wait for requests have to be longer than the requests may take. */
    @Test
    void drainsWithinThePhaseOfTheShutdown() {
        String phase = "pekko.coordinated-shutdown.phases.service-requests-done.timeout";
        NodeSettings longest = NodeSettings.from(new Environment(Map.of("HTTP_DRAIN_TIMEOUT", "14s")));
        assertThat(NodeConfig.of(longest).getDuration(phase))
                .isGreaterThan(longest.http().drainTimeout());
    }
}
