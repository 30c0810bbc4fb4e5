package io.mandi.engine.lots;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.lots.LotWalk.Step;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.publication.LotBookCodec;
import io.mandi.engine.testkit.RandomCommands;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random commands of every kind, some of them twice, with restarts in between: whatever happens, the counters add up, and a replay
 * of what was recorded, a snapshot, and the book itself are the same.
 *
 * <p>The seeds are always the same. {@code -Dmandi.test.seed=4711} starts elsewhere, {@code -Dmandi.test.seeds=1000} runs longer.
 */
class LotBookPropertyTest {
    private static final long FIRST_SEED = Long.getLong("mandi.test.seed", 1);
    private static final long SEEDS = Long.getLong("mandi.test.seeds", 25);
    private static final int STEPS = 1_000;

    @Test
    void theBookHoldsTogetherWhateverHappens() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS).parallel().forEach(seed -> holds(seed, seen));
        if (SEEDS >= 25) {
            assertThat(seen).as("kinds of events and answers that came to pass").contains(expected());
        }
    }

    @Test
    void aBookThatWasStoredGoesOnAsOneThatWasNot() throws IOException {
        LotBookCodec codec = new LotBookCodec();
        LotWalk walk = new LotWalk(new HashSet<>());
        List<Step> steps = LotWalk.steps(FIRST_SEED, STEPS);
        steps.subList(0, STEPS / 2).forEach(walk::take);
        LotBookSnapshot middle = walk.book().snapshot();
        int before = walk.said().size();
        steps.subList(STEPS / 2, STEPS).forEach(walk::take);
        LotBook original = new LotBook(LotDesk.BOOK, LotWalk.LIMITS, middle);
        LotBook stored =
                new LotBook(LotDesk.BOOK, LotWalk.LIMITS, codec.read(LotBookCodec.SNAPSHOT, codec.write(middle)));
        int accepted = 0;
        for (LotWalk.Said said : walk.said().subList(before, walk.said().size())) {
            LotDecision decision = original.execute(said.command(), said.context());
            assertThat(stored.execute(said.command(), said.context())).isEqualTo(decision);
            accepted += decision instanceof LotDecision.Accept ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(100);
        assertThat(stored.snapshot()).isEqualTo(original.snapshot());
        assertThat(stored.nextDue()).isEqualTo(original.nextDue());
    }

    private static String[] expected() {
        List<String> names = new ArrayList<>(List.of(
                "Accept", "Refuse", "Repeat", "Unchanged", "Forgotten", "Reject", "snapshot", "replay", "restart"));
        for (LotStatus status : LotStatus.values()) {
            names.add("lot " + status);
        }
        for (NeedStatus status : NeedStatus.values()) {
            names.add("need " + status);
        }
        for (String event : List.of(
                "Reserved",
                "Released",
                "ReservationExpired",
                "Sold",
                "SaleReverted",
                "NeedCommitted",
                "CommitmentReleased",
                "FulfillmentUpdated",
                "PurchaseReverted",
                "NeedFulfilled",
                "LotQuantityChanged",
                "NeedBudgetChanged")) {
            names.add(event);
        }
        for (LotRejectionCode code : List.of(
                LotRejectionCode.INSUFFICIENT_QUANTITY,
                LotRejectionCode.INSUFFICIENT_ROOM,
                LotRejectionCode.OPEN_RESERVATIONS,
                LotRejectionCode.RESERVATION_EXPIRED,
                LotRejectionCode.OVER_TOTAL_BUDGET,
                LotRejectionCode.TOO_MANY_POSTINGS,
                LotRejectionCode.TOO_MANY_RESERVATIONS,
                LotRejectionCode.QUANTITY_BELOW_COMMITTED,
                LotRejectionCode.DUPLICATE_POSTING)) {
            names.add(code.name());
        }
        return names.toArray(String[]::new);
    }

    private static void holds(long seed, Set<String> seen) {
        List<Step> steps = LotWalk.steps(seed, STEPS);
        Optional<Failure> failure = all(new LotWalk(seen), steps);
        if (failure.isPresent()) {
            List<Step> upTo = steps.subList(0, steps.indexOf(failure.get().step()) + 1);
            List<Step> few = RandomCommands.shrink(
                    upTo, fewer -> all(new LotWalk(new HashSet<>()), fewer).isPresent());
            LotWalk walk = new LotWalk(new HashSet<>());
            Throwable cause = all(walk, few).orElse(failure.get()).cause();
            throw new AssertionError(
                    "seed " + seed + " fails; so do these " + few.size() + " steps: " + cause.getMessage() + "\n"
                            + walk.said().stream()
                                    .map(LotWalk.Said::toString)
                                    .collect(Collectors.joining("\n  ", "  ", "\n")),
                    cause);
        }
    }

    private record Failure(Step step, Throwable cause) {}

    private static Optional<Failure> all(LotWalk walk, List<Step> steps) {
        for (Step step : steps) {
            try {
                walk.take(step);
            } catch (RuntimeException | AssertionError e) {
                return Optional.of(new Failure(step, e));
            }
        }
        return Optional.empty();
    }
}
