package io.mandi.engine.lots.matching;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.AllocationType;
import io.mandi.engine.lots.match.Filter;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match.Approval;
import io.mandi.engine.lots.matching.Match.Decision;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What becomes of the match of a pair (MT-10). The newest match of the pair comes in, live or not, or none; it goes out as it is now,
 * with what has happened. What was decided by an earlier run than the match has seen changes nothing.
 */
public final class MatchRules {
    private MatchRules() {}

    /**
     * @param match absent when there is none, as before
     * @param events empty when nobody has to learn of it
     */
    public record Outcome(Optional<Match> match, List<MatchEvent> events) {
        public Outcome {
            events = List.copyOf(events);
        }

        static Outcome of(Match match, MatchEvent... events) {
            return new Outcome(Optional.of(match), List.of(events));
        }

        /** What comes of it by what happens next. */
        public Outcome then(Function<Match, Outcome> next) {
            return match.map(next)
                    .map(after -> new Outcome(
                            after.match(),
                            Stream.concat(events.stream(), after.events().stream())
                                    .toList()))
                    .orElse(this);
        }

        /** Whether a match was found that was not there before, and of which nothing is reserved yet. */
        public boolean isNew() {
            return events.stream().anyMatch(MatchEvent.Found.class::isInstance)
                    && match.filter(found -> found.state() == MatchState.FOUND).isPresent();
        }
    }

    /**
     * A run has judged the pair.
     *
     * @param newId for a match that there was not
     */
    public static Outcome judged(
            Optional<Match> newest, Pair pair, Verdict verdict, long run, Instant at, Supplier<ResourceId> newId) {
        if (newest.isPresent() && newest.get().run() > run) {
            return new Outcome(newest, List.of());
        }
        Optional<Match> live = newest.filter(Match::isLive);
        return switch (verdict) {
            case Verdict.Accepted accepted -> {
                if (live.isEmpty()) {
                    Match found = fresh(newest, pair, MatchState.FOUND, Optional.of(verdict), run, at, newId);
                    yield Outcome.of(found, new MatchEvent.Found(found));
                }
                yield accepted(live.get(), verdict, run, at);
            }
            case Verdict.PendingRisk pending -> {
                if (live.isEmpty()) {
                    Match waiting = fresh(newest, pair, MatchState.PENDING_RISK, Optional.of(verdict), run, at, newId);
                    yield Outcome.of(waiting, new MatchEvent.PendingRisk(waiting.id()));
                }
                yield pending(live.get(), verdict, run, at);
            }
            case Verdict.BelowMinScore below -> against(newest, live, verdict, run, at);
            case Verdict.Rejected rejected -> against(newest, live, verdict, run, at);
        };
    }

    private static Match fresh(
            Optional<Match> before,
            Pair pair,
            MatchState state,
            Optional<Verdict> verdict,
            long run,
            Instant at,
            Supplier<ResourceId> newId) {
        return new Match(
                newId.get(),
                pair.need(),
                pair.lot(),
                pair.buyer(),
                pair.seller(),
                state,
                verdict,
                Optional.empty(),
                List.of(),
                List.of(),
                0,
                run,
                at,
                false,
                state != MatchState.PENDING_RISK,
                before.flatMap(Match::announced));
    }

    private static Outcome accepted(Match live, Verdict verdict, long run, Instant at) {
        boolean wasShown = live.appraisal().isPresent();
        Match now = live.judged(
                live.state() == MatchState.PENDING_RISK ? MatchState.FOUND : live.state(), verdict, run, at);
        if (!wasShown) {
            return Outcome.of(now, new MatchEvent.Found(now));
        }
        return live.verdict().equals(now.verdict()) && live.state() == now.state()
                ? Outcome.of(now)
                : Outcome.of(now, new MatchEvent.Updated(now));
    }

    private static Outcome pending(Match live, Verdict verdict, long run, Instant at) {
        return switch (live.state()) {
            case FOUND -> {
                Match waiting = live.judged(MatchState.PENDING_RISK, verdict, run, at);
                yield Outcome.of(waiting, new MatchEvent.PendingRisk(live.id()));
            }
            case PENDING_RISK -> Outcome.of(live.judged(MatchState.PENDING_RISK, verdict, run, at));
            case RESERVED, TRADED, LAPSED -> Outcome.of(live.in(live.state(), run, at));
        };
    }

    /**
     * What is reserved stays so, whatever is thought of the pair by now. Of a pair that has been told not to match any more nothing is told
     * again before something else is the first against it (MT-3).
     */
    private static Outcome against(
            Optional<Match> newest, Optional<Match> live, Verdict verdict, long run, Instant at) {
        if (live.isEmpty()) {
            return newest.filter(Match::watched)
                    .map(match -> rejectedAgain(match, verdict, run, at))
                    .orElse(new Outcome(newest, List.of()));
        }
        Match match = live.get();
        if (match.state() == MatchState.RESERVED) {
            return Outcome.of(match.in(MatchState.RESERVED, run, at));
        }
        Match lapsed = match.judged(MatchState.LAPSED, verdict, run, at);
        return Outcome.of(
                lapsed,
                new MatchEvent.Rejected(match.id(), match.need(), match.lot(), verdict),
                new MatchEvent.Lapsed(match.id(), LapseReason.NO_LONGER_MATCHES));
    }

