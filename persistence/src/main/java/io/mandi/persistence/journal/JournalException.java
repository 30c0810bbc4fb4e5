package io.mandi.persistence.journal;

import java.io.Serial;

/** Why events were not stored, or why it is not known whether they were. */
public final class JournalException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private JournalException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Another incarnation of the entity has written in between; this one must stop. */
    static JournalException fenced(String persistenceId, long sequenceNumber, Throwable cause) {
        return new JournalException(
                persistenceId + " was fenced off: another writer has stored its event " + sequenceNumber, cause);
    }

    /** The database refuses the events themselves. */
    static JournalException refused(String persistenceId, Throwable cause) {
        return new JournalException("the database refuses the events of " + persistenceId, cause);
    }

    /** An earlier write of the same incarnation failed, so that this one would leave a gap. */
    static JournalException afterFailure(String persistenceId) {
        return new JournalException("an earlier write of " + persistenceId + " failed", null);
    }

    /** Nothing was stored in the time there was. */
    static JournalException unavailable(Throwable cause) {
        return new JournalException("the journal could not be written in time; nothing was stored", cause);
    }

    /** The connection was lost while the events were being stored, and nobody could say in time whether they were. */
    static JournalException unknown(Throwable cause) {
        return new JournalException("the connection was lost; it is not known whether the events were stored", cause);
    }

    /** Neither the database nor the connection is to blame, and nobody can say what became of the events. */
    static JournalException unforeseen(String persistenceId, Throwable cause) {
        return new JournalException(
                "storing the events of " + persistenceId + " failed; it is not known whether they were stored", cause);
    }

    /** The journal is closing. */
    static JournalException closed() {
        return new JournalException("the journal is closed; nothing was stored", null);
    }
}
