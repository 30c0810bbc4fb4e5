package io.mandi.engine.actor;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.PastRequest;
import io.mandi.engine.id.BookId;
import java.util.concurrent.CompletionStage;

/** Where requests are found that their book has forgotten. */
public interface PastRequests {

    /** What was found. */
    sealed interface Found {
        /** The request was done. */
        record Done(PastRequest request) implements Found {}

        /** No event before the time that was named has the key. */
        record Nothing() implements Found {}

        /** What is searched does not go that far yet; later it will. */
        record NotYet() implements Found {}
    }

    /**
     * Looks for a request. The stage fails when it cannot be looked for.
     *
     * @param lookUpTo microseconds since the epoch; earlier events have to be looked through, later ones may be
     */
    CompletionStage<Found> find(BookId book, Idempotency.Scope key, long lookUpTo);
}
