package io.mandi.engine.lots.matching;

import static io.mandi.engine.lots.matching.SampleMatches.AT;
import static io.mandi.engine.lots.matching.SampleMatches.PAIR;
import static io.mandi.engine.lots.matching.SampleMatches.RESERVATION;
import static io.mandi.engine.lots.matching.SampleMatches.accepted;
import static io.mandi.engine.lots.matching.SampleMatches.found;
import static io.mandi.engine.lots.matching.SampleMatches.id;
import static io.mandi.engine.lots.matching.SampleMatches.next;
import static io.mandi.engine.lots.matching.SampleMatches.pending;
import static io.mandi.engine.lots.matching.SampleMatches.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotEventSamples;
import io.mandi.engine.lots.match.AllocationType;
import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match.Decision;
import io.mandi.engine.lots.matching.MatchRules.Held;
import io.mandi.engine.lots.matching.MatchRules.Outcome;
import io.mandi.engine.publication.LotJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What becomes of the match of a pair. */
class MatchRulesTest {
    private static final Verdict GOOD = accepted("0.8284", "201.08", "16200.000000");
    private static final Verdict BETTER = accepted("0.9000", "201.08", "16200.000000");
    private static final Held ALL = new Held(RESERVATION, new BigDecimal("16200"), BigDecimal.ZERO);

    private static Outcome judged(Match match, Verdict verdict, long run) {
        return MatchRules.judged(Optional.of(match), PAIR, verdict, run, AT.plusSeconds(run), next(9));
    }

    private static Match reserved() {
        return MatchRules.held(Optional.of(found()), PAIR, ALL, 2, AT, next(9))
                .match()
                .orElseThrow();
    }

    @Test
    void aPairThatMatchesIsFoundOnce() {
        Outcome first = MatchRules.judged(Optional.empty(), PAIR, GOOD, 1, AT, next(1));
        Match match = first.match().orElseThrow();
        assertThat(first.events()).containsExactly(new MatchEvent.Found(match));
        assertThat(first.isNew()).isTrue();
        assertThat(match.state()).isEqualTo(MatchState.FOUND);

        Outcome again = judged(match, GOOD, 2);
        assertThat(again.events()).isEmpty();
        assertThat(again.match().orElseThrow().id()).isEqualTo(id(1));
        assertThat(again.match().orElseThrow().run()).isEqualTo(2);
    }

    @Test
    void aMatchThatHasChangedIsUpdated() {
        Outcome outcome = judged(found(), BETTER, 2);
        assertThat(outcome.events())
                .containsExactly(new MatchEvent.Updated(outcome.match().orElseThrow()));
        assertThat(outcome.isNew()).isFalse();
    }

    @Test
    void aPairThatNeverMatchedIsNotKept() {
        assertThat(MatchRules.judged(Optional.empty(), PAIR, rejected(), 1, AT, next(1)))
                .isEqualTo(new Outcome(Optional.empty(), List.of()));
    }

    /** MT-10 and section 7.9. */
    @Test
    void aMatchThatDoesNotMatchAnyMoreLapsesWithItsReasons() {
        for (Verdict against : List.of(
                rejected(), new Verdict.BelowMinScore(SampleMatches.appraisal("0.5999", "201.08", "16200.000000")))) {
            Outcome outcome = judged(found(), against, 2);
            Match lapsed = outcome.match().orElseThrow();
            assertThat(lapsed.state()).isEqualTo(MatchState.LAPSED);
            assertThat(lapsed.verdict()).contains(against);
            assertThat(outcome.events())
                    .containsExactly(
                            new MatchEvent.Rejected(id(1), PAIR.need(), PAIR.lot(), against),
                            new MatchEvent.Lapsed(id(1), LapseReason.NO_LONGER_MATCHES));

            Outcome later = judged(lapsed, GOOD, 3);
            assertThat(later.match().orElseThrow().id()).as("another match").isEqualTo(id(9));
            assertThat(later.isNew()).isTrue();
        }
    }

