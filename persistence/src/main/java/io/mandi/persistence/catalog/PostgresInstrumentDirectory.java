package io.mandi.persistence.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.InstrumentDirectory;
import io.mandi.persistence.table.InstrumentJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** The directory of instruments in the table {@code instrument}. A stage fails when the database does. */
public final class PostgresInstrumentDirectory implements InstrumentDirectory {
    /** A definition that comes late does not replace a newer one. */
    public static final String PUT = """
        INSERT INTO instrument (organization_id, symbol, version, definition) VALUES (?, ?, ?, ?::jsonb)
        ON CONFLICT (organization_id, symbol) DO UPDATE
           SET version = excluded.version, definition = excluded.definition, updated_at = now()
         WHERE instrument.version < excluded.version\
        """;

    private static final String LIST = """
        SELECT definition FROM instrument
         WHERE organization_id = ? AND symbol > ? ORDER BY symbol LIMIT ?\
        """;

    private final DataSource dataSource;
    private final Executor executor;

    /** @param executor whose threads may wait for the database */
    public PostgresInstrumentDirectory(DataSource dataSource, Executor executor) {
        this.dataSource = dataSource;
        this.executor = executor;
    }

    @Override
    public CompletionStage<Void> put(String organization, Instrument instrument, long version) {
        return run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PUT)) {
                statement.setString(1, organization);
                statement.setString(2, instrument.symbol());
                statement.setLong(3, version);
                statement.setString(4, InstrumentJson.write(instrument));
                statement.executeUpdate();
                return null;
            }
        });
    }

    @Override
    public CompletionStage<List<Instrument>> list(String organization, Optional<String> after, int limit) {
        return run(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LIST)) {
                statement.setString(1, organization);
                statement.setString(2, after.orElse(""));
                statement.setInt(3, limit);
                List<Instrument> instruments = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        instruments.add(InstrumentJson.read(rows.getString(1)));
                    }
                }
                return instruments;
            }
        });
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException, JsonProcessingException;
    }

    private <T> CompletionStage<T> run(Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = dataSource.getConnection()) {
                        return work.on(connection);
                    } catch (SQLException | JsonProcessingException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }
}
