package io.mandi.engine.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.book.BookRun.Failure;
import io.mandi.engine.testkit.RandomCommands;
import io.mandi.engine.testkit.RandomCommands.Market;
import io.mandi.engine.testkit.RandomCommands.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random commands of every kind: whatever happens, the book agrees with the rules as the {@link ReferenceMarket} has
 * them, and with itself after a replay.
 *
 * <p>More than two million commands. The seeds are always the same. {@code -Dmandi.test.seed=4711} starts elsewhere, {@code -Dmandi.test.seeds=1000}
 * runs longer.
 */
class OrderBookPropertyTest {
    private static final long FIRST_SEED = Long.getLong("mandi.test.seed", 1);
    private static final long SEEDS = Long.getLong("mandi.test.seeds", 270);
    private static final int STEPS = 1_500;

    @TestFactory
    Stream<DynamicTest> agreesWithTheRulesWhateverHappensOnAMarket() {
        return Market.all().stream()
                .map(market -> DynamicTest.dynamicTest(
                        market.name() + ", seeds from " + FIRST_SEED + ", " + SEEDS + " of them",
                        () -> LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
                                .parallel()
                                .forEach(seed -> agrees(market, seed, new HashSet<>()))));
    }

    @TestFactory
    Stream<DynamicTest> coversEveryKindOfAnswer() {
        Set<String> seen = new HashSet<>();
        Market.all().forEach(market -> LongStream.rangeClosed(1, 3).forEach(seed -> agrees(market, seed, seen)));
        return Stream.of(
                        // The commands here expect no version; ExpectedVersionTest has those that do.
                        Stream.of(RejectionCode.values())
                                .filter(code -> code != RejectionCode.PRECONDITION_FAILED)
                                .map(Enum::name),
                        Stream.of(CancelReason.values())
                                .filter(reason -> reason != CancelReason.REQUESTED)
                                .map(Enum::name),
                        Stream.of(Decision.class.getPermittedSubclasses()).map(Class::getSimpleName),
                        Stream.of("InstrumentDefined", "OrderExecuted", "OrderCancelled", "OrderAmended"),
                        Stream.of("OrdersCancelled", "OlderCancelled", "BatchExecuted", "PastRequest"),
                        Stream.of("OrdersExpired", "AllThatAnEventTakes"),
                        Stream.of(
                                "BothReduced",
                                "MakerEnded",
                                "NextSlice",
                                "OrderTriggered",
                                "SeveralTriggered",
                                "TriggeredByPhase"),
                        Stream.of(Phase.values()).map(Enum::name),
                        Stream.of("PhaseChanged", "AuctionUncrossed", "AuctionLoss"))
                .flatMap(names -> names)
                .map(name ->
                        DynamicTest.dynamicTest(name, () -> assertThat(seen).contains(name)));
    }

    private static void agrees(Market market, long seed, Set<String> seen) {
        List<Step> steps = RandomCommands.generate(seed, market, STEPS);
        Optional<Failure> failure = BookRun.run(market, steps, seen);
        if (failure.isPresent()) {
            throw shrunk(market, seed, steps.subList(0, failure.get().step() + 1), failure.get());
        }
    }

    private static AssertionError shrunk(Market market, long seed, List<Step> steps, Failure first) {
        List<Step> few = RandomCommands.shrink(
                steps, fewer -> BookRun.run(market, fewer, new HashSet<>()).isPresent());
        Failure failure = BookRun.run(market, few, new HashSet<>()).orElse(first);
        return new AssertionError(
                "seed " + seed + " of a market '" + market.name() + "' fails at step " + first.step() + "; so do these "
                        + few.size() + " steps: " + failure.cause().getMessage() + "\n"
                        + few.stream().map(Step::toString).collect(Collectors.joining("\n  ", "  ", "\n")),
                failure.cause());
    }
}
