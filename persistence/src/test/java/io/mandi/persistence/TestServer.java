package io.mandi.persistence;

import io.mandi.engine.testkit.DataFolders;
import io.mandi.persistence.pool.DatabaseUrl;
import io.mandi.persistence.pool.PoolSettings;
import io.mandi.persistence.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;

/** One PostgreSQL server for all tests of a run, with an empty database for each test that asks. */
public final class TestServer {

    /** Unpacked once for every data folder that the tests make. */
    public static final Path BINARIES = DataFolders.programs();

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final EmbeddedServer SERVER = start();

    private TestServer() {}

    public static EmbeddedServer server() {
        return SERVER;
    }

    /** Settings for a small pool on a database that did not exist before. */
    public static PoolSettings freshDatabase() {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(SERVER.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return PoolSettings.of(DatabaseUrl.parse(SERVER.jdbcUrl().replace("/mandi?", "/" + name + "?")))
                .withMaximumPoolSize(4)
                .withStartupWait(Duration.ofSeconds(5));
    }

    private static EmbeddedServer start() {
        Path dataDir = DataFolders.create("mandi-test");
        EmbeddedServer server = EmbeddedServer.start(dataDir);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            FileUtils.deleteQuietly(dataDir.toFile());
        }));
        return server;
    }
}
