package io.mandi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.bench.DurableBench.Peer;
import io.mandi.bench.load.Orders.Shape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A short run of the benchmark: it works, and what it is there to show holds with a wide margin. */
class DurableBenchIT {
    @Test
    void ordersOfOneHotBookShareCommits() throws Exception {
        DurablePlan plan = new DurablePlan(
                Duration.ofSeconds(1),
                1,
                Duration.ofMillis(500),
                64,
                List.of(1),
                EnumSet.allOf(Shape.class),
                EnumSet.of(Peer.MANDI, Peer.NO_OP, Peer.PLAIN_SQL),
                Map.of(),
                Path.of("target/runs").toAbsolutePath());

        DurableBench.Result result = new DurableBench(plan, System.out).run();

        Window mandi = result.most().of(DurableBench.single(Peer.MANDI, 1));
        Window noOp = result.most().of(DurableBench.single(Peer.NO_OP, 1));
        Window plainSql = result.most().of(DurableBench.plainSql());
        Window batches = result.most().of(DurableBench.batch(Peer.MANDI, 1));
        Window half = result.half().of(DurableBench.single(Peer.MANDI, 1));
        assertThat(mandi.ordersPerCommit()).isGreaterThan(2);
        assertThat(plainSql.ordersPerCommit()).isEqualTo(1);
        assertThat(noOp.answers().orders()).isPositive();
        assertThat(batches.ordersPerSecond()).isGreaterThan(mandi.ordersPerSecond());
        assertThat(half.answers().orders())
                .isPositive()
                .isLessThan(mandi.answers().orders());
    }
}
