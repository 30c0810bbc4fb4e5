package io.mandi.persistence.projection;

import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.UnreadableEventException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Makes tables of the log. Called for different slices at the same time; what it keeps is in the database. */
public interface Projection {

    /** Never to be changed: the place in the log is kept under it. */
    String name();

    /** The tables that it writes and nobody else does, each with a primary key. */
    List<String> tables();

    /**
     * Takes the next events of a slice in, each once.
     *
     * @param connection in a transaction, which the caller ends
     * @return when the last of these events happened, in microseconds since the epoch; 0 when none of them is of interest
     * @throws UnreadableEventException when an event is damaged or newer than this program
     */
    long take(Connection connection, List<LogEntry> entries) throws SQLException, UnreadableEventException;
}
