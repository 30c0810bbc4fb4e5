package io.mandi.persistence.reader;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.catalog.Instrument;
import io.mandi.persistence.table.InstrumentJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for one organisation, as the role {@code mandi_reader}, to which the server shows the rows of that organisation only,
 * also where a query forgets to ask for it.
 */
public final class OrganizationReader {
    private static final Logger LOG = LoggerFactory.getLogger(OrganizationReader.class);

    /** Until the end of the transaction. */
    private static final String AS_TENANT =
            "SELECT set_config('role', 'mandi_reader', true), set_config('mandi.organization', ?, true)";

    private final DataSource connections;
    private final Executor executor;

    /** @param executor whose threads may wait for the database */
    public OrganizationReader(DataSource connections, Executor executor) {
        this.connections = connections;
        this.executor = executor;
    }

    /** What is read. */
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Reads on another thread. The stage fails when the database does. */
    public <T> CompletionStage<T> read(String organization, Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return readNow(organization, work);
                    } catch (SQLException e) {
                        LOG.warn("A list cannot be read: {}", e.getMessage());
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    /** Reads on this thread, in a transaction that sees one organisation's rows only, and can change nothing. */
    public <T> T readNow(String organization, Work<T> work) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            T found;
            try (PreparedStatement tenant = connection.prepareStatement(AS_TENANT)) {
                tenant.setString(1, organization);
                tenant.execute();
                found = work.on(connection);
            } catch (SQLException | RuntimeException e) {
                try {
                    end(connection);
                } catch (SQLException lost) {
                    // The cause is what tells whether another database would do better.
                    e.addSuppressed(lost);
                }
                throw e;
            }
            end(connection);
            return found;
        }
    }

    /** Nothing was written; role and organisation end with the transaction. */
    private static void end(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
    }

    /** The threads that may wait for the database. */
    Executor executor() {
        return executor;
    }

    /** The definitions of instruments, by symbol; without those that the directory does not have. */
    public static Map<String, Instrument> instruments(
            Connection connection, String organization, Collection<String> symbols) throws SQLException {
        Map<String, Instrument> instruments = new HashMap<>();
        if (symbols.isEmpty()) {
            return instruments;
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT symbol, definition FROM instrument WHERE organization_id = ? AND symbol = ANY (?)")) {
            statement.setString(1, organization);
            statement.setArray(2, connection.createArrayOf("text", new HashSet<>(symbols).toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    instruments.put(rows.getString(1), InstrumentJson.read(rows.getString(2)));
                }
            }
        } catch (JsonProcessingException e) {
            throw new SQLException("the definition of an instrument cannot be read", e);
        }
        return instruments;
    }
}
