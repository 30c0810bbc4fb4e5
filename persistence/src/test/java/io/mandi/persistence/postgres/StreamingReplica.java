package io.mandi.persistence.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A real streaming replica of an embedded server, made of a copy of its folder. */
public final class StreamingReplica implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** What belongs to the primary's process, and the log that the replica gets by streaming. */
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

    /** A statement was ended because of replay. */
    private static final String CONFLICT = "40001";

    private final ServerPrograms programs;
    private final Path folder;
    private final int port;

    private StreamingReplica(ServerPrograms programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Copies the primary while it runs, and starts the copy.
     *
     * @param dataDir of the primary
     * @param home a folder for the replica, which exists
     */
    public static StreamingReplica start(EmbeddedServer primary, Path dataDir, Path home, Path binaries) {
        try (Connection connection = DriverManager.getConnection(primary.jdbcUrl());
                Statement statement = connection.createStatement()) {
            Path folder = home.resolve("replica");
            statement.execute("SELECT pg_backup_start('replica', true)");
            copy(dataDir.resolve("postgres"), folder);
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(folder.resolve("backup_label"), row.getString(1));
            }
            Files.createFile(folder.resolve("standby.signal"));
            Files.writeString(
                    folder.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=postgres'\n"
                            // A query that holds replay up is ended soon, and a lost primary is looked for often.
                            + "max_standby_streaming_delay = '500ms'\nwal_retrieve_retry_interval = '100ms'\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.CREATE);
            StreamingReplica replica =
                    new StreamingReplica(new ServerPrograms(ServerBinaries.unpack(binaries)), folder, freePort());
            replica.start();
            return replica;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts it again, on the same port. */
    public void start() {
        String options = "-c port=" + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                + " -c max_connections=100 -c shared_buffers=32MB -c fsync=off -c timezone=UTC -c jit=off";
        try {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            // The children of a server that was killed end at their next look at it, and keep its memory until then.
            while (!programs.start(folder, folder.resolveSibling("replica.log"), options, LIMIT)) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "the replica does not start: " + Files.readString(folder.resolveSibling("replica.log")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it in order. */
    public void stop() {
        try {
            if (Postmaster.runningOn(folder).isPresent()) {
                programs.stop(folder, "fast", LIMIT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it, with all its processes, as a machine ends that loses its power. */
    public void kill() {
        try {
            ProcessHandle postmaster =
                    Postmaster.runningOn(folder).orElseThrow().process();
            List<ProcessHandle> all = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            postmaster.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Lets it fall silent: it answers nothing, and its connections stay open. */
    public void suspend() {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            ProcessHandle postmaster =
                    Postmaster.runningOn(folder).orElseThrow().process();
            List<String> command = new ArrayList<>(List.of("kill", name, Long.toString(postmaster.pid())));
            postmaster.descendants().forEach(child -> command.add(Long.toString(child.pid())));
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Where to connect to the database {@code mandi}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/mandi?user=postgres";
    }

    /** Holds the replay: the log still arrives, and is not seen. */
    public void pauseReplay() {
        execute("SELECT pg_wal_replay_pause()");
        while (!text("SELECT pg_get_wal_replay_pause_state()").equals("paused")) {
            Thread.onSpinWait();
        }
    }

    /** Goes on with the replay. */
    public void resumeReplay() {
        execute("SELECT pg_wal_replay_resume()");
    }

    /** Cuts it off from its primary: nothing arrives any more. */
    public void disconnect() {
        execute("ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1 user=postgres'");
        execute("SELECT pg_reload_conf()");
        while (!text("SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'")
                .equals("0")) {
            Thread.onSpinWait();
        }
    }

    /** Lets it find its primary again. */
    public void connect(EmbeddedServer primary) {
        execute("ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=postgres'");
        execute("SELECT pg_reload_conf()");
    }

    /** The first column of the first row. */
    public String text(String query) {
        return unlessReplayEndsIt(() -> text(jdbcUrl(), query));
    }

    /** The same on another server. */
    public static String text(String jdbcUrl, String query) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void execute(String sql) {
        unlessReplayEndsIt(() -> {
            try (Connection connection = DriverManager.getConnection(jdbcUrl());
                    Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Replay that goes on after a pause ends whatever looks at rows that are gone on the primary. */
    private static <T> T unlessReplayEndsIt(Supplier<T> statement) {
        while (true) {
            try {
                return statement.get();
            } catch (AssertionError e) {
                if (!(e.getCause() instanceof SQLException cause) || !CONFLICT.equals(cause.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Files may change and go while they are copied; the log since the start of the backup puts that right. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(
                        to.resolve(from.relativize(source)),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                boolean log = source.getParent().endsWith("pg_wal");
                if (!log && !LEFT_OUT.contains(source.getFileName().toString())) {
                    try {
                        Files.copy(source, to.resolve(from.relativize(source)));
                    } catch (NoSuchFileException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path source, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
