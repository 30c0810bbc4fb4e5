package io.mandi.persistence.schedule;

import io.mandi.engine.schedule.WakeUp;
import io.mandi.persistence.table.Columns;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The table {@code wake_up}. It waits for nobody's locks: what others have in hand is passed over. */
final class WakeUpTable implements WakeUpStore {
    static final String NEXT = """
        SELECT claimed_until FROM wake_up WHERE kind = ANY (?) AND organization_id <> ALL (?)
        ORDER BY claimed_until LIMIT 1\
        """;

    // By the place of the row, which stays as long as it is locked: a join would read the whole table while that is
    // small. A row
    // that somebody has set since the statement began is not claimed by it.
    static final String CLAIM = """
        UPDATE wake_up SET claimed_until = ?, attempts = attempts + 1
        WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM wake_up WHERE claimed_until <= ? AND kind = ANY (?) AND organization_id <> ALL (?)
            ORDER BY claimed_until LIMIT ? FOR UPDATE SKIP LOCKED))
        RETURNING organization_id, kind, key, due_at, claimed_until, attempts\
        """;

    // A node that looks for claims locks, for as long as that takes, also rows that it finds claimed; and whoever sets
    // one may yet undo it.
    private static final String OF_CLAIMS = """
        WITH claim AS (
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?)
                AS claim (organization_id, kind, key, due_at, claimed_until, again, behind)),
        ended AS MATERIALIZED (
            SELECT organization_id, kind, key, again, behind FROM claim
            JOIN wake_up USING (organization_id, kind, key, due_at, claimed_until)
            FOR UPDATE OF wake_up SKIP LOCKED),
        changed AS (
        """;

    private static final String DONE = """
            DELETE FROM wake_up USING ended
            WHERE wake_up.organization_id = ended.organization_id AND wake_up.kind = ended.kind
                AND wake_up.key = ended.key)
        """;

    private static final String AGAIN = """
            UPDATE wake_up SET claimed_until = greatest(again, due_at), attempts = behind FROM ended
            WHERE wake_up.organization_id = ended.organization_id AND wake_up.kind = ended.kind
                AND wake_up.key = ended.key)
        """;

    private static final String IN_OTHER_HANDS = """
        SELECT organization_id, kind, key FROM claim
        JOIN wake_up USING (organization_id, kind, key, due_at, claimed_until)
        EXCEPT SELECT organization_id, kind, key FROM ended\
        """;

    static final String OTHERS = """
        SELECT DISTINCT kind FROM (
            SELECT kind FROM wake_up WHERE due_at <= ? AND kind <> ALL (?) ORDER BY due_at LIMIT 1000) AS due\
        """;

    private final DataSource connections;
    private final Map<String, WakeUp.Kind> kinds;

    /** @param kinds that can be looked for */
    WakeUpTable(DataSource connections, Set<WakeUp.Kind> kinds) {
        this.connections = connections;
        this.kinds = kinds.stream().collect(Collectors.toMap(WakeUp.Kind::name, kind -> kind));
    }

    @Override
    public List<Ended> end(List<Ended> ended) throws SQLException {
        Map<Boolean, List<Ended>> byEnd = ended.stream()
                .collect(Collectors.partitioningBy(one -> one.again().isPresent()));
        List<Ended> left = new ArrayList<>();
        try (Connection connection = connections.getConnection()) {
            left.addAll(end(connection, DONE, byEnd.get(false)));
            left.addAll(end(connection, AGAIN, byEnd.get(true)));
        }
        return left;
    }

    private static List<Ended> end(Connection connection, String change, List<Ended> ended) throws SQLException {
        if (ended.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(OF_CLAIMS + change + IN_OTHER_HANDS)) {
            Columns<Ended> columns = new Columns<>(connection, ended);
            statement.setArray(1, columns.texts(one -> one.claim().wakeUp().organization()));
            statement.setArray(
                    2, columns.texts(one -> one.claim().wakeUp().kind().name()));
            statement.setArray(3, columns.texts(one -> one.claim().wakeUp().key()));
            statement.setArray(4, columns.longs(one -> one.claim().wakeUp().dueAt()));
            statement.setArray(5, columns.longs(one -> one.claim().until()));
            statement.setArray(6, columns.longs(one -> one.again().orElse(0)));
            statement.setArray(7, columns.ints(Ended::attempts));
            Set<List<String>> left = new HashSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    left.add(List.of(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
            return ended.stream()
                    .filter(one -> left.contains(key(one.claim().wakeUp())))
                    .toList();
        }
    }

    private static List<String> key(WakeUp wakeUp) {
        return List.of(wakeUp.organization(), wakeUp.kind().name(), wakeUp.key());
    }

    @Override
    public Found find(Wanted wanted, long now, long until) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            // Most looks find nothing; they write nothing.
            OptionalLong next = next(connection, wanted);
            List<Claim> claims =
                    next.isPresent() && next.getAsLong() <= now ? claim(connection, wanted, now, until) : List.of();
            return new Found(claims, next);
        }
    }

    private static OptionalLong next(Connection connection, Wanted wanted) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setArray(1, texts(connection, wanted.kinds()));
            statement.setArray(2, texts(connection, wanted.without()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private List<Claim> claim(Connection connection, Wanted wanted, long now, long until) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
            statement.setLong(1, until);
            statement.setLong(2, now);
            statement.setArray(3, texts(connection, wanted.kinds()));
            statement.setArray(4, texts(connection, wanted.without()));
            statement.setInt(5, wanted.most());
            List<Claim> claims = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    WakeUp wakeUp =
                            new WakeUp(row.getString(1), kinds.get(row.getString(2)), row.getString(3), row.getLong(4));
                    claims.add(new Claim(wakeUp, row.getLong(5), row.getInt(6)));
                }
            }
            claims.sort(Comparator.comparingLong(claim -> claim.wakeUp().dueAt()));
            return claims;
        }
    }

    @Override
    public Set<String> dueOfOthers(Set<String> known, long now) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(OTHERS)) {
            statement.setLong(1, now);
            statement.setArray(2, texts(connection, known));
            Set<String> others = new HashSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    others.add(row.getString(1));
                }
            }
            return others;
        }
    }

    private static Array texts(Connection connection, Set<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }
}