    /** MT-3: one verdict, replaced by each run; told when the first filter that fails is another one. */
    @Test
    void aRejectionIsToldAgainWhenSomethingElseIsFirstAgainstThePair() {
        Match lapsed = judged(found(), rejected(), 2).match().orElseThrow();
        assertThat(lapsed.watched()).isTrue();
        Outcome same = judged(lapsed, rejected(), 3);
        assertThat(same.events()).isEmpty();
        assertThat(same.match().orElseThrow().run()).isEqualTo(3);

        Outcome other = judged(same.match().orElseThrow(), SampleMatches.rejectedForQuality(), 4);
        assertThat(other.events())
                .containsExactly(
                        new MatchEvent.Rejected(id(1), PAIR.need(), PAIR.lot(), SampleMatches.rejectedForQuality()));
        assertThat(other.match().orElseThrow().verdict()).contains(SampleMatches.rejectedForQuality());

        Outcome closed = MatchRules.closed(other.match().orElseThrow(), LapseReason.LOT_SOLD, 5, AT);
        assertThat(closed.events()).isEmpty();
        assertThat(closed.match().orElseThrow().watched()).isFalse();
        assertThat(judged(closed.match().orElseThrow(), rejected(), 6).events()).isEmpty();
    }

    @Test
    void whatAnEarlierRunHasSeenChangesNothing() {
        Match lapsed = judged(found(), rejected(), 7).match().orElseThrow();
        assertThat(judged(lapsed, GOOD, 6)).isEqualTo(Outcome.of(lapsed));
        Match match = judged(found(), BETTER, 7).match().orElseThrow();
        assertThat(judged(match, rejected(), 6)).isEqualTo(Outcome.of(match));
        assertThat(MatchRules.closed(match, LapseReason.LOT_CANCELLED, 6, AT)).isEqualTo(Outcome.of(match));
    }

    /** MT-4: it waits, for staff to see, and becomes a match when the risk is known. */
    @Test
    void aMatchWhoseRiskCannotBeToldWaits() {
        Outcome outcome = judged(found(), pending(), 2);
        Match waiting = outcome.match().orElseThrow();
        assertThat(waiting.state()).isEqualTo(MatchState.PENDING_RISK);
        assertThat(outcome.events()).containsExactly(new MatchEvent.PendingRisk(id(1)));
        assertThat(judged(waiting, pending(), 3).events()).isEmpty();

        Outcome known = judged(waiting, GOOD, 4);
        assertThat(known.match().orElseThrow().state()).isEqualTo(MatchState.FOUND);
        assertThat(known.events())
                .containsExactly(new MatchEvent.Found(known.match().orElseThrow()));

        Outcome unknownFromTheStart = MatchRules.judged(Optional.empty(), PAIR, pending(), 1, AT, next(1));
        assertThat(unknownFromTheStart.events()).containsExactly(new MatchEvent.PendingRisk(id(1)));
        assertThat(unknownFromTheStart.isNew()).isFalse();
    }

    /** MT-10: either side closed. */
    @Test
    void aMatchLapsesWithEitherSide() {
        Outcome outcome = MatchRules.closed(found(), LapseReason.LOT_CANCELLED, 2, AT);
        assertThat(outcome.match().orElseThrow().state()).isEqualTo(MatchState.LAPSED);
        assertThat(outcome.events()).containsExactly(new MatchEvent.Lapsed(id(1), LapseReason.LOT_CANCELLED));
        Match lapsed = outcome.match().orElseThrow();
        assertThat(MatchRules.closed(lapsed, LapseReason.NEED_EXPIRED, 3, AT).events())
                .isEmpty();
    }

    @Test
    void everyStatusInWhichAPostingIsClosedIsAReason() {
        for (LotStatus status : LotStatus.values()) {
            boolean open = status == LotStatus.DRAFT || status == LotStatus.ACTIVE || status == LotStatus.RESERVED;
            assertThat(LapseReason.of(status).map(Enum::name))
                    .isEqualTo(open ? Optional.empty() : Optional.of("LOT_" + status));
        }
        for (NeedStatus status : NeedStatus.values()) {
            boolean open = status == NeedStatus.DRAFT || status.isMatchable();
            assertThat(LapseReason.of(status).map(Enum::name))
                    .isEqualTo(open ? Optional.empty() : Optional.of("NEED_" + status));
        }
    }

    /** MT-9: a reservation that is seen again is the same one. */
    @Test
    void aReservationIsAllocatedOnce() {
        Outcome outcome = MatchRules.held(Optional.of(found()), PAIR, ALL, 2, AT, next(9));
        Match match = outcome.match().orElseThrow();
        assertThat(match.state()).isEqualTo(MatchState.RESERVED);
        assertThat(outcome.events())
                .containsExactly(new MatchEvent.Allocated(
                        id(1), RESERVATION, new BigDecimal("16200"), BigDecimal.ZERO, AllocationType.FULL, 1));
        assertThat(MatchRules.held(Optional.of(match), PAIR, ALL, 3, AT, next(9)))
                .isEqualTo(Outcome.of(match));
    }

