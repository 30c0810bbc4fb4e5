package io.mandi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A short run of the benchmark: it works, and what is reserved is there. */
class DeskBenchIT {
    @Test
    void whatIsPostedIsMatchedAndReserved() throws Exception {
        DeskPlan plan = new DeskPlan(
                60,
                20,
                5,
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                1,
                16,
                Map.of(),
                Path.of("target/runs").toAbsolutePath());

        DeskBench.Result result = new DeskBench(plan, System.out).run();

        assertThat(result.lots().visible().getTotalCount()).isEqualTo(5);
        assertThat(result.needs().visible().getTotalCount()).isEqualTo(5);
        assertThat(result.postingsPerSecond()).isPositive();
        assertThat(result.liveAfter()).isPositive();
        assertThat(result.rates().keySet()).containsExactly(DeskBench.Case.values());
        for (DeskBench.Case which : DeskBench.Case.values()) {
            assertThat(result.of(which).answers().done()).as(which.label()).isPositive();
            result.of(which).answers().requireOrderly();
        }
    }

    @Test
    void pairsAreJudgedTheSameEachTime() {
        PairBench.Result result = new PairBench(300, 1).run();

        assertThat(result.pairs()).isEqualTo(60_000);
        assertThat(result.matches()).isPositive().isLessThan(result.pairs());
        assertThat(result.scoredNanos()).isPositive();
        assertThat(result.searches().getTotalCount()).isPositive();
    }
}
