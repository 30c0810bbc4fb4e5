package io.mandi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A short run of the benchmark: it works, and a book comes to the same state whichever way it is recovered. */
class RecoveryBenchIT {
    @Test
    void aBookComesToTheSameStateWithASnapshotAndWithout() throws Exception {
        RecoveryPlan plan =
                new RecoveryPlan(5_000, 1, 500, Map.of(), Path.of("target/runs").toAbsolutePath());

        RecoveryBench.Result result = new RecoveryBench(plan, System.out).run();

        assertThat(result.hashes()).isEqualTo(4);
        assertThat(result.snapshotBytes()).isPositive();
        assertThat(result.eventBytes()).isGreaterThan(5_000 * 100);
    }
}
