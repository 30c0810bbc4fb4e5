package io.mandi.persistence.partner;

import io.mandi.engine.catalog.Flaw;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import java.util.List;

/** What became of a request that creates or changes a partner. */
public sealed interface Outcome {

    /**
     * It is as was wanted.
     *
     * @param repeated whether this was answered to an earlier request with the same key
     */
    record Done(StoredAnswer answer, boolean repeated) implements Outcome {}

    /** @param flaws what is wrong with what was wanted, at least one */
    record Refused(List<Flaw> flaws) implements Outcome {
        public Refused {
            flaws = List.copyOf(flaws);
        }
    }

    /** The organisation has as many as it can have. */
    record TooMany(int most) implements Outcome {}

    /** There is no such partner, or it is not the caller's. */
    record NotThere() implements Outcome {}

    /** The partner has another version than the one that was to be changed. */
    record Conflict(long version) implements Outcome {}

    /** The key was used for something else. */
    record KeyReused() implements Outcome {}

    /** Makes the answer, which is kept where the request has a key. */
    interface Writer {
        /** @param now the partner as it is from now on */
        StoredAnswer of(DatedPartner now);
    }
}
