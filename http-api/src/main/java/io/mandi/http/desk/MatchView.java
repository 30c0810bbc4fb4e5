package io.mandi.http.desk;

import io.mandi.engine.lots.disclosure.Counterparty;
import io.mandi.engine.lots.matching.Match;
import io.mandi.engine.lots.matching.MatchState;
import java.util.Optional;

/**
 * A match with what there is to tell of it.
 *
 * @param seller as its buyer may come to know it
 * @param buyer as its seller may come to know it
 * @param token of the match
 */
public record MatchView(Match match, Counterparty seller, Counterparty buyer, String token) {

    /** Whether it is told to a partner at all, or to staff when there is none: what waits for its risk is for staff alone (MT-4). */
    public boolean isShown(Optional<String> partner) {
        return partner.isEmpty() || match.state() != MatchState.PENDING_RISK;
    }

    /** Whether a partner may know of it, as staff always does: also that it has ended. */
    public boolean isKnown(Optional<String> partner) {
        return partner.isEmpty() || match.known();
    }

    /** The other side, as a partner sees it. */
    public Counterparty counterparty(String partner) {
        return match.buyer().equals(partner) ? seller : buyer;
    }
}
