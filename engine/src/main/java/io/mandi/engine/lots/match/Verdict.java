package io.mandi.engine.lots.match;

import java.util.List;
import java.util.Set;

/** What becomes of a pair of a need and a lot (sections 7.2 and 7.5). */
public sealed interface Verdict {

    /** A match. */
    record Accepted(Appraisal appraisal) implements Verdict {}

    /** It passed every filter, and its score is not enough. */
    record BelowMinScore(Appraisal appraisal) implements Verdict {}

    /** It passed all filters that can be looked at while the risk cannot be told (MT-4). */
    record PendingRisk(Set<Warning> warnings) implements Verdict {
        public PendingRisk {
            warnings = Set.copyOf(warnings);
        }
    }

    /**
     * It did not pass (MT-1). There is no score (MT-2).
     *
     * @param reasons at least one, in the order of {@link Filter}
     * @param notEvaluated filters that cannot be looked at because of others, in their order
     */
    record Rejected(List<Refusal> reasons, List<Filter> notEvaluated, Set<Warning> warnings) implements Verdict {
        public Rejected {
            reasons = List.copyOf(reasons);
            notEvaluated = List.copyOf(notEvaluated);
            warnings = Set.copyOf(warnings);
        }

        /** The first filter that was not passed. */
        public Filter firstFailing() {
            return reasons.getFirst().filter();
        }
    }
}
