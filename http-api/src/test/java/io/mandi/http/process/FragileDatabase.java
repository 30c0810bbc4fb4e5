package io.mandi.http.process;

import static org.awaitility.Awaitility.await;

import io.mandi.engine.testkit.DataFolders;
import io.mandi.persistence.postgres.EmbeddedServer;
import io.mandi.persistence.postgres.EmbeddedServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server for nodes that is killed, paused and started again; always on the same port. */
final class FragileDatabase implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private final EmbeddedServerSettings settings;
    private final Thread hook = new Thread(this::end);
    private EmbeddedServer server;
    private List<ProcessHandle> paused = List.of();

    FragileDatabase() {
        try {
            folder = Files.createTempDirectory("mandi-fragile-database");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings = EmbeddedServerSettings.in(folder)
                .withBinariesDir(DataFolders.programs())
                .withPort(Nodes.freePort());
        Runtime.getRuntime().addShutdownHook(hook);
        server = EmbeddedServer.start(settings);
    }

    /** The {@code DATABASE_URL}. */
    String url() {
        return server.jdbcUrl();
    }

    /**
     * Kills all its processes and waits for their end. What it has acknowledged is in its files.
     *
     * @return how many there were
     */
    int kill9() {
        ProcessHandle first = stopFirst();
        List<ProcessHandle> processes =
                Stream.concat(first.descendants(), Stream.of(first)).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        await("the end of PostgreSQL")
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> processes.stream().noneMatch(FragileDatabase::runs));
        server.close();
        return processes.size();
    }

    /** Of one that has ended only the number is left, until its parent asks for it; that may take seconds. */
    private static boolean runs(ProcessHandle process) {
        return process.info().command().isPresent();
    }

    /** Starts it after {@link #kill9}; it recovers from its log first. */
    void startAgain() {
        server = EmbeddedServer.start(settings);
    }

    /** Lets none of its processes go on; connections stay and can even be made, and nothing is answered. */
    int pause() {
        paused = stopAll();
        return paused.size();
    }

    /** Lets them go on. */
    void resume() {
        paused.stream().filter(ProcessHandle::isAlive).forEach(process -> Program.signal(process.pid(), "CONT"));
        paused = List.of();
    }

    /** The first process stands still before the others are looked for: it makes no more, and misses none that ends. */
    private ProcessHandle stopFirst() {
        ProcessHandle first = OwnDatabase.of(folder).orElseThrow().process();
        Program.signal(first.pid(), "STOP");
        return first;
    }

    private List<ProcessHandle> stopAll() {
        ProcessHandle first = stopFirst();
        List<ProcessHandle> processes = new ArrayList<>(List.of(first));
        first.descendants().filter(ProcessHandle::isAlive).forEach(child -> {
            try {
                Program.signal(child.pid(), "STOP");
                processes.add(child);
            } catch (IllegalStateException e) {
                // It has ended in between, as short-lived ones do.
                if (child.isAlive()) {
                    throw e;
                }
            }
        });
        return processes;
    }

    /**
     * Ends every session that nodes have with it.
     *
     * @return how many there were
     */
    int endSessions() throws SQLException {
        return endSessions(url());
    }

    /** The same on another server. */
    static int endSessions(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet ended = statement.executeQuery(
                        "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND application_name LIKE 'mandi%') sessions")) {
            ended.next();
            return ended.getInt(1);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }

    private void end() {
        resume();
        if (server != null) {
            server.close();
        }
        Folders.delete(folder);
    }
}
