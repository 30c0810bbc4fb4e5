package io.mandi.persistence.match;

import io.mandi.engine.id.ResourceId;
import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.match.PostgresMatches.Place;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the schedule wakes somebody for, to keep matches. */
public final class MatchWakeUps {
    /** The matches of a posting are to be looked for; a {@link RunKey}. */
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

    /**
     * How far all postings that depend on something have been looked at.
     *
     * @param what they depend on
     * @param after those that are behind this one are still to be looked at
     */
    public record WalkKey(String what, Place after) {
        /** It is in no id and in no name of an organisation. */
        private static final String BEHIND = ">";

        /** That of a wake-up. */
        public static WalkKey of(WakeUp wakeUp) {
            String[] parts = wakeUp.key().split(BEHIND, -1);
            Place after = switch (parts.length) {
                case 2 -> new Place(wakeUp.organization(), parts[1]);
                case 3 -> new Place(parts[1], parts[2]);
                default -> Place.FIRST;
            };
            return new WalkKey(parts[0], after);
        }

        /** The wake-up that goes on behind this one. */
        public WakeUp next(WakeUp wakeUp, Place last, long dueAt) {
            // Short: a key has room for two ids.
            String place =
                    wakeUp.organization().isEmpty() ? String.join(BEHIND, last.organization(), last.id()) : last.id();
            return new WakeUp(wakeUp.organization(), wakeUp.kind(), String.join(BEHIND, what, place), dueAt);
        }
    }

    /**
     * What a run is about: the id of a posting, and the pass behind it when the run goes on with one. Something that has changed meanwhile
     * has a wake-up of its own, and begins a pass of its own.
     *
     * @param pass number of the run that has begun it; absent when everything is to be looked at
     */
    public record RunKey(ResourceId posting, OptionalLong pass) {
        private static final Pattern TEXT = Pattern.compile("([^/]+)(?:/([1-9][0-9]{0,17}))?");

        /** Empty when that is none. */
        public static Optional<RunKey> parse(String text) {
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            OptionalLong pass = Optional.ofNullable(matcher.group(2))
                    .map(number -> OptionalLong.of(Long.parseLong(number)))
                    .orElseGet(OptionalLong::empty);
            return ResourceId.parse(ResourceId.Kind.AVAILABILITY, matcher.group(1))
                    .or(() -> ResourceId.parse(ResourceId.Kind.REQUIREMENT, matcher.group(1)))
                    .map(posting -> new RunKey(posting, pass));
        }

        public String text() {
            return pass.isPresent() ? posting + "/" + pass.getAsLong() : posting.toString();
        }
    }
}
