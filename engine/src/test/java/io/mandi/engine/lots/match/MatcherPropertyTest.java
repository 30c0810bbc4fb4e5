package io.mandi.engine.lots.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.lots.match.Appraisal.ParameterScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random pairs: the matcher comes to what the {@link NaiveMatcher} comes to, to the last digit.
 *
 * <p>The seeds are always the same. {@code -Dmandi.test.seed=4711} starts elsewhere, {@code -Dmandi.test.seeds=1000} runs
 * longer.
 */
class MatcherPropertyTest {
    private static final long FIRST_SEED = Long.getLong("mandi.test.seed", 1);
    private static final long SEEDS = Long.getLong("mandi.test.seeds", 225);
    private static final int POSTINGS = 30;

    @Test
    void comesToWhatTheTextComesTo() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS).parallel().forEach(seed -> compareAll(seed, seen));

        Set<String> wanted = Stream.of(
                        Stream.of(Reason.values()).map(Enum::name),
                        Stream.of("ACCEPTED", "BELOW_MIN_SCORE", "PENDING_RISK", "REJECTED"),
                        Stream.of(Warning.values()).map(Enum::name),
                        Stream.of(Band.values()).map(Enum::name),
                        Stream.of(AdvisorAlert.values()).map(Enum::name))
                .flatMap(names -> names)
                .collect(Collectors.toCollection(TreeSet::new));
        wanted.removeAll(seen);
        assertThat(wanted).as("never came up").isEmpty();
    }

    private static void compareAll(long seed, Set<String> seen) {
        RandomMarket market = new RandomMarket(seed);
        Matcher matcher = new Matcher(market.context(), RandomMarket.NOW);
        NaiveMatcher naive = market.naive();
        List<PreparedLot> lots = new ArrayList<>();
        List<PreparedNeed> needs = new ArrayList<>();
        for (int i = 0; i < POSTINGS; i++) {
            lots.add(PreparedLot.of(market.lot()));
            needs.add(PreparedNeed.of(market.need()));
        }
        for (PreparedNeed preparedNeed : needs) {
            for (PreparedLot preparedLot : lots) {
                OpenNeed need = preparedNeed.need();
                OpenLot lot = preparedLot.lot();
                NaiveMatcher.Result expected = naive.evaluate(need, lot, RandomMarket.NOW);
                Verdict verdict = matcher.evaluate(preparedNeed, preparedLot);
                String decision = matcher.decide(preparedNeed, preparedLot).name();
                if (!agree(expected, verdict, decision)) {
                    throw new AssertionError("seed " + seed + "\n  " + need + "\n  " + lot + "\n  expected " + expected
                            + "\n  but was " + decision + " " + verdict + "\n  " + shown(verdict));
                }
                note(verdict, seen);
            }
        }
    }

    private static boolean agree(NaiveMatcher.Result expected, Verdict verdict, String decision) {
        return expected.verdict().equals(decision)
                && switch (verdict) {
                    case Verdict.Accepted(Appraisal appraisal) ->
                        decision.equals("ACCEPTED") && shown(appraisal).equals(expected.appraisal());
                    case Verdict.BelowMinScore(Appraisal appraisal) ->
                        decision.equals("BELOW_MIN_SCORE") && shown(appraisal).equals(expected.appraisal());
                    case Verdict.PendingRisk(Set<Warning> warnings) ->
                        decision.equals("PENDING_RISK") && sorted(warnings).equals(expected.appraisal());
                    case Verdict.Rejected rejected ->
                        decision.equals("REJECTED")
                                && codes(rejected).equals(expected.reasons())
                                && rejected.notEvaluated().equals(expected.notEvaluated())
                                && sorted(rejected.warnings()).equals(expected.appraisal());
                };
    }

    static String shown(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted(Appraisal appraisal) -> shown(appraisal);
            case Verdict.BelowMinScore(Appraisal appraisal) -> shown(appraisal);
            case Verdict.PendingRisk(Set<Warning> warnings) -> sorted(warnings);
            case Verdict.Rejected rejected -> codes(rejected) + " " + rejected.notEvaluated();
        };
    }

    private static String shown(Appraisal appraisal) {
        Appraisal.Breakdown parts = appraisal.breakdown();
        return NaiveMatcher.text(
                appraisal.score(),
                appraisal.baseScore(),
                appraisal.warnPenaltyApplied(),
                appraisal.aiBoostApplied(),
                List.of(parts.quality(), parts.price(), parts.delivery(), parts.risk()),
                appraisal.quality().stream().map(ParameterScore::score).toList(),
                appraisal.matchedQuantity(),
                appraisal.pricePerBaseUnit(),
                appraisal.distanceKm(),
                appraisal.delivery().orElse(-1),
                appraisal.band(),
                appraisal.flags().contains(Flag.PRICE_OPEN),
                sorted(appraisal.warnings()),
                sorted(appraisal.aiAlerts()));
    }

    private static String sorted(Set<? extends Enum<?>> names) {
        return names.stream()
                .map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }

    private static List<String> codes(Verdict.Rejected rejected) {
        return rejected.reasons().stream()
                .map(refusal -> refusal.reason()
                        + refusal.parameter().map(code -> "(" + code + ")").orElse(""))
                .toList();
    }

    private static void note(Verdict verdict, Set<String> seen) {
        switch (verdict) {
            case Verdict.Accepted(Appraisal appraisal) -> {
                seen.add("ACCEPTED");
                seen.add(appraisal.band().name());
                appraisal.aiAlerts().forEach(alert -> seen.add(alert.name()));
                appraisal.warnings().forEach(warning -> seen.add(warning.name()));
            }
            case Verdict.BelowMinScore below -> seen.add("BELOW_MIN_SCORE");
            case Verdict.PendingRisk pending -> seen.add("PENDING_RISK");
            case Verdict.Rejected rejected -> {
                seen.add("REJECTED");
                rejected.reasons().forEach(refusal -> seen.add(refusal.reason().name()));
            }
        }
    }
}
