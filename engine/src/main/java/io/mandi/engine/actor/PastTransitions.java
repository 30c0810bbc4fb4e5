package io.mandi.engine.actor;

import io.mandi.engine.book.Idempotency;
import io.mandi.engine.event.Transition;
import io.mandi.engine.id.EntityId;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Where requests are found that their entity has forgotten. */
public interface PastTransitions {

    /** What was found. */
    sealed interface Found {
        /** The request was done, or its refusal recorded. */
        record Done(Transition transition) implements Found {}

        /** No transition before the time that was named has the key. */
        record Nothing() implements Found {}

        /** What is searched does not go that far yet; later it will. */
        record NotYet() implements Found {}
    }

    /**
     * Looks for a request. The stage fails when it cannot be looked for.
     *
     * @param lookUpTo earlier transitions have to be looked through, later ones may be
     */
    CompletionStage<Found> find(EntityId entity, Idempotency.Scope key, Instant lookUpTo);
}
