package io.mandi.persistence.reader;

import io.mandi.engine.id.BookId;
import java.util.Map;

/**
 * Whose data is read, and what has to be in it.
 *
 * @param after of books of this organisation, the last event's number in the journal that the reader has to see
 */
public record ReadScope(String organization, Map<BookId, Long> after) {
    public ReadScope {
        after = Map.copyOf(after);
        for (BookId book : after.keySet()) {
            if (!book.organization().equals(organization)) {
                throw new IllegalArgumentException("a book of another organisation");
            }
        }
    }

    /** As it is. */
    public static ReadScope of(String organization) {
        return new ReadScope(organization, Map.of());
    }
}
