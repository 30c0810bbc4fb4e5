package io.mandi.persistence.schedule;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Where the wake-ups are; a port, so that the schedule can be tried without a database and with another clock. */
interface WakeUpStore {

    /**
     * What a look has found.
     *
     * @param claims that the node has now, the earliest first
     * @param next when the next one can be claimed; in the past when there is more than was claimed, or another node has it in hand
     */
    record Found(List<Claim> claims, OptionalLong next) {}

    /**
     * Which wake-ups are looked for.
     *
     * @param kinds these and no others
     * @param without none of these organisations
     * @param most that are claimed
     */
    record Wanted(Set<String> kinds, Set<String> without, int most) {}

    /**
     * Keeps what has become of claims, unless they were lost or what they are of was set anew.
     *
     * @return those that somebody else has in hand just now, whose outcome may be nothing: to be tried again
     */
    List<Ended> end(List<Ended> ended) throws SQLException;

    /**
     * Claims what is due.
     *
     * @param until when the claims end; later than now
     */
    Found find(Wanted wanted, long now, long until) throws SQLException;

    /** Some kinds of which wake-ups are due, without these. */
    Set<String> dueOfOthers(Set<String> kinds, long now) throws SQLException;
}
