package io.mandi.engine.ledger;

import java.util.List;

/** What becomes of an entry of a ledger. */
public sealed interface LedgerDecision {

    /**
     * @param exposure of the partner, from now on
     * @param entry as it is from now on
     */
    record Changed(Exposure exposure, ExposureEntry entry, List<LedgerEvent> events) implements LedgerDecision {
        public Changed {
            events = List.copyOf(events);
        }
    }

    /** It was done already. */
    record Repeated(ExposureEntry entry) implements LedgerDecision {}

    /** Nothing changes, now and whenever it is asked again, but for {@link LedgerRefusal#EXPOSURE_LIMIT}. */
    record Refused(LedgerRefusal reason) implements LedgerDecision {}
}
