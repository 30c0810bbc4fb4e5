package io.mandi.bench.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mandi.bench.core.CoreBench.Round;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoreBenchTest {
    private static final Flow FLOW = FlowKind.BALANCED.flow(1_000, 5_000, 7);

    /** Hands the trades of a good book on, but for one. */
    private record Altered(Contender book, Alteration alteration) implements Contender {
        interface Alteration {
            void write(Tape tape, int taker, int maker, long price, long quantity);
        }

        @Override
        public void prepare(Flow flow, int from, int to) {
            book.prepare(flow, from, to);
        }

        @Override
        public void play(Flow flow, int from, int to, Tape tape) {
            book.play(flow, from, to, new Tape(flow.trades()));
            Flow.Trades trades = flow.trades();
            for (int i = 0; i < trades.size(); i++) {
                if (trades.takers()[i] >= from && trades.takers()[i] < to) {
                    if (i == trades.size() / 2) {
                        alteration.write(
                                tape,
                                trades.takers()[i],
                                trades.makers()[i],
                                trades.prices()[i],
                                trades.quantities()[i]);
                    } else {
                        tape.trade(trades.takers()[i], trades.makers()[i], trades.prices()[i], trades.quantities()[i]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBookMakesTheTradesOfEveryFlow(ContenderKind contender) {
        for (FlowKind kind : FlowKind.values()) {
            Flow flow = kind.flow(1_000, 5_000, 7);
            Round round = CoreBench.play(contender.title(), contender.create(), flow);

            assertThat(round.commands()).isEqualTo(flow.measured());
            assertThat(round.nanos()).isPositive();
        }
    }

    @Test
    void aBookThatTradesAsItShouldPasses() {
        play(Tape::trade);
    }

    @Test
    void aBookThatTradesWithAnotherMakerFailsTheRun() {
        fails((tape, taker, maker, price, quantity) -> tape.trade(taker, maker + 1, price, quantity));
    }

    @Test
    void aBookThatTradesAtAnotherPriceFailsTheRun() {
        fails((tape, taker, maker, price, quantity) -> tape.trade(taker, maker, price + 1, quantity));
    }

    @Test
    void aBookThatTradesAnotherQuantityFailsTheRun() {
        fails((tape, taker, maker, price, quantity) -> tape.trade(taker, maker, price, quantity + 1));
    }

    @Test
    void aBookThatTradesTwiceFailsTheRun() {
        fails((tape, taker, maker, price, quantity) -> {
            tape.trade(taker, maker, price, quantity);
            tape.trade(taker, maker, price, quantity);
        });
    }

    @Test
    void aBookThatLeavesATradeOutFailsTheRun() {
        fails((tape, taker, maker, price, quantity) -> {});
    }

    private static void fails(Altered.Alteration alteration) {
        assertThatIllegalStateException()
                .isThrownBy(() -> play(alteration))
                .withMessageContaining("the altered book")
                .withMessageContaining("trade");
    }

    private static void play(Altered.Alteration alteration) {
        CoreBench.play("the altered book", new Altered(ContenderKind.PARITY.create(), alteration), FLOW);
    }

    /** What is claimed of the figures is for a quiet machine; this holds also on a busy one. */
    @Test
    void aShortRunMeasuresEveryBook() {
        List<ContenderKind> contenders = List.of(ContenderKind.values());
        CorePlan plan = new CorePlan(List.of(FlowKind.BALANCED), contenders, 10_000, 30_000, 1, 3, 7);

        CoreResults results = new CoreBench(
                        plan, new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();

        assertThat(results.flows()).containsExactly(FlowKind.BALANCED);
        assertThat(results.ratio(FlowKind.BALANCED)).isPositive();
        // An event, an order and what surrounds them: far from the kilobytes that a copy of something would make.
        assertThat(results.bytesPerCommand(FlowKind.BALANCED, ContenderKind.MANDI))
                .isBetween(50.0, 700.0);
        for (ContenderKind contender : contenders) {
            assertThat(results.table()).contains("| balanced | " + contender.title() + " |");
        }
    }
}
