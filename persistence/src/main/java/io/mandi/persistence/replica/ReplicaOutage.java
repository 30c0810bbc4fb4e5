package io.mandi.persistence.replica;

/** Why a replica is not read from. */
public enum ReplicaOutage {
    /** It was not looked at yet, or how late it is on the primary is not known. */
    NOT_SEEN("not_seen"),
    /** It does not answer, or refuses to: it has not got the tables, or not the right to read them as readers do. */
    UNREACHABLE("unreachable"),
    /** It is further behind than may be. */
    STALE("stale"),
    /** It takes writes: it was promoted, or never was a replica. */
    NOT_A_REPLICA("not_a_replica"),
    /** It is a replica of another database system. */
    OTHER_SYSTEM("other_system"),
    /** It has ended a statement whose rows the primary has removed; the next one may pass. */
    CONFLICT("conflict");

    private final String word;

    ReplicaOutage(String word) {
        this.word = word;
    }

    /** For metrics, health and the log. */
    public String word() {
        return word;
    }
}
