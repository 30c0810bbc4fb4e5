package io.mandi.engine.actor;

import io.mandi.engine.id.BookId;

/**
 * The list of books that cannot be built from what is stored, for those who operate the market. Neither method waits or
 * fails; the list follows soon.
 */
public interface Quarantine {

    /**
     * Enters a book, or gives it another reason.
     *
     * @param reason for people: which record is damaged, and how
     */
    void enter(BookId book, String reason);

    /** Takes a book off the list, where it is on it: it has recovered. */
    void leave(BookId book);
}
