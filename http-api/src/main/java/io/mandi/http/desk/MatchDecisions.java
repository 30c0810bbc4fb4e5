package io.mandi.http.desk;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.actor.LotBookReply;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotRejection;
import io.mandi.engine.lots.LotRejectionCode;
import io.mandi.engine.lots.lot.Lot;
import io.mandi.engine.lots.match.Verdict;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.Pair;
import io.mandi.engine.lots.need.Need;
import io.mandi.persistence.match.PostgresMatches;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What staff says to matches, and who asks for it (MT-11). */
final class MatchDecisions implements MatchApprovals {
    private final DeskParts parts;
    private final MatchDesk matches;
    private final PostgresMatches kept;

    MatchDecisions(DeskParts parts, MatchDesk matches, PostgresMatches kept) {
        this.parts = parts;
        this.matches = matches;
        this.kept = kept;
    }

    @Override
    public CompletionStage<Boolean> isApproved(String organization, ResourceId lot, ResourceId need) {
        boolean here =
                lot.organization().equals(organization) && need.organization().equals(organization);
        return here
                ? kept.newest(need, lot)
                        .thenApply(match -> match.filter(Match::isApproved).isPresent())
                : CompletableFuture.completedStage(false);
    }

    CompletionStage<DeskReply<Match>> decide(
            Caller caller, String token, Match.Decision decision, Optional<String> reason) {
        Optional<MatchTokens.Pair> named = matches.read(token, caller.organization());
        return named.map(pair -> decide(caller, pair, decision, reason))
                .orElseGet(() -> CompletableFuture.completedStage(new DeskReply.NotFound<>(false)));
    }

    private CompletionStage<DeskReply<Match>> decide(
            Caller caller, MatchTokens.Pair pair, Match.Decision decision, Optional<String> reason) {
        long since = System.nanoTime();
        Caller system = DeskParts.system(caller);
        // The number before the look: what is judged is of that moment or later.
        return kept.begin(pair.need()).thenCompose(begun -> {
            CompletionStage<LotBookReply> need = parts.books().read(pair.need().owner(), system, pair.need(), since);
            CompletionStage<LotBookReply> lot = parts.books().read(pair.lot().owner(), system, pair.lot(), since);
            return need.thenCompose(ofNeed -> lot.thenCompose(ofLot -> {
                if (!(ofNeed instanceof LotBookReply.FoundNeed(Need wanted))) {
                    return CompletableFuture.completedStage(DeskParts.<Match>other(ofNeed));
                }
                if (!(ofLot instanceof LotBookReply.FoundLot(Lot offered))) {
                    return CompletableFuture.completedStage(DeskParts.<Match>other(ofLot));
                }
                Pair both = new Pair(pair.need(), pair.lot(), wanted.buyer(), offered.seller());
                return parts.books()
                        .judge(system, pair.need().owner(), wanted, pair.lot().owner(), offered, since)
                        .thenCompose(judged -> decide(caller, both, judged, decision, reason, begun.run()));
            }));
        });
    }

    private CompletionStage<DeskReply<Match>> decide(
            Caller caller, Pair pair, LotBookReply judged, Match.Decision decision, Optional<String> reason, long run) {
        return judged instanceof LotBookReply.Judged(Verdict verdict)
                ? kept.decide(caller, pair, decision, reason, verdict, run).thenApply(MatchDecisions::reply)
                : CompletableFuture.completedStage(DeskParts.other(judged));
    }

    private static DeskReply<Match> reply(Optional<Match> decided) {
        return decided.<DeskReply<Match>>map(match -> new DeskReply.Done<>(match, List.of(), false, 0))
                .orElseGet(() -> new DeskReply.Rejected<>(
                        new LotRejection(
                                LotRejectionCode.STATE_CONFLICT, "the two do not match any more", List.of(), false),
                        false));
    }
}
