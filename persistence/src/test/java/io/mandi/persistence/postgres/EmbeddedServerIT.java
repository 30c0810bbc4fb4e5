package io.mandi.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.mandi.persistence.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("servers of their own")
class EmbeddedServerIT {

    @TempDir
    private Path dataDir;

    private final List<Process> children = new ArrayList<>();

    @AfterEach
    void endChildren() throws IOException {
        children.forEach(Process::destroyForcibly);
        Optional<Postmaster> left = Postmaster.runningOn(database());
        if (left.isPresent()) {
            left.get().process().destroyForcibly();
            await().until(() -> !left.get().process().isAlive());
        }
    }

    @Test
    void isDurable() throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(TestServer.server().jdbcUrl())) {
            DurabilityCheck check = DurabilityCheck.read(connection);
            assertThat(check).isEqualTo(new DurabilityCheck("on", "on", "on"));
            assertThat(check.violations()).isEmpty();
        }
    }

    @Test
    void saysWhatIsNotDurableAboutASession() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        TestServer.server().jdbcUrl() + "&options=-c%20synchronous_commit=off");
                Statement statement = connection.createStatement()) {
            assertThat(DurabilityCheck.read(connection).violations())
                    .singleElement()
                    .asString()
                    .startsWith("synchronous_commit is off");
            statement.execute("SET synchronous_commit = local");
            assertThat(DurabilityCheck.read(connection).isDurable()).isTrue();
        }
    }

    @Test
    void isReachableFromThisMachineOnly() throws SQLException {
        assertThat(value(TestServer.server(), "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(value(TestServer.server(), "SHOW unix_socket_directories")).isEmpty();
        assertThat(value(TestServer.server(), "SELECT current_database()")).isEqualTo("mandi");
        assertThat(value(TestServer.server(), "SHOW server_version")).startsWith("18.");
    }

    @Test
    void keepsItsDataOverAStopAndAStartInAFolderThatIsItsOwn() throws Exception {
        EmbeddedServer first = start();
        execute(first, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database())))
                .isEqualTo("rwx------");
        first.close();
        first.close();
        assertThat(postmasters()).isEmpty();

        // A restore from a backup may leave the folder open to others, which the server itself would refuse.
        Files.setPosixFilePermissions(database(), PosixFilePermissions.fromString("rwxr-xr-x"));
        try (EmbeddedServer second = start()) {
            assertThat(value(second, "SELECT id FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void refusesAFolderThatAnotherProcessUsesAndWhenThatIsKilledStopsTheServerItLeft() throws Exception {
        Process node = startChild();
        assertThat(line(node)).isEqualTo(NodeToKill.READY);
        assertThatExceptionOfType(DataFolderInUseException.class)
                .isThrownBy(this::start)
                .withMessageContaining("pid " + node.pid());

        kill(node);
        Postmaster orphan = Postmaster.runningOn(database()).orElseThrow();
        assertThat(orphan.process().isAlive()).isTrue();

        try (EmbeddedServer server = start()) {
            assertThat(value(server, "SELECT count(*) FROM kept")).isEqualTo("1");
            await().untilAsserted(() -> assertThat(orphan.process().isAlive()).isFalse());
            assertThat(postmasters())
                    .containsExactly(
                            Postmaster.runningOn(database()).orElseThrow().process());
        }
    }

    @Test
    void recoversWhenTheServerItselfWasKilled() throws Exception {
        EmbeddedServer killed = start();
        execute(killed, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
        Postmaster postmaster = Postmaster.runningOn(database()).orElseThrow();
        postmaster.process().destroyForcibly();
        await().until(() -> Postmaster.runningOn(database()).isEmpty());
        assertThat(database().resolve("postmaster.pid")).exists();
        killed.close();

        try (EmbeddedServer server = start()) {
            assertThat(value(server, "SELECT id FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void makesTheDatabaseAnewWhenItsMakingWasKilled() throws Exception {
        Process node = startChild();
        await().pollInterval(Duration.ofMillis(5)).until(() -> unfinished().anyMatch(Files::isDirectory));
        kill(node);
        assertThat(database()).doesNotExist();

        try (EmbeddedServer server = start()) {
            assertThat(value(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void leavesAloneWhatMayBeTheRestOfADatabase() throws IOException {
        Path rest = Files.createDirectories(database().resolve("base")).resolve("16384");
        Files.writeString(rest, "rows");
        assertThatExceptionOfType(EmbeddedServerException.class)
                .isThrownBy(this::start)
                .withMessageContaining("no complete PostgreSQL database")
                .withMessageContaining("backup");
        assertThat(rest).hasContent("rows");
    }

    @Test
    void refusesAFolderThatThisProcessUses() throws Exception {
        try (EmbeddedServer server = start()) {
            assertThatExceptionOfType(DataFolderInUseException.class)
                    .isThrownBy(this::start)
                    .withMessageContaining("pid " + ProcessHandle.current().pid())
                    .withMessageContaining("DATA_DIR")
                    .withMessageContaining("DATABASE_URL");
            // The attempt has not cost the first one its lock.
            assertThat(line(startChild()))
                    .contains("pid " + ProcessHandle.current().pid());
            assertThat(value(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void isNotHeldUpByAPidFileWhoseNumberBelongsToAnotherProgram() throws Exception {
        start().close();
        Process other = new ProcessBuilder("sleep", "60").start();
        children.add(other);
        writePidFile(other.pid());
        start().close();
        assertThat(other.isAlive()).isTrue();

        // Nor is another folder's server mistaken for this folder's.
        Path otherDatabase = Path.of(value(TestServer.server(), "SHOW data_directory"));
        writePidFile(Postmaster.runningOn(otherDatabase).orElseThrow().process().pid());
        start().close();
        assertThat(value(TestServer.server(), "SELECT 1")).isEqualTo("1");

        // Nor does a number matter that belongs to nobody.
        writePidFile(2_147_483_000L);
        start().close();

        // Nor a file that was made and not written.
        Files.writeString(database().resolve("postmaster.pid"), "");
        start().close();
    }

    @Test
    void saysWhatTheServerSaidWhenItCannotStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatExceptionOfType(EmbeddedServerException.class)
                    .isThrownBy(() -> EmbeddedServer.start(settings().withPort(taken.getLocalPort())))
                    .withMessageContaining("could not bind");
        }
        // The folder is free again.
        start().close();
    }

    @Test
    void saysWhereTheServerOfAFolderIsWhicheverProcessOwnsIt() throws Exception {
        assertThat(EmbeddedServer.runningUrl(dataDir)).isEmpty();
        Process node = startChild();
        assertThat(line(node)).isEqualTo(NodeToKill.READY);
        assertThat(rowsKept(EmbeddedServer.runningUrl(dataDir).orElseThrow())).isEqualTo(1);
        kill(node);
        assertThat(rowsKept(EmbeddedServer.runningUrl(dataDir).orElseThrow())).isEqualTo(1);

        try (EmbeddedServer server = start()) {
            assertThat(EmbeddedServer.runningUrl(dataDir)).contains(server.jdbcUrl());
            Path pidFile = database().resolve("postmaster.pid");
            List<String> lines = Files.readAllLines(pidFile);
            // A server that has only begun to start has not said more.
            Files.write(pidFile, lines.subList(0, 3));
            assertThat(EmbeddedServer.runningUrl(dataDir)).isEmpty();
            Files.write(pidFile, List.of(lines.get(0), lines.get(1), lines.get(2), "no port"));
            assertThatExceptionOfType(EmbeddedServerException.class)
                    .isThrownBy(() -> EmbeddedServer.runningUrl(dataDir))
                    .withMessageContaining(pidFile.getParent().toString());
            Files.write(pidFile, lines);
        }
        assertThat(EmbeddedServer.runningUrl(dataDir)).isEmpty();
        writePidFile(ProcessHandle.current().pid());
        assertThat(EmbeddedServer.runningUrl(dataDir))
                .as("of another program with the number of a server that has ended")
                .isEmpty();
    }

    private static int rowsKept(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM kept")) {
            result.next();
            return result.getInt(1);
        }
    }

    private EmbeddedServerSettings settings() {
        return EmbeddedServerSettings.in(dataDir).withBinariesDir(TestServer.BINARIES);
    }

    private EmbeddedServer start() {
        return EmbeddedServer.start(settings());
    }

    private Path database() throws IOException {
        return dataDir.toRealPath().resolve("postgres");
    }

    private Stream<Path> unfinished() throws IOException {
        try (Stream<Path> entries = Files.list(dataDir)) {
            return entries
                    .filter(entry -> entry.getFileName().toString().startsWith("postgres.initializing"))
                    .toList()
                    .stream();
        }
    }

    private void writePidFile(long pid) throws IOException {
        Files.write(
                database().resolve("postmaster.pid"),
                List.of(Long.toString(pid), database().toString(), "1700000000", "5432", "", "127.0.0.1", "ready   "));
    }

    private Process startChild() throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeToKill.class.getName(),
                        dataDir.toString(),
                        TestServer.BINARIES.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        children.add(child);
        return child;
    }

    /** The first line that is not of the log. */
    private static String line(Process child) throws IOException {
        BufferedReader output = child.inputReader();
        String line = output.readLine();
        while (line != null && line.matches("\\d\\d:\\d\\d:\\d\\d.*")) {
            line = output.readLine();
        }
        return String.valueOf(line);
    }

    private static void kill(Process node) throws InterruptedException {
        node.destroyForcibly().waitFor();
    }

    private List<ProcessHandle> postmasters() throws IOException {
        String database = database().toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(database))
                        .orElse(false))
                .toList();
    }

    private static String value(EmbeddedServer server, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(EmbeddedServer server, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
