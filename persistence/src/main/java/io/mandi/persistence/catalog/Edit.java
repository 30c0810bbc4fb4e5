package io.mandi.persistence.catalog;

import io.mandi.engine.catalog.Flaw;
import java.util.List;

/** What became of a change to something that is there. */
public sealed interface Edit<T> {

    /** @param warnings what is remarkable about it */
    record Done<T>(Versioned<T> now, List<Flaw> warnings) implements Edit<T> {
        public Done {
            warnings = List.copyOf(warnings);
        }
    }

    /** @param flaws what is wrong with the change, at least one */
    record Refused<T>(List<Flaw> flaws) implements Edit<T> {
        public Refused {
            flaws = List.copyOf(flaws);
        }
    }

    /** It is not there. */
    record NotThere<T>() implements Edit<T> {}

    /** It has another version than the one that was to be changed. */
    record Conflict<T>(long version) implements Edit<T> {}
}