    private static Outcome rejectedAgain(Match match, Verdict verdict, long run, Instant at) {
        Match now = match.judged(MatchState.LAPSED, verdict, run, at);
        boolean same = match.verdict().map(MatchRules::firstFailing).equals(Optional.of(firstFailing(verdict)));
        return same
                ? Outcome.of(now)
                : Outcome.of(now, new MatchEvent.Rejected(match.id(), match.need(), match.lot(), verdict));
    }

    /** Absent for the score, which is looked at last. */
    private static Optional<Filter> firstFailing(Verdict verdict) {
        return verdict instanceof Verdict.Rejected rejected ? Optional.of(rejected.firstFailing()) : Optional.empty();
    }

    /** A side is closed. A reservation that is HELD runs on, and so does its match. */
    public static Outcome closed(Match match, LapseReason reason, long run, Instant at) {
        if (match.run() > run) {
            return Outcome.of(match);
        }
        if (!match.isLive()) {
            return Outcome.of(match.unwatched());
        }
        if (match.state() == MatchState.RESERVED) {
            return Outcome.of(match.in(MatchState.RESERVED, run, at));
        }
        Match lapsed = match.in(MatchState.LAPSED, run, at);
        return Outcome.of(lapsed, new MatchEvent.Lapsed(match.id(), reason));
    }

    /**
     * A reservation of the lot for the need, as it is now.
     *
     * @param quantity in base units
     * @param remainingRoom of the need, in base units
     */
    public record Held(ResourceId id, BigDecimal quantity, BigDecimal remainingRoom) {}

    /** It is HELD. One that comes again is known. */
    public static Outcome held(
            Optional<Match> newest, Pair pair, Held held, long run, Instant at, Supplier<ResourceId> newId) {
        if (newest.filter(known ->
                        known.reservations().contains(held.id()) || known.sold().contains(held.id()))
                .isPresent()) {
            return new Outcome(newest, List.of());
        }
        Match match = newest.filter(Match::isLive)
                .orElseGet(() -> fresh(newest, pair, MatchState.RESERVED, Optional.empty(), run, at, newId));
        List<ResourceId> more = new ArrayList<>(match.reservations());
        more.add(held.id());
        Match reserved = match.with(MatchState.RESERVED, more, match.sold(), match.rounds() + 1);
        return Outcome.of(
                reserved,
                new MatchEvent.Allocated(
                        reserved.id(),
                        held.id(),
                        held.quantity(),
                        held.remainingRoom(),
                        held.remainingRoom().signum() == 0 ? AllocationType.FULL : AllocationType.PARTIAL,
                        reserved.rounds()));
    }

    /** A reservation has ended without a sale; whether the two still match is for the next run to say. */
    public static Outcome released(Match match, ResourceId reservation) {
        if (!match.reservations().contains(reservation)) {
            return Outcome.of(match);
        }
        List<ResourceId> fewer = without(match.reservations(), reservation);
        MatchState state = match.sold().isEmpty() ? MatchState.FOUND : MatchState.TRADED;
        Match rest = match.with(fewer.isEmpty() ? state : MatchState.RESERVED, fewer, match.sold(), match.rounds());
        return Outcome.of(rest, new MatchEvent.Updated(rest));
    }

    private static List<ResourceId> without(List<ResourceId> ids, ResourceId id) {
        return ids.stream().filter(each -> !each.equals(id)).toList();
    }

    /** A reservation was sold. The match is TRADED when nothing else is reserved any more. */
    public static Outcome sold(Match match, ResourceId reservation) {
        if (match.state() != MatchState.RESERVED || !match.reservations().contains(reservation)) {
            return Outcome.of(match);
        }
        List<ResourceId> fewer = without(match.reservations(), reservation);
        List<ResourceId> sold = new ArrayList<>(match.sold());
        sold.add(reservation);
        Match rest = match.with(fewer.isEmpty() ? MatchState.TRADED : MatchState.RESERVED, fewer, sold, match.rounds());
        return Outcome.of(rest, new MatchEvent.Updated(rest));
    }

    /** A sale was taken back. */
    public static Outcome saleReverted(Match match, ResourceId reservation, long run, Instant at) {
        if (!match.sold().contains(reservation)) {
            return Outcome.of(match);
        }
        List<ResourceId> sold = without(match.sold(), reservation);
        if (match.state() == MatchState.TRADED && sold.isEmpty()) {
            Match lapsed = match.with(MatchState.LAPSED, List.of(), sold, match.rounds())
                    .in(MatchState.LAPSED, run, at);
            return Outcome.of(lapsed, new MatchEvent.Lapsed(match.id(), LapseReason.SALE_REVERTED));
        }
        return Outcome.of(match.with(match.state(), match.reservations(), sold, match.rounds()));
    }

    /** Staff says something to a live match (MT-11); what has been said already is not said again. */
    public static Outcome decided(Match match, Decision decision, String by, Optional<String> reason, Instant at) {
        if (match.approval().filter(said -> said.decision() == decision).isPresent()) {
            return Outcome.of(match);
        }
        Match now = match.with(new Approval(decision, by, at, reason));
        return Outcome.of(
                now,
                switch (decision) {
                    case APPROVED -> new MatchEvent.Approved(match.id(), by);
                    case DECLINED -> new MatchEvent.Declined(match.id(), by, reason.orElse(""));
                });
    }
}
