package io.mandi.engine.lots.matching;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.match.AllocationType;
import io.mandi.engine.lots.match.Verdict;
import java.math.BigDecimal;

/** What has happened to a match. */
public sealed interface MatchEvent {
    ResourceId id();

    /** A pair matches that did not before. */
    record Found(Match match) implements MatchEvent {
        @Override
        public ResourceId id() {
            return match.id();
        }
    }

    /** It is another match now: in its score, quantity or price, or in what has become of it. */
    record Updated(Match match) implements MatchEvent {
        @Override
        public ResourceId id() {
            return match.id();
        }
    }

    /** Its risk cannot be told now (MT-4). */
    record PendingRisk(ResourceId id) implements MatchEvent {}

    /** @param by user */
    record Approved(ResourceId id, String by) implements MatchEvent {}

    /** @param by user */
    record Declined(ResourceId id, String by, String reason) implements MatchEvent {}

    record Lapsed(ResourceId id, LapseReason reason) implements MatchEvent {}

    /**
     * A pair that has matched does not any more.
     *
     * @param verdict that is against it
     */
    record Rejected(ResourceId id, ResourceId need, ResourceId lot, Verdict verdict) implements MatchEvent {}

    /**
     * A part of the lot is reserved for the need.
     *
     * @param quantity in base units of the lot's commodity
     * @param remainingRoom of the need, in base units of its commodity, when this was noticed
     * @param round of this pair, from 1
     */
    record Allocated(
            ResourceId id,
            ResourceId reservation,
            BigDecimal quantity,
            BigDecimal remainingRoom,
            AllocationType type,
            int round)
            implements MatchEvent {}
}
