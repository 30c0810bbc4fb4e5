package io.mandi.persistence.match;

import io.mandi.engine.schedule.WakeUp;

/** What the schedule wakes somebody for, to keep matches. */
public final class MatchWakeUps {
    /** The matches of a posting are to be looked for; its id. */
    public static final WakeUp.Kind RUN = new WakeUp.Kind("match_run");

    /** A reservation has changed, and so may its match; its id. */
    public static final WakeUp.Kind RESERVATION = new WakeUp.Kind("match_reservation");

    /** Something has changed that many postings depend on: the id of a partner or of a commodity, or {@link #ORGANIZATION}. */
    public static final WakeUp.Kind SPREAD = new WakeUp.Kind("match_spread");

    /** It is looked for what no run has seen: {@link #CHANGED} in one organisation, {@link #ALL} in all. */
    public static final WakeUp.Kind SWEEP = new WakeUp.Kind("match_sweep");

    /** A partner may be told again; its id. */
    public static final WakeUp.Kind SUMMARY = new WakeUp.Kind("notice_summary");

    /** All postings of an organisation. */
    public static final String ORGANIZATION = "organization";

    public static final String CHANGED = "changed";
    public static final String ALL = "all";

    private MatchWakeUps() {}
}
