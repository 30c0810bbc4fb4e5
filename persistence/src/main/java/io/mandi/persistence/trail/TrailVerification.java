package io.mandi.persistence.trail;

import io.mandi.persistence.log.EventLog;
import io.mandi.persistence.log.LogEntry;
import io.mandi.persistence.log.LogPosition;
import io.mandi.persistence.log.UnreadableEventException;
import io.mandi.persistence.projection.ProjectionStatus;
import io.mandi.persistence.reader.Query;
import io.mandi.persistence.trail.Trail.Head;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Makes the whole trail anew from the journal, without writing it, and compares it with what is kept: both ways, so that
 * whatever was changed, removed or added in the one or the other is found. Reads in one transaction, a page at a time, beside
 * nodes that go on.
 *
 * <p>Who changes the journal and makes all later hashes anew is found by a head that was put down before, and by that alone.
 */
public final class TrailVerification {
    private static final String KEPT = "SELECT " + TrailTable.COLUMNS
            + " FROM event_trail WHERE organization_id = ? AND position BETWEEN ? AND ? ORDER BY position";

    private static final String ENDS =
            "SELECT organization_id, max(position) FROM event_trail GROUP BY organization_id ORDER BY organization_id";

    private final Connection connection;
    private final int page;
    private final Map<String, Map<Long, String>> putDown = new HashMap<>();
    private final Map<String, Long> seen = new TreeMap<>();
    private final Map<String, Head> heads = new TreeMap<>();
    private final Map<String, String> flaws = new HashMap<>();

    private TrailVerification(Connection connection, int page, List<PutDown> earlier) {
        this.connection = connection;
        this.page = page;
        earlier.forEach(head -> putDown.computeIfAbsent(head.organization, organization -> new HashMap<>())
                .put(head.position, head.hash));
    }

    /** A head that was put down at an earlier verification. */
    public record PutDown(String organization, long position, String hash) {}

    /**
     * What was found of an organisation.
     *
     * @param position of its last event
     * @param hash of its last event
     * @param flaw where the trail is first broken, and how; absent when it is whole
     */
    public record Result(String organization, long position, String hash, Optional<String> flaw) {}

    /**
     * Verifies.
     *
     * @param page most events that are read at once
     * @param earlier heads that are still to be found where they were
     * @return a result for each organisation that has events, or a head that was put down
     */
    public static List<Result> run(DataSource connections, int page, List<PutDown> earlier) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                return new TrailVerification(connection, page, earlier).run();
            } finally {
                connection.rollback();
                connection.setReadOnly(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
    }

    private List<Result> run() throws SQLException {
        for (int slice = 0; slice < EventLog.SLICES; slice++) {
            Optional<LogPosition> reached = ProjectionStatus.reached(connection, TrailProjection.NAME, slice);
            if (reached.isPresent()) {
                verify(slice, reached.get());
            }
        }
        afterTheEnd();
        putDown.forEach((organization, earlier) -> earlier.keySet().stream()
                .filter(position ->
                        position > heads.getOrDefault(organization, Head.NONE).position())
                .forEach(position -> flaw(organization, position, "was put down and is not in the journal")));
        Set<String> organizations = new HashSet<>(heads.keySet());
        organizations.addAll(flaws.keySet());
        return organizations.stream()
                .sorted()
                .map(organization -> {
                    Head head = heads.getOrDefault(organization, Head.NONE);
                    return new Result(
                            organization,
                            head.position(),
                            head.hash().hex(),
                            Optional.ofNullable(flaws.get(organization)));
                })
                .toList();
    }

    private void verify(int slice, LogPosition reached) throws SQLException {
        Trail trail = new Trail(Map.of());
        LogPosition after = LogPosition.START;
        boolean more = true;
        while (more) {
            EventLog.Page found = EventLog.read(connection, slice, after, page);
            Map<String, List<TrailRow>> made = new TreeMap<>();
            for (LogEntry entry : found.entries()) {
                if (entry.position().compareTo(reached) <= 0) {
                    add(trail, entry, made);
                }
            }
            for (Map.Entry<String, List<TrailRow>> organization : made.entrySet()) {
                compare(organization.getKey(), organization.getValue());
            }
            more = found.full();
            if (more) {
                after = found.entries().getLast().position();
            }
        }
        heads.putAll(trail.heads());
    }

    private void add(Trail trail, LogEntry entry, Map<String, List<TrailRow>> made) {
        try {
            List<TrailRow> rows = trail.add(entry);
            if (!rows.isEmpty()) {
                made.computeIfAbsent(rows.getFirst().organization(), organization -> new ArrayList<>())
                        .addAll(rows);
            }
        } catch (UnreadableEventException e) {
            // What follows it in the organisation can no longer be told; others can.
            String organization = organization(entry);
            long next = trail.heads().getOrDefault(organization, Head.NONE).position() + 1;
            flaw(organization, next, e.getMessage());
        }
    }

    private static String organization(LogEntry entry) {
        try {
            return Trail.entity(entry).organization();
        } catch (UnreadableEventException e) {
            return entry.persistenceId();
        }
    }

    private void compare(String organization, List<TrailRow> made) throws SQLException {
        Map<Long, TrailRow> kept = new HashMap<>();
        new Query(KEPT, organization, made.getFirst().position(), made.getLast().position())
                .run(connection, TrailTable::row)
                .forEach(row -> kept.put(row.position(), row));
        Map<Long, String> earlier = putDown.getOrDefault(organization, Map.of());
        for (TrailRow row : made) {
            TrailRow other = kept.get(row.position());
            if (other == null) {
                flaw(organization, row.position(), "is missing from the trail");
            } else if (!other.equals(row)) {
                flaw(organization, row.position(), "differs from the journal in " + difference(row, other));
            }
            String hash = earlier.get(row.position());
            if (hash != null && !hash.equals(row.hash().hex())) {
                flaw(organization, row.position(), "has another hash than was put down");
            }
        }
        seen.put(organization, made.getLast().position());
    }

    private static String difference(TrailRow made, TrailRow kept) {
        List<String> names = new ArrayList<>();
        differ(names, "persistence_id", made.persistenceId(), kept.persistenceId());
        differ(names, "sequence_number", made.sequenceNumber(), kept.sequenceNumber());
        differ(names, "part", made.part(), kept.part());
        differ(names, "type", made.type(), kept.type());
        differ(names, "user_id", made.user(), kept.user());
        differ(names, "occurred_at", made.occurredAt(), kept.occurredAt());
        differ(names, "items", made.items(), kept.items());
        differ(names, "request", made.request(), kept.request());
        differ(names, "hash", made.hash(), kept.hash());
        return String.join(", ", names);
    }

    private static void differ(List<String> names, String name, Object made, Object kept) {
        if (!Objects.equals(made, kept)) {
            names.add(name);
        }
    }

    private void afterTheEnd() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ENDS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String organization = rows.getString(1);
                long last = seen.getOrDefault(organization, 0L);
                if (rows.getLong(2) > last) {
                    flaw(organization, last + 1, "is in the trail and not in the journal");
                }
            }
        }
    }

    /** Only the first one is told: all that follows may come of it. */
    private void flaw(String organization, long position, String what) {
        flaws.putIfAbsent(organization, "event " + position + " " + what);
    }
}
