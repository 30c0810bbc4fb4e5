package io.mandi.persistence.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The settings on which "committed" means "survives a power cut", as one session of the server sees them. They are read
 * over a connection and not from a file, because a role, a database or a driver option can override the file.
 *
 * @param fsync what {@code SHOW fsync} answers
 * @param synchronousCommit what {@code SHOW synchronous_commit} answers
 * @param fullPageWrites what {@code SHOW full_page_writes} answers
 */
public record DurabilityCheck(String fsync, String synchronousCommit, String fullPageWrites) {

    /**
     * {@code local} waits for the own disk but for no replica: durable on one machine, which is what is checked here.
     */
    private static final Set<String> DURABLE_COMMITS = Set.of("on", "local", "remote_write", "remote_apply");

    /**
     * Reads the settings of the given session.
     *
     * @throws SQLException when the server cannot be asked
     */
    public static DurabilityCheck read(Connection connection) throws SQLException {
        return new DurabilityCheck(
                show(connection, "fsync"),
                show(connection, "synchronous_commit"),
                show(connection, "full_page_writes"));
    }

    /** Whether an acknowledged commit survives the loss of power. */
    public boolean isDurable() {
        return violations().isEmpty();
    }

    /** One sentence for each setting under which an acknowledged commit can be lost; empty when all is well. */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        if (!fsync.equals("on")) {
            violations.add(
                    "fsync is " + fsync + ": after a power cut the database may be lost as a whole; set it to on");
        }
        if (!DURABLE_COMMITS.contains(synchronousCommit)) {
            violations.add("synchronous_commit is " + synchronousCommit
                    + ": commits that were acknowledged may be lost in a crash; set it to on");
        }
        if (!fullPageWrites.equals("on")) {
            violations.add("full_page_writes is " + fullPageWrites
                    + ": a page that was half written in a power cut cannot be repaired; set it to on");
        }
        return List.copyOf(violations);
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SHOW " + setting)) {
            result.next();
            return result.getString(1);
        }
    }
}
