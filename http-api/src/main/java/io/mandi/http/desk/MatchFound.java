package io.mandi.http.desk;

import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.disclosure.Stage;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchState;
import java.util.Optional;

/**
 * A match, as it was found for one of its sides.
 *
 * @param <M> {@link io.mandi.engine.lots.match.LotMatch} for a need, {@link io.mandi.engine.lots.match.NeedMatch} for a lot
 * @param stage how far the two partners have come
 * @param counterparty the other side, with all that there is to tell: what of it is shown is not for the desk to decide
 * @param token of the match; absent when none was made for it
 * @param kept what has become of it so far; absent for one that no run has come to yet
 */
public record MatchFound<M>(
        M match, Stage stage, Counterparty counterparty, Optional<String> token, Optional<Kept> kept) {

    /**
     * What is kept of a match.
     *
     * @param decision of staff (MT-11); absent when there is none
     */
    public record Kept(String id, MatchState state, Optional<Match.Decision> decision) {
        public static Kept of(Match match) {
            return new Kept(
                    match.id().toString(), match.state(), match.approval().map(Match.Approval::decision));
        }
    }
}
