package io.mandi.persistence.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server that belongs to this node: its database lies in {@code postgres} below the data folder, its
 * programs come with Mandi. It keeps what it has acknowledged, through a power cut too.
 *
 * <p>The server is a process of its own and outlives a node that is killed; the next start on the folder stops it
 * first, so there are never two on one database. It has no shutdown hook: the node closes it last, when nothing writes
 * any more. It listens on 127.0.0.1 only and trusts every local connection.
 *
 * <p>What lies in the data folder: {@code mandi.lock} (who owns it), {@code postgres} (the database),
 * {@code postgres.log} (what the server said, and {@code postgres.log.1} before that) and, unless set otherwise,
 * {@code postgres-binaries}.
 */
public final class EmbeddedServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final String DATABASE = "mandi";
    private static final String USER = "postgres";
    private static final String UNFINISHED = "postgres.initializing-";
    private static final long LOG_LIMIT_BYTES = 10L * 1024 * 1024;
    private static final int LOG_TAIL_BYTES = 2_000;

    private final EmbeddedServerSettings settings;
    private final DataFolderLock lock;
    private final ServerPrograms programs;
    private final Path database;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedServer(
            EmbeddedServerSettings settings, DataFolderLock lock, ServerPrograms programs, Path database, int port) {
        this.settings = settings;
        this.lock = lock;
        this.programs = programs;
        this.database = database;
        this.port = port;
    }

    /**
     * Starts the server of a data folder with the default settings.
     *
     * @see #start(EmbeddedServerSettings)
     */
    public static EmbeddedServer start(Path dataDir) {
        return start(EmbeddedServerSettings.in(dataDir));
    }

    /**
     * Starts the server of a data folder, making the folder and the database where they do not exist, and waits until
     * it accepts connections. A server that a killed node left running is stopped first.
     *
     * @throws DataFolderInUseException when another node owns the folder
     * @throws EmbeddedServerException when the server cannot be started; the message carries the end of its log
     */
    public static EmbeddedServer start(EmbeddedServerSettings settings) {
        try {
            createPrivate(settings.dataDir());
            Path dataDir = settings.dataDir().toRealPath();
            DataFolderLock lock = DataFolderLock.take(dataDir);
            try {
                return startOwned(settings, lock, dataDir);
            } catch (IOException | RuntimeException failure) {
                lock.close();
                throw failure;
            }
        } catch (IOException failure) {
            throw new EmbeddedServerException(
                    "Cannot use the data folder " + settings.dataDir() + ": " + failure, failure);
        }
    }

    /** Where to connect to the server that runs on a data folder now, whichever process owns it; empty when none does. */
    public static Optional<String> runningUrl(Path dataDir) {
        Path database = dataDir.resolve("postgres");
        try {
            if (Postmaster.runningOn(database).isEmpty()) {
                return Optional.empty();
            }
            // Lines of postmaster.pid: process, folder, start, port.
            List<String> lines = Files.readAllLines(database.resolve("postmaster.pid"), StandardCharsets.UTF_8);
            return lines.size() < 4
                    ? Optional.empty()
                    : Optional.of(jdbcUrl(Integer.parseInt(lines.get(3).strip()), DATABASE));
        } catch (IOException | NumberFormatException failure) {
            throw new EmbeddedServerException(
                    "Cannot tell whether a server runs on " + database + ": " + failure, failure);
        }
    }

    private static EmbeddedServer startOwned(EmbeddedServerSettings settings, DataFolderLock lock, Path dataDir)
            throws IOException {
        ServerPrograms programs = new ServerPrograms(ServerBinaries.unpack(settings.binariesDir()));
        Path database = dataDir.resolve("postgres");
        stopOrphan(programs, database, settings.stopWait());
        Postmaster.disownReusedPid(database);
        createIfAbsent(programs, dataDir, database);
        FileTrees.makePrivate(database);
        Path log = dataDir.resolve("postgres.log");
        keepShort(log);
        int port = startOnPort(settings, programs, database, log);
        EmbeddedServer server = new EmbeddedServer(settings, lock, programs, database, port);
        try {
            server.createDatabase();
        } catch (SQLException failure) {
            stop(programs, database, settings.stopWait());
            throw new EmbeddedServerException("Cannot make the database " + DATABASE + ": " + failure, failure);
        }
        LOG.info("PostgreSQL runs on {} at port {}", database, port);
        return server;
    }

    /** Where to connect to: the database {@code mandi} as the user {@code postgres}, who needs no password. */
    public String jdbcUrl() {
        return jdbcUrl(port, DATABASE);
    }

    /** The TCP port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /**
     * Stops the server, ending the sessions that are open, waits for its end and gives the data folder free. A second
     * call does nothing.
     *
     * @throws EmbeddedServerException when the server does not end; the folder then stays locked for this process's
     *     life
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (Postmaster.runningOn(database).isPresent()) {
                stop(programs, database, settings.stopWait());
                LOG.info("PostgreSQL on {} has stopped", database);
            } else {
                LOG.warn("PostgreSQL on {} had already ended by itself; see postgres.log beside it", database);
            }
            lock.close();
        } catch (IOException failure) {
            throw new EmbeddedServerException("Cannot stop PostgreSQL on " + database + ": " + failure, failure);
        }
    }

    private static void createPrivate(Path dataDir) throws IOException {
        if (!Files.exists(dataDir)) {
            Files.createDirectories(
                    dataDir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static void stopOrphan(ServerPrograms programs, Path database, Duration limit) throws IOException {
        Optional<Postmaster> orphan = Postmaster.runningOn(database);
        if (orphan.isPresent()) {
            LOG.warn(
                    "A node that was killed left PostgreSQL running on {} (pid {}); stopping it",
                    database,
                    orphan.get().process().pid());
            stop(programs, database, limit);
        }
    }

    /**
     * Makes the database folder under another name and renames it when it is complete, so that a folder of the final
     * name always holds a database and nothing that might be one is ever deleted. The other name is a new one each
     * time: of a node that was killed, initdb may still be writing to its own.
     */
    private static void createIfAbsent(ServerPrograms programs, Path dataDir, Path database) throws IOException {
        deleteUnfinished(dataDir);
        if (FileTrees.isMissingOrEmpty(database)) {
            LOG.info("Making a new database in {}", database);
            Path unfinished = Files.createTempDirectory(dataDir, UNFINISHED);
            try {
                programs.initdb(unfinished);
                FileTrees.publish(unfinished, database);
            } finally {
                FileTrees.delete(unfinished);
            }
        } else if (!Files.exists(database.resolve("PG_VERSION"))
                || !Files.exists(database.resolve("global").resolve("pg_control"))) {
            throw new EmbeddedServerException("The folder " + database
                    + " holds files but no complete PostgreSQL database. It is left as it is, since it may be the rest"
                    + " of one. Restore it from a backup, or move it away to begin with an empty database.");
        }
    }

    private static void deleteUnfinished(Path dataDir) throws IOException {
        List<Path> unfinished;
        try (Stream<Path> entries = Files.list(dataDir)) {
            unfinished = entries.filter(entry -> entry.getFileName().toString().startsWith(UNFINISHED))
                    .toList();
        }
        for (Path folder : unfinished) {
            try {
                FileTrees.delete(folder);
            } catch (IOException stillWritten) {
                LOG.debug("{} is left for the next start: {}", folder, stillWritten.toString());
            }
        }
    }

    private static int startOnPort(EmbeddedServerSettings settings, ServerPrograms programs, Path database, Path log)
            throws IOException {
        long deadline = System.nanoTime() + settings.startWait().toNanos();
        while (true) {
            int port = settings.port().isPresent() ? settings.port().getAsInt() : freePort();
            long logStart = Files.exists(log) ? Files.size(log) : 0;
            if (programs.start(database, log, options(port), settings.startWait())) {
                return port;
            }
            boolean stillStarting = Postmaster.runningOn(database).isPresent();
            if (stillStarting) {
                stop(programs, database, settings.stopWait());
            }
            String said = tail(log, logStart);
            // Somebody was faster with the port that was free, or the children of a server that was killed are not yet
            // gone (each ends at its own next look at its parent).
            boolean passes = settings.port().isEmpty() && said.contains("could not bind")
                    || said.contains("pre-existing shared memory block");
            if (!passes || System.nanoTime() - deadline > 0) {
                throw new EmbeddedServerException((stillStarting
                                ? "PostgreSQL did not get ready within " + settings.startWait()
                                        + "; after a crash it may need longer to recover. "
                                : "PostgreSQL did not start. ")
                        + "Its log " + log + " ends with: " + said);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** On the command line, where no file in the database folder can override them. */
    private static String options(int port) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("port", Integer.toString(port));
        options.put("listen_addresses", "127.0.0.1");
        // A socket file in a folder for all would be one more thing that a kill leaves behind.
        options.put("unix_socket_directories", "");
        options.put("timezone", "UTC");
        options.put("log_timezone", "UTC");

        // Acknowledged means on the disk.
        options.put("fsync", "on");
        options.put("synchronous_commit", "on");
        options.put("full_page_writes", "on");

        // The journal is written once and rarely read; what is read twice is small. The rest of the memory serves
        // the file cache and the node.
        options.put("shared_buffers", "256MB");
        // Rare checkpoints: after each one every page that is touched goes to the log in full, which can double what is
        // written. The price is a longer recovery after a crash, of at most this much log.
        options.put("max_wal_size", "2GB");
        options.put("checkpoint_timeout", "15min");
        // Log files that exist are reused; making new ones during trading costs time.
        options.put("min_wal_size", "256MB");
        // The programs come without lz4, and pglz would spend the node's processors to spare the disk.
        options.put("wal_compression", "off");
        // Every session is a process, and a node's pool is far below this.
        options.put("max_connections", "100");
        // All statements are short: compiling one would take longer than running it.
        options.put("jit", "off");
        // The log is for trouble; a line at each checkpoint would only make it grow.
        options.put("log_checkpoints", "off");
        return options.entrySet().stream()
                .map(option -> "-c " + option.getKey() + "='" + option.getValue() + "'")
                .collect(Collectors.joining(" "));
    }

    private static void stop(ServerPrograms programs, Path database, Duration limit) throws IOException {
        ServerPrograms.Outcome fast = programs.stop(database, "fast", limit);
        if (fast.exitCode() == 0 || Postmaster.runningOn(database).isEmpty()) {
            return;
        }
        LOG.warn("PostgreSQL on {} did not stop in an orderly way: {}", database, fast.output());
        ServerPrograms.Outcome immediate = programs.stop(database, "immediate", limit);
        Optional<Postmaster> left = Postmaster.runningOn(database);
        if (immediate.exitCode() != 0 && left.isPresent()) {
            throw new EmbeddedServerException("PostgreSQL on " + database + " (pid "
                    + left.get().process().pid() + ") does not stop: " + immediate.output());
        }
    }

    private static void keepShort(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String tail(Path log, long from) throws IOException {
        if (!Files.exists(log)) {
            return "(nothing)";
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(from, file.length() - LOG_TAIL_BYTES));
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8).strip();
        }
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(port, "postgres"));
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
        }
    }

    private static String jdbcUrl(int port, String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=" + USER;
    }
}
