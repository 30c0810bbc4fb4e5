package io.mandi.engine.lots.matching;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.Appraisal;
import io.mandi.engine.lots.match.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A need and a lot that match, or have matched.
 *
 * @param verdict of the last run that has judged the pair (7.9); absent for one that was reserved before any run has come to it
 * @param approval what staff has said to it (MT-11); absent when nobody has said anything
 * @param reservations ids of those that are HELD of this lot for this need
 * @param sold ids of those that have become trades
 * @param rounds how many reservations there have been
 * @param run of the last evaluation: a later one has a higher number
 * @param evaluatedAt when that was
 * @param watched whether runs go on looking at the pair although the match has lapsed, because both sides are open (MT-3)
 * @param known whether its sides may know of it: one that has only waited for its risk is nobody's but staff's (MT-4)
 * @param announced when somebody was last told of this pair, of this match or of one before it
 */
public record Match(
        ResourceId id,
        ResourceId need,
        ResourceId lot,
        String buyer,
        String seller,
        MatchState state,
        Optional<Verdict> verdict,
        Optional<Approval> approval,
        List<ResourceId> reservations,
        List<ResourceId> sold,
        int rounds,
        long run,
        Instant evaluatedAt,
        boolean watched,
        boolean known,
        Optional<Announcement> announced) {

    public Match {
        reservations = List.copyOf(reservations);
        sold = List.copyOf(sold);
    }

    /** What staff says to a match. */
    public enum Decision {
        APPROVED,
        DECLINED
    }

    /**
     * @param by user
     * @param reason of a decline
     */
    public record Approval(Decision decision, String by, Instant at, Optional<String> reason) {}

    /** The pair that it is of. */
    public Pair pair() {
        return new Pair(need, lot, buyer, seller);
    }

    public boolean isLive() {
        return state.isLive();
    }

    /** Whether its trade needs nobody's approval any more (MT-11). */
    public boolean isApproved() {
        return approval.filter(said -> said.decision() == Decision.APPROVED).isPresent();
    }

    /** How good it is; absent while that is not known. */
    public Optional<Appraisal> appraisal() {
        return verdict.flatMap(known -> switch (known) {
            case Verdict.Accepted(Appraisal appraisal) -> Optional.of(appraisal);
            case Verdict.BelowMinScore below -> Optional.empty();
            case Verdict.PendingRisk pending -> Optional.empty();
            case Verdict.Rejected rejected -> Optional.empty();
        });
    }

    Match judged(MatchState newState, Verdict newVerdict, long newRun, Instant at) {
        return new Match(
                id,
                need,
                lot,
                buyer,
                seller,
                newState,
                Optional.of(newVerdict),
                approval,
                reservations,
                sold,
                rounds,
                newRun,
                at,
                newState == MatchState.LAPSED,
                known || newState == MatchState.FOUND,
                announced);
    }

    Match in(MatchState newState, long newRun, Instant at) {
        return new Match(
                id,
                need,
                lot,
                buyer,
                seller,
                newState,
                verdict,
                approval,
                reservations,
                sold,
                rounds,
                newRun,
                at,
                false,
                known,
                announced);
    }

    Match with(Approval given) {
        return new Match(
                id,
                need,
                lot,
                buyer,
                seller,
                state,
                verdict,
                Optional.of(given),
                reservations,
                sold,
                rounds,
                run,
                evaluatedAt,
                watched,
                known,
                announced);
    }

    /** Something of it is reserved, not reserved any more, or sold: its sides have made that known to each other. */
    Match with(MatchState newState, List<ResourceId> held, List<ResourceId> nowSold, int newRounds) {
        return new Match(
                id,
                need,
                lot,
                buyer,
                seller,
                newState,
                verdict,
                approval,
                held,
                nowSold,
                newRounds,
                run,
                evaluatedAt,
                watched,
                true,
                announced);
    }

    /** Nobody looks at it any more: a side is closed, or the pair has another match. */
    public Match unwatched() {
        return watched ? in(state, run, evaluatedAt) : this;
    }

    /** Somebody is told of it. */
    public Match with(Announcement made) {
        return new Match(
                id,
                need,
                lot,
                buyer,
                seller,
                state,
                verdict,
                approval,
                reservations,
                sold,
                rounds,
                run,
                evaluatedAt,
                watched,
                known,
                Optional.of(made));
    }
}
