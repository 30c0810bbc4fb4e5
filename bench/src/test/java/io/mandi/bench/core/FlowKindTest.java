package io.mandi.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlowKindTest {
    private static final int COMMANDS = 20_000;

    @ParameterizedTest
    @EnumSource
    void aFlowIsTheSameForTheSameSeed(FlowKind kind) {
        assertThat(kind.flow(1_000, COMMANDS, 7)).usingRecursiveComparison().isEqualTo(kind.flow(1_000, COMMANDS, 7));
    }

    @ParameterizedTest
    @EnumSource
    void anotherSeedGivesAnotherFlow(FlowKind kind) {
        assertThat(kind.flow(1_000, COMMANDS, 7).quantities())
                .isNotEqualTo(kind.flow(1_000, COMMANDS, 8).quantities());
    }

    @ParameterizedTest
    @EnumSource
    void aFlowMeasuresAtLeastTheCommandsAskedForAndTrades(FlowKind kind) {
        Flow flow = kind.flow(1_000, COMMANDS, 7);

        assertThat(flow.measured()).isGreaterThanOrEqualTo(COMMANDS);
        assertThat(flow.trades().size()).isPositive();
    }

    @Test
    void ofAHundredOrdersOfTheCancelHeavyFlow95AreCancelled() {
        Flow flow = FlowKind.CANCEL_HEAVY.flow(0, 200_000, 7);

        long placed = IntStream.range(0, flow.size()).filter(flow::places).count();
        double cancelled = (double) (flow.size() - placed) / placed;
        assertThat(cancelled).isBetween(0.94, 0.96);
    }

    @Test
    void theDeepFlowStartsFrom100000RestingOrders() {
        Flow flow = FlowKind.DEEP.flow(500, 1_000, 7);

        assertThat(flow.built()).isEqualTo(100_000 + 500);
        // What has traded while the book was built up would not rest.
        assertThat(IntStream.of(flow.trades().takers()))
                .allSatisfy(taker -> assertThat(taker).isGreaterThanOrEqualTo(100_000));
    }

    @Test
    void anOrderOfTheCrashGoesThroughManyLevels() {
        Flow.Trades trades = FlowKind.CRASH.flow(0, 5_000, 7).trades();

        int first = trades.takers()[0];
        assertThat(IntStream.range(0, trades.size())
                        .filter(trade -> trades.takers()[trade] == first)
                        .mapToLong(trade -> trades.prices()[trade])
                        .distinct()
                        .count())
                .isGreaterThan(30);
    }
}
