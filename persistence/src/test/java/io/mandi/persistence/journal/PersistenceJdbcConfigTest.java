package io.mandi.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PersistenceJdbcConfigTest {

    private static final Map<String, String> FALLBACKS = Map.of(
            "jdbc-journal", "pekko.persistence.journal-plugin-fallback",
            "jdbc-snapshot-store", "pekko.persistence.snapshot-store-plugin-fallback");

    private final Config ours = ConfigFactory.parseResourcesAnySyntax("persistence-jdbc.conf");
    private final Config reference = ConfigFactory.defaultReference();

    @Test
    void setsOnlyWhatTheLibrariesRead() {
        assertThat(ours.entrySet()).isNotEmpty().allSatisfy(entry -> {
            String path = entry.getKey();
            String root = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
            String inFallback = FALLBACKS.getOrDefault(root, root) + path.substring(root.length());
            assertThat(reference.hasPathOrNull(path) || reference.hasPathOrNull(inFallback))
                    .as(path)
                    .isTrue();
        });
    }

    @Test
    void setsNothingToTheValueItHasAnyway() {
        assertThat(ours.entrySet()).allSatisfy(entry -> {
            String path = entry.getKey();
            assertThat(reference.hasPath(path) && reference.getValue(path).equals(entry.getValue()))
                    .as(path)
                    .isFalse();
        });
    }

    @Test
    void doesNotStopTheJournalForTheWritesThatOneLostConnectionFails() {
        Config journal = ours.withFallback(reference).resolve().getConfig("jdbc-journal");
        assertThat(journal.getInt("circuit-breaker.max-failures"))
                .isGreaterThan(journal.getInt("parallelism") * journal.getInt("batchSize"));
    }
}
