package io.mandi.http.process;

import io.mandi.engine.testkit.DataFolders;
import io.mandi.persistence.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for the tests of a run, where the database has to outlive the nodes. */
final class Database {
    private static final AtomicInteger CREATED = new AtomicInteger();
    private static final EmbeddedServer SERVER = start();

    private Database() {}

    /** @return the {@code DATABASE_URL} of an empty database that did not exist before */
    static String create() {
        String name = "process_" + CREATED.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(SERVER.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no database for the test", e);
        }
        return SERVER.jdbcUrl().replace("/mandi?", "/" + name + "?");
    }

    private static EmbeddedServer start() {
        Path folder = DataFolders.create("mandi-process-tests");
        EmbeddedServer server = EmbeddedServer.start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            Folders.delete(folder);
        }));
        return server;
    }
}
