package io.mandi.persistence.journal;

import java.sql.SQLException;

/** What a failed statement says about the rows it was to store. */
enum Fault {
    /** Not stored, and some row is at fault: without it the others can be. */
    ROW,
    /** Not stored, and none of the rows is at fault: the same may succeed a little later. */
    TRANSIENT,
    /** The answer is lost: they may have been stored, and even may yet be. */
    UNKNOWN,
    /** Not stored, and not to be. */
    PERMANENT;

    /**
     * By the SQLSTATE; the classes are those of PostgreSQL's appendix A. An error that the server reports has undone the
     * statement. Where the connection ended instead of an answer, nothing is known.
     */
    static Fault of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.length() < 5) {
            return UNKNOWN;
        }
        return switch (state.substring(0, 2)) {
            case "22", "23" -> ROW;
            case "08" -> UNKNOWN;
            // The server ends the session; the statement may have been done before it read the signal.
            case "57" -> state.startsWith("57P") ? UNKNOWN : TRANSIENT;
            // Deadlock, serialization; 40003 says by its name that nobody knows.
            case "40" -> state.equals("40003") ? UNKNOWN : TRANSIENT;
            // Read-only after a failover, full disk or memory, locks, input and output of the server.
            case "25", "53", "55", "58" -> TRANSIENT;
            default -> PERMANENT;
        };
    }
}
