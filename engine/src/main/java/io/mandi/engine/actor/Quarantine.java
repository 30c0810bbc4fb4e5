package io.mandi.engine.actor;

import io.mandi.engine.id.EntityId;

/**
 * The list of books, of orders or of lots, that cannot be built from what is stored, for those who operate the market. Neither method waits or
 * fails; the list follows soon.
 */
public interface Quarantine {

    /**
     * Enters a book, or gives it another reason.
     *
     * @param reason for people: which record is damaged, and how
     */
    void enter(EntityId book, String reason);

    /** Takes a book off the list, where it is on it: it has recovered. */
    void leave(EntityId book);
}
