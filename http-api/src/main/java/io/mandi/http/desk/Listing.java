package io.mandi.http.desk;

import io.mandi.persistence.reader.ReadScope;
import java.time.Instant;
import java.util.Optional;

/**
 * A page of a list, which begins with the newest.
 *
 * @param scope whose lists they are, and what they have to show
 * @param after the place of the last item of the page before
 * @param limit most items; the caller asks for one more than it shows
 */
public record Listing(ReadScope scope, Optional<Place> after, int limit) {

    /**
     * Where an item stands: newest first, of equal ones the greater id first.
     *
     * @param at when it was created; of a reservation, when it was made
     * @param id as clients see it
     */
    public record Place(Instant at, String id) {}
}
