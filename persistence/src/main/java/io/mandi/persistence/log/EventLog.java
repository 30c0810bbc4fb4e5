package io.mandi.persistence.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code event_journal} in the order {@code (tx_id, ordering)}, up to the oldest transaction that may still add to it.
 *
 * <p>Numbers of {@code ordering} become visible out of order, and one that was given to a transaction that failed never
 * does: a reader that goes by them alone either skips events or waits for nothing. Transactions are numbered too, and the
 * server knows which of them are still under way. Behind the oldest of these nothing can appear any more.
 *
 * <p>Only those under way count that write to this table; a long transaction elsewhere, in whatever database of the server,
 * holds nobody up. They are known by their lock: who inserts into a table has a lock on it before it has a number, and
 * keeps it to its end. So {@link #read} first takes the number above all that have ended, below which none is given any
 * more, then looks who holds a lock, and only then reads, each step with a view of its own: a writer that is not seen in the
 * second step has either ended, and is seen in the third one, or has not got its number yet, and gets none below the first
 * step's.
 *
 * <p>This holds for transactions whose first write is the one to the journal, as those of the journal are.
 */
public final class EventLog {
    /** Parts of the log that are read independently; all events of an organisation are in one. */
    public static final int SLICES = 16;

    private static final String HORIZON = """
        WITH locks AS MATERIALIZED (SELECT * FROM pg_locks)
        SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
            array(SELECT number.transactionid::text::bigint
                  FROM locks held JOIN locks number ON number.virtualtransaction = held.virtualtransaction
                  WHERE held.locktype = 'relation' AND held.relation = 'event_journal'::regclass
                    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND held.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',
                        'AccessExclusiveLock')
                    AND held.granted
                    AND number.locktype = 'transactionid' AND number.mode = 'ExclusiveLock' AND number.granted)\
        """;

    private static final String PAGE = """
        SELECT tx_id::text::bigint, ordering, persistence_id, sequence_number, event_ser_id, event_ser_manifest,
            event_payload
        FROM event_journal
        WHERE slice = ?::smallint AND (tx_id, ordering) > (?::text::xid8, ?) AND tx_id < ?::text::xid8 AND NOT deleted
        ORDER BY tx_id, ordering LIMIT ?\
        """;

    private static final long EPOCH = 1L << 32;
    /** A page ends here, whatever its limit: the event of a batch can be as large as hundreds of others. */
    private static final long PAGE_BYTES = 1 << 20;
    /** The driver asks for no more at once, where it is in a transaction. */
    private static final int FETCHED_ROWS = 250;

    private EventLog() {}

    /**
     * What a look at the log has found.
     *
     * @param entries the next events, in their order
     * @param full whether there may be more already
     * @param held whether events that are stored already could not be read yet, because of a writer that has not ended
     */
    public record Page(List<LogEntry> entries, boolean full, boolean held) {}

    /** The slice that an entity's events are in; the same rule makes the column {@code slice}. */
    public static int sliceOf(String persistenceId) {
        int bar = persistenceId.indexOf('|');
        String entity = bar < 0 ? "" : persistenceId.substring(bar + 1);
        int secondBar = entity.indexOf('|');
        String whole = secondBar < 0 ? entity : entity.substring(0, secondBar);
        int slash = whole.indexOf('/');
        return sliceOfOrganization(slash < 0 ? whole : whole.substring(0, slash));
    }

    /** The slice that all events of an organisation are in. */
    public static int sliceOfOrganization(String organization) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(organization.getBytes(StandardCharsets.UTF_8));
            return digest[0] >> 4 & 15;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /**
     * The next events of a slice.
     *
     * @param connection at the isolation level READ COMMITTED, so that each statement has a view of its own
     * @param after the last event that is known already
     * @param limit most events; there are fewer where these are large
     */
    public static Page read(Connection connection, int slice, LogPosition after, int limit) throws SQLException {
        Horizon horizon = horizon(connection);
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setInt(1, slice);
            statement.setString(2, Long.toString(after.txId()));
            statement.setLong(3, after.ordering());
            statement.setString(4, Long.toString(horizon.txId));
            statement.setInt(5, limit);
            statement.setFetchSize(FETCHED_ROWS);
            try (ResultSet found = statement.executeQuery()) {
                List<LogEntry> entries = new ArrayList<>();
                long bytes = 0;
                while (bytes < PAGE_BYTES && found.next()) {
                    byte[] payload = found.getBytes(7);
                    bytes += payload.length;
                    entries.add(new LogEntry(
                            new LogPosition(found.getLong(1), found.getLong(2)),
                            found.getString(3),
                            found.getLong(4),
                            found.getInt(5),
                            found.getString(6),
                            payload));
                }
                return new Page(entries, entries.size() == limit || bytes >= PAGE_BYTES, horizon.held);
            }
        }
    }

    /**
     * @param txId events of transactions below are final
     * @param held whether a writer is under way
     */
    private record Horizon(long txId, boolean held) {}

    private static Horizon horizon(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HORIZON);
                ResultSet found = statement.executeQuery()) {
            found.next();
            long next = found.getLong(1);
            long oldest = next;
            for (Object number : (Object[]) found.getArray(2).getArray()) {
                oldest = Math.min(oldest, whole((Long) number, next));
            }
            return new Horizon(oldest, oldest < next);
        }
    }

    /**
     * Locks are listed with the lower 32 bits of a transaction's number; those under way are never further apart.
     *
     * @param next a number nearby
     */
    static long whole(long low, long next) {
        long number = next / EPOCH * EPOCH + low;
        return number - next > EPOCH / 2 ? number - EPOCH : next - number > EPOCH / 2 ? number + EPOCH : number;
    }
}
