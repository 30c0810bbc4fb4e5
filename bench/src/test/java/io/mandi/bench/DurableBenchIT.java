package io.mandi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.bench.Measurements.Case;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A short run of the benchmark: it works, and what it is there to show holds with a wide margin. */
class DurableBenchIT {
    @Test
    void commandsOfOneHotBookShareCommits() throws Exception {
        LoadPlan plan = new LoadPlan(
                Duration.ofSeconds(2),
                2,
                Duration.ofSeconds(4),
                64,
                List.of(1),
                Map.of(),
                Path.of("target/runs").toAbsolutePath());

        Measurements measured = new DurableBench(plan, System.out).run().measurements();

        Window coalesced = measured.of(new Case(DurableBench.COALESCED, 1));
        Window alone = measured.of(new Case(DurableBench.ALONE, 1));
        assertThat(coalesced.ordersPerCommit()).isGreaterThan(2);
        assertThat(alone.ordersPerCommit()).isEqualTo(1);
        assertThat(coalesced.ordersPerSecond()).isGreaterThan(alone.ordersPerSecond());
    }
}
