package io.mandi.http.desk;

import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.lots.LotRejection;
import java.util.List;

/**
 * What has become of something that the desk was asked for.
 *
 * @param <T> what it is about
 */
public sealed interface DeskReply<T> {

    /**
     * It was done, or found.
     *
     * @param warnings what is remarkable about what was given
     * @param repeated whether this answers a repetition: nothing was done now
     * @param journalSequence number, in the journal of the book that owns it, of the last event that this rests on; 0 for none
     */
    record Done<T>(T value, List<Flaw> warnings, boolean repeated, long journalSequence) implements DeskReply<T> {
        public Done {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A rule or the present state is against it; nothing was changed.
     *
     * @param repeated whether this answers a repetition of what was refused before
     */
    record Rejected<T>(LotRejection rejection, boolean repeated) implements DeskReply<T> {}

    /**
     * There is no such thing, or not for this caller.
     *
     * @param violation whether the caller has named what belongs to somebody else (TEN-3)
     */
    record NotFound<T>(boolean violation) implements DeskReply<T> {}

    /** The organisation has no such commodity, so that there is no book that could be asked. */
    record UnknownCommodity<T>() implements DeskReply<T> {}

    /** There is too much to do: nothing was done, try again soon. */
    record Overloaded<T>() implements DeskReply<T> {}

    /** A request with this idempotency key is in line: nothing was done for this one. */
    record InProgress<T>() implements DeskReply<T> {}

    /** Whether it was done is not known; the same request with the same idempotency key finds out. */
    record OutcomeUnknown<T>() implements DeskReply<T> {}

    /** What is stored of the book is damaged, and it is not served until that is mended: nothing was done. */
    record Quarantined<T>() implements DeskReply<T> {}
}
