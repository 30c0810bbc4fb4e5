package io.mandi.persistence.catalog;

import io.mandi.engine.actor.Caller;
import io.mandi.engine.book.Idempotency;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.reader.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * The table {@code catalogue_request}: what was answered to requests with an idempotency key, about the catalogue and about partners.
 * Whoever asks it holds a lock under which the same key is asked for by nobody else.
 */
public final class CatalogueRequests {
    /** How long an answer is given again. */
    static final Duration KEEP = Duration.ofHours(24);

    /** How many old answers a request deletes at most: more than it adds, so that none stays. */
    private static final int DELETED = 100;

    // Those who delete at the same time leave each other's alone, and never wait for each other.
    private static final String DELETE = """
        DELETE FROM catalogue_request WHERE organization_id = ? AND scope IN (
            SELECT scope FROM catalogue_request WHERE organization_id = ? AND at <= ? ORDER BY at LIMIT ?
            FOR UPDATE SKIP LOCKED)\
        """;

    private static final String FIND = """
        SELECT fingerprint, status, etag, body FROM catalogue_request
        WHERE organization_id = ? AND scope = ? AND at > ?\
        """;

    // An old answer that was not deleted is nobody's any more.
    private static final String KEPT = """
        INSERT INTO catalogue_request (organization_id, scope, fingerprint, at, status, etag, body)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (organization_id, scope) DO UPDATE SET fingerprint = excluded.fingerprint, at = excluded.at,
            status = excluded.status, etag = excluded.etag, body = excluded.body\
        """;

    private CatalogueRequests() {}

    /** What the same key was answered before; empty for a request without a key, and for a new one. */
    public static Optional<Creation> earlier(Connection connection, Caller caller, long now) throws SQLException {
        if (caller.idempotency().isEmpty()) {
            return Optional.empty();
        }
        Idempotency key = caller.idempotency().get();
        long past = now - KEEP.toNanos() / 1_000;
        deleteOld(connection, caller.organization(), past);
        return new Query(FIND, caller.organization(), scope(caller, key), past)
                        .run(connection, row -> {
                            StoredAnswer answer = new StoredAnswer(row.getInt(2), row.getLong(3), row.getString(4));
                            return key.fingerprint().equals(row.getString(1))
                                    ? new Creation.Done(answer, true)
                                    : (Creation) new Creation.KeyReused();
                        })
                        .stream()
                        .findFirst();
    }

    private static void deleteOld(Connection connection, String organization, long past) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setString(1, organization);
            statement.setString(2, organization);
            statement.setLong(3, past);
            statement.setInt(4, DELETED);
            statement.executeUpdate();
        }
    }

    /** Keeps the answer of a request that has a key. */
    public static void keep(Connection connection, Caller caller, long now, StoredAnswer answer) throws SQLException {
        if (caller.idempotency().isEmpty()) {
            return;
        }
        Idempotency key = caller.idempotency().get();
        try (PreparedStatement statement = connection.prepareStatement(KEPT)) {
            statement.setString(1, caller.organization());
            statement.setString(2, scope(caller, key));
            statement.setString(3, key.fingerprint());
            statement.setLong(4, now);
            statement.setInt(5, answer.status());
            statement.setLong(6, answer.version());
            statement.setString(7, answer.body());
            statement.executeUpdate();
        }
    }

    private static String scope(Caller caller, Idempotency key) {
        // No name of a user has a space in it, and no key.
        return caller.actor().user() + " " + key.operation() + " " + key.key();
    }
}