    /** MT-8: PARTIAL as long as the need has room. */
    @Test
    void aNeedWithRoomLeftIsAllocatedInPart() {
        Held part = new Held(RESERVATION, new BigDecimal("100"), new BigDecimal("0.000001"));
        Outcome outcome = MatchRules.held(Optional.empty(), PAIR, part, 2, AT, next(4));
        assertThat(outcome.events())
                .containsExactly(new MatchEvent.Allocated(
                        id(4), RESERVATION, part.quantity(), part.remainingRoom(), AllocationType.PARTIAL, 1));
        assertThat(outcome.match().orElseThrow().verdict())
                .as("no run has come to it")
                .isEmpty();

        Outcome later = judged(outcome.match().orElseThrow(), GOOD, 3);
        assertThat(later.match().orElseThrow().state()).isEqualTo(MatchState.RESERVED);
        assertThat(later.events())
                .containsExactly(new MatchEvent.Found(later.match().orElseThrow()));
        assertThat(later.isNew()).as("there is nothing left to announce").isFalse();
    }

    /** AV-16: a reservation runs on, whatever becomes of the posting. */
    @Test
    void whatIsReservedNeitherLapsesNorIsRejected() {
        Match match = reserved();
        assertThat(MatchRules.closed(match, LapseReason.LOT_EXPIRED, 5, AT).events())
                .isEmpty();
        Outcome against = judged(match, rejected(), 5);
        assertThat(against.events()).isEmpty();
        assertThat(against.match().orElseThrow().verdict()).isEqualTo(match.verdict());
        assertThat(against.match().orElseThrow().run()).isEqualTo(5);
    }

    @Test
    void theLastReservationThatEndsFreesTheMatch() {
        ResourceId second = new ResourceId(ResourceId.Kind.RESERVATION, 14, LotEventSamples.BOOK);
        Match both = MatchRules.held(
                        Optional.of(reserved()), PAIR, new Held(second, BigDecimal.ONE, BigDecimal.ONE), 3, AT, next(9))
                .match()
                .orElseThrow();
        assertThat(both.rounds()).isEqualTo(2);
        Match one = MatchRules.released(both, RESERVATION).match().orElseThrow();
        assertThat(one.state()).isEqualTo(MatchState.RESERVED);
        Outcome none = MatchRules.released(one, second);
        assertThat(none.match().orElseThrow().state()).isEqualTo(MatchState.FOUND);
        assertThat(none.events())
                .containsExactly(new MatchEvent.Updated(none.match().orElseThrow()));
        assertThat(MatchRules.released(none.match().orElseThrow(), second).events())
                .isEmpty();
    }

    @Test
    void aMatchIsTradedWhenNothingElseOfItIsReserved() {
        Held second = new Held(
                new ResourceId(ResourceId.Kind.RESERVATION, 14, LotEventSamples.BOOK), BigDecimal.ONE, BigDecimal.ONE);
        Match both = MatchRules.held(Optional.of(reserved()), PAIR, second, 3, AT, next(9))
                .match()
                .orElseThrow();
        Match one = MatchRules.sold(both, RESERVATION).match().orElseThrow();
        assertThat(one.state()).isEqualTo(MatchState.RESERVED);
        assertThat(one.reservations()).containsExactly(second.id());
        assertThat(one.sold()).containsExactly(RESERVATION);
        assertThat(MatchRules.held(Optional.of(one), PAIR, second, 4, AT, next(9))
                        .events())
                .as("what has been told is not told again")
                .isEmpty();
        assertThat(MatchRules.sold(one, second.id()).match().orElseThrow().state())
                .isEqualTo(MatchState.TRADED);
        assertThat(MatchRules.released(one, second.id()).match().orElseThrow().state())
                .isEqualTo(MatchState.TRADED);
        Match back = MatchRules.saleReverted(one, RESERVATION, 5, AT).match().orElseThrow();
        assertThat(back.state()).isEqualTo(MatchState.RESERVED);
        assertThat(back.sold()).isEmpty();
    }

    /** MT-4: shown to nobody. */
    @Test
    void itsSidesMayKnowOfAMatchThatHasNotOnlyWaitedForItsRisk() {
        Match waiting = MatchRules.judged(Optional.empty(), PAIR, pending(), 1, AT, next(1))
                .match()
                .orElseThrow();
        assertThat(waiting.known()).isFalse();
        assertThat(judged(waiting, pending(), 2).match().orElseThrow().known()).isFalse();
        assertThat(judged(waiting, rejected(), 2).match().orElseThrow().known())
                .as("it has lapsed unseen")
                .isFalse();
        Match found = judged(waiting, GOOD, 2).match().orElseThrow();
        assertThat(found.known()).isTrue();
        assertThat(judged(found, pending(), 3).match().orElseThrow().known())
                .as("its sides are told that it has gone")
                .isTrue();
        assertThat(reserved().known()).isTrue();
    }

