package io.mandi.persistence.catalog;

import io.mandi.engine.catalog.Flaw;
import java.util.List;

/** What became of something that was to be created. */
public sealed interface Creation {

    /**
     * It is there.
     *
     * @param repeated whether this was answered to an earlier request with the same key
     */
    record Done(StoredAnswer answer, boolean repeated) implements Creation {}

    /** @param flaws what is wrong with it, at least one */
    record Refused(List<Flaw> flaws) implements Creation {
        public Refused {
            flaws = List.copyOf(flaws);
        }
    }

    /** The organisation has as many as it can have. */
    record TooMany(int most) implements Creation {}

    /** The key was used for something else. */
    record KeyReused() implements Creation {}

    /**
     * What is answered, now and to the same request again.
     *
     * @param status of HTTP
     * @param version of what the body shows
     * @param body JSON
     */
    record StoredAnswer(int status, long version, String body) {}

    /** Makes the answer that is kept. */
    interface Writer<T> {
        /**
         * @param warnings what is remarkable about it
         * @param created whether it was not there before
         */
        StoredAnswer of(Versioned<T> now, List<Flaw> warnings, boolean created);
    }
}
