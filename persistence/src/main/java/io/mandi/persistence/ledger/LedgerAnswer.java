package io.mandi.persistence.ledger;

import io.mandi.engine.ledger.ExposureEntry;
import io.mandi.engine.ledger.LedgerRefusal;

/** What a ledger answers to whoever holds, converts or releases. */
public sealed interface LedgerAnswer {

    /**
     * It is as was wanted.
     *
     * @param entry as it was then
     * @param repeated whether it was so before
     */
    record Done(ExposureEntry entry, boolean repeated) implements LedgerAnswer {}

    /** Nothing has changed, and nothing will when it is asked again, but for {@link LedgerRefusal#EXPOSURE_LIMIT}. */
    record Refused(LedgerRefusal reason) implements LedgerAnswer {}
}
