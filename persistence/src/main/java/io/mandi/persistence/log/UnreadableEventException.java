package io.mandi.persistence.log;

/** An event in the journal that cannot be read: whoever follows the log stops there, since to skip it would be to guess. */
public final class UnreadableEventException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableEventException(LogEntry entry, Exception cause) {
        super(text(entry, cause.getMessage()), cause);
    }

    /** @param why as the end of a sentence */
    public UnreadableEventException(LogEntry entry, String why) {
        super(text(entry, why));
    }

    private static String text(LogEntry entry, String why) {
        return "event " + entry.sequenceNumber() + " of " + entry.persistenceId() + ", of type " + entry.manifest()
                + ", cannot be read: " + why;
    }
}
