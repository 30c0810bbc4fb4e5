package io.mandi.engine.lots.matching;

import io.mandi.engine.lots.match.LotStatus;
import io.mandi.engine.lots.match.NeedStatus;
import java.util.Optional;

/** Why a match has come to nothing. The names are in events: added to, never changed. */
public enum LapseReason {
    LOT_SOLD,
    LOT_BLOCKED,
    LOT_CANCELLED,
    LOT_EXPIRED,
    NEED_FULFILLED,
    NEED_BLOCKED,
    NEED_CANCELLED,
    NEED_EXPIRED,
    /** The book does not know the posting any more. */
    POSTING_FORGOTTEN,
    /** Both are open, and a filter or the score is against it now. */
    NO_LONGER_MATCHES,
    /** The trade that it had become was taken back. */
    SALE_REVERTED;

    /** Why the matches of a lot lapse; empty while it is open. */
    public static Optional<LapseReason> of(LotStatus status) {
        return switch (status) {
            case DRAFT, ACTIVE, RESERVED -> Optional.empty();
            case SOLD -> Optional.of(LOT_SOLD);
            case BLOCKED -> Optional.of(LOT_BLOCKED);
            case CANCELLED -> Optional.of(LOT_CANCELLED);
            case EXPIRED -> Optional.of(LOT_EXPIRED);
        };
    }

    /** Why the matches of a need lapse; empty while it is open. */
    public static Optional<LapseReason> of(NeedStatus status) {
        return switch (status) {
            case DRAFT, ACTIVE, PARTIALLY_FULFILLED -> Optional.empty();
            case FULFILLED -> Optional.of(NEED_FULFILLED);
            case BLOCKED -> Optional.of(NEED_BLOCKED);
            case CANCELLED -> Optional.of(NEED_CANCELLED);
            case EXPIRED -> Optional.of(NEED_EXPIRED);
        };
    }
}