    @Test
    void whatIsSoldIsTradedUntilTheSaleIsTakenBack() {
        Match traded = MatchRules.sold(reserved(), RESERVATION).match().orElseThrow();
        assertThat(traded.state()).isEqualTo(MatchState.TRADED);
        assertThat(MatchRules.sold(traded, RESERVATION).match().orElseThrow()).isEqualTo(traded);
        assertThat(judged(traded, GOOD, 9).match().orElseThrow().id())
                .as("what is left is another match")
                .isEqualTo(id(9));
        Outcome back = MatchRules.saleReverted(traded, RESERVATION, 9, AT);
        assertThat(back.events()).containsExactly(new MatchEvent.Lapsed(id(1), LapseReason.SALE_REVERTED));
        assertThat(MatchRules.saleReverted(back.match().orElseThrow(), RESERVATION, 10, AT)
                        .events())
                .isEmpty();
    }

    /** MT-11. */
    @Test
    void staffApprovesAMatchOrDeclinesIt() {
        Outcome approved = MatchRules.decided(found(), Decision.APPROVED, "asha", Optional.empty(), AT);
        assertThat(approved.events()).containsExactly(new MatchEvent.Approved(id(1), "asha"));
        Match match = approved.match().orElseThrow();
        assertThat(match.isApproved()).isTrue();
        assertThat(judged(match, BETTER, 2).match().orElseThrow().isApproved()).isTrue();
        assertThat(MatchRules.decided(match, Decision.APPROVED, "ravi", Optional.empty(), AT)
                        .events())
                .isEmpty();

        Outcome declined = MatchRules.decided(match, Decision.DECLINED, "ravi", Optional.of("too risky"), AT);
        assertThat(declined.events()).containsExactly(new MatchEvent.Declined(id(1), "ravi", "too risky"));
        assertThat(declined.match().orElseThrow().isApproved()).isFalse();
    }

    /** MT-10: whatever happens, in whatever order, there is at most one live match of a pair, and each id is used once. */
    @Test
    void aPairHasAtMostOneLiveMatch() {
        Random random = new Random(7);
        AtomicLong numbers = new AtomicLong();
        List<Match> history = new ArrayList<>();
        Optional<Match> newest = Optional.empty();
        for (long run = 1; run <= 10_000; run++) {
            Optional<Match> before = newest;
            Outcome outcome = switch (random.nextInt(6)) {
                case 0 -> judged(before, GOOD, run, numbers);
                case 1 -> judged(before, rejected(), run, numbers);
                case 2 -> judged(before, pending(), run, numbers);
                case 3 -> MatchRules.held(before, PAIR, ALL, run, AT, () -> id(numbers.incrementAndGet()));
                case 4 ->
                    before.map(match -> MatchRules.released(match, RESERVATION)).orElse(new Outcome(before, List.of()));
                default -> {
                    long at = run;
                    yield before.map(match -> MatchRules.closed(match, LapseReason.LOT_SOLD, at, AT))
                            .orElse(new Outcome(before, List.of()));
                }
            };
            newest = outcome.match();
            newest.ifPresent(match -> {
                boolean another = history.isEmpty() || !history.getLast().id().equals(match.id());
                if (another) {
                    assertThat(history).noneMatch(Match::isLive);
                    history.add(match);
                } else {
                    history.set(history.size() - 1, match);
                }
            });
        }
        assertThat(history).hasSizeGreaterThan(100);
        assertThat(history.stream().map(Match::id).distinct()).hasSize(history.size());
    }

    private static Outcome judged(Optional<Match> match, Verdict verdict, long run, AtomicLong numbers) {
        return MatchRules.judged(match, PAIR, verdict, run, AT, () -> id(numbers.incrementAndGet()));
    }

    @Test
    void aMatchIsReadBackAsItWasWritten() throws JsonProcessingException {
        Match announced = new Announcing(5, Duration.ofSeconds(300), new BigDecimal("0.95"))
                .choose(List.of(found()), AT)
                .getFirst();
        for (Match match : List.of(
                announced,
                reserved(),
                judged(found(), rejected(), 2).match().orElseThrow(),
                judged(found(), pending(), 2).match().orElseThrow(),
                MatchRules.decided(found(), Decision.DECLINED, "ravi", Optional.of("no"), AT)
                        .match()
                        .orElseThrow())) {
            assertThat(LotJson.match(LotJson.write(match))).isEqualTo(match);
        }
    }
}
