package io.mandi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A short run of the benchmark: it works, and whoever is refused is told so in order. */
class OverloadBenchIT {
    @Test
    void ordersThatAreTooManyAreRefusedInOrder() throws Exception {
        // A line that is soon full, so that it comes to refusals within the few seconds.
        Map<String, String> shortLines = Map.of("BOOK_QUEUE_CAPACITY", "20");
        OverloadPlan plan = new OverloadPlan(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                3,
                256,
                1,
                20,
                shortLines,
                Path.of("target/runs").toAbsolutePath());

        OverloadBench.Result result = new OverloadBench(plan, System.out).run();

        assertThat(result.overload().answers().refused()).isPositive();
        assertThat(result.overload().answers().orders()).isPositive();
        assertThat(result.beside().orders()).isPositive();
        assertThat(result.liveBefore()).isPositive();
        assertThat(result.liveAfter()).isPositive();
        result.overload().answers().requireOrderly();
        result.beside().requireOrderly();
    }
}
