package io.mandi.persistence.schedule;

import io.mandi.engine.schedule.WakeUp;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;

/**
 * Sets and clears wake-ups, in the transaction of whoever changes the state that they belong to. After the commit
 * {@link Schedule#expect} tells the node, which finds it by itself within a poll otherwise.
 */
public final class WakeUps {
    // A claim of what was there before ends with it.
    private static final String SET = """
        INSERT INTO wake_up (organization_id, kind, key, due_at, claimed_until, attempts) VALUES (?, ?, ?, ?, ?, 0)
        ON CONFLICT (organization_id, kind, key) DO UPDATE
            SET due_at = excluded.due_at, claimed_until = excluded.claimed_until, attempts = 0\
        """;

    private static final String SET_FIRST = """
        INSERT INTO wake_up (organization_id, kind, key, due_at, claimed_until, attempts) VALUES (?, ?, ?, ?, ?, 0)
        ON CONFLICT (organization_id, kind, key) DO NOTHING\
        """;

    // One that nobody has in hand yet comes at the earlier time; one that was claimed comes again.
    private static final String SET_SOONER = """
        INSERT INTO wake_up (organization_id, kind, key, due_at, claimed_until, attempts) VALUES (?, ?, ?, ?, ?, 0)
        ON CONFLICT (organization_id, kind, key) DO UPDATE SET
            due_at = CASE WHEN wake_up.claimed_until = wake_up.due_at
                THEN least(wake_up.due_at, excluded.due_at) ELSE excluded.due_at END,
            claimed_until = CASE WHEN wake_up.claimed_until = wake_up.due_at
                THEN least(wake_up.due_at, excluded.due_at) ELSE excluded.due_at END,
            attempts = 0\
        """;

    private static final String CLEAR = "DELETE FROM wake_up WHERE organization_id = ? AND kind = ? AND key = ?";

    private WakeUps() {}

    /** From now on there is this one, and none of another time for the same key. Fails when the key is too long. */
    public static void set(Connection connection, WakeUp wakeUp) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            fill(statement, wakeUp);
            statement.executeUpdate();
        }
    }

    /** Where there is none for this key, there is this one from now on. */
    public static void setFirst(Connection connection, WakeUp wakeUp) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_FIRST)) {
            fill(statement, wakeUp);
            statement.executeUpdate();
        }
    }

    private static void fill(PreparedStatement statement, WakeUp wakeUp) throws SQLException {
        statement.setString(1, wakeUp.organization());
        statement.setString(2, wakeUp.kind().name());
        statement.setString(3, wakeUp.key());
        statement.setLong(4, wakeUp.dueAt());
        statement.setLong(5, wakeUp.dueAt());
    }

    /** The same of several, of which no two have the same organisation, kind and key. */
    public static void setAll(Connection connection, Collection<WakeUp> wakeUps) throws SQLException {
        if (wakeUps.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            for (WakeUp wakeUp : wakeUps) {
                fill(statement, wakeUp);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * The same of several, for those who may be woken too often but not too late: where one is waiting that is due sooner, it stays. One
     * that is in hand comes again.
     */
    public static void setSooner(Connection connection, Collection<WakeUp> wakeUps) throws SQLException {
        if (wakeUps.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(SET_SOONER)) {
            // In one order, so that two of these do not wait for each other.
            for (WakeUp wakeUp : wakeUps.stream()
                    .sorted(Comparator.comparing(WakeUp::organization)
                            .thenComparing(one -> one.kind().name())
                            .thenComparing(WakeUp::key))
                    .toList()) {
                fill(statement, wakeUp);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** From now on there is none for this key. */
    public static void clear(Connection connection, String organization, WakeUp.Kind kind, String key)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLEAR)) {
            statement.setString(1, organization);
            statement.setString(2, kind.name());
            statement.setString(3, key);
            statement.executeUpdate();
        }
    }
}
