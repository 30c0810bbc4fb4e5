package io.mandi.persistence.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A node in a process of its own: starts the server on a folder, commits a row, says so and then waits for its end.
 * Says why when it cannot start.
 */
final class NodeToKill {

    static final String READY = "READY";

    private NodeToKill() {}

    public static void main(String[] arguments) throws SQLException, IOException {
        EmbeddedServerSettings settings =
                EmbeddedServerSettings.in(Path.of(arguments[0])).withBinariesDir(Path.of(arguments[1]));
        try (EmbeddedServer server = EmbeddedServer.start(settings)) {
            try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept (id int)");
                statement.execute("INSERT INTO kept VALUES (1)");
            }
            System.out.println(READY);
            System.in.read();
        } catch (DataFolderInUseException inUse) {
            System.out.println(inUse.getMessage());
        }
    }
}
