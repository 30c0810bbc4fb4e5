package io.mandi.engine.lots;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.lots.MarketWalk.Move;
import io.mandi.engine.testkit.RandomCommands;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A whole market at random (AV-1, RQ-2, TR-1, TR-2, TR-7, TR-8, EX-1, EX-2, EX-4, 8.1): whatever is lost, doubled, late or forgotten,
 * no lot is sold twice and no room given twice, and once nothing is under way any more, what ledgers and needs hold is what lots and
 * trades say.
 *
 * <p>The seeds are always the same. {@code -Dmandi.test.seed=4711} starts elsewhere, {@code -Dmandi.market.seeds=1000} runs longer.
 */
class MarketPropertyTest {
    private static final long FIRST_SEED = Long.getLong("mandi.test.seed", 1);
    private static final long SEEDS = Long.getLong("mandi.market.seeds", 330);
    private static final int MOVES = 4_000;
    private static final long COMMANDS = 1_000_000;

    @Test
    void everybodySaysTheSameInTheEnd() {
        Map<String, Long> seen = new ConcurrentHashMap<>();
        AtomicLong commands = new AtomicLong();
        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS).parallel().forEach(seed -> {
            List<Move> moves = MarketWalk.moves(seed, MOVES);
            MarketWalk walk = new MarketWalk(seen);
            failure(walk, moves).ifPresent(failure -> explain(seed, moves, failure));
            commands.addAndGet(walk.commands());
        });
        System.out.printf("MarketPropertyTest: seeds=%d.., commands=%d, %s%n", FIRST_SEED, commands.get(), seen);
        if (SEEDS >= 330) {
            assertThat(commands.get()).isGreaterThanOrEqualTo(COMMANDS);
            for (String what : List.of(
                    "crash",
                    "lost",
                    "twice",
                    "again",
                    "orphan",
                    "Reserved",
                    "Released",
                    "ReservationExpired",
                    "Sold",
                    "SaleReverted",
                    "NeedCommitted",
                    "CommitmentReleased",
                    "FulfillmentUpdated",
                    "PurchaseReverted",
                    "LotCancelled",
                    "INSUFFICIENT_QUANTITY",
                    "STATE_CONFLICT",
                    "EXPOSURE_LIMIT",
                    "SAME_PAN",
                    "ledger EXPOSURE_LIMIT",
                    "ledger RELEASED",
                    "trade CREATED",
                    "trade CONFIRMED",
                    "trade COMPLETED",
                    "trade CANCELLED",
                    "trade FAILED")) {
                assertThat(seen.getOrDefault(what, 0L)).as(what).isGreaterThan(100);
            }
        }
    }

    private static Optional<Throwable> failure(MarketWalk walk, List<Move> moves) {
        try {
            moves.forEach(walk::take);
            walk.settle();
            return Optional.empty();
        } catch (AssertionError | RuntimeException e) {
            return Optional.of(e);
        }
    }

    private static void explain(long seed, List<Move> moves, Throwable failure) {
        List<Move> few = RandomCommands.shrink(
                moves,
                fewer -> failure(new MarketWalk(new ConcurrentHashMap<>()), fewer)
                        .isPresent());
        Throwable last = failure(new MarketWalk(new ConcurrentHashMap<>()), few).orElse(failure);
        throw new AssertionError("seed " + seed + ", and these moves alone: " + few, last);
    }
}
