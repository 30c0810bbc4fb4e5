package io.mandi.engine.lots.matching;

/** What has become of a match (MT-10). The names are in the database: added to, never changed. */
public enum MatchState {
    /** The two may reserve from each other. */
    FOUND,
    /** It passes every filter that can be looked at; its risk cannot be told now (MT-4). */
    PENDING_RISK,
    /** A reservation of the lot for the need is HELD. */
    RESERVED,
    /** A reservation of the lot for the need was sold. */
    TRADED,
    /** A side is closed, or the two do not match any more. */
    LAPSED;

    /** Whether something can still become of it; of a pair there is at most one such match. */
    public boolean isLive() {
        return this == FOUND || this == PENDING_RISK || this == RESERVED;
    }
}
