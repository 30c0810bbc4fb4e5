package io.mandi.bench.node;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The journal of a node, read beside the node to see what was really written. */
public final class Journal implements AutoCloseable {
    private static final List<String> SETTINGS =
            List.of("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method");

    private static final long LOOK_AGAIN_MILLIS = 500;

    private final String url;
    private final Connection connection;

    private Journal(String url, Connection connection) {
        this.url = url;
        this.connection = connection;
    }

    static Journal open(int port) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/mandi?user=postgres";
        return new Journal(url, DriverManager.getConnection(url));
    }

    /**
     * What a window left in the journal.
     *
     * @param events rows, one for each command
     * @param commits transactions that wrote them, by the transaction id that each row carries
     */
    public record Written(long events, long commits) {
        public static final Written NOTHING = new Written(0, 0);

        public Written plus(Written other) {
            return new Written(events + other.events, commits + other.commits);
        }
    }

    /** Of the database, for more connections to it. */
    public String url() {
        return url;
    }

    /** The connection of this look at the journal, for other looks. */
    public Connection connection() {
        return connection;
    }

    /** The end of the journal, while nobody writes. */
    public long position() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT coalesce(max(ordering), 0) FROM event_journal")) {
            result.next();
            return result.getLong(1);
        }
    }

    /** What requests have written; matches are found by themselves, some time after what they follow from. */
    public Written since(long position) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT count(*), count(DISTINCT tx_id) FROM event_journal"
                        + " WHERE ordering > ? AND persistence_id NOT LIKE 'Matches|%'")) {
            statement.setLong(1, position);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return new Written(result.getLong(1), result.getLong(2));
            }
        }
    }

    /** Returns when no matches of postings are still to be looked for; a market that was made at once has many of them. */
    public void awaitSearches() throws SQLException, InterruptedException {
        while (searches() > 0) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private long searches() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM wake_up WHERE kind = 'match_run'")) {
            result.next();
            return result.getLong(1);
        }
    }

    /** What the server says of its version and of what it does at a commit. */
    public Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : SETTINGS) {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SHOW " + name)) {
                result.next();
                settings.put(name, result.getString(1));
            }
        }
        return settings;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
